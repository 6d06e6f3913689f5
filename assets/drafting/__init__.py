"""A first study file, drafted from the exports' own labels, codes, sets and weights, for a person to edit.

`columns` tells what each column is, `blocks` which columns are one question, `joined` which cells hold several answers and
`mentions` which columns one each, `scales` which answer is best, `pairs` what both sides were asked and `merged` what either
answered; `write` puts it in the order of the guide and `emit` into YAML. Whatever is a guess carries a comment that begins with
`check:`.
"""
