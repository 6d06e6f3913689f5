"""Unipark, the EFS Survey of Questback and Tivian: one header row of variables, and in some exports a second one of labels.

A column's handle is its variable (`v_12`). Of a question 0 was seen and not answered, -77 not seen, -66 hidden; of a text -99 was
not answered. An option is 1 where it is ticked and 0 where it is not. Dispositions 31 and 32 are finished interviews.
"""

import re

from assets.exports.export import DURATION, RESPONDENT, TECHNICAL, ExportColumn
from assets.exports.readers.headers.header import Header, cells_are, variables

LAYOUT = "unipark"
_MARKS = {"tester", "dispcode", "lastpage"}
_OWN = re.compile(
    r"external_lfdn|tester|dispcode|invcode|codelink|lastpage|quality|browser|referer|device_type|participant_\w+|quota\w*"
    r"|page_history|[hv]flip|output_mode|javascript|flash|session_id|language|cleaned|ats|datetime|date_?of_?\w+|rts\d+"
)
_ROLES = {"lfdn": RESPONDENT, "duration": DURATION}
_COMPLETED = ["31", "32", "Completed", "Completed after break", "Beendet", "Beendet nach Unterbrechung"]
_FINISHED = {"dispcode": _COMPLETED, "tester": ["0"]}
_NOT_SEEN = [("-77", "-77"), ("-66", "-66"), ("-99", "-99")]
_OPTION = re.compile(r"0|1|-77|-66")


def read(rows: list[list[str]]) -> Header | None:
    """A header that begins with `lfdn`, above numbers; a second row that has no number there is of labels."""
    found = variables(rows, "lfdn", _MARKS)
    if found is None:
        return None
    header, labels, depth = found
    columns = [
        _column(name, label, cells_are(rows[depth:], at, _OPTION.fullmatch))
        for at, (name, label) in enumerate(zip(header, labels, strict=True))
    ]
    return Header(LAYOUT, columns, depth + 1)


def _column(name: str, label: str, is_option: bool) -> ExportColumn:
    if not re.fullmatch(r"v_\d+", name):
        role = _ROLES.get(name) or (TECHNICAL if _OWN.fullmatch(name) else "")
        return ExportColumn(name, label, role=role, finished=_FINISHED.get(name, []))
    return ExportColumn(name, label, missing=_NOT_SEEN if is_option else [("0", "0"), *_NOT_SEEN])
