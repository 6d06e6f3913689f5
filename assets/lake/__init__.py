"""What every stage stands on: where tables lie, how they are published whole, and how DuckDB is opened."""
