"""What sums a wave up: gaps by topic, priorities of both sides ranked, and what was asked.

Comes in: `gap_fact`, `estimates`, and what the exports say of their columns. Goes out: small tables that explain themselves.
"""
