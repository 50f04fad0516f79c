"""A certificate on A4 paper, with the signed JSON attached.

The same document in the same language gives the same bytes, so that whoever has the JSON can
tell whether the pages were changed (`recordings.certificates.verification`).
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate

from recordings.certificates import sheet
from recordings.certificates.attachment import attach
from recordings.certificates.pages import story
from recordings.certificates.signing import canonical

LANGUAGES = ("pt-br", "en")


def pdf_of(document: Mapping[str, Any], language: str) -> bytes:
    """The signed document's pages; a language other than Portuguese or English is Portuguese."""
    certificate = document["certificate"]
    with translation.override(language if language in LANGUAGES else LANGUAGES[0]):
        title = _("Recording coverage certificate")
        name = sheet.printable(certificate["camera"]["name"])
        paper = BytesIO()
        template = SimpleDocTemplate(
            paper,
            pagesize=A4,
            leftMargin=sheet.MARGIN - sheet.FRAME_PADDING,
            rightMargin=sheet.MARGIN - sheet.FRAME_PADDING,
            topMargin=15 * mm,
            bottomMargin=18 * mm,
            title=f"{title} · {name} · {certificate['month']}",
            author=sheet.printable(certificate["city"]["name"]),
            creator="VMS",
            pageCompression=0,  # another zlib would make other bytes
            invariant=1,
            lang=translation.get_language(),
        )
        foot = f"{name} · {certificate['month']} · {certificate['issued_at']}"

        def new_canvas(*args: Any, **options: Any) -> Canvas:
            return _NumberedCanvas(*args, foot=foot, data=canonical(document) + b"\n", **options)

        template.build(story(document), canvasmaker=new_canvas)
    return paper.getvalue()


class _NumberedCanvas(Canvas):
    """Keeps its pages until their number is known, then writes "page x of y" below each."""

    def __init__(self, *args: Any, foot: str, data: bytes, **options: Any) -> None:
        super().__init__(*args, **options)
        self._foot, self._data = foot, data
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages = self._pages
        for number, page in enumerate(pages, 1):
            self.__dict__.update(page)
            self._write_foot(number, len(pages))
            super().showPage()
        attach(self, self._data)
        super().save()

    def _write_foot(self, number: int, of: int) -> None:
        width, y = A4[0], 11 * mm
        self.setStrokeColor(sheet.LINE)
        self.setLineWidth(0.4)
        self.line(sheet.MARGIN, y + 9, width - sheet.MARGIN, y + 9)
        self.setFont(sheet.REGULAR, 7)
        self.setFillColor(sheet.FAINT)
        self.drawString(sheet.MARGIN, y, self._foot)
        words = _("page %(number)s of %(of)s") % {"number": number, "of": of}
        self.drawRightString(width - sheet.MARGIN, y, words)
