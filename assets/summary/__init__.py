"""Summary metrics: gaps by topic, priorities side by side, the claims ledger, and the codebook as a table.

Comes in: `gap_fact`, `estimates`, and what the exports say of their columns. Goes out: small tables that explain themselves.
"""
