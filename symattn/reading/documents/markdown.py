"""Markdown (Quarto, R Markdown), reStructuredText and DOCX, by pandoc's tree."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Literal

from symattn.errors import InputError, Limit
from symattn.reading.documents.html import read_html
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pandoc import Finder, Rendered, tree_of
from symattn.reading.documents.pieces import Piece, Pieces, RawCell, RawTable
from symattn.reading.documents.scan import DISPLAY, END, MATH
from symattn.reading.documents.tex import read_tex_fragment
from symattn.words import say

__all__ = ["read_docx", "read_markdown"]

MOST_MARKDOWN = 3_000_000
MOST_UNPACKED = 60_000_000
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_CHUNK = re.compile(r"^([ \t>]*(?:```+|~~~+)[ \t]*)\{([A-Za-z][\w+-]*)[^}\n]*\}[^\n]*$", re.M)
_YAML = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_INCLUDES = re.compile(
    r"\{\{<\s*(?:include|embed)\s+(\S+)[^>]*>\}\}"
    r"|^\.\. (?:include|literalinclude)::\s*(\S+)"
    r"|^\.\. csv-table::[^\n]*\n(?:[ \t]+[^\n]*\n)*?[ \t]+:(?:file|url):\s*(\S+)"
    r"|child\s*=\s*['\"]([^'\"]+)['\"]",
    re.M,
)
_RST_FILES = re.compile(
    r"^\.\. csv-table::[^\n]*\n(?:[ \t]+[^\n]*\n)*?[ \t]+:(?:file|url):[^\n]*"
    r"(?:\n[ \t]+[^\n]*|\n(?=[ \t]*\n))*",
    re.M,
)
"""Tables that stand in another file: pandoc would stop at them."""
_RST_COMMENT = re.compile(r"^\.\. (?![\w-]+::|_|\[|\|)(symattn:[^\n]*)$", re.M)


def read_markdown(text: Marked, kind: str) -> Pieces:
    """The pieces of a Markdown or reStructuredText document (``kind`` as in ``KINDS``)."""
    if len(text) > MOST_MARKDOWN:
        raise Limit(say("reading.long_text", limit=f"{MOST_MARKDOWN:,}"), fix=say("fix.split"))
    if _nested(text.text):
        raise Limit(say("reading.deep_text"))
    found = Pieces()
    for name in _INCLUDES.finditer(text.text):
        file = next(part for part in name.groups() if part)
        found.notes.append(say("reading.included", file=file))
    if kind == "rst":
        for comment in _RST_COMMENT.finditer(text.text):
            found.aside(text[comment.start(1) : comment.end(1)], "comment")
        text = text.same_length(lambda t: _RST_FILES.sub(lambda m: re.sub(r"\S", " ", m[0]), t))
    else:
        text = text.same_length(_front).same_length(_brackets)
    walker = _Walker(Finder(text.same_length(_without_comments)), found)
    walker.comments = _comments(text)
    walker.blocks(tree_of(text.text.encode(), kind))
    return found


def read_docx(data: bytes, file: str | None) -> tuple[Pieces, str]:
    """The pieces of a DOCX; it has no lines, so paragraphs and cells are counted as lines."""
    _check_zip(data)
    found = Pieces()
    finder = Rendered(file)
    _Walker(finder, found).blocks(tree_of(data, "docx"))
    return found, "".join(finder.source.pieces)


def _check_zip(data: bytes) -> None:
    """Refuses what is no DOCX, and one that unpacks to more than we would read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        total = 0
        for member in archive.infolist():
            if member.flag_bits & 1:
                raise InputError(say("reading.docx_encrypted"), fix=say("fix.no_password"))
            with archive.open(member) as stream:
                while part := stream.read(1 << 20):
                    total += len(part)
                    if total > MOST_UNPACKED:
                        raise Limit(say("reading.large_docx", limit=MOST_UNPACKED // 10**6))
        if "word/document.xml" not in archive.namelist():
            raise InputError(say("expected.docx"))
    except InputError:
        raise
    except Exception:  # zipfile and zlib raise half a dozen kinds of their own
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise InputError(
                say("reading.docx_old"),
                fix=say("fix.save_as_docx"),
            ) from None
        raise InputError(say("reading.docx_broken")) from None


def _nested(text: str) -> bool:
    """Nesting that would make any reader slow: brackets, quotes or lists by the hundred."""
    text = re.sub(r"^[ \t]*([-=~^*_])\1{9,}[ \t]*$", "", text, flags=re.M)
    return bool(
        re.search(
            r"(?:[\[({*_>][ \t]*){200}|^(?:[ \t]*[->*][ \t]*){100}|(?:<[a-z]+>\s*){500}|^ {300}",
            text,
            re.M,
        )
    )


def _front(text: str) -> str:
    """YAML at the top blanked, chunk heads ```{r} made ```r: of the same length."""
    text = _YAML.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    return _CHUNK.sub(lambda m: f"{m[1]}{m[2]}".ljust(len(m[0])), text)


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def _comments(text: Marked) -> list[Marked]:
    return [text[m.start() + 4 : m.end() - 3] for m in _COMMENT.finditer(text.text)]


class _Walker:
    """Goes over pandoc's tree in reading order."""

    def __init__(self, finder: Finder, found: Pieces) -> None:
        self.finder, self.found = finder, found
        self.comments: list[Marked] = []
        self.lists = 0
        self.depth = 0
        self.struck = False

    def blocks(self, blocks: list[Any]) -> None:
        """All blocks of a list."""
        self.depth += 1
        if self.depth > 100:
            raise Limit(say("reading.deep_document"))
        for block in blocks:
            self._block(block["t"], block.get("c"))
            self.finder.end_block()
        self.depth -= 1

    def _block(self, kind: str, content: Any) -> None:
        handler = {
            "Plain": self._text,
            "Para": self._text,
            "CodeBlock": self._code,
            "BlockQuote": self.blocks,
            "Table": self._table,
            "LineBlock": self._lines,
            "DefinitionList": self._definitions,
        }.get(kind)
        if handler:
            handler(content)
        elif kind == "Header":
            self.found.add("heading", self._inlines(content[2]), level=content[0])
        elif kind == "RawBlock":
            self._raw(*content)
        elif kind in ("Div", "Figure"):
            self.blocks(content[-1])
        elif kind in ("BulletList", "OrderedList"):
            self.lists += 1
            for item in content if kind == "BulletList" else content[1]:
                self.blocks(item)
            self.lists += 1

    def _lines(self, content: list[Any]) -> None:
        lines = [self._inlines(line) for line in content]
        self.found.add("verbatim", Marked.join(lines, "\n"), cell=self.lists)

    def _definitions(self, content: list[Any]) -> None:
        for term, definitions in content:
            self._text(term)
            for definition in definitions:
                self.blocks(definition)

    def _text(self, inlines: list[Any]) -> None:
        notes: list[Any] = []
        text = self._inlines(inlines, notes)
        self.found.add("text", text, cell=self.lists)
        for note in notes:
            at = self.finder.at
            self.finder.end_block()
            self.blocks(note)
            self.finder.at = at

    def _code(self, content: Any) -> None:
        (_, classes, _), code = content
        text = self.finder.lines(code)
        language = classes[0].lower() if classes else ""
        program = language and language not in _NO_LANGUAGE
        if not language and re.search(r"^\s*(?:import|from|def|class) \w|^\s*>>> ", code, re.M):
            program = True
        kind: Literal["code", "verbatim"] = "code" if program else "verbatim"
        self.found.add(kind, text, origin="verbatim", cell=self.lists)

    def _raw(self, kind: str, source: str) -> None:
        if kind == "html":
            if source.lstrip().startswith("<!--"):
                self._comment(source)
                return
            self.found.extend(read_html(self.finder.raw(source)))
        elif kind in ("tex", "latex"):
            self.found.extend(read_tex_fragment(self.finder.raw(source)))

    def _comment(self, source: str) -> None:
        inner = source.strip()[4:].removesuffix("-->")
        while self.comments:
            comment = self.comments.pop(0)
            if comment.text.strip() == inner.strip():
                self.found.aside(comment, "comment")
                return
        self.found.aside(self.finder.sign(inner), "comment")

    def _table(self, content: Any) -> None:
        _, caption, _, head, bodies, foot = content
        rows = [self._row(row, True) for row in head[1]]
        for body in bodies:
            for row in body[2]:
                rows.append(self._row(row, True))
            for row in body[3]:
                cells = self._row(row, False)
                for cell in cells[: body[1]]:
                    cell.head = True
                rows.append(cells)
        rows += [self._row(row, False) for row in foot[1]]
        words = self._captioned(caption)
        empty = self.finder.sign(" ")[0:0]
        table = RawTable([row for row in rows if row], words)
        self.found.pieces.append(
            Piece("table", empty, table=table, origin="table", cell=self.lists)
        )

    def _captioned(self, caption: Any) -> str:
        at = self.finder.at
        words = " ".join(
            self._inlines(block["c"]).text
            for block in caption[1]
            if block["t"] in ("Plain", "Para")
        )
        self.finder.at = at
        return words

    def _row(self, row: Any, head: bool) -> list[RawCell]:
        cells = []
        for _, _, down, across, blocks in row[1]:
            texts = list(self._cell_texts(blocks))
            text = Marked.join(texts, "\n") if texts else self.finder.sign(" ")[0:0]
            cells.append(RawCell(text, head, down, across))
            self.finder.end_block()
        return cells

    def _cell_texts(self, blocks: list[Any]) -> Iterator[Marked]:
        """The paragraphs of a cell, also inside quotes (as indented cells are) and lists."""
        for block in blocks:
            kind, content = block["t"], block.get("c")
            if kind in ("Plain", "Para"):
                yield self._inlines(content)
            elif kind == "CodeBlock":
                yield self.finder.lines(content[1])
            elif kind == "BlockQuote":
                yield from self._cell_texts(content)
            elif kind == "Div":
                yield from self._cell_texts(content[1])
            elif kind in ("BulletList", "OrderedList"):
                for item in content if kind == "BulletList" else content[1]:
                    yield from self._cell_texts(item)

    # -- inlines ----------------------------------------------------------------
    def _inlines(self, inlines: list[Any], notes: list[Any] | None = None) -> Marked:
        parts = []
        for i, inline in enumerate(inlines):
            part = self._inline(inline["t"], inline.get("c"), notes)
            if inline["t"] == "Emph" and _digit_beside(inlines, i):
                part = part.surrounded("*", "*")  # 1*1 + 0*0 means products
            parts.append(part)
        return Marked.join([part for part in parts if part.text]) if parts else self.finder.sign("")

    def _inline(self, kind: str, content: Any, notes: list[Any] | None) -> Marked:
        finder = self.finder
        if kind == "Str":
            found = finder.find(content)
            return found if not self.struck else self._strike(found)
        if kind in ("Space", "SoftBreak", "LineBreak"):
            return finder.sign(" " if kind == "Space" else "\n")
        if kind == "Code":
            return finder.find(content[1])
        if kind == "Math":
            mark = DISPLAY if content[0]["t"] == "DisplayMath" else MATH
            return self._formula(finder.formula(content[1])).surrounded(mark, END)
        if kind == "Strikeout":
            return self._strike(self._inlines(content, notes))
        if kind in ("Superscript", "Subscript"):
            opening = "^{" if kind == "Superscript" else "_{"
            return self._inlines(content, notes).surrounded(opening, "}")
        if kind in ("Emph", "Strong", "Underline", "SmallCaps"):
            return self._inlines(content, notes)
        if kind in ("Quoted", "Cite", "Span", "Link"):
            return self._inlines(content[1], notes)
        if kind == "RawInline":
            return self._raw_inline(*content)
        if kind == "Note" and notes is not None:
            notes.append(content)
        return finder.sign("")

    def _formula(self, formula: Marked) -> Marked:
        """A formula without its comments and struck parts."""
        hidden = [(m.span(), "comment") for m in _TEX_COMMENT.finditer(formula.text)]
        hidden += [(m.span(), "struck") for m in _TEX_STRUCK.finditer(formula.text)]
        for (start, end), why in hidden:
            self.found.aside(formula[start:end], why)
            gone = " " * (end - start)
            text = formula.text[:start] + gone + formula.text[end:]
            formula = Marked(text, formula.offsets, formula.source)
        return formula

    def _strike(self, text: Marked) -> Marked:
        self.found.aside(text, "struck")
        return self.finder.sign(" ")

    def _raw_inline(self, kind: str, source: str) -> Marked:
        if kind == "html":
            if source.startswith("<!--"):
                self._comment(source)
            tag = re.match(r"<(/?)(\w+)", source)
            name = tag[2].lower() if tag else ""
            if tag and name in ("del", "s", "strike"):
                self.struck = not tag[1]
            if tag and name in ("sup", "sub"):
                return self.finder.sign("}" if tag[1] else "^{" if name == "sup" else "_{")
            return self.finder.sign("\n" if name == "br" else "")
        if kind in ("tex", "latex"):
            found = self.finder.raw(source)
            return (
                found.surrounded(DISPLAY, END)
                if source.startswith("\\begin")
                else self.finder.sign(" ")
            )
        return self.finder.sign("")


_NO_LANGUAGE = {
    "text",
    "txt",
    "plain",
    "plaintext",
    "output",
    "none",
    "math",
    "ascii",
    "default",
    "nohighlight",
    "stdout",
    "log",
    "json",
    "json5",
    "yaml",
    "yml",
    "csv",
    "tsv",
    "markdown",
    "matrix",
}


_ESCAPED = re.compile(r"\\\[(?:[-−–+\d.,;\s…∞/%eE]|\\[\[\]])*\\\]")


def _brackets(text: str) -> str:
    r"""\[0.5, 1\] is a vector whose brackets are escaped, and no displayed formula."""
    return _ESCAPED.sub(lambda m: m[0].replace("\\", " "), text)


_TEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_TEX_STRUCK = re.compile(r"\\(?:sout|st|xout|[xbh]?cancel)\s*\{[^{}]*\}")


def _digit_beside(inlines: list[Any], i: int) -> bool:
    """Whether digits stand directly before and after: no emphasis was meant."""
    before = inlines[i - 1] if i else None
    after = inlines[i + 1] if i + 1 < len(inlines) else None
    return bool(
        before
        and after
        and before["t"] == "Str"
        and after["t"] == "Str"
        and (before["c"][-1:].isdigit() or before["c"].endswith(")"))
        and (after["c"][:1].isdigit() or after["c"].startswith("("))
    )
