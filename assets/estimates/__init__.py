"""Counts become estimates: each with base, effective base, standard error and interval.

Comes in: `tabulation` and published figures. Goes out: `estimates`. Respondents are never seen here.
"""
