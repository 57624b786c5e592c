"""Chains of one text into equations and grids, with names and context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from symattn.reading.documents import code
from symattn.reading.documents.arithmetic import Chain, Reader
from symattn.reading.documents.blocks import Context, Equation, Grid
from symattn.reading.documents.cells import finish, latex_matrix, rows_tree
from symattn.reading.documents.layout import clean_name
from symattn.reading.documents.literal import literal_grid
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pieces import Piece
from symattn.reading.documents.scan import DISPLAY, END, MATH, Token
from symattn.reading.documents.trees import (
    Call,
    Name,
    Number,
    Rows,
    Sum,
    Tree,
    Vector,
    children,
    is_indexed,
    plain,
)

if TYPE_CHECKING:
    from symattn.reading.documents.analyse import Analysis

_ARROW = re.compile(
    r"(\S[^\n\[\]=:：]{0,30}?)\s*(?:->|→|➔|⟶|=>)\s*(\S[^\n\[\]=:：]{0,30}?)\s*[:：=≈]\s*([-−+\d.][^\n]{0,40})"
)
Role: TypeAlias = Literal["alone", "operand", "argument"]

__all__ = ["Chains", "Record", "plain_words"]


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


class Chains:
    """Finds the chains of one text and turns them into blocks."""

    def __init__(
        self,
        home: Analysis,
        text: Marked,
        piece: Piece,
        grids: list[Grid],
        tokens: list[Token],
        label: str,
        literals: bool,
    ) -> None:
        self.home, self.text, self.piece, self.grids = home, text, piece, grids
        self.label, self.literals = label, literals
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
                self.home.blocks += [
                    replace(c, context=self._context(token.start, token.end)) for c in chains
                ]
                self.grids.append(grid)
                self.seen[token.start] = rows_tree(grid, len(self.grids) - 1)
        return self.seen[token.start]

    def run(self) -> None:
        """Goes over all tokens."""
        at = 0
        while at < len(self.reader.tokens):
            token = self.reader.tokens[at]
            if token.gap == 2 and (after := self._arrow(at)):
                at = after
                continue
            begins = _may_begin(token) and not self._is_bullet(at)
            chain = self.reader.chain(at) if begins else None
            if chain is None or chain.after <= at:
                at += 1
                continue
            chain = self._with_colon(chain) or chain
            self._take(chain)
            at = self._list(chain) or chain.after

    def _is_bullet(self, at: int) -> bool:
        """Whether a minus stands apart at the beginning of its line."""
        token, *after = self.reader.tokens[at : at + 2]
        apart = token.text == "-" and token.gap == 2 and not token.latex
        return apart and bool(after) and after[0].gap > 0

    def _arrow(self, at: int) -> int | None:
        """``cat → sat: 0.27`` on a line of its own: a statement about two names."""
        start = self.reader.tokens[at].start
        found = _ARROW.match(self.text.text, start)
        if not found or self.literals:
            return None
        tokens = self.reader.tokens
        value = next((i for i in range(at, len(tokens)) if tokens[i].start >= found.start(3)), None)
        chain = self.reader.chain(value) if value is not None else None
        if not chain or len(chain.parts) > 1 or not isinstance(chain.parts[0], Number):
            return None
        end = tokens[chain.after - 1].end
        if self.text.text[end : found.end()].strip():
            return None
        pair = Call("→", (Name(clean_name(found[1])), Name(clean_name(found[2]))))
        self.home.blocks.append(
            Equation(
                (pair, chain.parts[0]),
                ("=",),
                found[0].strip(),
                self.text.place(start),
                self._context(start, end),
            )
        )
        self.last_end = end
        return chain.after

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
        if self.literals and not _is_literal(chain):
            return
        whole = len(chain.parts) > 1
        held = any(isinstance(tree, Rows | Vector) for _, tree, _, _ in arrays)
        if not whole and not held and not _operands(chain.parts[0]):
            return
        first = len(self.home.blocks)
        context = self._context(start, end)
        if whole and not self.literals:
            words = plain_words(self.text.text[start:end])
            place = self.text.place(start)
            self.home.blocks.append(Equation(chain.parts, chain.relations, words, place, context))
        label = self._label(start, above=not whole)
        vectors = self._grids(chain, arrays, context, label)
        for part in chain.parts:
            self.home.ignored.update(_indices(part))
        if whole and isinstance(chain.parts[0], Name | Call):
            self.subject = plain(chain.parts[0])
        self.last_end = end
        if vectors:
            subject = chain.parts[0]
            plainly = not whole or _held(subject) or isinstance(subject, Sum)
            row = label if plainly else plain(subject)
            signature = (self.piece.origin, *map(_shape, chain.parts), self.home.section)
            where = (self.home.piece, self.text.text, start, end)
            self.home.records.append(Record(first, vectors, signature, row, *where, whole))

    def _grids(self, chain: Chain, arrays: list[Any], context: Context, label: str) -> list[int]:
        """The grids of a chain put among the blocks; the numbers of those that are vectors."""
        vectors: list[int] = []
        for i, tree, role, function in arrays:
            if tree is None:
                for operand in _operands(chain.parts[i]):
                    self._grid(chain, i, operand, "operand", "", context, label)
            elif self._grid(chain, i, tree, role, function, context, label) and isinstance(
                tree, Vector
            ):
                vectors.append(len(self.home.blocks) - 1)
        return vectors

    def _grid(
        self,
        chain: Chain,
        i: int,
        tree: Tree,
        role: Role,
        function: str,
        context: Context,
        label: str,
    ) -> bool:
        names = [plain(p) for p in chain.parts if not _held(p) and not isinstance(p, Number)]
        left = [plain(p) for p in chain.parts[:i] if not _held(p) and not isinstance(p, Number)]
        name = left[0] if left and role == "alone" else ""
        relation = chain.relations[i - 1] if i else chain.leading
        if i == 0 and chain.leading in ("=", "≈") and role == "alone":
            name = name or self.subject
        if isinstance(tree, Rows) and tree.block >= 0:
            grid = self.grids[tree.block]
        else:
            made = literal_grid(tree)
            if made is None:
                return False
            grid = made
        functions = [part.function for part in chain.parts[:i] if isinstance(part, Call)]
        if not name and functions and role == "alone":
            name = f"{functions[0]}(…)"
        above = label if role == "alone" and not left else ""
        self.home.blocks.append(
            replace(
                grid,
                name=name or grid.name or above,
                said=tuple(names),
                relation=relation,
                role=role,
                function=function,
                context=context,
            )
        )
        return True

    def _label(self, start: int, above: bool = True) -> str:
        """The words before a chain on its line, or else the line above that announces it."""
        if self._in_math(start):
            opened = max(self.text.text.rfind(c, 0, start) for c in (MATH, DISPLAY))
            if not re.fullmatch(
                r"[\s([{]*(?:\\[a-z]+[\s([{]*)?", self.text.text[opened + 1 : start]
            ):
                return ""
            start = opened
        before = self.text.text[max(self.last_end, start - 2000, 0) : start]
        line = before.rsplit("\n", 1)[-1]
        line = re.split(r"(?<=[.;；。,，、])\s|[；。，]|\s{4,}", line)[-1]
        words = clean_name(plain_words(line))[-80:]
        if words or not above:
            return words
        lines = before.split("\n")[:-1]
        if self.last_end and lines and not lines[0].rstrip().endswith((":", "：")):
            lines = lines[1:]  # what stands behind the array before belongs to it
        lines = [part for part in lines if part.strip()]
        if lines:
            return self.home.label_above(plain_words(lines[-1]))
        if self.last_end or self.label:
            return self.label
        line = self.home.label_above(self.home.before(self.piece, 0))
        return code.shown(line) if line.startswith("print(") else line

    def _list(self, chain: Chain) -> int | None:
        """Numbers in a sentence parted by commas: a list; the token after it."""
        tokens = self.reader.tokens
        first = chain.parts[0]
        opens = tokens[chain.first].kind == "open"
        if len(chain.parts) > 1 or not isinstance(first, Number) or chain.leading or opens:
            return None
        items = [first]
        word, at = self._word_behind(chain.after)
        words = [word]
        while at < len(tokens):
            step = at
            while step < len(tokens) and step - at < 2 and _separates(tokens[step]):
                step += 1
            more = self.reader.chain(step) if step > at and step < len(tokens) else None
            if not more or len(more.parts) > 1 or not isinstance(more.parts[0], Number):
                break
            items.append(more.parts[0])
            word, at = self._word_behind(more.after)
            words.append(word)
        if len(items) < 2 or (tokens[chain.first].latex and self.piece.kind == "verbatim"):
            return None
        start = tokens[chain.first].start
        grid = literal_grid(Vector(tuple(items)))
        if grid:
            self.home.blocks.append(
                replace(
                    grid,
                    kind="list",
                    name=self._label(start),
                    column_names=tuple(words) if all(words) else (),
                    context=self._context(start, tokens[at - 1].end),
                )
            )
            self.last_end = tokens[at - 1].end
        return at

    def _word_behind(self, at: int) -> tuple[str, int]:
        """A word in brackets behind a number of a list, as in 0.30 (the); and what follows it."""
        tokens = self.reader.tokens[at : at + 3]
        kinds = [token.kind for token in tokens]
        if kinds in (["open", "name", "close"], ["open", "word", "close"]) and tokens[0].gap:
            return tokens[1].text, at + 3
        return "", at

    def _context(self, start: int, end: int) -> Context:
        home = self.home
        context = home.context(self.piece)
        return replace(
            context,
            before=home.before(self.piece, start, self.text),
            after=home.after(self.piece, end, self.text),
            origin="math" if self._in_math(start) and context.origin == "prose" else context.origin,
        )

    def _in_math(self, start: int) -> bool:
        text = self.text.text
        close = text.rfind(END, 0, start + 1)
        return max(text.rfind(c, close + 1, start + 1) for c in (MATH, DISPLAY)) >= 0


def _may_begin(token: Token) -> bool:
    if token.kind == "operator":
        return token.text in "+-"
    return token.kind in ("number", "name", "open", "matrix", "object", "command", "relation") or (
        token.text == "√"
    )


def _separates(token: Token) -> bool:
    return (token.kind == "comma" and token.text in ",;") or token.text in (
        "、",
        "and",
        "und",
        "et",
        "y",
        "e",
        "і",
        "и",
        "和",
    )


def _array(part: Tree) -> tuple[Tree | None, Role, str]:
    """(array, role, function): the part's array where it is all, or a function's argument."""
    role: Role = "alone"
    if isinstance(part, Rows | Vector):
        return part, role, ""
    if (
        isinstance(part, Call)
        and len(part.arguments) == 1
        and isinstance(part.arguments[0], Rows | Vector)
    ):
        return part.arguments[0], "argument", part.function
    return None, role, ""


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
        return (function or str(role), len(tree.items))
    return ("rows" if tree is not None else "other", 0)


def _is_literal(chain: Chain) -> bool:
    """name = array, and nothing else: what a program is told."""
    last = chain.parts[-1]
    named = len(chain.parts) == 2 and isinstance(chain.parts[0], Name)
    return named and isinstance(last, Rows | Vector) and _literal_only(last)


def _literal_only(tree: Rows | Vector) -> bool:
    cells = tree.items if isinstance(tree, Vector) else [c for row in tree.rows for c in row]
    return all(isinstance(cell, Number) for cell in cells)


def plain_words(text: str) -> str:
    """Plain text of what may hold formulas and arrays."""
    text = re.sub(r"[\U000f0000-\U0010fffd]", "…", text)
    text = re.sub(r"[\ue000\ue001\ue002]", "", text)
    return re.sub(r"[ \t]+", " ", text).strip()
