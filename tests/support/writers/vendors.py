"""How vendors head a table: the header's rows and the respondents' rows, whatever file they are put into.

Each has the vendor's own columns around the questions; `columns` says where the questions' begin.
"""

from writers.questionnaire import Cell, QuestionColumn, Survey
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
    before = [QuestionColumn(0, "", ""), *survey.columns]
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


def microsoft_forms(survey: Survey) -> Table:
    """One header row: the vendor's own, then each question; several answers in one cell, a semicolon after each."""
    google = google_forms(survey)
    day = "3/5/26 11:50:46"
    own = ["ID", "Start time", "Completion time", "Email", "Name"]
    rows = [[str(at), day, day, "anonymous", None, *row[1:]] for at, row in enumerate(google[1:], start=1)]
    return [[*own, *google[0][1:]], *rows]


def kobotoolbox(survey: Survey) -> Table:
    """One header row: start and end, `group/question`, and what the server adds."""
    names = [f"group/{name}" for name in qualtrics_ids(survey)]
    header = ["start", "end", *names, "_id", "_uuid", "_submission_time", "_index"]
    day = "2026-03-05T11:50:46.990+03:00"
    return [header, *([day, day, *row, str(at), f"uuid{at}", day, str(at)] for at, row in enumerate(survey.rows))]


def redcap(survey: Survey) -> Table:
    """One header row: the record, variables, and whether the form is complete."""
    names = [f"v{at}" for at in range(len(survey.columns))]
    header = ["record_id", "redcap_survey_identifier", *names, "survey_complete"]
    return [header, *([str(at), None, *row, "2"] for at, row in enumerate(survey.rows))]


def sosci(survey: Survey) -> Table:
    """Two header rows: variables and labels; the interview before the answers, how it went after them."""
    before, after = ["CASE", "QUESTNNR", "MODE", "STARTED"], ["TIME_SUM", "LASTDATA", "FINISHED"]
    labels = [" ".join(filter(None, (column.text, column.part))) for column in survey.columns]
    header = [[*before, *(f"AB{at:02}" for at in range(len(labels))), *after]]
    header.append(["Interview number", "Questionnaire", "Mode", "Begin", *labels, "Time", "Changed", "Done"])
    day = "2026-03-05 11:50:46"
    return [
        *header,
        *([str(at), "base", "interview", day, *row, "300", day, "1"] for at, row in enumerate(survey.rows)),
    ]


def unipark(survey: Survey) -> Table:
    """Two header rows: variables and labels; how the interview went before the answers."""
    before = ["lfdn", "tester", "dispcode", "lastpage", "duration"]
    labels = [" ".join(filter(None, (column.text, column.part))) for column in survey.columns]
    header = [[*before, *(f"v_{at}" for at in range(len(labels)))], ["Number", *[""] * 4, *labels]]
    return [*header, *([str(at), "0", "31", "77", "300", *row] for at, row in enumerate(survey.rows))]


def decipher(survey: Survey) -> Table:
    """One header row: what the system knows of the interview, variables, and the time it took."""
    names = [f"q{at}" for at in range(len(survey.columns))]
    header = ["record", "uuid", "date", "markers", "status", *names, "qtime"]
    day = "03/05/2026 11:50"
    return [header, *([str(at), f"k{at}", day, "qualified", "3", *row, "301.5"] for at, row in enumerate(survey.rows))]
