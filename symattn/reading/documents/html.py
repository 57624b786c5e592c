"""HTML, read with the standard library's parser, which knows line and column of every tag.

Hidden parts (``display:none``, ``hidden``, scripts, the second copy of a formula that KaTeX
and MathJax keep) and struck text claim nothing.  Formulas are taken from their TeX source
where the page keeps it, else from MathML.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from symattn.errors import Limit
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.mathml import MathML
from symattn.reading.documents.pieces import Piece, Pieces, RawCell, RawTable
from symattn.reading.documents.plain import mark_formulas
from symattn.reading.documents.scan import END, MATH
from symattn.words import say

__all__ = ["read_html"]

_BLOCK = {
    "p",
    "div",
    "section",
    "article",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "figure",
    "figcaption",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "body",
    "html",
    "hr",
    "address",
    "details",
    "summary",
    "center",
    "form",
    "fieldset",
    "title",
}
_SKIP = {
    "script",
    "style",
    "template",
    "svg",
    "noscript",
    "iframe",
    "object",
    "select",
    "textarea",
    "button",
    "canvas",
}
_STRUCK = {"del", "s", "strike"}
_VOID = {
    "br",
    "hr",
    "img",
    "input",
    "meta",
    "link",
    "col",
    "area",
    "base",
    "embed",
    "source",
    "track",
    "wbr",
}
_HIDDEN_CLASS = re.compile(
    r"katex-html|MathJax_(?:Preview|SVG|CHTML|Display)|mjx-chtml|\bMathJax\b|sr-only|screen-reader"
)
MOST_DEPTH = 2_000
MOST_TAGS = 60_000


def read_html(text: Marked) -> Pieces:
    """The pieces of a page."""
    if text.text.count("<") > MOST_TAGS:
        raise Limit(
            say("reading.many_tags", limit=f"{MOST_TAGS:,}"),
            fix=say("fix.save_part"),
        )
    reader = _Reader(text)
    reader.feed(text.text)
    reader.close()
    reader.flush()
    return reader.found


class _Table:
    def __init__(self) -> None:
        self.rows: list[list[RawCell]] = []
        self.cell: RawCell | None = None
        self.caption = ""


class _Reader(HTMLParser):
    def __init__(self, text: Marked) -> None:
        super().__init__(convert_charrefs=False)
        self.source_text = text
        self.found = Pieces()
        self.held: list[Marked] = []
        self.stack: list[tuple[str, str]] = []  # open tags, and why they are hidden ("" if not)
        self.hidden = 0
        self.hidden_why = ""
        self.hidden_text: list[Marked] = []
        self.tables: list[_Table] = []
        self.pre = 0
        self.heading = 0
        self.math: MathML | None = None
        self.tex_script = False
        self.starts = [0]
        self.starts += [i + 1 for i, c in enumerate(text.text) if c == "\n"]
        self.item = 0

    # -- text -----------------------------------------------------------------
    def _here(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def _put(self, text: str, start: int, step: int = 1) -> None:
        size = len(self.source_text.offsets)
        offsets = [
            self.source_text.offsets[min(start + i * step, size - 1)] for i in range(len(text))
        ]
        piece = Marked(text, offsets, self.source_text.source)
        if self.hidden:
            self.hidden_text.append(piece)
        elif self.math is not None:
            self.math.data(piece)
        else:
            self.held.append(piece)

    def handle_data(self, data: str) -> None:
        start = self._here()
        if self.tex_script:
            self.held.append(self.source_text[start : start + len(data)].surrounded(MATH, END))
            return
        if self.hidden and self.hidden_why != "struck":
            return
        if not self.pre:
            data = re.sub(r"[\n\t]", " ", data)
        self._put(data, start)

    def handle_entityref(self, name: str) -> None:
        self._put(html.unescape(f"&{name};"), self._here(), 0)

    def handle_charref(self, name: str) -> None:
        self._put(html.unescape(f"&#{name};"), self._here(), 0)

    def handle_comment(self, data: str) -> None:
        start = self._here() + 4
        self.found.aside(self.source_text[start : start + len(data)], "comment")

    # -- blocks -----------------------------------------------------------------
    def flush(self) -> None:
        """What is held becomes a piece (or goes to the open cell)."""
        text = Marked.join(self.held)
        self.held = []
        if self.tables and self.tables[-1].cell is not None:
            cell = self.tables[-1].cell
            cell.text = Marked.join([cell.text, text]) if cell.text.text else text
            return
        if not text.text.strip():
            return
        text = mark_formulas(text)
        if self.heading:
            self.found.add("heading", text, level=self.heading)
        elif self.pre:
            code = re.search(r"^\s*(?:import|from|def|class)\s|>>>", text.text, re.M)
            self.found.add("code" if code else "verbatim", text, origin="verbatim")
        else:
            self.found.add("text", text, cell=self.item)

    def _line_end(self) -> None:
        self._put("\n", self._here(), 0)

    # -- tags -----------------------------------------------------------------
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.math is not None:
            self.math.start(tag)
            self.math.end(tag)
        elif tag in ("br", "hr"):
            self._line_end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            if tag in ("br", "hr"):
                self._line_end()
            return
        if self.math is not None:
            self.math.start(tag, given)
            return
        if self.hidden:
            self._push(tag, self.hidden_why)
            return
        if tag == "script" and given.get("type", "").startswith("math/tex"):
            self.tex_script = True
            self._push(tag, "")
            return
        if why := _why_hidden(tag, given):
            self._push(tag, why)
            return
        self._open(tag, given)
        self._push(tag, "")

    def _push(self, tag: str, why: str) -> None:
        if len(self.stack) > MOST_DEPTH:
            return
        self.stack.append((tag, why))
        if why:
            self.hidden += 1
            self.hidden_why = why

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag == "math":
            self.math = MathML(self.source_text, self._here())
            return
        if re.fullmatch(r"h[1-6]", tag):
            self.flush()
            self.heading = int(tag[1])
        elif tag == "pre":
            self.flush()
            self.pre += 1
        elif tag == "table":
            self.flush()
            self.tables.append(_Table())
        elif tag in ("td", "th") and self.tables:
            self._close_cell()
            self.tables[-1].cell = RawCell(
                self.source_text[0:0], tag == "th", _span(given, "rowspan"), _span(given, "colspan")
            )
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
        elif tag == "tr" and self.tables:
            self._close_cell()
            self.tables[-1].rows.append([])
        elif tag == "caption" and self.tables:
            self.held = []
        elif tag in ("sup", "sub"):
            self._put("^{" if tag == "sup" else "_{", self._here(), 0)
        elif tag in _BLOCK:
            self._break(tag)

    def _break(self, tag: str) -> None:
        if self.tables and self.tables[-1].cell is not None:
            self._line_end()
        else:
            self.flush()
        self.item += tag in ("ul", "ol", "dl", "p")

    def handle_endtag(self, tag: str) -> None:
        if self.math is not None:
            if tag != "math":
                self.math.end(tag)
                return
            formula = self.math.formula()
            self.math = None
            self.held += [formula] if formula.text else []
        if not any(name == tag for name, _ in self.stack[-50:]):
            return
        while self.stack:
            name, why = self.stack.pop()
            if why:
                self._unhide(why)
            elif not self.hidden:
                self._shut(name)
            if name == tag:
                return

    def _unhide(self, why: str) -> None:
        self.hidden -= 1
        if not self.hidden:
            if self.hidden_text and why == "struck":
                self.found.aside(Marked.join(self.hidden_text), why)
            self.hidden_text = []
            self.hidden_why = ""

    def _shut(self, tag: str) -> None:
        if tag == "script":
            self.tex_script = False
        elif re.fullmatch(r"h[1-6]", tag):
            self.flush()
            self.heading = 0
        elif tag == "pre":
            self.flush()
            self.pre = max(0, self.pre - 1)
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag == "caption" and self.tables:
            self.tables[-1].caption = Marked.join(self.held).text.strip()
            self.held = []
        elif tag == "table" and self.tables:
            self._close_table()
        elif tag in ("sup", "sub"):
            self._put("}", self._here(), 0)
        elif tag in _BLOCK:
            self._break("")

    def _close_cell(self) -> None:
        table = self.tables[-1] if self.tables else None
        if table is None or table.cell is None:
            self.held = []
            return
        self.flush()
        cell, table.cell = table.cell, None
        cell.text = mark_formulas(cell.text)
        table.rows[-1].append(cell)

    def _close_table(self) -> None:
        self._close_cell()
        table = self.tables.pop()
        rows = [row for row in table.rows if row]
        if rows:
            empty = self.source_text[0:0]
            self.found.pieces.append(
                Piece("table", empty, table=RawTable(rows, table.caption), origin="table")
            )


def _why_hidden(tag: str, given: dict[str, str]) -> str:
    if tag in _STRUCK:
        return "struck"
    style = given.get("style", "").replace(" ", "").lower()
    if "line-through" in style:
        return "struck"
    if tag in _SKIP or "hidden" in given or "display:none" in style or "visibility:hidden" in style:
        return "switched off"
    if _HIDDEN_CLASS.search(given.get("class", "")) and tag != "script":
        return "twice"
    return ""


def _span(given: dict[str, str], name: str) -> int:
    value = given.get(name, "1").strip()
    return (
        max(1, min(int(value), 200))
        if value.isascii() and value.isdigit() and len(value) < 4
        else 1
    )
