"""Pieces of a document into blocks, in reading order, with an account of every number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from symattn.errors import Place
from symattn.reading.digits import Printed, Unreadable, printed
from symattn.reading.documents import code
from symattn.reading.documents.aligned import find_grids
from symattn.reading.documents.arithmetic import Chain, Reader
from symattn.reading.documents.blocks import Block, Context, Equation, Grid, Loose, Origin, Prose
from symattn.reading.documents.cells import Raw, finish, latex_matrix, rows_tree
from symattn.reading.documents.layout import Lines, clean_name, draw_boxes, stack_rows
from symattn.reading.documents.lists import find_lists
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pieces import Piece, Pieces
from symattn.reading.documents.scan import (
    DISPLAY, END, MATH, OBJECT, Token, object_at, scan, subscript_text,
)  # fmt: skip
from symattn.reading.documents.tables import table_raws
from symattn.reading.documents.trees import (
    Call, Name, Number, Rows, Tree, Vector, children, is_indexed, plain,
)  # fmt: skip

__all__ = ["Analysis", "Record", "analyse"]

FOLDED = 0x100000
LONGEST_FORMULA = 60_000


@dataclass
class Record:
    """A chain that was found, with what is needed to join vectors that belong together."""

    block: int  # the index of its first block
    grids: list[int]  # indices of its vectors among the blocks
    signature: tuple[object, ...]
    label: str
    piece: int
    text: str
    start: int
    end: int
    related: bool


class Analysis:
    """The state while a document is read."""

    def __init__(self, found: Pieces, decimal: str) -> None:
        self.found, self.decimal = found, decimal
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
        for self.piece, piece in enumerate(self.found.pieces):
            self._piece(piece)

    def _piece(self, piece: Piece) -> None:
        if piece.kind == "heading":
            self.section += 1
            self.heading = _words(piece.text.text)
            self.blocks.append(
                Prose(self.heading, piece.text.place(0), piece.level or 1, self._context(piece))
            )
            self._text(piece, "heading")
        elif piece.kind == "table":
            self._table(piece)
        elif piece.kind == "code":
            for part in code.parts(piece.text):
                if part.kind == "code":
                    self._code(replace(piece, text=part.text, origin="code"))
                else:
                    self._text(replace(piece, text=part.text, origin=part.origin), "prose", part.label)
        else:
            if piece.kind == "text":
                words = _words(piece.text.text)
                self.blocks.append(Prose(words, piece.text.place(0), 0, self._context(piece)))
            self._text(piece, "prose")

    # -- tables ---------------------------------------------------------------
    def _table(self, piece: Piece) -> None:
        assert piece.table is not None
        raws, notes = table_raws(piece.table, self.decimal)
        before = self._before(piece, 0)
        for raw in raws:
            grid, chains = finish(raw, self.decimal)
            context = replace(self._context(piece), before=before, after=self._after(piece, None))
            name = grid.name or self._label_above(before)
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
        text, grids = self._arranged(piece.text, lists_only=True)
        for line in text.lines():
            if re.match(r"\s*[A-Za-z_]\w*\s*(?::[^=]*)?=(?!=)", line.text) and (
                "[" in line.text or any(object_at(c) >= 0 for c in line.text)
            ):
                self._chains(line, piece, grids, "code", keep=_is_literal)
            else:
                self._count(scan(line, self.decimal), line, "code")

    # -- text -------------------------------------------------------------------
    def _text(self, piece: Piece, why: str, label: str = "") -> None:
        text = piece.text
        digits = any(c.isdigit() or c == "∞" for c in text.text)
        if not digits and ("=" not in text.text or len(text) > LONGEST_FORMULA):
            return
        if piece.kind == "verbatim":
            text = self._without_code(text)
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
        page = Lines([])
        if not lists_only and any(c in text.text for c in "┌╭┏╔"):
            page.lines = text.lines()
            draw_boxes(page)
            text = Marked.join(page.lines, "\n")
        text = self._lists(text, page, deep=True)
        if not lists_only:
            page.lines = text.lines()
            stack_rows(page, self.decimal)
            find_grids(page, self.decimal)
            text = Marked.join(page.lines, "\n")
        text = self._lists(text, page, deep=False)
        grids = []
        for raw in page.raws:
            grid, chains = finish(raw, self.decimal)
            grids.append(grid)
            self.blocks += chains
        return _unfolded(text, formulas), grids

    def _lists(self, text: Marked, page: Lines, deep: bool) -> Marked:
        pieces, at = [], 0
        for start, end, raw in find_lists(text, self.decimal, deep):
            pieces += [text[at:start], page.put(raw, text[start:end])]
            at = end
        return Marked.join([*pieces, text[at:]]) if pieces else text

    def _count(self, tokens: list[Token], text: Marked, why: str) -> None:
        for i, token in enumerate(tokens):
            if _is_index(tokens, i):
                continue
            odd = token.kind == "word" and re.fullmatch(r"[\d_.,]+f?", token.text)
            if token.kind == "number" or odd:
                self._loose(token, text, "formula" if token.latex and why == "prose" else why)

    def _loose(self, token: Token, text: Marked, why: str) -> None:
        where = text.place(token.start)
        number: Printed | None = None
        try:
            way = "comma" if self.decimal == "comma" else "point"
            number = printed(token.text, decimal=way, where=where)  # type: ignore[arg-type]
        except Unreadable:
            try:
                number = printed(token.text, where=where)
            except Unreadable:
                pass
        before = _words(text.text[max(0, token.start - 80) : token.start])
        self.tokens.append(Loose(token.text, where, why, number, before))

    # -- chains -----------------------------------------------------------------
    def _chains(self, text: Marked, piece: Piece, grids: list[Grid], why: str, *,
                label: str = "", keep: object = None) -> None:  # fmt: skip
        if _too_deep(text.text):
            self.notes.append(f"a formula at {text.place(0)} is too long or too deep to be read")
            self.tokens += [Loose(m[0], text.place(m.start()), "formula")
                            for m in list(re.finditer(r"\d+", text.text))[:1000]]  # fmt: skip
            return
        tokens = scan(text, self.decimal)
        marks = _enumerators(text.text)
        tokens = [t for t in tokens if t.start not in marks]
        self._count(tokens, text, why)
        Chains(self, text, piece, grids, tokens, label, keep).run()

    # -- context ------------------------------------------------------------------
    def _context(self, piece: Piece) -> Context:
        return Context(self.section, self.heading, origin=piece.origin, cell=piece.cell)

    def _before(self, piece: Piece, start: int, text: Marked | None = None) -> str:
        own = (text or piece.text).text[max(0, start - 600) : start] if piece.kind != "table" else ""
        tail, i = own, self.piece - 1
        while len(tail) < 300 and i >= 0 and self.piece - i < 6:
            tail = self.found.pieces[i].text.text[-300:] + "\n" + tail
            i -= 1
        return _words(tail)[-300:]

    def _after(self, piece: Piece, end: int | None, text: Marked | None = None) -> str:
        rest = (text or piece.text).text[end : end + 600] if end is not None else ""
        i = self.piece + 1
        while len(rest) < 300 and i < len(self.found.pieces) and i - self.piece < 4:
            rest += "\n" + self.found.pieces[i].text.text[:300]
            i += 1
        return _words(rest)[:300]

    def _label_above(self, before: str) -> str:
        """The words just above, where they announce what follows."""
        line = before.rstrip().rsplit("\n", 1)[-1].strip()
        if not line:
            return ""
        if line.endswith((":", "：", "=")) or len(line) <= 40:
            return clean_name(re.split(r"(?<=[.;。；])\s+", line)[-1])[:80]
        return ""


class Chains:
    """Finds the chains of one text and turns them into blocks."""

    def __init__(self, home: Analysis, text: Marked, piece: Piece, grids: list[Grid],
                 tokens: list[Token], label: str, keep: object) -> None:  # fmt: skip
        self.home, self.text, self.piece, self.grids = home, text, piece, grids
        self.label, self.keep = label, keep
        self.subject = ""
        self.last_end = 0
        self.reader = Reader(
            tokens, text.place, home.decimal, self._matrix, lambda k: rows_tree(self.grids[k], k)
        )
        self.seen: dict[int, Tree | None] = {}

    def _matrix(self, token: Token) -> Tree | None:
        if token.start not in self.seen:
            raw = latex_matrix(token, self.text, self.home.notes.append)
            if raw is None:
                self.seen[token.start] = None
            else:
                grid, chains = finish(raw, self.home.decimal)
                self.home.blocks += [replace(c, context=self._context(token.start, token.end)) for c in chains]
                self.grids.append(grid)
                self.seen[token.start] = rows_tree(grid, len(self.grids) - 1)
        return self.seen[token.start]

    def run(self) -> None:
        """Goes over all tokens."""
        at = 0
        while at < len(self.reader.tokens):
            token = self.reader.tokens[at]
            chain = self.reader.chain(at) if _may_begin(token) else None
            if chain is None or chain.after <= at:
                at += 1
                continue
            chain = self._with_colon(chain) or chain
            self._take(chain)
            at = self._list(chain) or chain.after

    def _with_colon(self, chain: Chain) -> Chain | None:
        """``score(1,2): 0.71`` at the end of a line says the same as with a sign between."""
        tokens, subject = self.reader.tokens, chain.parts[0]
        after = chain.after
        named = isinstance(subject, Call) and is_indexed(subject)
        named = named or (isinstance(subject, Name) and "_" in subject.text)
        if len(chain.parts) > 1 or not named or after + 1 >= len(tokens):
            return None
        if tokens[after].text != ":" or tokens[after + 1].gap == 2:
            return None
        more = self.reader.chain(after + 1)
        if not more or more.leading or len(more.parts) > 1 or not isinstance(more.parts[0], Number):
            return None
        return Chain((subject, more.parts[0]), ("=",), chain.first, more.after)

    def _take(self, chain: Chain) -> None:
        tokens = self.reader.tokens
        start, end = tokens[chain.first].start, tokens[chain.after - 1].end
        arrays = [(i, *_array(part)) for i, part in enumerate(chain.parts)]
        if self.keep is not None and not _is_literal(chain):
            return
        whole = len(chain.parts) > 1
        held = any(isinstance(tree, Rows | Vector) for _, tree, _, _ in arrays)
        if not whole and not held and not _operands(chain.parts[0]):
            return
        first = len(self.home.blocks)
        context = self._context(start, end)
        if whole and self.keep is None:
            words = _words(self.text.text[start:end])
            place = self.text.place(start)
            self.home.blocks.append(Equation(chain.parts, chain.relations, words, place, context))
        label = self._label(start, above=not whole)
        vectors: list[int] = []
        for i, tree, role, function in arrays:
            if tree is None:
                for operand in _operands(chain.parts[i]):
                    self._grid(chain, i, operand, "operand", "", context, label)
                continue
            if not self._grid(chain, i, tree, role, function, context, label):
                continue
            if isinstance(tree, Vector):
                vectors.append(len(self.home.blocks) - 1)
        for part in chain.parts:
            self.home.ignored.update(_indices(part))
        if whole and isinstance(chain.parts[0], Name | Call):
            self.subject = plain(chain.parts[0])
        self.last_end = end
        if vectors:
            row = plain(chain.parts[0]) if whole and isinstance(chain.parts[0], Name) else label
            signature = (self.piece.origin, *map(_shape, chain.parts), self.home.section)
            self.home.records.append(
                Record(first, vectors, signature, row, self.home.piece, self.text.text, start, end, whole)
            )

    def _grid(self, chain: Chain, i: int, tree: Tree, role: str, function: str,
              context: Context, label: str) -> bool:  # fmt: skip
        names = [plain(p) for p in chain.parts if not _held(p) and not isinstance(p, Number)]
        left = [plain(p) for p in chain.parts[:i] if not _held(p) and not isinstance(p, Number)]
        name = left[0] if left and role == "alone" else ""
        relation = chain.relations[i - 1] if i else chain.leading
        if i == 0 and chain.leading in ("=", "≈") and role == "alone":
            name = name or self.subject
        if isinstance(tree, Rows) and tree.block >= 0:
            grid = self.grids[tree.block]
        else:
            made = _literal(tree)
            if made is None:
                return False
            grid = made
        functions = [part.function for part in chain.parts[:i] if isinstance(part, Call)]
        if not name and functions and role == "alone":
            name = f"{functions[0]}(…)"
        above = label if role == "alone" and not left else ""
        self.home.blocks.append(replace(
            grid, name=name or grid.name or above, said=tuple(names), relation=relation,
            role=role, function=function, context=context,
        ))  # fmt: skip
        return True

    def _label(self, start: int, above: bool = True) -> str:
        """The words before a chain on its line, or else the line above that announces it."""
        before = self.text.text[max(self.last_end, start - 2000, 0) : start]
        line = before.rsplit("\n", 1)[-1]
        line = re.split(r"(?<=[.;；。,，、])\s|[；。，]|\s{4,}", line)[-1]
        words = clean_name(_words(line))[-80:]
        if words or not above:
            return words
        lines = [part for part in before.split("\n")[:-1] if part.strip()]
        if lines:
            return self.home._label_above(_words(lines[-1]))
        if self.last_end or self.label:
            return self.label
        above = self.home._label_above(self.home._before(self.piece, 0))
        return code.shown(above) if above.startswith("print(") else above

    def _list(self, chain: Chain) -> int | None:
        """Numbers in a sentence parted by commas: a list; the token after it."""
        tokens = self.reader.tokens
        first = chain.parts[0]
        opens = tokens[chain.first].kind == "open"
        if len(chain.parts) > 1 or not isinstance(first, Number) or chain.leading or opens:
            return None
        items, at = [first], chain.after
        while at < len(tokens):
            step = at
            while step < len(tokens) and step - at < 2 and _separates(tokens[step]):
                step += 1
            more = self.reader.chain(step) if step > at and step < len(tokens) else None
            if not more or len(more.parts) > 1 or not isinstance(more.parts[0], Number):
                break
            items.append(more.parts[0])
            at = more.after
        if len(items) < 2 or tokens[chain.first].latex and self.piece.kind == "verbatim":
            return None
        start = tokens[chain.first].start
        grid = _literal(Vector(tuple(items)))
        if grid:
            self.home.blocks.append(replace(
                grid, kind="list", name=self._label(start),
                context=self._context(start, tokens[at - 1].end),
            ))  # fmt: skip
            self.last_end = tokens[at - 1].end
        return at

    def _context(self, start: int, end: int) -> Context:
        home = self.home
        context = home._context(self.piece)
        return replace(
            context,
            before=home._before(self.piece, start, self.text),
            after=home._after(self.piece, end, self.text),
            origin="math" if self._in_math(start) and context.origin == "prose" else context.origin,
        )

    def _in_math(self, start: int) -> bool:
        text = self.text.text
        close = text.rfind(END, 0, start + 1)
        return max(text.rfind(c, close + 1, start + 1) for c in (MATH, DISPLAY)) >= 0


def analyse(found: Pieces, decimal: str) -> Analysis:
    """All blocks of the pieces, vectors that belong together joined."""
    from symattn.reading.documents.join import join_vectors

    analysis = Analysis(found, decimal)
    analysis.run()
    analysis.blocks = join_vectors(analysis.blocks, analysis.records, found)
    return analysis


# -- small questions ------------------------------------------------------------------------
def _is_index(tokens: list[Token], i: int) -> bool:
    """Whether the token is an index: x_1, x_{12}, x^{(2)}."""
    before = "".join(token.text for token in tokens[max(0, i - 3) : i])
    return before.endswith(("_", "_{", "^{(", "^("))


def _may_begin(token: Token) -> bool:
    if token.kind == "operator":
        return token.text in "+-"
    return token.kind in ("number", "name", "open", "matrix", "object", "command", "relation") or (
        token.text == "√"
    )


def _separates(token: Token) -> bool:
    return (token.kind == "comma" and token.text in ",;") or token.text in (
        "、", "and", "und", "et", "y", "e", "і", "и", "和"
    )  # fmt: skip


def _array(part: Tree) -> tuple[Tree | None, str, str]:
    """(array, role, function): the part's array where it is all, or a function's argument."""
    if isinstance(part, Rows | Vector):
        return part, "alone", ""
    if isinstance(part, Call) and len(part.arguments) == 1 and isinstance(part.arguments[0], Rows | Vector):
        return part.arguments[0], "argument", part.function
    return None, "", ""


def _operands(tree: Tree) -> Iterator[Rows] | list[Rows]:
    """The matrices (not vectors) inside an expression."""
    if isinstance(tree, Rows):
        return [tree]
    return [rows for child in children(tree) for rows in _operands(child)]


def _indices(tree: Tree) -> Iterator[tuple[int, int]]:
    """The places of numbers that are indices in brackets."""
    if is_indexed(tree):
        for part in children(tree):
            if isinstance(part, Number) and part.printed.where:
                yield part.printed.where.line, part.printed.where.column
    else:
        for child in children(tree):
            yield from _indices(child)


def _held(tree: Tree) -> bool:
    """Whether the part prints an array: it is no name then."""
    return isinstance(tree, Rows | Vector) or any(_held(child) for child in children(tree))


def _shape(part: Tree) -> tuple[str, int]:
    tree, role, function = _array(part)
    if isinstance(tree, Vector):
        return (function or role, len(tree.items))
    return ("rows" if tree is not None else "other", 0)


def _is_literal(chain: Chain) -> bool:
    """name = array, and nothing else: what a program is told."""
    last = chain.parts[-1]
    named = len(chain.parts) == 2 and isinstance(chain.parts[0], Name)
    return named and isinstance(last, Rows | Vector) and _literal_only(last)


def _literal_only(tree: Rows | Vector) -> bool:
    cells = tree.items if isinstance(tree, Vector) else [c for row in tree.rows for c in row]
    return all(isinstance(cell, Number) for cell in cells)


def _literal(tree: Tree) -> Grid | None:
    """The grid of brackets read by the grammar of expressions."""
    from symattn.reading.documents.literal import literal_grid

    return literal_grid(tree)


def _words(text: str) -> str:
    """Plain text of what may hold formulas and arrays."""
    text = re.sub(r"[\U000f0000-\U0010fffd]", "…", text)
    text = re.sub(r"[\ue000\ue001\ue002]", "", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _enumerators(text: str) -> set[int]:
    """Where a line begins with 1) or 2. as the number of an item."""
    found = re.finditer(r"^[ \t>]*(\d{1,2})[.)](?=\s+\S)(?!\s+[\d\-−]+[\s.])", text, re.M)
    return {m.start(1) for m in found}


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
