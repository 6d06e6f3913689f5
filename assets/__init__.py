"""HOW each table comes to be: one folder a stage, in the order the data flows.

exports → responses → tabulation → estimates → gap_fact → contrasts → claims, summary → catalog → report, all standing on
`lake`, `checks`, `making` and `marts`. In each folder `asset.py` knows Dagster and is thin: read, call one function, publish,
say what was made. Everything else is plain Python and SQL. `drafting` makes a first study file of exports, `trace` goes back
from a figure to them; `looks.py` has what all pictures share.
"""

CODE = ("assets", "schemas")
"""The packages whose code decides what a table says."""
