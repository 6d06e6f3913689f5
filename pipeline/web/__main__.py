"""Start Dagster's webserver behind the guard."""

import dagster_webserver.app as dagster_app
from dagster_webserver.cli import main
from dagster_webserver.webserver import DagsterWebserver
from starlette.middleware import Middleware

from pipeline.settings import hosts
from pipeline.web.guard import Guard


class Guarded(DagsterWebserver):
    """Dagster's webserver, asked by its own pages alone."""

    def build_middleware(self) -> list[Middleware]:
        """The guard stands before everything else."""
        return [Middleware(Guard, names=hosts()), *super().build_middleware()]


setattr(dagster_app, "DagsterWebserver", Guarded)  # noqa: B010 - Dagster makes its application of the class by this name
main()
