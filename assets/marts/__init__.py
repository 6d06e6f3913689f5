"""Lineage: which columns of the exports every column, metric and gap of one wave goes back to."""
