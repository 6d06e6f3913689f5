"""Whatever is killed at whatever moment: no table is half-written, and all that is due is made once it is started again.

`python -m tests.tools.kills` serves a study by `gap ui` and kills what serves it. `lakes.py` is what lies in a lake and may lie
there, `moments.py` the kills.
"""
