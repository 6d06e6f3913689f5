"""Exports of made-up answers, written as each vendor writes them: one function a layout, from a questionnaire to bytes.

`questionnaire.py` is what was asked and answered, whoever asked it.
"""
