"""How vendors head a table: the header's rows and the respondents' rows, whatever file they are put into.

Each has the vendor's own columns around the questions; `columns` says where the questions' begin.
"""

from writers.questionnaire import Asked, Cell, Survey
from writers.text import qualtrics_ids

Table = list[list[Cell]]


def qualtrics_legacy(survey: Survey) -> Table:
    """Two header rows that begin with V1 and ResponseID; the last column has no name."""
    labels = ["-".join(filter(None, (column.text, column.part))) for column in survey.columns]
    header = [["V1", "V2", *qualtrics_ids(survey), ""], ["ResponseID", "ResponseSet", *labels, ""]]
    return header + [[f"R_{at}", "Default Response Set", *row, None] for at, row in enumerate(survey.rows)]


def surveymonkey(survey: Survey) -> Table:
    """Two header rows: the question over the first column of its block, and below it `Response` or what the column is of."""
    below = {"single": "Response", "open": "Open-Ended Response"}
    first = ["Respondent ID", "Collector ID", *_over_blocks(survey), "Any other comments?"]
    second = ["", "", *(column.part or below[column.kind] for column in survey.columns), "Open-Ended Response"]
    return [first, second, *([str(100 + at), "7", *row, None] for at, row in enumerate(survey.rows))]


def _over_blocks(survey: Survey) -> list[str]:
    before = [Asked(0, "", ""), *survey.columns]
    return [now.text if now.number != last.number else "" for last, now in zip(before, survey.columns, strict=False)]


def google_forms(survey: Survey) -> Table:
    """One header row: the time, and each question; several answers in one cell, a grid's rows in brackets."""
    blocks: dict[tuple[int, str], list[int]] = {}
    for at, column in enumerate(survey.columns):
        blocks.setdefault((column.number, column.part if column.kind == "grid" else ""), []).append(at)
    names = [
        f"{survey.columns[places[0]].text} [{part}]" if part else survey.columns[places[0]].text
        for (_, part), places in blocks.items()
    ]
    rows = [
        [";".join(filter(None, (row[at] for at in places))) or None for places in blocks.values()]
        for row in survey.rows
    ]
    return [["Timestamp", *names], *(["2026/03/05 11:50:46 PM GMT+2", *row] for row in rows)]


def typeform(survey: Survey) -> Table:
    """One header row: a token, each question, or each of several choices by itself, and when it was submitted."""
    names = [column.part or column.text for column in survey.columns]
    header = ["#", *names, "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    day = "2026-03-05 11:50:46"
    return [header, *([f"token{at}", *row, day, day, "b1f2"] for at, row in enumerate(survey.rows))]


def alchemer(survey: Survey) -> Table:
    """One header row: the vendor's own, then `Option:Question`."""
    own = ["Response ID", "Time Started", "Date Submitted", "Status"]
    names = [":".join(filter(None, (column.part, column.text))) for column in survey.columns]
    day = "Mar 5, 2026 11:50:46 PM"
    return [[*own, *names], *([str(at), day, day, "Complete", *row] for at, row in enumerate(survey.rows))]


def limesurvey(survey: Survey) -> Table:
    """One header row of codes: `Q1`, `Q1[SQ001]`."""
    own = ["id", "submitdate", "lastpage", "startlanguage"]
    rows = [[str(at), "2026-03-05 11:50:46", "3", "en", *row] for at, row in enumerate(survey.rows)]
    return [[*own, *limesurvey_codes(survey)], *rows]


def limesurvey_codes(survey: Survey) -> list[str]:
    """`Q1` where a question has one column, else `Q1[SQ001]`, `Q1[SQ002]`, …"""
    names = [name.split("_") for name in qualtrics_ids(survey)]
    return [f"{name}[SQ{int(number[0]):03}]" if number else name for name, *number in names]
