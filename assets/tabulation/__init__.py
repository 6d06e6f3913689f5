"""Respondents become weighted counts: the last place where big data exists.

Comes in: `responses`. Goes out: `tabulation`, from which every estimate and its variance follows. Plain SQL only.
"""
