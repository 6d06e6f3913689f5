"""Estimates of one group against each other: segments within a wave, waves within a study.

Comes in: `estimates`, `gap_fact` and the tabulations behind them. Goes out: `segment_contrast` and `gap_trend`.
"""
