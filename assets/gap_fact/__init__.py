"""The fact table: executive minus consumer, for every gap of the study and every segment.

Comes in: `estimates`. Goes out: `gap_fact`. What may not be subtracted stands side by side and never is.
"""
