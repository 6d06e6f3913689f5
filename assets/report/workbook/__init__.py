"""Banner tables of a wave as a workbook: what is tabulated is in `banner.py` and `crosstabs.py`, the rest knows spreadsheets."""
