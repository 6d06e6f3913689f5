"""WORDS: how a figure, a base, an interval, a verdict is said, in each language, by whoever prints it.

One file a language (`en.toml`, `de.toml`): a language is there when its file is. `catalogue` reads them, `numbers` writes
numbers, `gaps` and `changes` say the rows of tables, `studies` what holds for a whole study. Printers lay out and hold no
sentence, no number format and no label of their own; labels of a study are printed as they stand. What an operator is
told (refusals, progress) does not belong here: it is English, beside what tells it.
"""
