"""REDCap: one header row of variables, or of labels. A checkbox is a column an option: `tools___1`, or `Tools (choice=Mail)`.

One row a record is read. Exports with several events, or with repeated instruments, have several rows a respondent: refused.
"""

import re

from assets.exports.export import RESPONDENT, TECHNICAL, ExportColumn, saying, squeezed
from assets.exports.readers.headers.header import Header, cells_are

LAYOUT = "redcap"
_EVENT, _REPEATED = {"redcap_event_name", "Event Name"}, {"redcap_repeat_instance", "Repeat Instance"}
_OWN = re.compile(
    r"redcap_\w+|Event Name|Repeat (Instrument|Instance)|Data Access Group|Survey (Identifier|Timestamp)|\w+_timestamp"
)
_FORM, _CHOICE = re.compile(r"\w+_complete|Complete\?"), re.compile(r"(?P<question>.*) \(choice=(?P<option>.*)\)", re.S)
_BOX = re.compile(r".*(___\w+|\(choice=.*\))", re.S)
_STATE, _TICK = re.compile(r"[012]|Incomplete|Unverified|Complete"), re.compile(r"[01]|Checked|Unchecked")
_COMPLETE = ["2", "Complete"]


def read(rows: list[list[str]]) -> Header | None:
    """One header row with REDCap's own names, above cells that it writes there; the record first.

    Raises ValueError where a record has several rows.
    """
    header = [squeezed(cell) for cell in rows[0]] if rows else []
    forms = [
        at for at, name in enumerate(header) if _FORM.fullmatch(name) and cells_are(rows[1:], at, _STATE.fullmatch)
    ]
    boxes = [at for at, name in enumerate(header) if _BOX.fullmatch(name) and cells_are(rows[1:], at, _TICK.fullmatch)]
    events = [at for at, name in enumerate(header) if name in _EVENT]
    repeated = [at for at, name in enumerate(header) if name in _REPEATED]
    is_record = header[:1] in (["record_id"], ["Record ID"])
    if not any(name.startswith("redcap_") for name in header) and not (forms and (boxes or is_record)):
        return None
    if any(len({row[at] for row in rows[1:] if at < len(row)}) > 1 for at in events) or any(
        squeezed(row[at]) for row in rows[1:] for at in repeated if at < len(row)
    ):
        raise ValueError(
            f"a record has a row for each event or repeated instrument; export one event without repeated instruments from "
            f"REDCap, or say that row 1 is the header of a plain table ({saying('header')}) and keep one row a record with rows"
        )
    finished = _COMPLETE if len(forms) == 1 else []
    return Header(LAYOUT, [_column(name, at, forms, finished) for at, name in enumerate(header)], 2)


def _column(name: str, at: int, forms: list[int], finished: list[str]) -> ExportColumn:
    if at in forms:
        return ExportColumn(name, role=TECHNICAL, finished=finished)
    if at == 0 or _OWN.fullmatch(name):
        return ExportColumn(name, role=TECHNICAL if at else RESPONDENT)
    choice = _CHOICE.fullmatch(name)
    return ExportColumn(f"{choice['question']} | {choice['option']}" if choice else name)
