"""KoboToolbox and ODK, whose forms are XLSForms: one header row of names, `group/question` or `group-question`.

Several answers stand in one cell, with blanks between them, and where they were split also in a column each, `question/option`
of `1` and `0` or of `True` and `False`: those are read, and the cell that says the same is left out.
"""

import re

from assets.exports.export import RESPONDENT, SUMMARY, TECHNICAL, ExportColumn, squeezed
from assets.exports.readers.headers.header import Header, cells_are

LAYOUT = "xlsform"
_KOBO, _ODK = {"_id", "_uuid", "_submission_time"}, {"SubmissionDate", "KEY"}
_OWN = re.compile(
    r"_(id|uuid|submission_time|validation_status|notes|status|submitted_by|tags|index|parent_table_name|parent_index|version_)"
    r"|__version__|start|end|today|deviceid|formhub/uuid|(meta[/-])?(instanceID|instanceName|rootUuid)|SubmissionDate|KEY"
    r"|Submitter(ID|Name)|Attachments(Present|Expected)|Status|ReviewState|DeviceID|Edits|FormVersion"
)
_TICK = re.compile(r"[01]|true|false", re.IGNORECASE)
_TIME = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*")


def read(rows: list[list[str]]) -> Header | None:
    """One header row with the columns that the servers add, above times of submission."""
    header = [squeezed(cell) for cell in rows[0]] if rows else []
    kobo = set(header) >= _KOBO
    if not kobo and not set(header) >= _ODK:
        return None
    if not cells_are(rows[1:], header.index("_submission_time" if kobo else "SubmissionDate"), _TIME.fullmatch):
        return None
    respondent = "_id" if kobo else "KEY"
    told = {name for at, name in enumerate(header) if _told(rows, header, at)}
    roles = {name: TECHNICAL for name in header if _OWN.fullmatch(name)} | dict.fromkeys(told, SUMMARY)
    roles[respondent] = RESPONDENT
    return Header(LAYOUT, [ExportColumn(name, role=roles.get(name, "")) for name in header], 2)


def _told(rows: list[list[str]], header: list[str], at: int) -> bool:
    """Whether the columns that follow are the options of this one: where its cell names an option, that one is ticked."""
    options = [place for place, name in enumerate(header) if name.startswith(f"{header[at]}/")]
    if len(options) < 2 or not header[at]:
        return False
    names = {header[place].removeprefix(f"{header[at]}/"): place for place in options}
    answered = [row for row in rows[1:] if len(row) == len(header) and squeezed(row[at])]
    return bool(answered) and all(
        _TICK.fullmatch(cell := squeezed(row[place])) and (name in row[at].split()) == (cell.lower() in ("1", "true"))
        for row in answered
        for name, place in names.items()
    )
