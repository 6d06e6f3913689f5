"""What stands right of a key in any part of the study file: texts and names, raw cells, answers, addresses of columns.

Belongs here: values that several parts share, and how their short forms are read. What one part alone knows stands there.
"""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

ANY_TEXT = "any text"
"""In place of raw cells: any cell that is not blank."""

OtherCode = Literal["don't know", "no answer", "refused", "not asked", "not applicable"]
"""What a cell can say besides an answer. None of these is in a base unless a metric keeps it."""

_SCALAR = WithJsonSchema({"type": ["string", "number", "boolean"]})
Cell = Annotated[str, _SCALAR]
"""A raw cell, or what stands above a column: a blank one is `""`."""


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; fill it, or drop the line")
    return text


Text = Annotated[str, AfterValidator(_filled), _SCALAR]
"""What says something: a name for readers, a handle, a word."""
LONGEST = 100
"""Letters of a name: a file is called by it, with an ending, and disks take 255."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=LONGEST), _SCALAR]
GapName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=LONGEST), _SCALAR]
StudyName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=LONGEST), _SCALAR]
WaveName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=LONGEST), _SCALAR]


def _on_disk(path: str) -> str:
    parts = path.split("/")
    if len(parts) > DEEPEST_FOLDER or any(len(part.encode()) > LONGEST_FILE for part in parts):
        raise ValueError(
            f"is no path that can be: a part of it has {LONGEST_FILE} bytes at the most, and there are {DEEPEST_FOLDER} parts at "
            f"the most; give the file a shorter one"
        )
    return path


LONGEST_FILE, DEEPEST_FOLDER = 255, 30
"""Bytes of a file's name, and parts of a path."""
FilePath = Annotated[str, AfterValidator(_filled), AfterValidator(_on_disk), _SCALAR]
"""A path in the study's folder, or a pattern of some."""


def as_list(value: object) -> object:
    """One of something may be written without brackets."""
    return value if isinstance(value, list) else [value]


def _written(value: object) -> str:
    """A value as a study file may write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(part)}" for key, part in value.items()) + "}"
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, list) else str(value)


def _answers(value: object) -> object:
    """`[Asia, Europe]` and `Asia:` mean the raw cell that reads like the answer."""
    if isinstance(value, list):
        if twice := [name for at, name in enumerate(value) if name in value[:at]]:
            raise ValueError(f"names {twice[0]!r} twice; keep one")
        if lines := [item for item in value if isinstance(item, dict | list)]:
            raise ValueError(
                f"has {_written(lines[0])} in a list; write every answer on a line of its own, {{answer: cells}}"
            )
        return {str(name): [str(name)] for name in value}
    if isinstance(value, dict):
        return {str(name): [str(name)] if cells is None else as_list(cells) for name, cells in value.items()}
    return value


def _once(cells: list[str]) -> list[str]:
    if twice := [cell for at, cell in enumerate(cells) if cell in cells[:at]]:
        raise ValueError(f"names {twice[0]!r} twice; keep one")
    return cells


Cells = Annotated[
    list[Cell],
    Field(min_length=1),
    AfterValidator(_once),
    BeforeValidator(as_list, json_schema_input_type=list[Cell] | Cell),
]
"""Raw cells of an export as text; one cell may be written without brackets."""

FilePaths = Annotated[
    list[FilePath], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=list[Text] | Text)
]
"""Paths or patterns of files; one may be written without brackets."""

Answers = Annotated[
    dict[Text, Cells],
    Field(min_length=1),
    BeforeValidator(_answers, json_schema_input_type=dict[Text, Cells | None] | list[Text]),
]
"""Answers in their order (a scale: best first); right of each, the raw cells that mean it."""


class Model(BaseModel):
    """A part of the study file: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Column(Model, title="A column by its letter"):
    """A column that cannot drift: if the vendor moves it, the run stops. Letters also tell two columns of one name apart."""

    column: Text = Field(description="The column's letter in the sheet: `E`.")
    says: Cell = Field(description="The text that is expected above it; `*` stands for any text.")


JSON = "json"
"""In place of the text between answers: each cell is a JSON list of them."""


class Joined(Model, title="A joined cell"):
    """A column whose cells hold several answers. They stand under the question's `answers`."""

    joined: Text = Field(description="The column that holds the answers.")
    by: str = Field(description='The text between two answers, in quotes: `";"`; or `json`: each cell is a JSON list.')

    @property
    def handle(self) -> str:
        """The column."""
        return self.joined


class Mentions(Model, title="Mentions"):
    """Columns of which each holds one of a respondent's answers: first, second, third. They stand under `answers`."""

    mentions: Text = Field(description="The columns, as a pattern: `Q5_*`.")

    @property
    def handle(self) -> str:
        """The columns."""
        return self.mentions


_PLACES = ("joined", "mentions", "column")
"""What tells one kind of place from another, where it is no handle."""


def _which(value: object) -> str:
    words = set(value) if isinstance(value, dict) else {name for name in _PLACES if hasattr(value, name)}
    return next((name for name in _PLACES if name in words), "column" if words else "handle")


def _by_source(value: object) -> object:
    """Tell an address (`Q4`, {column, says}, {joined, by}) from addresses by source ({interviews: Q4, panel: sat})."""
    if isinstance(value, dict) and not {*_PLACES} & set(value):
        return value
    return {"": value}


Address = Annotated[Annotated[Text, Tag("handle")] | Annotated[Column, Tag("column")], Discriminator(_which)]
"""One column: its handle, or its letter with the label that is expected there."""

Place = Annotated[
    Annotated[Text, Tag("handle")]
    | Annotated[Column, Tag("column")]
    | Annotated[Joined, Tag("joined")]
    | Annotated[Mentions, Tag("mentions")],
    Discriminator(_which),
]
"""Where answers stand: in one column, joined in the cells of one, or one in each of several columns."""

Places = Annotated[dict[str, Place], BeforeValidator(_by_source, json_schema_input_type=Place | dict[str, Place])]
"""Where a question stands, by source; the key "" is a study with one source of respondents."""

Texts = Annotated[
    dict[str, Text],
    BeforeValidator(
        lambda value: value if isinstance(value, dict) else {"": value},
        json_schema_input_type=Text | dict[str, Text],
    ),
]
"""A text, or one by source; the key "" is every source."""
