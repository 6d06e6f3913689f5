"""Run every benchmark and print its ratios."""

from tests.benchmarks import cold_run, large_export, large_text

if __name__ == "__main__":
    cold_run.measure()
    large_export.measure()
    large_text.measure()
