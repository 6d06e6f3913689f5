"""All waves of all studies together, for SQL tools: one DuckDB file, and what describes the Parquet files to others.

Only the marts, which are small; respondents stay where they are. Whoever reads several tables at once reads them here: the
file is replaced whole, so that nobody sees one table of before a run and another of after it.
"""
