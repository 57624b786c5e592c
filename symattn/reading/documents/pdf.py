"""PDF: tagged pages by what their tags say, others by glyph origins as plain text.

A line of the text is a line of a page, or of an element; lines are counted through the whole
document.
"""

from __future__ import annotations

from typing import Any

from symattn.errors import InputError, Limit, MissingExtra, Place
from symattn.reading.documents.blocks import Directive
from symattn.reading.documents.glyphs import Glyph, bars_of, glyphs_of
from symattn.reading.documents.marked import Source
from symattn.reading.documents.matrices import shaped
from symattn.reading.documents.pages import Text
from symattn.reading.documents.pieces import Pieces
from symattn.reading.documents.plain import read_plain
from symattn.reading.documents.running import running_lines, without
from symattn.reading.documents.tagged import read_tagged, tags_of
from symattn.words import say

__all__ = ["read_pdf"]

MOST_PAGES = 200
MOST_GLYPHS = 400_000
MOST_ATTACHMENTS = 20
MOST_BYTES = 2_000_000


def _attached(document: Any) -> list[Directive]:
    """The problem that a sheet carries along as a file."""
    for number in range(min(document.count_attachments(), MOST_ATTACHMENTS)):
        attachment = document.get_attachment(number)
        if attachment.get_name() == "problem.json":
            data = bytes(attachment.get_data())
            if len(data) > MOST_BYTES:
                raise Limit(say("reading.large_problem_in_pdf", limit=f"{MOST_BYTES:,}"))
            text = data.decode("utf-8", "replace")
            if not text.lstrip().startswith("{"):
                raise InputError(say("reading.no_problem_in_pdf"))
            return [Directive((("problem", text.lstrip()),), Place(1, 1))]
    return []


def read_pdf(data: bytes, file: str | None) -> tuple[Pieces, str]:
    """The pieces of a PDF, and the text that their places count in."""
    document, raw = _opened(data)
    text = Text()
    notes: list[str] = []
    try:
        carried = _attached(document)
        pages = _pages(document, raw, notes)
        running = running_lines([glyphs for _, glyphs in pages])
        for page, whole in pages:
            bars, glyphs = bars_of(page, raw), without(running, whole)
            if tags := tags_of(page, raw, glyphs):
                read_tagged(tags, glyphs, bars, text)
            elif glyphs:
                text.plain("\n".join([*shaped(glyphs, bars), ""]))
    finally:
        document.close()
    source = Source(text.text, file)
    found = text.pieces(source, read_plain)
    found.notes += notes
    found.directives += carried
    return found, source.text


def _opened(data: bytes) -> tuple[Any, Any]:
    """The document, and the functions that it is read with."""
    try:
        import pypdfium2
        import pypdfium2.raw as raw
    except ImportError:
        raise MissingExtra(say("reading.needs_pypdfium2"), fix=say("fix.install_docs")) from None
    try:
        return pypdfium2.PdfDocument(data), raw
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(say("reading.pdf_encrypted"), fix=say("fix.no_password")) from None
        raise InputError(say("reading.pdf_broken")) from None


def _pages(document: Any, raw: Any, notes: list[str]) -> list[tuple[Any, list[Glyph]]]:
    """Each page with its characters; a page without any is noted."""
    if len(document) > MOST_PAGES:
        raise Limit(say("reading.many_pages", limit=MOST_PAGES), fix=say("fix.split"))
    pages: list[tuple[Any, list[Glyph]]] = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except RuntimeError:  # pypdfium2's own error
            notes.append(say("reading.page_broken", number=number + 1))
            continue
        pages.append((page, glyphs_of(page, raw)))
        total += len(pages[-1][1])
        if total > MOST_GLYPHS:
            raise Limit(say("reading.long_pdf", limit=f"{MOST_GLYPHS:,}"))
        if not pages[-1][1]:
            notes.append(say("reading.page_without_text", number=number + 1))
    return pages
