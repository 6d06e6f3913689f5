"""WHAT is promised: the study file, the codebook it resolves to, and every column of every table.

Nothing here reads an export or writes a table (that is `assets/`), and nothing knows when it runs (`pipeline/`).
"""

STUDY_FILE = "study.yaml"
"""The name of the file that describes a study, in a folder of the study's name."""

SCHEMA_FILE = "study.schema.json"
"""The name of the JSON Schema of that file: beside this module, and beside every study that was drafted."""
