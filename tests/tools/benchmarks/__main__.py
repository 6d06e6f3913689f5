"""Run every benchmark and print its ratios."""

from tests.tools.benchmarks import backfill, cold_run, large_export, large_text, nothing_to_do

if __name__ == "__main__":
    cold_run.measure()
    nothing_to_do.measure()
    backfill.measure()
    large_export.measure()
    large_text.measure()
