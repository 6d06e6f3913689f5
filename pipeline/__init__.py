"""WHEN and WHERE it runs: Dagster's definitions, the instance, and the command line. How a table comes to be is in `assets/`."""
