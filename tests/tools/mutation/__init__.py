"""Real exports, damaged at random: whatever is done to a file, no figure may change without a word.

`python -m tests.tools.mutation` damages them, puts each through the whole pipeline in a process of its own, and says how each
ended. `cases.py` are the exports, `damage.py` the ways to damage one, `naive.py` and `counted.py` what a damaged file says
when it is read without the pipeline, `judge.py` how a run ended, `isolated.py` the process.
"""
