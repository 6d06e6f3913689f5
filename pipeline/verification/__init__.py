"""How `gap verify` proves what is published: tables are made again beside the lake, and compared cell by cell."""
