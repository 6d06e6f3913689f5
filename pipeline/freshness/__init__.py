"""Which tables are stale: they do not follow from the study file, the exports and the code as they are now.

Asked before anything starts, by commands, sensor and schedules alike.
"""
