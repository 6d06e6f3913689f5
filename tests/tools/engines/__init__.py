"""The page for SQL users keeps its word: its blocks open the lake in each engine, its queries give the same rows in all.

Blocks and queries stand in `docs/sql.md` alone. An engine runs in an environment of its own, as a user's would, and not
in that of the project, which `make engines` sets up.
"""
