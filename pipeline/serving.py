"""`gap ui`: Dagster's webserver on loopback, with the lake's history and every study's waves as partitions."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from assets.lake.paths import Lake
from pipeline.instance import PROJECT, open_home, register
from pipeline.studies import study_folders
from pipeline.terminal import out, refuse
from schemas.refused import Refused
from schemas.study_file import load_study

HOST = "127.0.0.1"


def serve(lake: Path, studies: Path, port: int) -> NoReturn:
    """Serve until interrupted. A study whose file is broken is named and left out."""
    instance = open_home(Lake(lake))
    for folder in study_folders([], studies):
        try:
            study = load_study(folder)
            register(instance, [f"{study.study}/{wave}" for wave in study.waves])
        except Refused as refused:
            refuse(refused.reasons)
    os.environ |= {"GAP_LAKE": str(lake.resolve()), "GAP_STUDIES": str(studies.resolve())}
    out.print(f"Dagster on http://{HOST}:{port}, lake {lake}; stop with Ctrl-C.")
    workspace = str(PROJECT / "workspace.yaml")
    words = ["-m", "dagster_webserver", "--host", HOST, "--port", str(port), "--workspace", workspace]
    os.execv(sys.executable, [sys.executable, *words])  # signals go to the server itself
