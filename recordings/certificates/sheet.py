"""The look of a certificate: styles, tables and tiles on A4."""

import html
from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Paragraph, Spacer, Table, TableStyle

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
FRAME_PADDING = 6  # reportlab's own, inside the margins that it is given
INK, FAINT, LINE, BAND = map(HexColor, ("#1c2733", "#5c6773", "#c9ced4", "#f3f5f7"))
GREEN, AMBER = HexColor("#2f7d4f"), HexColor("#a86400")
REGULAR, BOLD, FIXED = "Helvetica", "Helvetica-Bold", "Courier"

BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=8.5, leading=11.5, textColor=INK)
SMALL = ParagraphStyle("small", BODY, fontSize=7.5, leading=9.5)
RIGHT = ParagraphStyle("right", SMALL, alignment=TA_RIGHT)
HEAD = ParagraphStyle("head", SMALL, fontName=BOLD, textColor=FAINT)
HEAD_RIGHT = ParagraphStyle("head-right", HEAD, alignment=TA_RIGHT)
TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=17, leading=21, textColor=INK)
SUBTITLE = ParagraphStyle("subtitle", fontName=REGULAR, fontSize=11, leading=15, textColor=FAINT)
SECTION = ParagraphStyle(
    "section",
    fontName=BOLD,
    fontSize=10.5,
    leading=14,
    textColor=INK,
    spaceBefore=9,
    spaceAfter=3,
)
LABEL = ParagraphStyle("label", SMALL, textColor=FAINT)
FIGURE = ParagraphStyle("figure", fontName=BOLD, fontSize=11, leading=14, textColor=INK)
CODE = ParagraphStyle("code", fontName=FIXED, fontSize=7.2, leading=9.2, textColor=INK)
BADGE = ParagraphStyle(
    "badge", fontName=BOLD, fontSize=9, leading=11, textColor=white, alignment=TA_CENTER
)
_NO_PADDING = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
]


def printable(text: object) -> str:
    """What the built-in fonts can show; other letters become question marks."""
    return str(text).encode("cp1252", "replace").decode("cp1252")


def paragraph(text: object, style: ParagraphStyle = SMALL) -> Any:
    return Paragraph(html.escape(printable(text), quote=False), style)


def section(text: str) -> list[Any]:
    """A title, on the next page if this one has no room for some lines after it."""
    return [CondPageBreak(30 * mm), paragraph(text, SECTION)]


def gap(height_mm: float) -> Any:
    return Spacer(1, height_mm * mm)


def facts(rows: Sequence[tuple[str, str]]) -> Any:
    """Names and values, two pairs a line."""
    pairs = [*rows, ("", "")] if len(rows) % 2 else list(rows)
    lines = [
        [paragraph(cell, style) for cell, style in zip((*left, *right), _FACT_STYLES, strict=True)]
        for left, right in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    widths = [WIDTH * share for share in (0.13, 0.40, 0.13, 0.34)]
    style = [*_NO_PADDING, *_tight(1.4), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(lines, colWidths=widths, style=TableStyle(style))


def tiles(rows: Sequence[tuple[str, str]], columns: int = 4) -> Any:
    """Large figures with their names above them."""
    cells = [[paragraph(name, LABEL), paragraph(value, FIGURE)] for name, value in rows]
    lines = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    style = [
        ("BACKGROUND", (0, 0), (-1, -1), BAND),
        ("INNERGRID", (0, 0), (-1, -1), 2, white),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *_tight(4),
    ]
    return Table(lines, colWidths=[WIDTH / columns] * columns, style=TableStyle(style))


def listing(heads: Sequence[Any], rows: Sequence[Sequence[Any]], shares: Sequence[float]) -> Any:
    """A table whose first line comes again on every page. Cells are flowables."""
    style = [
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, FAINT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        *_tight(1.6),
    ]
    widths = [WIDTH * share for share in shares]
    return Table([heads, *rows], colWidths=widths, repeatRows=1, style=TableStyle(style))


def heading(title: str, subtitle: str, badge: str, is_final: bool) -> Any:
    """The title, with the status as a badge at the right."""
    mark = Table(
        [[paragraph(badge, BADGE)]],
        colWidths=[40 * mm],
        style=TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), GREEN if is_final else AMBER),
                *_tight(4),
            ]
        ),
    )
    left = [paragraph(title, TITLE), paragraph(subtitle, SUBTITLE)]
    style = [
        *_NO_PADDING,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("ALIGN", (1, 0), (1, 0), "RIGHT"),
        ("LINEBELOW", (0, 0), (-1, -1), 1.2, INK),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
    ]
    return Table([[left, mark]], colWidths=[WIDTH - 42 * mm, 42 * mm], style=TableStyle(style))


_FACT_STYLES = (LABEL, BODY, LABEL, BODY)


def _tight(points: float) -> list[tuple[Any, ...]]:
    return [
        ("TOPPADDING", (0, 0), (-1, -1), points),
        ("BOTTOMPADDING", (0, 0), (-1, -1), points),
    ]
