"""Figures of R's survey package, held row by row: `files.py` lists them, `make golden` prints how closely."""
