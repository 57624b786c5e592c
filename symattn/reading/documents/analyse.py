"""Pieces of a document into blocks, in reading order, with an account of every number."""

from __future__ import annotations

import re
from dataclasses import replace

from symattn.reading.digits import Decimal, Unreadable, printed
from symattn.reading.documents import code
from symattn.reading.documents.blocks import Block, Context, Grid, Loose, Prose
from symattn.reading.documents.cells import finish
from symattn.reading.documents.chains import Chains, Record, plain_words
from symattn.reading.documents.commas import own_decimal
from symattn.reading.documents.detectors import DETECTORS, LITERALS
from symattn.reading.documents.join import join_vectors
from symattn.reading.documents.layout import Lines, clean_name
from symattn.reading.documents.lenses import revealed
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pieces import Piece, Pieces
from symattn.reading.documents.scan import (
    DISPLAY,
    END,
    MATH,
    Token,
    object_at,
    scan,
)
from symattn.reading.documents.tables import merged, table_raws
from symattn.reading.documents.wrapped import unwrapped
from symattn.words import say

__all__ = ["Analysis", "analyse", "read_loose"]

FOLDED = 0x100000
_CAPTION = re.compile(
    r"(?:Table|Tab\.|Tabelle|Tableau|Tabla|Tabela|Таблица|表)\s*\d+\s*[:.：]", re.I
)
LONGEST_FORMULA = 60_000


class Analysis:
    """The state while a document is read."""

    def __init__(self, found: Pieces, decimal: str) -> None:
        self.found, self.decimal, self.usual = found, decimal, decimal
        self.blocks: list[Block] = []
        self.tokens: list[Loose] = []
        self.records: list[Record] = []
        self.ignored: set[tuple[int, int]] = set()
        self.notes: list[str] = list(found.notes)
        self.section = 0
        self.heading = ""
        self.piece = 0

    def run(self) -> None:
        """Reads all pieces."""
        for number, piece in enumerate(self.found.pieces):
            self.piece = number
            self._piece(piece)

    def _piece(self, piece: Piece) -> None:
        self.decimal = own_decimal(piece, self.usual)
        if piece.kind == "heading":
            self.section += 1
            self.heading = plain_words(piece.text.text)
            self.blocks.append(
                Prose(self.heading, piece.text.place(0), piece.level or 1, self.context(piece))
            )
            self._text(piece, "heading")
        elif piece.kind == "table":
            self._table(piece)
        elif piece.kind == "code":
            for part in code.parts(piece.text):
                if part.kind == "code":
                    self._code(replace(piece, text=part.text, origin="code"))
                else:
                    self._text(
                        replace(piece, text=part.text, origin=part.origin), "prose", part.label
                    )
        else:
            if piece.kind == "text":
                words = plain_words(piece.text.text)
                self.blocks.append(Prose(words, piece.text.place(0), 0, self.context(piece)))
            self._text(piece, "prose")

    # -- tables ---------------------------------------------------------------
    def _table(self, piece: Piece) -> None:
        assert piece.table is not None
        raws, notes = table_raws(piece.table, self.decimal)
        self.notes += merged(piece.table, self.decimal)
        before = self.before(piece, 0)
        for raw in raws:
            grid, chains = finish(raw, self.decimal)
            context = replace(self.context(piece), before=before, after=self.after(piece, None))
            name = grid.name or self.label_above(before)
            self.blocks.append(replace(grid, name=name, context=replace(context, origin="table")))
            self.blocks += [replace(chain, context=context) for chain in chains]
        for note in notes:
            self._text(replace(piece, kind="text", text=note, table=None), "prose")
        if not raws:
            for row in piece.table.rows:
                for cell in row:
                    self._text(replace(piece, kind="text", text=cell.text, table=None), "prose")

    # -- code -------------------------------------------------------------------
    def _code(self, piece: Piece) -> None:
        """Of a program: literal arrays that get a name; the rest are numbers of code."""
        text, grids = self._arranged(revealed(piece.text), lists_only=True)
        for line in text.lines():
            if re.match(r"\s*[A-Za-z_]\w*\s*(?::[^=]*)?=(?!=)", line.text) and (
                "[" in line.text or any(object_at(c) >= 0 for c in line.text)
            ):
                self._chains(line, piece, grids, "code", literals=True)
            else:
                self._count(scan(line, self.decimal), line, "code")

    # -- text -------------------------------------------------------------------
    def _text(self, piece: Piece, why: str, label: str = "") -> None:
        text = piece.text
        digits = any(c.isdigit() or c == "∞" for c in text.text)
        if not digits and ("=" not in text.text or len(text) > LONGEST_FORMULA):
            return
        if piece.kind == "verbatim":
            text = self._without_code(code.r_print(text))
        text = unwrapped(revealed(text))
        text, grids = self._arranged(text)
        self._chains(text, piece, grids, why, label=label)

    def _without_code(self, text: Marked) -> Marked:
        """Lines of a program inside plain text are put aside; their numbers count as code."""
        lines = text.lines()
        for i in code.code_lines([line.text for line in lines]):
            self._count(scan(lines[i], self.decimal), lines[i], "code")
            lines[i] = lines[i][0:0]
        return Marked.join(lines, "\n")

    def _arranged(self, text: Marked, lists_only: bool = False) -> tuple[Marked, list[Grid]]:
        """The text with each array as one character, and these arrays."""
        text, formulas = _folded(text)
        page, whole = Lines(text.lines()), text
        for find in LITERALS if lists_only else DETECTORS:
            find(page, self.decimal)
        text = Marked.join(page.lines, "\n")
        self._left_out(whole, [text, *(c for raw in page.raws for row in raw.cells for c in row)])
        grids = []
        for raw in page.raws:
            grid, chains = finish(raw, self.decimal)
            grids.append(grid)
            self.blocks += chains
        return _unfolded(text, formulas), grids

    def _left_out(self, whole: Marked, kept: list[Marked]) -> None:
        """Decimals that stood between arrays, or behind them, and are in none: they are named."""
        if len(kept) == 1:
            return
        held = {offset for part in kept for offset in part.offsets}
        for token in scan(whole, self.decimal):
            decimal = token.kind == "number" and re.search(r"\d[.,]\d", token.text)
            if decimal and whole.offsets[token.start] not in held:
                self._loose(token, whole, "prose")

    def _count(self, tokens: list[Token], text: Marked, why: str) -> None:
        for i, token in enumerate(tokens):
            if _is_index(tokens, i):
                continue
            odd = token.kind == "word" and re.fullmatch(r"[\d_.,]+f?", token.text)
            if token.kind == "number" or odd:
                self._loose(token, text, "formula" if token.latex and why == "prose" else why)

    def _loose(self, token: Token, text: Marked, why: str) -> None:
        before = text.text[max(0, token.start - 80) : token.start]
        self.tokens.append(Loose(token.text, text.place(token.start), why, None, before))

    # -- chains -----------------------------------------------------------------
    def _chains(
        self,
        text: Marked,
        piece: Piece,
        grids: list[Grid],
        why: str,
        *,
        label: str = "",
        literals: bool = False,
    ) -> None:
        if _too_deep(text.text):
            self.notes.append(say("reading.long_formula", place=text.place(0)))
            self.tokens += [
                Loose(m[0], text.place(m.start()), "formula")
                for m in list(re.finditer(r"\d+", text.text))[:1000]
            ]
            return
        tokens = scan(text, self.decimal)
        marks = _section_number(text.text) if why == "heading" else _enumerators(text.text)
        tokens = [t for t in tokens if t.start not in marks]
        self._count(tokens, text, why)
        Chains(self, text, piece, grids, tokens, label, literals).run()

    # -- context ------------------------------------------------------------------
    def context(self, piece: Piece) -> Context:
        """The section, the heading and the origin of a piece."""
        return Context(self.section, self.heading, origin=piece.origin, cell=piece.cell)

    def before(self, piece: Piece, start: int, text: Marked | None = None) -> str:
        """The words before that index of the piece (of ``text``, where it was rearranged)."""
        own = (
            (text or piece.text).text[max(0, start - 600) : start] if piece.kind != "table" else ""
        )
        tail, i = own, self.piece - 1
        while len(tail) < 300 and i >= 0 and self.piece - i < 6:
            tail = self.found.pieces[i].text.text[-300:] + "\n" + tail
            i -= 1
        return plain_words(tail)[-300:]

    def after(self, piece: Piece, end: int | None, text: Marked | None = None) -> str:
        """The words after that index; after the whole piece where it is ``None``."""
        rest = (text or piece.text).text[end : end + 600] if end is not None else ""
        i = self.piece + 1
        while len(rest) < 300 and i < len(self.found.pieces) and i - self.piece < 4:
            rest += "\n" + self.found.pieces[i].text.text[:300]
            i += 1
        return plain_words(rest)[:300]

    def label_above(self, before: str) -> str:
        """The words just above, where they announce what follows."""
        line = before.rstrip().rsplit("\n", 1)[-1].strip()
        odd = re.search(r"\\begin|[|│]|=\s*[\[(]|\d[.,]\d.*\d[.,]\d", line)
        if re.fullmatch(r"\S*(?:[\s,;|]+[-−]?\d[\d.,]*)+", line):
            return ""  # a row of the array above
        if not line or (odd and not line.endswith((":", "："))):
            return ""
        if _CAPTION.match(line) or line.endswith("()"):
            return ""  # of the table above it, or of the one below; a call that names nothing
        if line.endswith((":", "：", "=")) or len(line) <= 40:
            return clean_name(re.split(r"(?<=[.;。；])\s+", line)[-1])[:80]
        return ""


def read_loose(loose: Loose, decimal: str) -> Loose:
    """The number with its value, where the grammar takes it."""
    loose = replace(loose, before=plain_words(loose.before))
    ways: tuple[Decimal, ...] = ("comma" if decimal == "comma" else "point", "auto")
    for way in ways:
        try:
            return replace(loose, number=printed(loose.text, decimal=way, where=loose.where))
        except Unreadable:
            continue
    return loose


def analyse(found: Pieces, decimal: str) -> Analysis:
    """All blocks of the pieces, vectors that belong together joined."""
    analysis = Analysis(found, decimal)
    analysis.run()
    analysis.blocks = join_vectors(analysis.blocks, analysis.records)
    return analysis


def _is_index(tokens: list[Token], i: int) -> bool:
    """Whether the token is an index: x_1, x_{12}, x_{cat,1}, x^{(2)}."""
    before = [token.text for token in tokens[max(0, i - 12) : i]]
    if "".join(before[-3:]).endswith(("_", "^{(", "^(")):
        return True
    depth = 0
    for k in range(len(before) - 1, 0, -1):
        depth += (before[k] in "})") - (before[k] in "{(")
        if depth < 0:
            return before[k] == "{" and before[k - 1] == "_"
    return False


def _enumerators(text: str) -> set[int]:
    """Where a line begins with 1) or 2. as the number of an item."""
    found = re.finditer(r"^[ \t>]*(\d{1,2})[.)](?=\s+\S)(?!\s+[\d\-−]+[\s.])", text, re.M)
    return {m.start(1) for m in found}


def _section_number(text: str) -> set[int]:
    """Where a heading begins with its number: 2 Exponentials, 2.1 Scores."""
    found = re.match(r"\s*(\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=[^\W\d_])", text)
    return {found.start(1)} if found else set()


def _too_deep(text: str) -> bool:
    if text.count("{") < 60 and len(text) < LONGEST_FORMULA:
        return False
    depth = deepest = 0
    for c in re.findall(r"(?<!\\)[{}]", text):
        depth = max(0, depth + (1 if c == "{" else -1))
        deepest = max(deepest, depth)
    return deepest > 60


def _folded(text: Marked) -> tuple[Marked, list[Marked]]:
    """Each formula as one character, so that layout does not look into it."""
    formulas: list[Marked] = []
    pieces, at = [], 0
    for found in re.finditer(f"[{MATH}{DISPLAY}][^{END}]*{END}", text.text):
        mark = Marked(chr(FOLDED + len(formulas)), [text.offsets[found.start()]], text.source)
        formulas.append(text[found.start() : found.end()])
        pieces += [text[at : found.start()], mark]
        at = found.end()
    return (Marked.join([*pieces, text[at:]]), formulas) if pieces else (text, [])


def _unfolded(text: Marked, formulas: list[Marked]) -> Marked:
    if not formulas:
        return text
    pieces, at = [], 0
    for i, c in enumerate(text.text):
        if FOLDED <= ord(c) < FOLDED + len(formulas):
            pieces += [text[at:i], formulas[ord(c) - FOLDED]]
            at = i + 1
    return Marked.join([*pieces, text[at:]])
