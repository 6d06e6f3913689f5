"""The way back from one figure to the raw cells."""
