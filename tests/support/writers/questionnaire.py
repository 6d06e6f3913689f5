"""A random questionnaire and its answers: what people write in names and cells, and what makes readers stumble.

Nobody gave these answers; they only have to come back as they were written.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

Cell = str | None
"""None is a blank cell."""

NASTY = [
    "NA", "N/A", "None", "null", "nan", "#N/A", "0", "-0", "007", "1e5", "1.0", "1,5", "1;2", "a|b", "a\tb", "True",
    "2024-01-02", "10-49", "5-Feb", "=1+1", "+1", "-1", "@a", " a", "a ", "\u00a0a", "a  b", "\u200b", "'", '"', '""',
    'say "yes"', "a\nb", "a\n\nb", "a,b", "ж", "日本", "e\u0301", "😀", "\ufeffa", "<b>a</b>", "{{a}}", "\\", "\\N", "%", "#",
    "{'ImportId': 1}", "Response", "Open-Ended Response", "Respondent ID", "x" * 3000,
]  # fmt: skip
"""Cells and names that some reader somewhere takes for something else."""

texts = st.sampled_from(NASTY) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n"), min_size=1, max_size=8
)


@dataclass(frozen=True)
class Asked:
    """One column: a question, and the option or row of it that the column holds (empty where it has one column)."""

    number: int
    kind: str
    """`single`, `several`, `grid` or `open`."""
    text: str
    part: str = ""


@dataclass(frozen=True)
class Survey:
    """What was asked, a column each, and what was answered, a row a respondent."""

    columns: list[Asked]
    rows: list[list[Cell]]


names = texts | st.just("")


@st.composite
def surveys(draw: st.DrawFn, names: st.SearchStrategy[str] = names, cells: st.SearchStrategy[str] = texts) -> Survey:
    """A survey whose texts are drawn from `names` and whose answers from `cells`; a name may come twice."""
    columns: list[Asked] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        kind, text = draw(st.sampled_from(["single", "several", "grid", "open"])), draw(names)
        parts = [""] if kind in ("single", "open") else draw(st.lists(names, min_size=1, max_size=4))
        columns += [Asked(number, kind, text, part) for part in parts]
    row = st.tuples(*(_cell(column.kind, column.part, draw, cells) for column in columns)).map(list)
    return Survey(columns, draw(st.lists(row, min_size=1, max_size=5)))


def _cell(kind: str, part: str, draw: st.DrawFn, cells: st.SearchStrategy[str]) -> st.SearchStrategy[Cell]:
    """What may stand in a column: one of a few answers, the option itself or nothing, or whatever somebody wrote."""
    if kind == "several":
        return st.sampled_from([None, part or None])
    return st.none() | (cells if kind == "open" else st.sampled_from(draw(st.lists(cells, min_size=2, max_size=4))))


def spread(survey: Survey) -> Survey:
    """The same survey with a column for every answer, also where one answer was allowed."""
    columns: list[Asked] = []
    spread_cells: list[list[Cell]] = [[] for _ in survey.rows]
    for at, column in enumerate(survey.columns):
        given = list(dict.fromkeys(row[at] for row in survey.rows if row[at]))
        answers = given if column.kind == "single" and given else [None]
        columns += [Asked(column.number, column.kind, column.text, answer or column.part) for answer in answers]
        for row, cells in zip(survey.rows, spread_cells, strict=True):
            cells += [row[at] if answer in (None, row[at]) else None for answer in answers]
    return Survey(columns, spread_cells)
