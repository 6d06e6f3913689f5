"""Run every benchmark and print its ratios."""

from tests.benchmarks import cold_run, large_export, weighted_shares

if __name__ == "__main__":
    cold_run.measure()
    weighted_shares.measure()
    large_export.measure()
