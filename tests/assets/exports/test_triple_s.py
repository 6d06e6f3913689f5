"""Triple-S: a definition and its data, as the standard and its users write them, come out as an analyst would expect."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assets.exports.export import Export, Reading
from assets.exports.readers import beside, describe, triple_s
from assets.exports.traps import traps
from building import POLL, built, refusal

DTD = '<!DOCTYPE sss PUBLIC "-//triple-s//DTD Survey Interchange v1.2//EN" "http://www.triple-s.org/dtd/sss_v12.dtd">'
SURVEY = {"poll": {**POLL, "files": "poll.*"}}


@dataclass
class Question:
    """A variable as a test writes it. An answer is a text, for a `multiple` the list of codes, None where it is missing."""

    name: str
    kind: str
    width: int = 1
    labels: dict[str, str] = field(default_factory=dict)
    subfields: int = 0
    use: str = ""

    @property
    def characters(self) -> int:
        if self.kind != "multiple":
            return self.width
        return self.subfields * self.width or max(map(int, self.labels))

    def definition(self, start: int, finish: int) -> str:
        values = "".join(f"<value code={quoteattr(code)}>{escape(text)}</value>" for code, text in self.labels.items())
        values = f"<values>{values}</values>" if values else ""
        spread = f'<spread subfields="{self.subfields}" width="{self.width}"/>' if self.subfields else ""
        use = f' use="{self.use}"' if self.use else ""
        return (
            f'<variable ident="{start}" type="{self.kind}"{use}><name>{escape(self.name)}</name>'
            f'<label>About {escape(self.name)}</label><position start="{start}" finish="{finish}"/>{spread}{values}</variable>'
        )

    def written(self, answer: str | list[str] | None) -> str:
        """The answer as fixed data have it."""
        if answer is None:
            return " " * self.characters
        if self.kind == "multiple" and self.subfields:
            codes = [*answer, *["0"] * (self.subfields - len(answer))]
            return "".join(code.rjust(self.width) for code in codes)
        if self.kind == "multiple":
            return "".join("1" if str(at) in answer else "0" for at in range(1, self.characters + 1))
        if self.kind in ("single", "quantity"):
            return str(answer).rjust(self.width)
        return str(answer).ljust(self.width)

    def columns(self) -> list[str]:
        return [f"{self.name}_{code}" for code in self.labels] if self.kind == "multiple" else [self.name]

    def cells(self, answer: str | list[str] | None) -> list[str | None]:
        """The answer as the reader should have it."""
        if self.kind == "multiple":
            return [None if answer is None else "1" if code in answer else "0" for code in self.labels]
        return [answer or None]


def sss(variables: str, record: str = "", prolog: str = "", version: str = "2.0") -> str:
    return (
        f'{prolog}<sss version="{version}"><survey><title>A survey<br/>of ours</title>'
        f'<record ident="A"{record}>{variables}</record></survey></sss>'
    )


def fixed(questions: list[Question], answers: list[list], **parts: str) -> tuple[str, str]:
    """The definition and the data, every answer at its place in the line."""
    definitions, start = [], 1
    for question in questions:
        definitions.append(question.definition(start, start + question.characters - 1))
        start += question.characters
    lines = ["".join(map(Question.written, questions, row)) + "\n" for row in answers]
    return sss("".join(definitions), **parts), "".join(lines)


def delimited(questions: list[Question], answers: list[list], several: bool = False) -> tuple[str, str]:
    """The same as CSV, below a header line. Where `several`, each part of a `multiple` has a cell of its own."""
    definitions, start, header = [], 1, []
    for question in questions:
        width = question.width if question.subfields else 1
        cells = question.characters // width if several and question.kind == "multiple" else 1
        definitions.append(question.definition(start, start + cells - 1))
        header += [question.name] * cells
        start += cells
    rows = []
    for answered in answers:
        row = []
        for question, answer in zip(questions, answered, strict=True):
            text = question.written(answer) if question.kind == "multiple" else answer or ""
            width = question.width if question.subfields else 1
            split = several and question.kind == "multiple"
            row += [text[at : at + width] for at in range(0, len(text), width)] if split else [text]
        rows.append(row)
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return sss("".join(definitions), ' format="csv" skip="1" href="C:\\their\\folder.csv"'), out.getvalue()


def described(place: Path, definition: str | bytes, data: str | bytes | None, ending: str = "asc", **reading) -> Export:
    """What the reader says of a definition with its data beside it."""
    for name, content in (("poll.sss", definition), (f"poll.{ending}", data)):
        if content is not None:
            (place / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    path = place / "poll.sss"
    return describe(path, Reading(**reading), beside(path))


def read(place: Path, definition: str | bytes, data: str | bytes, ending: str = "asc", **reading) -> list[dict]:
    """The rows by handle."""
    export = described(place, definition, data, ending, **reading)
    path = place / "poll.sss"
    handles = [column.handle for column in export.columns]
    batches = triple_s.cells(path, export, beside(path), place)
    return [dict(zip(handles, row.values(), strict=True)) for batch in batches for row in batch.to_pylist()]


def column(text: str, labels: str = "", kind: str = "single") -> tuple[str, str]:
    """A definition with the one variable q and its one record."""
    position = f'<position start="1" finish="{len(text)}"/>'
    return sss(f'<variable ident="1" type="{kind}"><name>q</name>{position}{labels}</variable>'), f"{text}\n"


ID = Question("id", "character", 4, use="serial")
VISIT = Question("visit", "single", 2, {"1": "first", "2": "again", "10": "often"})
SEEN = Question("seen", "multiple", labels={"1": "shop", "2": "web", "4": "fair"})
WHY = Question("why", "multiple", 2, {"1": "price", "2": "brand", "12": "other"}, subfields=3)
SPENT = Question("spent", "quantity", 6, {"999.99": "not stated"})
WEIGHT = Question("w", "quantity", 5, use="weight")
EVERYTHING = [
    ID,
    VISIT,
    SEEN,
    WHY,
    SPENT,
    Question("adult", "logical", 1),
    Question("day", "date", 8),
    Question("hour", "time", 6),
]
ANSWERS = [
    ["r1", "10", ["1", "4"], ["12", "1"], "12.50", "1", "20260301", "143000"],
    ["r2", "1", [], [], "999.99", "0", "20260302", "090000"],
    ["r3", None, None, None, None, None, None, None],
]
EXPECTED = {
    "visit": ["10", "1", None],
    "seen_1": ["1", "0", None],
    "seen_2": ["0", "0", None],
    "seen_4": ["1", "0", None],
    "why_1": ["1", "0", None],
    "why_2": ["0", "0", None],
    "why_12": ["1", "0", None],
    "spent": ["12.50", "999.99", None],
    "adult": ["1", "0", None],
    "day": ["20260301", "20260302", None],
    "hour": ["143000", "090000", None],
}


# ---- what comes out


@pytest.mark.parametrize(
    ("written", "ending"),
    [
        (fixed(EVERYTHING, ANSWERS), "asc"),
        (fixed(EVERYTHING, ANSWERS), "dat"),
        (delimited(EVERYTHING, ANSWERS), "csv"),
        (delimited(EVERYTHING, ANSWERS, several=True), "csv"),
    ],
    ids=["asc", "dat", "csv", "csv of several cells"],
)
def test_every_type_comes_out_and_a_blank_field_is_blank(tmp_path, written, ending):
    rows = read(tmp_path, *written, ending)
    assert {handle: [row[handle] for row in rows] for handle in EXPECTED} == EXPECTED


def test_a_study_reads_a_definition_and_its_data_as_one_export(tmp_path):
    definition, data = fixed([ID, VISIT, SEEN], [["r1", "1", ["1"]], ["r2", "10", []], ["r3", "2", None]])
    ran = built(
        tmp_path,
        {"poll.sss": definition, "poll.asc": data},
        sources=SURVEY,
        questions={
            "visit": {"at": "visit", "answers": {"often": 10, "again": 2, "first": 1}},
            "seen": {"options": {"shop": "seen_1", "web": "seen_2"}, "selected": "1", "not_selected": "0"},
        },
    )
    assert ran.answers("visit") == [3, 1, 2]
    assert [row["source_row"] for row in ran.responses()] == [1, 2, 3]
    shop = next(name for name in ran.responses()[0] if name.startswith("seen") and name.endswith("shop"))
    assert ran.answers(shop) == [1, 0, -2]


def test_what_the_definition_says_of_a_column_is_kept(tmp_path):
    export = described(tmp_path, *fixed([*EVERYTHING, WEIGHT], [[*row, "1.0"] for row in ANSWERS]))
    by_handle = {column.handle: column for column in export.columns}
    assert (by_handle["visit"].label, by_handle["visit"].labels["10"]) == ("About visit", "often")
    assert by_handle["seen_4"].label == "About seen | fair"
    assert by_handle["spent"].labels == {"999.99": "not stated"}
    assert (export.layout, export.weight) == ("triple-s", "w")
    assert [(found.name, found.columns, found.counted) for found in export.sets] == [
        ("seen", ["seen_1", "seen_2", "seen_4"], "1"),
        ("why", ["why_1", "why_2", "why_12"], "1"),
    ]
    assert any("id is declared as the serial number" in note for note in export.notes)


def test_codes_of_a_declared_range_are_declared_and_no_hierarchy_is_made_up(tmp_path):
    values = '<values><range from="1" to="10"/><value code="98">DK</value></values>'
    export = described(tmp_path, *column("10", values))
    assert not any("hierarchy" in note for note in export.notes)
    assert traps(export.columns[0], {"10": 1, "98": 1, "1": 1, "11": 1}, 4)[0] == "not labelled: 11 (1)"


def test_a_declared_weight_that_the_study_is_silent_about_stops_the_source(tmp_path):
    definition, data = fixed([ID, WEIGHT], [["r1", "1.0"]])
    reason = refusal(tmp_path, {"poll.sss": definition, "poll.asc": data}, sources=SURVEY)
    assert "poll.sss: the file declares w as its case weight" in reason


@pytest.mark.parametrize(
    ("text", "labels", "kind", "cell"),
    [
        ("03", '<values><value code="3"/></values>', "single", "3"),
        (" 3", '<values><value code="3"/></values>', "single", "3"),
        ("03", '<values><value code="03"/></values>', "single", "03"),
        (" T", '<values><value code="T"/></values>', "single", "T"),
        ("007.50", '<values><range from="0.00" to="100.00"/></values>', "quantity", "7.50"),
        ("-05", "", "quantity", "-5"),
        ("000", "", "quantity", "0"),
        ("0049151", "<size>7</size>", "character", "0049151"),
        ("NA ", "<size>3</size>", "character", "NA"),
    ],
)
def test_only_what_pads_a_number_goes(tmp_path, text, labels, kind, cell):
    assert read(tmp_path, *column(text, labels, kind)) == [{"q": cell}]


def test_marks_where_no_code_is_mean_nothing(tmp_path):
    labels = '<values><value code="1">a</value><value code="4">b</value></values>'
    assert read(tmp_path, *column("1  0 ", labels, "multiple")) == [{"q_1": "1", "q_4": "0"}]


def test_a_range_of_codes_has_a_column_each(tmp_path):
    labels = '<values><value code="3">c</value><range from="1" to="3"/></values>'
    assert read(tmp_path, *column("011", labels, "multiple")) == [{"q_3": "1", "q_1": "0", "q_2": "1"}]


def test_a_blank_line_is_a_blank_row_and_keeps_the_count(tmp_path):
    definition, data = column("1")
    assert [row["q"] for row in read(tmp_path, definition, data + "\n2\n")] == ["1", None, "2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(tmp_path, end):
    assert [row["q"] for row in read(tmp_path, column("1")[0], end.join(["1", "2", ""]))] == ["1", "2"]


# ---- encodings


NAMED = Question("où", "single", 1, {"1": "Zoë’s"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_definition_without_a_word_on_its_encoding_is_unicode(tmp_path, encoding):
    definition, data = fixed([NAMED], [["1"]], prolog="<?xml version='1.0'?>\n")
    (found,) = described(tmp_path, definition.encode(encoding), data).columns
    assert (found.handle, found.labels) == ("où", {"1": "Zoë’s"})


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "UTF-8", "UTF-16"])
def test_a_definition_is_in_the_encoding_that_it_declares(tmp_path, encoding):
    asked = Question("où", "single", 1, {"1": "Zoë"})
    definition, data = fixed([asked], [["1"]], prolog=f'<?xml version="1.0" encoding="{encoding}"?>\n{DTD}\n')
    (found,) = described(tmp_path, definition.encode(encoding), data).columns
    assert (found.handle, found.labels) == ("où", {"1": "Zoë"})


@pytest.mark.parametrize(
    ("encoding", "said", "note"),
    [
        ("utf-8", None, "every byte of the data is UTF-8"),
        ("utf-8-sig", None, "every byte of the data is UTF-8"),
        ("cp1252", None, "the data are no UTF-8 and are taken for cp1252"),
        ("cp1252", "cp1252", "the encoding is the one that was asked for"),
        ("mac_roman", "mac_roman", "the encoding is the one that was asked for"),
        ("utf-16", "utf-16", "the encoding is the one that was asked for"),
    ],
)
def test_positions_are_characters_in_the_encoding_of_the_data(tmp_path, encoding, said, note):
    definition, data = fixed([Question("who", "character", 5), Question("q", "single")], [["Zoë", "1"], ["Noël", "2"]])
    assert read(tmp_path, definition, data.encode(encoding), encoding=said) == [
        {"who": "Zoë", "q": "1"},
        {"who": "Noël", "q": "2"},
    ]
    assert any(found.startswith(note) for found in described(tmp_path, definition, None, encoding=said).notes)


# ---- XML as it is written


def test_a_text_that_is_there_twice_is_taken_once(tmp_path):
    labels = (
        '<label>Day<br/>of visit<text mode="interview">Which day?</text></label>'
        '<values><value code="1">Monday<text>Monday</text></value>'
        '<value code="2"><text xml:lang="en">Tuesday</text><text xml:lang="de">Dienstag</text></value></values>'
    )
    (found,) = described(tmp_path, *column("1", labels)).columns
    assert (found.label, found.labels) == ("Day of visit", {"1": "Monday", "2": "Tuesday"})


@pytest.mark.parametrize("version", ["1.2", "2.0", "3.0"])
def test_the_versions_that_are_xml_read_alike(tmp_path, version):
    definition, data = fixed([VISIT], [["10"]], version=version, prolog=DTD)
    assert read(tmp_path, definition, data) == [{"visit": "10"}]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE sss [<!ENTITY a "b">]>',
        '<!DOCTYPE sss SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        '<!DOCTYPE sss PUBLIC "a" "b"><!DOCTYPE sss [<!ENTITY a "b">]>',
    ],
)
def test_a_document_type_with_declarations_is_refused(tmp_path, prolog):
    definition, data = column("1")
    reason = refusal(tmp_path, {"poll.sss": prolog + definition, "poll.asc": data}, sources=SURVEY)
    assert reason.startswith("poll.sss: the definition declares a document type of its own")


# ---- what is refused


VALUES = '<values><value code="1"/><value code="2"/></values>'
SPREAD = '<spread subfields="2" width="1"/>'


@pytest.mark.parametrize(
    ("definition", "data", "says"),
    [
        ("SSS 1.1\nSURVEY\n", "1\n", "poll.sss: the definition is no XML, as in Triple-S 1.1; export it as"),
        (
            fixed([VISIT], [], version="9.9")[0],
            "1\n",
            "poll.sss: the definition is Triple-S 9.9; export it as Triple-S",
        ),
        (fixed([VISIT], [])[0][:-20], "1\n", "poll.sss: the definition is broken XML"),
        (sss(""), "1\n", "poll.sss: the definition has no variable"),
        (sss("", ' format="xls"'), "1\n", "poll.sss: the format of the data is 'xls'"),
        (column("1", kind="guess")[0], "1\n", "poll.sss: variable q is of type 'guess'"),
        (column("1", kind="multiple")[0], "1\n", "poll.sss: the multiple q has no values"),
        (column("1", VALUES, "multiple")[0], "1\n", "poll.sss: the multiple q needs 2 characters and has 1"),
        (
            column("1", '<values><value code="1"/><value code="1"/></values>')[0],
            "1\n",
            "poll.sss: two values of q have one code",
        ),
        (
            column("1", '<values><range from="1" to="999999999"/></values>', "multiple")[0],
            "1\n",
            "poll.sss: the multiple q has codes from 1 to 999999999, which are too many",
        ),
        (
            column("12", VALUES, "multiple")[0],
            "10\n12\n",
            "poll.asc, row 2, variable q: '12' holds something else than",
        ),
        (
            column("12", VALUES, "multiple")[0],
            "10\n1 \n",
            "poll.asc, row 2, variable q: '1 ' holds something else than",
        ),
        (column("12", SPREAD + VALUES, "multiple")[0], "10\n13\n", "poll.asc, row 2, variable q: '13' holds 3, which"),
        (column("12")[0], "12\n1\n", "poll.asc, row 2: the record has 1 characters and the definition 2"),
        (
            column("12")[0],
            None,
            "poll.sss: its data should lie beside it as poll.asc or .dat or .csv, and found is none",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_remedy(tmp_path, definition, data, says):
    files = {"poll.sss": definition} | ({"poll.asc": data} if data else {})
    questions = {"q": {"at": "q", "answers": [1, 2]}}
    sources = {"poll": {**POLL, "files": "poll.sss", "respondent": "q"}}
    reason = refusal(tmp_path, files, sources=sources, questions=questions)
    assert reason.startswith(says)
    assert ";" in reason


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('q,r\n"01",x\n1,x\n', "poll.csv, row 3, variable q: '1' should have 2 characters, and zeros may be lost"),
        ('q,r\n"01"\n', "poll.csv, row 2: the record has 1 cells and the definition 2"),
        ('q,r\n"01",x\n"10","y\n"01",z\n', "poll.csv, line 4: a quoted cell is never closed"),
    ],
    ids=["lost zero", "short record", "open quote"],
)
def test_a_damaged_csv_is_refused(tmp_path, data, says):
    asked = [Question("q", "multiple", labels={"1": "a", "2": "b"}), Question("r", "character", 1)]
    files = {"poll.sss": delimited(asked, [])[0], "poll.csv": data}
    sources = {"poll": {**POLL, "files": "poll.sss", "respondent": "r"}}
    assert refusal(tmp_path, files, sources=sources).startswith(says)


def test_a_study_that_names_the_data_is_sent_to_the_definition(tmp_path):
    definition, data = column("1")
    sources = {"poll": {**POLL, "files": "poll.asc", "layout": "triple-s"}}
    reason = refusal(tmp_path, {"poll.sss": definition, "poll.asc": data}, sources=sources)
    assert "poll.asc: this is no Triple-S definition; name the .sss or .xml" in reason


def test_a_definition_called_xml_finds_its_data_and_another_xml_takes_nothing(tmp_path):
    definition, data = fixed([VISIT], [["10"]])
    for name, content in {"a.xml": definition, "A.ASC": data, "b.xml": "<other/>", "b.csv": "id\n1\n"}.items():
        (tmp_path / name).write_text(content)
    assert [found.name for found in beside(tmp_path / "a.xml")] == ["A.ASC"]
    assert beside(tmp_path / "b.xml") == []


# ---- any questionnaire, any answers


TEXT = some.text(some.characters(codec="cp1252", exclude_categories=["Cc", "Zs"]), min_size=1, max_size=8)


@some.composite
def questions(draw, number: int) -> Question:
    name, kind = f"q{number}", draw(some.sampled_from(["single", "multiple", "spread", "quantity", "character"]))
    codes = draw(some.lists(some.integers(1, 30), min_size=1, max_size=6, unique=True))
    labels = {str(code): draw(TEXT) for code in codes}
    if kind == "spread":
        return Question(name, "multiple", 2, labels, subfields=draw(some.integers(1, len(codes))))
    if kind == "multiple":
        return Question(name, kind, labels=labels)
    return Question(name, kind, 8, labels if kind == "single" else {})


def answers(question: Question) -> some.SearchStrategy:
    known = some.sampled_from(list(question.labels) or ["0"])
    told: some.SearchStrategy = {
        "single": known,
        "multiple": some.lists(known, max_size=question.subfields or None, unique=True),
        "quantity": some.integers(-999, 99999).map(str),
        "character": TEXT,
    }[question.kind]
    return some.none() | told


@some.composite
def surveys(draw) -> tuple[list[Question], list[list]]:
    asked = [draw(questions(number)) for number in range(draw(some.integers(1, 5)))]
    rows = [[draw(answers(question)) for question in asked] for _ in range(draw(some.integers(1, 6)))]
    return asked, rows


@given(
    surveys(),
    some.sampled_from(["fixed", "csv", "csv of several cells"]),
    some.sampled_from(["utf-8", "iso-8859-1", "utf-16"]),
    some.sampled_from(["utf-8", "cp1252"]),
)
def test_what_is_written_comes_back(survey, layout, of_definition, of_data):
    asked, rows = survey
    definition, data = (
        fixed(asked, rows) if layout == "fixed" else delimited(asked, rows, several=layout == "csv of several cells")
    )
    declared = f'<?xml version="1.0" encoding="{of_definition}"?>{definition}'
    expected = [
        dict(
            pair
            for question, answer in zip(asked, row, strict=True)
            for pair in zip(question.columns(), question.cells(answer), strict=True)
        )
        for row in rows
    ]
    with TemporaryDirectory() as place:
        found = read(
            Path(place),
            declared.encode(of_definition, "xmlcharrefreplace"),
            data.encode(of_data),
            "asc" if layout == "fixed" else "csv",
            encoding=of_data,
        )
    assert found == expected
