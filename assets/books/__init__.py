"""What analysts and presenters open: the banner tables of a wave as a workbook, its headline gaps as slides.

Comes in: `estimates`, `gap_fact`, `segment_contrast` and the study file. Goes out: `report/<study>/<wave>.xlsx` and `.pptx`.
Nothing is computed here: every figure is one of the tables'. What is tabulated is in `banner.py` and `crosstabs.py`, how a
figure is said in `words.py`; only `sheets.py` and `workbook.py` know spreadsheets, `slides.py` and `deck.py` slides.
"""
