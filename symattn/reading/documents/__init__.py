"""Any document into blocks with places: tables, matrices, equations, prose.

:func:`read` takes a path, bytes or "-".  Nothing in a document is executed, included or
fetched; what is left out is counted and said.  The model of what comes out is in
:mod:`symattn.reading.documents.blocks`, that of arithmetic in :mod:`.trees`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal

from symattn.errors import InputError, Limit, Place
from symattn.reading.documents.analyse import Analysis, analyse, read_loose
from symattn.reading.documents.blocks import (
    Block,
    Cell,
    Context,
    Directive,
    Document,
    Equation,
    Grid,
    Loose,
    Prose,
)
from symattn.reading.documents.commas import usual_decimal
from symattn.reading.documents.marked import Source
from symattn.reading.documents.pieces import Pieces
from symattn.words import say

__all__ = [
    "KINDS",
    "Block",
    "Cell",
    "Context",
    "Directive",
    "Document",
    "Equation",
    "Grid",
    "Loose",
    "Prose",
    "read",
]

KINDS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".rst": "rst",
    ".tex": "latex",
    ".latex": "latex",
    ".ltx": "latex",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".ipynb": "notebook",
    ".txt": "plain",
    ".text": "plain",
    ".pdf": "pdf",
}
"""What is read, by the file's ending."""

MOST_BYTES = 50_000_000
MOST_TEXT = 1_000_000
"""Characters of visible text; past it a document is refused with a message."""
MOST_NUMBERS = 10_000
"""Numbers of a document; a page with more is no worked example."""


def read(
    source: str | Path | bytes,
    kind: str | None = None,
    *,
    decimal: Literal["auto", "point", "comma"] = "auto",
    file: str | None = None,
) -> Document:
    """The document's blocks in reading order, with an account of all its numbers.

    ``source``: a path, "-" for standard input, or the bytes themselves; ``kind``: one of
    the values of :data:`KINDS`, or an ending such as ".md"; by default the ending or the
    content says it.  ``decimal``: what stands before the decimals; "auto" decides for the
    whole text.  Raises :class:`~symattn.errors.InputError` (unreadable, unknown kind),
    :class:`~symattn.errors.Limit`, :class:`~symattn.errors.MissingExtra`.
    """
    data, name = _bytes(source)
    file = file or name
    kind = KINDS.get(kind.lower(), kind) if kind else _kind(name, data)
    if kind not in KINDS.values():
        raise InputError(
            say("expected.document_kind", known=", ".join(sorted(KINDS)), kind=kind),
            file=file,
        )
    try:
        found, text = _pieces(data, kind, file)
        _bounded(found)
        way = usual_decimal(found.pieces) if decimal == "auto" else decimal
        return _document(analyse(found, way), file, way, text)
    except InputError as error:
        raise error.within(file=file) from None
    except RecursionError:
        raise InputError(say("reading.deep_document"), file=file) from None


def _bounded(found: Pieces) -> None:
    size = count = 0
    for piece in found.pieces:
        texts = [piece.text.text]
        if piece.table:
            texts += [cell.text.text for row in piece.table.rows for cell in row]
        size += sum(map(len, texts))
        count += sum(len(re.findall(r"\d+", text)) for text in texts)
    if size > MOST_TEXT:
        raise Limit(
            say("reading.long_document", limit=f"{MOST_TEXT:,}", found=size),
            fix=say("fix.split"),
        )
    if count > 2 * MOST_NUMBERS:
        raise Limit(say("reading.many_numbers", limit=f"{MOST_NUMBERS:,}"), fix=say("fix.split"))


def _bytes(source: str | Path | bytes) -> tuple[bytes, str | None]:
    if isinstance(source, bytes):
        return source, None
    if str(source) == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        name = "-"
    else:
        path = Path(source)
        name = str(source)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Limit(say("reading.large_file", limit=MOST_BYTES // 10**6), file=name)
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or say("reading.unreadable")
            raise InputError(say("expected.document", reason=reason), file=name) from None
    if len(data) > MOST_BYTES:
        raise Limit(say("reading.large_input", limit=MOST_BYTES // 10**6), file=name)
    return data, name


def _kind(name: str | None, data: bytes) -> str:
    """By the ending, or else by the first bytes."""
    if name and (kind := KINDS.get(Path(name).suffix.lower())):
        return kind
    head = data[:4000].lstrip()
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    if head.startswith(b"{") and b'"cells"' in data[:2_000_000]:
        return "notebook"
    if re.match(rb"(?i)<(!doctype|html|head|body|table|p|div|\?xml)", head):
        return "html"
    if re.search(rb"\\documentclass|\\begin\{document\}", data[:20_000]):
        return "latex"
    if re.search(rb"(?m)^(#{1,6} |```|\|.*\|\s*$|---\s*$)|\$\$", data[:20_000]):
        return "markdown"
    return "plain"


def _pieces(data: bytes, kind: str, file: str | None) -> tuple[Pieces, str]:
    """The pieces by the reader of that kind, and the text that places count in."""
    if kind == "docx":
        from symattn.reading.documents.markdown import read_docx

        return read_docx(data, file)
    if kind == "pdf":
        from symattn.reading.documents.pdf import read_pdf

        return read_pdf(data, file)
    source = Source(_text(data), file)
    text = source.marked()
    if kind != "html" and _digit_runs(source.text) > 5 * MOST_NUMBERS:
        raise Limit(say("reading.many_numbers", limit=f"{MOST_NUMBERS:,}"), fix=say("fix.split"))
    if kind == "notebook":
        from symattn.reading.documents.notebook import read_notebook

        return read_notebook(text), source.text
    if kind == "html":
        from symattn.reading.documents.html import read_html

        return read_html(text), source.text
    if kind == "latex":
        from symattn.reading.documents.tex import read_tex

        return read_tex(text), source.text
    if kind in ("markdown", "rst"):
        from symattn.reading.documents.markdown import read_markdown

        return read_markdown(text, kind), source.text
    from symattn.reading.documents.plain import read_plain

    return read_plain(text), source.text


def _digit_runs(text: str) -> int:
    """How many runs of digits there are, pictures that are written as text apart."""
    return len(re.findall(r"\d+", re.sub(r"[A-Za-z0-9+/=]{200,}", "", text)))


def _text(data: bytes) -> str:
    """The bytes as text: UTF-8, UTF-16 with its mark, else Latin-1; line ends made \\n."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if text.count("\x00") > 10:
        raise InputError(say("expected.text_not_binary"))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")


def _document(analysis: Analysis, file: str | None, way: str, text: str) -> Document:
    used: dict[tuple[int, int], bool] = {}
    for block in analysis.blocks:
        if isinstance(block, Grid):
            for row in block.cells:
                for cell in row:
                    if cell.why and any(c.isdigit() for c in cell.text):
                        used.setdefault(_key(cell.where), False)
        if not isinstance(block, Prose):
            for number in block.numbers():
                if number.where:
                    used[_key(number.where)] = True
    loose: dict[tuple[int, int], Loose] = {}
    for token in analysis.tokens:
        if _key(token.where) not in used and _key(token.where) not in analysis.ignored:
            loose.setdefault(_key(token.where), read_loose(token, way))
    seen = len(used) + len(loose)
    readable = sum(used.values()) + sum(token.number is not None for token in loose.values())
    skipped = sorted([*loose.values(), *analysis.found.asides], key=lambda s: _key(s.where))
    blocks = tuple(analysis.blocks)
    return Document(
        blocks,
        seen,
        readable,
        tuple(skipped),
        tuple(dict.fromkeys(analysis.notes)),
        tuple(_placed(d, blocks) for d in analysis.found.directives),
        file,
        "comma" if way == "comma" else "point",
        text,
    )


def _key(where: Place) -> tuple[int, int]:
    return where.line, where.column


def _placed(directive: Directive, blocks: tuple[Block, ...]) -> Directive:
    """The directive with the number of the next grid or equation after it."""
    after = [
        i
        for i, block in enumerate(blocks)
        if isinstance(block, Grid) and _key(block.where) > _key(directive.where)
    ]
    return replace(directive, block=min(after, key=lambda i: _key(blocks[i].where), default=None))
