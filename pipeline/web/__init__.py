"""Dagster's webserver behind a guard of ours, because it would do whatever any page in the same browser asks of it.

`python -m pipeline.web` takes the options of `dagster-webserver`. `gap ui` and the services of `deploy/` start it so.
"""
