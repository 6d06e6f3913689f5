"""Ways to damage an export, each drawn from a seeded random: what goes wrong between a vendor's server and a study's folder."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from unicodedata import normalize

Records = list[list[str]]


@dataclass(frozen=True)
class Damaged:
    """The bytes of a damaged export, and how whoever knows what was done to it would read them."""

    content: bytes
    encoding: str = "utf-8"
    delimiter: str = ","
    undone: bytes | None = None
    """The bytes as they were, where whoever sees the damage would read over it."""


@dataclass(frozen=True)
class Sound:
    """A sound export in text: its bytes, and how many records are its header."""

    content: bytes
    depth: int
    encoding: str = "utf-8"

    def text(self) -> str:
        return self.content.decode(self.encoding)

    def records(self) -> tuple[Records, Records]:
        """The header and the respondents' rows."""
        found = [record for record in csv.reader(io.StringIO(self.text(), newline="")) if record]
        return found[: self.depth], found[self.depth :]

    def damaged(self, text: str) -> Damaged:
        return Damaged(text.encode(self.encoding), self.encoding)


Damage = Callable[[Random, Sound], Damaged]


def written(records: Records, delimiter: str = ",", line: str = "\n") -> str:
    """Records as text, quoted where they need it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line).writerows(records)
    return out.getvalue()


# ---- bytes


def cut(random: Random, sound: Sound) -> Damaged:
    """The download broke off."""
    return Damaged(sound.content[: random.randrange(1, len(sound.content))], sound.encoding)


def flipped(random: Random, sound: Sound) -> Damaged:
    """One to twenty bytes are others."""
    content = bytearray(sound.content)
    for _ in range(random.choice([1, 1, 1, 5, 20])):
        content[random.randrange(len(content))] = random.randrange(256)
    return Damaged(bytes(content), sound.encoding)


def flipped_in_the_header(random: Random, sound: Sound) -> Damaged:
    """One bit of the header is another."""
    content = bytearray(sound.content)
    end = len(written(sound.records()[0]).encode(sound.encoding))
    content[random.randrange(end)] ^= 1 << random.randrange(8)
    return Damaged(bytes(content), sound.encoding)


def nuls(random: Random, sound: Sound) -> Damaged:
    """A block of the disk came back as NULs, or a few did."""
    at, size = random.randrange(len(sound.content)), random.choice([1, 1, 7, 512])
    return Damaged(sound.content[:at] + bytes(size) + sound.content[at + random.choice([0, size]) :], sound.encoding)


def block_twice(random: Random, sound: Sound) -> Damaged:
    """A block of the download arrived twice."""
    at = random.randrange(len(sound.content))
    end = at + random.choice([64, 512, 4096])
    return Damaged(sound.content[:end] + sound.content[at:end] + sound.content[end:], sound.encoding)


# ---- header rows


def header_row_removed(random: Random, sound: Sound) -> Damaged:
    """Somebody deleted a header row."""
    header, rows = sound.records()
    del header[random.randrange(len(header))]
    return sound.damaged(written(header + rows))


def header_row_moved(random: Random, sound: Sound) -> Damaged:
    """Somebody sorted the sheet, header and all."""
    header, rows = sound.records()
    moved = header.pop(random.randrange(len(header)))
    rest = header + rows
    rest.insert(random.choice([1, 2, 3, random.randrange(len(rest))]), moved)
    return sound.damaged(written(rest))


def header_row_twice(random: Random, sound: Sound) -> Damaged:
    """Two exports were put below each other, the second with its header."""
    header, rows = sound.records()
    at = random.randrange(len(rows))
    return sound.damaged(written(header + rows[:at] + header + rows[at:]))


def header_missing(random: Random, sound: Sound) -> Damaged:
    """The table was published without its header, all of it or but for the first row."""
    header, rows = sound.records()
    return sound.damaged(written(header[: random.choice([0, 0, 1])] + rows) if len(header) > 1 else written(rows))


def labels_below(random: Random, sound: Sound) -> Damaged:
    """A row that says what each column is stands below the header."""
    header, rows = sound.records()
    labels = [f"{random.choice(['Text', 'Label'])} of {name or 'this column'}" for name in header[-1]]
    text = written([*header, labels, *rows])
    return Damaged(text.encode(sound.encoding, "replace"), sound.encoding, undone=sound.content)


def pasted_with_mark(random: Random, sound: Sound) -> Damaged:
    """Two exports were put below each other, the second with its byte order mark and its header."""
    header, rows = sound.records()
    at = random.randrange(len(rows))
    text = written(header + rows[:at]) + "\ufeff" + written(header + rows[at:])
    return Damaged(text.encode("utf-8"), undone=written(header + rows).encode("utf-8"))


def title_above(random: Random, sound: Sound) -> Damaged:
    """Somebody wrote a title above the table, alone or with its empty cells."""
    header, rows = sound.records()
    title = ["Survey, final"] + [""] * random.choice([0, len(header[0]) - 1])
    return sound.damaged(written([title, *header, *rows]))


# ---- columns


def column_twice(random: Random, sound: Sound) -> Damaged:
    """A column was pasted once more."""
    header, rows = sound.records()
    at, to = (random.randrange(len(header[0])) for _ in range(2))
    return sound.damaged(written([[*row[:to], row[at], *row[to:]] for row in header + rows]))


def column_dropped(random: Random, sound: Sound) -> Damaged:
    """A column was deleted."""
    header, rows = sound.records()
    at = random.randrange(len(header[0]))
    return sound.damaged(written([row[:at] + row[at + 1 :] for row in header + rows]))


def columns_swapped(random: Random, sound: Sound) -> Damaged:
    """Two columns changed places, with their headers."""
    header, rows = sound.records()
    return sound.damaged(written(_swapped(random, header + rows, len(header[0]))))


def names_swapped(random: Random, sound: Sound) -> Damaged:
    """Two columns changed their headers and not their cells."""
    header, rows = sound.records()
    return sound.damaged(written(_swapped(random, header, len(header[0])) + rows))


def _swapped(random: Random, records: Records, width: int) -> Records:
    a, b = (random.randrange(width) for _ in range(2))
    swapped = [list(record) for record in records]
    for record in swapped:
        record[a], record[b] = record[b], record[a]
    return swapped


# ---- rows


def rows_blanked(random: Random, sound: Sound) -> Damaged:
    """A few rows lost all their cells."""
    header, rows = sound.records()
    for at in _some(random, rows):
        rows[at] = [""] * len(rows[at])
    return sound.damaged(written(header + rows))


def cells_blanked(random: Random, sound: Sound) -> Damaged:
    """A few rows lost half their cells."""
    header, rows = sound.records()
    for at in _some(random, rows):
        rows[at] = [cell if random.random() < 0.5 else "" for cell in rows[at]]
    return sound.damaged(written(header + rows))


def rows_twice(random: Random, sound: Sound) -> Damaged:
    """A few rows are there twice."""
    header, rows = sound.records()
    return sound.damaged(written(header + rows + [rows[at] for at in _some(random, rows)]))


def rows_lost(random: Random, sound: Sound) -> Damaged:
    """A few rows are gone."""
    header, rows = sound.records()
    lost = set(_some(random, rows))
    return sound.damaged(written(header + [row for at, row in enumerate(rows) if at not in lost]))


def rows_shuffled(random: Random, sound: Sound) -> Damaged:
    """The rows were sorted otherwise."""
    header, rows = sound.records()
    return sound.damaged(written(header + random.sample(rows, len(rows))))


def cell_lost(random: Random, sound: Sound) -> Damaged:
    """A few rows have one cell too few, so that the rest stand a column to the left."""
    header, rows = sound.records()
    for at in _some(random, rows):
        del rows[at][random.randrange(len(rows[at]))]
    return sound.damaged(written(header + rows))


def cells_shifted(random: Random, sound: Sound) -> Damaged:
    """A few rows stand a column to the left, with a blank at their end."""
    header, rows = sound.records()
    for at in _some(random, rows):
        place = random.randrange(len(rows[at]))
        rows[at] = [*rows[at][:place], *rows[at][place + 1 :], ""]
    return sound.damaged(written(header + rows))


def _some(random: Random, rows: Records) -> list[int]:
    return random.sample(range(len(rows)), min(len(rows), random.choice([1, 1, 3, 10])))


# ---- cells


def ticks_of_only_no(random: Random, sound: Sound) -> Damaged:
    """Nobody ticked an option, and the vendor wrote so in every row, or in those that were filled."""
    header, rows = sound.records()
    texts = [{row[at] for row in rows} - {""} for at in range(len(header[0]))]
    at = random.choice([at for at, found in enumerate(texts) if len(found) == 1] or range(len(texts)))
    no, everywhere = random.choice(["No", "0", "False", "Unchecked", "-1", "n/a"]), random.random() < 0.5
    for row in rows:
        row[at] = no if row[at] or everywhere else ""
    return sound.damaged(written(header + rows))


def look_alikes(random: Random, sound: Sound) -> Damaged:
    """A few cells were typed on another keyboard, or stored in another form."""
    header, rows = sound.records()
    change = random.choice(
        [
            lambda cell: normalize("NFD", cell),
            lambda cell: cell[:1] + "\u00ad" + cell[1:],
            lambda cell: cell.replace("a", "\u0430").replace("e", "\u0435"),
            lambda cell: "".join(
                chr(ord(letter) + 0xFEE0) if letter.isalpha() and letter.isascii() else letter for letter in cell
            ),
        ]
    )
    for at in _some(random, rows):
        rows[at] = [change(cell) if random.random() < 0.5 else cell for cell in rows[at]]
    return Damaged(written(header + rows).encode("utf-8"))


def thousands_dotted(random: Random, sound: Sound) -> Damaged:
    """The numbers of a column were saved with dots between thousands."""
    header, rows = sound.records()
    at = random.randrange(len(header[0]))
    for row in rows:
        row[at] = f"{int(row[at]):,}".replace(",", ".") if row[at].isdecimal() and row[at].isascii() else row[at]
    return sound.damaged(written(header + rows))


# ---- how the text is written


def delimiter_changed(random: Random, sound: Sound) -> Damaged:
    """Saved again by a program of another country."""
    header, rows = sound.records()
    delimiter = random.choice(";\t|")
    return Damaged(written(header + rows, delimiter).encode(sound.encoding), sound.encoding, delimiter)


def commas_replaced(random: Random, sound: Sound) -> Damaged:
    """Every comma replaced, inside cells too, in all of the file or from somewhere on."""
    text, other = sound.text(), random.choice(";\t|")
    at = random.choice([0, random.randrange(len(text))])
    return Damaged((text[:at] + text[at:].replace(",", other)).encode(sound.encoding), sound.encoding, other)


def quotes_removed(random: Random, sound: Sound) -> Damaged:
    """All quotes are gone, or one is."""
    text = sound.text()
    places = [at for at, char in enumerate(text) if char == '"']
    if not places or random.random() < 0.3:
        return sound.damaged(text.replace('"', ""))
    at = random.choice(places)
    return sound.damaged(text[:at] + text[at + 1 :])


def quote_put_in(random: Random, sound: Sound) -> Damaged:
    """A quote where none belongs."""
    text = sound.text()
    at = random.choice([random.randrange(len(text)), text.index(",", random.randrange(len(text) // 2)) + 1])
    return sound.damaged(text[:at] + '"' + text[at:])


def line_ends(random: Random, sound: Sound) -> Damaged:
    """Saved with other line ends, all of it or from somewhere on."""
    header, rows = sound.records()
    line, records = random.choice(["\r\n", "\r", "\r\r\n", "\n\r", "\n\n"]), header + rows
    at = random.choice([0, random.randrange(len(records))])
    return sound.damaged(written(records[:at]) + written(records[at:], line=line))


# ---- encodings


def read_as_cp1252(random: Random, sound: Sound) -> Damaged:
    """UTF-8 taken for Windows' encoding and saved as UTF-8 again."""
    text = sound.text().encode("utf-8").decode("cp1252", "replace")
    return Damaged(text.encode("utf-8"))


def saved_otherwise(random: Random, sound: Sound) -> Damaged:
    """Saved in another encoding; what that lacks became question marks."""
    encoding = random.choice(["cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-8-sig", "latin-1", "gb18030", "cp437"])
    return Damaged(sound.text().encode(encoding, "replace"), encoding)


def encodings_mixed(random: Random, sound: Sound) -> Damaged:
    """Two exports of two encodings put into one file."""
    text = sound.text()
    at = random.randrange(len(text))
    other = random.choice(["cp1252", "utf-16-le", "mac_roman"])
    return Damaged(text[:at].encode(sound.encoding) + text[at:].encode(other, "replace"), sound.encoding)


TEXT: list[Damage] = [
    cut,
    flipped,
    flipped_in_the_header,
    nuls,
    block_twice,
    header_row_removed,
    header_row_moved,
    header_row_twice,
    header_missing,
    labels_below,
    pasted_with_mark,
    title_above,
    column_twice,
    column_dropped,
    columns_swapped,
    names_swapped,
    rows_blanked,
    cells_blanked,
    rows_twice,
    rows_lost,
    rows_shuffled,
    cell_lost,
    cells_shifted,
    ticks_of_only_no,
    look_alikes,
    thousands_dotted,
    delimiter_changed,
    commas_replaced,
    quotes_removed,
    quote_put_in,
    line_ends,
    read_as_cp1252,
    saved_otherwise,
    encodings_mixed,
]


# ---- files that are no text


def block_zeroed(random: Random, sound: Sound) -> Damaged:
    """A block of the disk came back as NULs."""
    at, size = random.randrange(len(sound.content)), random.choice([8, 64, 512])
    return Damaged((sound.content[:at] + bytes(size) + sound.content[at + size :])[: len(sound.content)])


def bits_flipped(random: Random, sound: Sound) -> Damaged:
    """One bit, or a few, are others, in the first part of the file or anywhere."""
    content = bytearray(sound.content)
    for _ in range(random.choice([1, 1, 4])):
        content[random.randrange(random.choice([400, 6000, len(content)]))] ^= 1 << random.randrange(8)
    return Damaged(bytes(content))


def tail_put_on(random: Random, sound: Sound) -> Damaged:
    """Something follows the end of the file."""
    return Damaged(sound.content + random.choice([b"\r\n", bytes(8), sound.content[-200:], b"<html>error</html>"]))


def begins_elsewhere(random: Random, sound: Sound) -> Damaged:
    """The first bytes are missing, or others stand before them."""
    few = random.randrange(1, 20)
    return Damaged(
        random.choice([sound.content[few:], b"\n" * few + sound.content, sound.content[:few] + sound.content])
    )


BINARY: list[Damage] = [cut, bits_flipped, block_zeroed, block_twice, tail_put_on, begins_elsewhere]


# ---- workbooks


def formula_without_value(random: Random, sound: Sound) -> Damaged:
    """A program put a formula in place of a value, and never worked it out."""

    def change(cell: re.Match[str]) -> str:
        return f'<c r="{cell[1]}"><f>1+1</f>{random.choice(["", "<v/>", "<v></v>"])}</c>'

    return _one_of(random, sound, r'<c r="(\w+)"[^>]*><v>[^<]*</v></c>', change)


def rows_hidden(random: Random, sound: Sound) -> Damaged:
    """A filter was left on."""
    return _one_of(random, sound, r"<row ", lambda _row: '<row hidden="1" ')


def _one_of(random: Random, sound: Sound, pattern: str, change: Callable[[re.Match[str]], str]) -> Damaged:
    """The workbook with one place of its first sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound.content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                xml = text.decode("utf-8")
                found = random.choice([*re.finditer(pattern, xml)])
                text = (xml[: found.start()] + change(found) + xml[found.end() :]).encode("utf-8")
            after.writestr(name, text)
    return Damaged(out.getvalue())


WORKBOOK: list[Damage] = [*BINARY, formula_without_value, rows_hidden]
