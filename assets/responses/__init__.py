"""Cells become coded answers: parsed once, proved, written once. Rows that break a rule are set aside with the rule's name.

Comes in: kept exports and the codebook. Goes out: `responses` (one row a respondent), `rejected` (one row a broken rule),
`weighting` (what weighting did) and `quality` (what a fieldwork manager asks). Weights are made here, because they belong
to respondents.
"""
