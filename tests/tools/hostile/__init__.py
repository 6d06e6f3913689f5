"""Study files that nobody should write: each is accepted or refused in sentences, within seconds and little memory.

`python -m tests.tools.hostile` tries them. `studies.py` makes them, `trial.py` is what becomes of one.
"""
