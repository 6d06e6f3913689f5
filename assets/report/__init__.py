"""What people open: one self-contained page of a wave, a workbook of banner tables, a deck of headline gaps.

Comes in: the published tables and the study file. Goes out: `report/<study>/<wave>.html`, `.xlsx` and `.pptx`. No figure is
computed here, and none leaves without what limits it. What is said of a figure, in which words, is in `schemas/words/`;
here it is laid out: pictures in `charts/`, and each format in its folder.
"""
