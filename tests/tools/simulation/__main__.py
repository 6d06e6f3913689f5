"""Measure coverage and size over every cell, print a table for each number of executives, and what falls outside."""

from tests.tools.simulation.coverage import measure

if __name__ == "__main__":
    measure()
