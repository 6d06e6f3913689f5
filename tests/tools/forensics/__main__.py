"""Measure known truth, false alarms and power on seeded figures, and the solver against trying every number."""

from tests.tools.forensics.measure import measure

if __name__ == "__main__":
    measure()
