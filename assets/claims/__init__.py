"""The claims ledger: what arithmetic and the data say of every published figure.

Comes in: `estimates` and the study's claims. Goes out: `claims`.
"""
