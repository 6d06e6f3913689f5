"""A slide: its boxes, texts that fit them, and charts that stay charts in the presentation.

The layout is built here, 13.33 by 7.5 inches, from the bare template that python-pptx brings; measures are in inches.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from assets.looks import wrapped
from schemas.foreign import visible

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

WIDE, HIGH = 13.333, 7.5
MARGIN = 0.6
FONT = "Arial"
INK, GREY, WARNING, RULE = "#1f2933", "#52606d", "#b42318", "#cbd2d9"
EM, LEADING, POINTS = 0.56, 1.22, 72
"""Of a font's size: how wide a letter is on average, and how high a line; points in an inch."""
TITLE_ONLY = 5
PROPERTY = 255
"""Characters of a property of a file."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches from its left upper corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Look:
    """How a text looks: in the largest of `sizes` in which it fits its box, shortened where it fits in none."""

    sizes: tuple[int, ...]
    colour: str = INK
    bold: bool = False
    align: str = "left"
    anchor: str = "top"
    apart: float = 0.0
    """The space after a paragraph, in lines."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it is called, its value or none, the value's format, and its colour."""

    label: str
    value: float | None
    form: str
    colour: str


def presentation(title: str) -> "Presentation":
    """An empty presentation in 16:9."""
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    wider = Inches(WIDE) / deck.slide_width
    for place in (deck.slide_master, *deck.slide_layouts):  # the template is 4:3: what a user adds should fit as well
        for shape in place.placeholders:
            shape.left, shape.top, shape.width, shape.height = (
                *(round(shape.left * wider), shape.top),
                *(round(shape.width * wider), shape.height),
            )
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title, deck.core_properties.author = visible(title)[:PROPERTY], ""
    return deck


def new_slide(
    deck: "Presentation", title: str, box: Box, warning: str, sizes: tuple[int, ...] = (28, 24, 20, 17)
) -> "Slide":
    """A slide with its title in `box`, the warning above it, and its number below."""
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    shape = slide.shapes.title
    _place(shape, box)
    _fill(shape, box, [title], Look(sizes, bold=True, anchor="bottom"))
    if warning:
        caution = Look((13, 11), WARNING, bold=True)
        text(slide, Box(MARGIN, 0.28, WIDE - 2 * MARGIN, 0.36), [warning], caution)
    number = Look((10,), GREY, align="right")
    text(slide, Box(WIDE - MARGIN - 1, HIGH - 0.45, 1, 0.3), [str(len(deck.slides))], number)
    return slide


def text(slide: "Slide", box: Box, paragraphs: list[str], look: Look) -> None:
    """Paragraphs in a box of their own."""
    from pptx.util import Inches

    shape = slide.shapes.add_textbox(*(Inches(edge) for edge in (box.left, box.top, box.width, box.height)))
    _fill(shape, box, paragraphs, look)


def _fill(shape: Any, box: Box, paragraphs: list[str], look: Look) -> None:
    """Write paragraphs into a shape that lies in `box`."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
    from pptx.util import Pt

    size, fitting = fitted(paragraphs, box, look.sizes, look.apart)
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if look.anchor == "bottom" else MSO_ANCHOR.TOP
    for at, said in enumerate(fitting):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if look.align == "right" else PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * look.apart)
        run = paragraph.add_run()
        run.text = visible(said)
        run.font.name, run.font.size, run.font.bold = FONT, Pt(size), look.bold
        run.font.color.rgb = RGBColor.from_string(_hex(look.colour))


def fitted(paragraphs: list[str], box: Box, sizes: tuple[int, ...], apart: float = 0.0) -> tuple[int, list[str]]:
    """The largest size in which the paragraphs fit the box, and the paragraphs; cut, with a sign, where none does."""
    for size in sizes:
        if _height(paragraphs, size, box.width, apart) <= box.height:
            return size, paragraphs
    cut, size = list(paragraphs), sizes[-1]
    while _height(cut, size, box.width, apart) > box.height:
        longest = max(range(len(cut)), key=lambda at: len(cut[at]))
        if len(cut[longest]) < 12:
            cut.pop()
        else:
            cut[longest] = cut[longest][: len(cut[longest]) * 9 // 10].rstrip(" …") + " …"
    return size, cut


def bars(slide: "Slide", box: Box, shown: list[Bar], lowest: float | None, highest: float | None, about: str) -> None:
    """A native bar chart, first bar on top, each with its value; `lowest` and `highest` bound the axis where given."""
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Inches, Pt

    data: Any = CategoryChartData(number_format=shown[0].form)
    about = visible(about)
    data.categories = [visible(bar.label) for bar in shown]
    data.add_series(about, [bar.value for bar in shown])
    place = [Inches(edge) for edge in (box.left, box.top, box.width, box.height)]
    frame: Any = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", about)
    chart = frame.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.name, chart.font.size, chart.font.color.rgb = FONT, Pt(14), RGBColor.from_string(_hex(INK))
    names, values = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.format.line.color.rgb = RGBColor.from_string(_hex(RULE))
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.visible, values.has_major_gridlines = False, False
    values.minimum_scale, values.maximum_scale = lowest, highest
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 45, False, True
    labels = plot.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, shown[0].form, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.name, labels.font.size, labels.font.bold = FONT, Pt(20), True
    for at, bar in enumerate(shown):
        fill = plot.series[0].points[at].format.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor.from_string(_hex(bar.colour))


def breadth(said: str) -> float:
    """How wide a text is, in letters of average width: wide scripts and the widest letters count most."""
    return sum(
        1.8 if letter in "MWmw@%" or east_asian_width(letter) in "WF" else 1.2 if letter.isupper() else 1
        for letter in said
    )


def _height(paragraphs: list[str], size: int, width: float, apart: float) -> float:
    """How high paragraphs are, in inches."""
    room = width * POINTS / (size * EM)
    return sum(len(wrapped(said, room, breadth)) * LEADING + apart for said in paragraphs) * size / POINTS


def _hex(colour: str) -> str:
    """A colour as presentations write it."""
    return colour.removeprefix("#").upper()


def _place(shape: Any, box: Box) -> None:
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = (
        Inches(edge) for edge in (box.left, box.top, box.width, box.height)
    )
