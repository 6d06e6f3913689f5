"""How `gap verify` proves what stands: tables are made again beside the lake, and compared cell by cell."""
