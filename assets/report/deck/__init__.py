"""Headline gaps of a wave as slides whose charts can be edited: `deck.py` says what, `slides.py` knows slides."""
