"""HOW each table comes to be: one folder a stage, in the order the data flows.

exports → responses → tabulation → estimates → gap_fact → summary → report, all standing on `lake`. In each folder
`asset.py` knows Dagster and is thin: read, call one function, publish, say what was made. Everything else is plain
Python and SQL.
"""

CODE = ("assets", "schemas")
"""The packages whose code decides what a table says."""
