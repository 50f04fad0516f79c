"""The signed JSON inside the PDF, as an embedded file (ISO 32000-1 §7.11.4).

It is written uncompressed, so that it can be taken out again without a PDF library; readers show
it in their list of attachments.
"""

import re

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

FILE_NAME = "certificate.json"
# JSON holds no line break inside a text, so nothing in one can look like this.
_BEGIN = re.compile(rb"<<(?P<entries>[^<>]*/Type /EmbeddedFile[^<>]*)>>\s*stream\r?\n")
_LENGTH = re.compile(rb"/Length (\d{1,9})\b")


class NoAttachment(Exception):
    """There is not exactly one certificate in the file, or it was written by another program."""


def attach(canvas: Canvas, data: bytes) -> None:
    document = canvas._doc
    entries = {"Type": PDFName("EmbeddedFile"), "Subtype": PDFName("application/json")}
    stream = PDFStream(PDFDictionary(entries), data)
    held = PDFDictionary({"F": document.Reference(stream)})
    specification = {
        "Type": PDFName("Filespec"),
        "F": PDFString(FILE_NAME),
        "UF": PDFString(FILE_NAME),
        "AFRelationship": PDFName("Data"),
        "EF": held,
    }
    reference = document.Reference(PDFDictionary(specification))
    names = PDFDictionary({"Names": PDFArray([PDFString(FILE_NAME), reference])})
    document.Catalog.Names = PDFDictionary({"EmbeddedFiles": names})


def extract(pdf: bytes) -> bytes:
    """Raises NoAttachment."""
    found = list(_BEGIN.finditer(pdf))
    if len(found) != 1:
        raise NoAttachment
    length = _LENGTH.search(found[0]["entries"])
    if length is None:
        raise NoAttachment
    start = found[0].end()
    return pdf[start : start + int(length[1])]
