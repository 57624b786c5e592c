"""A solver that works a printed blank out from the page alone, and a pencil that does the same.

Both know what a formula means and the rules that the sections print in words; no
number that the page does not print.  The solver carries what it has worked out
exactly; the pencil carries what fits into the boxes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mpmath import mp, mpf

from tests.worksheets.blind.expressions import (
    Unreadable,
    Value,
    each,
    evaluate,
    is_matrix,
    matmul,
    number,
    transposed,
)
from tests.worksheets.blind.layout import Box, Page
from tests.worksheets.blind.rounding import written
from tests.worksheets.blind.sheet import Given, Heading, Item, Line, Prose, Space, Table, items

__all__ = ["Solved", "letters", "solve"]


@dataclass(frozen=True)
class Solved:
    """A box, what belongs into it, and the places that its table asks for (none: exact)."""

    box: Box
    value: Value
    places: tuple[int, ...]
    what: str
    figures: int = 0
    """Figures of numbers below 0.01."""


@dataclass(frozen=True)
class Failure:
    """Boxes that the page does not let anyone fill, and why."""

    boxes: tuple[Box, ...]
    why: str


def solve(found: Sequence[Page], *, pencil: bool = False) -> tuple[list[Solved], list[Failure]]:
    """Every box that can be worked out, and those that cannot."""
    reader = _Solver(items(found), pencil=pencil)
    reader.run()
    return list(reader.solved.values()), reader.failures


def letters(found: Sequence[Page]) -> Callable[[str], Value]:
    """What the letter of an entry stands for, once a blank is solved: a_{1,2}, z_{1}, q_{11}."""
    reader = _Solver(items(found), pencil=False)
    reader.run()
    return reader.entry


class _Solver:
    """What is known so far, by the letters of the page."""

    def __init__(self, found: list[Item], *, pencil: bool) -> None:
        self.items = found
        self.pencil = pencil
        self.known: dict[str, Value] = {}
        self.factors: dict[str, tuple[Value, Value]] = {}
        self.labels: dict[str, tuple[list[str], list[str]]] = {}
        self.solved: dict[Box, Solved] = {}
        self.pending: list[Item] = []
        self.failures: list[Failure] = []
        self.head, self.layer = "", ""
        self.hidden: list[Value] = []
        self.text = _paragraphs(found)
        self.columns = "Each column stands for one token" in self.text
        self.section = ""
        self.logits = "S"
        self.exponentials: Value = None
        self.sums: Value = None
        self.formula = ""
        self.rules: dict[str, str] = {}
        self.shifted: dict[int, tuple[Value, ...]] = {}
        small = re.search(r"below one hundredth keep (two|three|four) figures", self.text)
        self.figures = {"two": 2, "three": 3, "four": 4}[small[1]] if small else 0
        intro = re.search(r"Work out (.*?)\. ", self.text)
        if intro:
            self.formula = intro[1]
        for item in found:
            if isinstance(item, Given) and item.name not in self.known:
                self._give(item)

    # Names -------------------------------------------------------------------------

    def look(self, name: str) -> Value:
        """The value of a letter, in this head where it has one."""
        plain = name.replace(" ", "")
        for candidate in (plain, *((f"{plain}^{{({self.head})}}",) if self.head else ())):
            if candidate in self.known:
                return self.known[candidate]
            stated = self._stated(candidate)
            if stated is not None:
                return stated
        part = re.fullmatch(r"([Wb]_\{[QKV]\})\^\{\((\d+)\)\}", plain)
        if part:
            return self._share(part[1], int(part[2]))
        if re.fullmatch(r"[a-z]_\{\d+\}", plain) or (
            plain == "d_{k}" and "stays a symbol" in self.text
        ):
            return _symbol(plain)
        raise Unreadable(f"{plain} is not given")

    def entry(self, name: str) -> Value:
        """The value of one entry's letter; a letter that is given is its own value."""
        found = re.fullmatch(r"(\w[\u0300-\u036f]*)_\{(\d+)(?:,(\d+))?\}", name)
        letter = found[1][0].upper() + found[1][1:] if found else ""
        if found and letter == "Z" and self.sums:
            return self.sums[int(found[2]) - 1]
        if found and found[3] and letter in self.known:
            return self.known[letter][int(found[2]) - 1][int(found[3]) - 1]
        return _symbol(name)

    def _stated(self, name: str) -> Value:
        """A number that a sentence gives: "where d_k = 4"; a matrix that is another one."""
        found = re.search(
            rf"(?<![\w}}]){re.escape(name)}\s*=\s*(\(\(.*?\)\)\)|\(\([^ ]*\)\)|[-−]?\d+(?:\.\d+)?"
            r"(?:\^\{[-−]?\d+\})?|sqrt\(\d+\))",
            self.text,
        )
        if found and not self.known.get(name):
            return number(found[1])
        same = re.search(
            rf"(?<![\w}}]){re.escape(name)}\s*=\s*([KV]\^\{{\(\d+\)\}})(?=[\s.,;]|$)", self.text
        )
        return self.known.get(same[1]) if same else None

    def _share(self, name: str, head: int) -> Value:
        """The columns of a projection that a sentence gives to a head."""
        if name not in self.known:
            raise Unreadable(f"{name} is not given")
        found = re.search(
            rf"[Hh]ead {head}[^.;]*?(columns?|rows?|entries|entry) (\d+)(?:[–-](\d+))?"
            rf" of [^.;]*{re.escape(name)}",
            self.text,
        )
        if not found:
            raise Unreadable(f"which part of {name} is head {head}'s")
        first, last = int(found[2]) - 1, int(found[3] or found[2])
        matrix = self.known[name]
        if found[1].startswith("row"):
            return matrix[first:last]
        return tuple(row[first:last] for row in matrix)

    def words(self) -> dict[str, Callable[..., Value]]:
        """What the words of a formula do, where the page says it."""
        return {"mask": self._mask, "concat": self._concat, "tanh": self._tanh}

    def _mask(self, inner: Value) -> Value:
        allowed = self.known.get(f"M^{{({self.head})}}", self.known.get("M"))
        fill = re.search(r"it has a zero[^.]*?([-−]∞|[-−]?[\d.]+(?:\^\{\d+\})?)", self.text)
        if allowed is None or not fill:
            raise Unreadable("whom the mask hides, and what it puts there")
        other = number(fill[1])
        return tuple(
            tuple(cell if sees else other for cell, sees in zip(row, line, strict=True))
            for row, line in zip(inner, allowed, strict=True)
        )

    def _concat(self, *parts: Value) -> Value:
        if ... in parts:
            last = max(int(m) for m in re.findall(r"O\^\{\((\d+)\)\}", " ".join(self.known)))
            parts = tuple(self.look(f"O^{{({h})}}") for h in range(1, last + 1))
        if self.columns:
            return tuple(row for part in parts for row in part)
        return tuple(sum(rows, ()) for rows in zip(*parts, strict=True))

    def _tanh(self, inner: Value) -> Value:
        return each(inner, mp.tanh)

    # Items -------------------------------------------------------------------------

    def run(self) -> None:
        """All items; what lacks something waits until its section has been read."""
        for item in self.items:
            if isinstance(item, Heading):
                self._again()
            if self._work(item) is not None:
                self.pending.append(item)
        self._again()

    def _again(self) -> None:
        """Try what waits for as long as that gets on; what is left cannot be worked out."""
        waiting = self.pending
        while waiting:
            left = [item for item in waiting if self._work(item) is not None]
            if len(left) == len(waiting):
                break
            waiting = left
        for item in waiting:
            boxes = tuple(_boxes(item))
            if boxes:
                self.failures.append(Failure(boxes, self._work(item) or ""))
        self.pending = []

    def _work(self, item: Item) -> str | None:
        """Take in what an item gives, and fill in its boxes; why not, where that fails."""
        try:
            match item:
                case Heading():
                    self._heading(item)
                case Given():
                    self._give(item)
                case Prose():
                    self._sentence(item)
                case Space():
                    self._space(item)
                case Table():
                    self._table(item)
                case Line():
                    self._line(item)
        except (Unreadable, LookupError, ValueError, TypeError) as why:
            return str(why)
        return None

    def _heading(self, item: Heading) -> None:
        self.section = item.text
        head = re.search(r"head\s*(\d+)", item.text)
        layer = re.search(r"layer\s*(\d+)", item.text)
        before = (self.head, self.layer)
        self.head, self.layer = head[1] if head else "", layer[1] if layer else ""
        if before != (self.head, self.layer):
            self.hidden, self.shifted, self.factors = [], {}, {}
            self.exponentials, self.sums = None, None

    def _give(self, item: Given) -> None:
        if item.name == "lookup":
            return
        try:
            self.known[item.name.replace(" ", "")] = tuple(
                tuple(self._entry(cell) for cell in row) for row in item.rows
            )
        except Unreadable:
            return

    def _entry(self, text: str) -> Value:
        """An entry that is given: a number, or a letter of its own."""
        return evaluate(text, self._letter)

    def _letter(self, name: str) -> Value:
        if re.fullmatch(r"[a-z]_\{\d+\}", name):
            return _symbol(name)
        raise Unreadable(f"{name} is no number")

    def _sentence(self, item: Prose) -> None:
        reads = re.search(r"This layer reads ([A-Z]) of layer \d+ as its X", item.text)
        if reads:
            self.known["X"] = self.look(reads[1])
            for name in ("S", "Q", "K", "V", "A", "O"):
                self.known.pop(name, None)

    def _space(self, item: Space) -> None:
        left = tuple(tuple(self._entry(str(c)) for c in row) for row in item.left)
        above = tuple(tuple(self._entry(str(c)) for c in row) for row in item.above)
        first, second, product = (letter.replace(" ", "") for letter in item.letters)
        name = product or "S"
        for letter, value in ((first, left), (second, above)):
            if letter.endswith("^{⊤}"):
                self.known[self._own(letter[:-4])] = transposed(value)
            elif letter.endswith("⊤}"):
                self.known[self._own(letter[:-2] + "}")] = transposed(value)
            elif letter:
                self.known[self._own(letter)] = value
        self.factors[name] = (left, above)
        self.labels[name] = (list(item.down), list(item.across))
        self.known[self._own(name)] = self._fill(item.corner, matmul(left, above), (), name)

    def _own(self, name: str) -> str:
        """The name with this head's number, where the page leaves it away."""
        return f"{name}^{{({self.head})}}" if self.head and "^" not in name else name

    def _fill(self, cells: Any, value: Value, places: Sequence[int], what: str) -> Value:
        """Write a matrix into its boxes; what comes out is what stands there afterwards."""
        if len(cells) != len(value) or any(
            len(a) != len(b) for a, b in zip(cells, value, strict=False)
        ):
            raise Unreadable(f"{what}: boxes and numbers differ in size")
        return tuple(
            tuple(
                self._write(cell, entry, places, what)
                for cell, entry in zip(row, line, strict=True)
            )
            for row, line in zip(cells, value, strict=True)
        )

    def _put(self, one: Solved) -> None:
        self.solved[one.box] = one

    def _write(self, cell: Any, value: Value, places: Sequence[int], what: str) -> Value:
        if isinstance(cell, Box):
            small = self.figures if what in ("A", "A\u0303", "exponentials", "z") else 0
            self._put(Solved(cell, value, tuple(places), what, small))
            return written(value, places, small) if self.pencil else value
        if isinstance(cell, str) and (self.pencil or value is None):
            return self._entry(cell)  # given: the page prints it
        return value

    def _table(self, item: Table) -> None:
        places = _places(item.caption)
        label = item.label.replace(" ", "").partition("query")[0]
        if item.label.startswith("query") and "H" in self.rules:
            label = self.rules["H"]
        if re.search(r"[e\d]\^\{|[S\u0300-\u036f]−m", item.spans.replace(" ", "")):
            self._exponentials(item, places)
            return
        if "place" in item.spans and "good" in item.spans:
            self._ranking(item, places)
            return
        left, _, right = label.partition("=")
        if not right and (left == "A" or ("Weights" in self.section and not left)):
            self._weights(item, places)
        elif not right and left == "S":
            self.known[self._own("S")] = tuple(
                tuple(number(str(cell)) for cell in row) for row in item.cells
            )
        elif right:
            self._ruled(item, left, right, places)
        elif "Output" in self.section:
            self._output(item, places)
        else:
            raise Unreadable(f"what the table under {self.section!r} holds")

    def _ruled(self, item: Table, left: str, right: str, places: Sequence[int]) -> None:
        self.rules[left] = f"{left}={right}"
        self.labels[re.sub(r"\^.*", "", left)] = (list(item.names), list(item.heads))
        if left.startswith("P_{p,2i+1"):
            left = "P"
            value = self._positions(right, len(item.cells), len(item.cells[0]))
        elif right.startswith("tanh(") and "+" in right:
            value = self._additive(right)
        elif self.hidden and len(right) > 1 and right[0] == left.replace("S", "H")[0]:
            value = self._through(right)
        else:
            if (
                (right.startswith("A") and not self.columns)
                or (self.columns and right.endswith("A"))
                or (left.startswith("S") and left == "S")
            ):
                self._product(left, right)
            value = evaluate(right, self.look, self.words())
        name = left if "^" in left else self._own(left)
        self.known[name] = self._fill(item.cells, value, places, left)
        if left.startswith("H"):
            self.hidden.append(self.known[name])

    def _product(self, left: str, right: str) -> None:
        """Keep the two factors of a product, for the line that writes one entry in full."""
        for cut in range(1, len(right)):
            try:
                a = evaluate(right[:cut], self.look, self.words())
                b = evaluate(right[cut:], self.look, self.words())
            except (Unreadable, ValueError, TypeError):
                continue
            if is_matrix(a) and is_matrix(b):
                self.factors[left[0]] = (a, b)

    def _positions(self, right: str, rows: int, width: int) -> Value:
        first = re.search(r"p = (\d+), ", self.text)
        if not first or "sin(" not in self.text or not right.startswith("cos("):
            raise Unreadable("where positions begin, and the cosine")
        start = int(first[1])

        def entry(p: int, k: int) -> Value:
            angle = mpf(p) / mpf(10000) ** (mpf(2 * (k // 2)) / width)
            return mp.cos(angle) if k % 2 else mp.sin(angle)

        return tuple(tuple(entry(start + p, k) for k in range(width)) for p in range(rows))

    def _additive(self, right: str) -> Value:
        first, second = right[5:-1].split("+")
        query = self.look(first)[len(self.hidden)]
        keys = self.look(second)
        return tuple(tuple(mp.tanh(q + k) for q, k in zip(query, key, strict=True)) for key in keys)

    def _through(self, right: str) -> Value:
        vector = self.look(right[1:])[0]
        return tuple(
            tuple(mp.fsum(h * w for h, w in zip(row, vector, strict=True)) for row in hidden)
            for hidden in self.hidden
        )

    # Softmax -----------------------------------------------------------------------

    def _exponentials(self, item: Table, places: tuple[int, ...]) -> None:
        power = re.search(r"([e\d]+)\^\{([^−}]+)", item.spans.replace(" ", ""))
        shift = re.search(r"([^\s≈,]+)−m", item.spans.replace(" ", ""))
        letter = (power[2] if power else shift[1][-2:] if shift else "S").lstrip("(")
        letter = re.sub(r"^places", "", letter)
        scores = self.look(letter)
        rows = transposed(scores) if self.columns else scores
        heads = list(item.heads)
        keys = len(rows[0])
        kept: list[tuple[Value, ...]] = []
        totals: list[Value] = []
        for row, cells in zip(rows, item.cells, strict=True):
            at = 0
            if "m" in heads or heads[:1] == ["m"]:
                largest = self._write(cells[0], _largest(row), places, "m")
                row = tuple(
                    self._write(cells[1 + j], _less(s, largest), places, "S − m")
                    for j, s in enumerate(row)
                )
                at = 1 + keys
                self.shifted[len(kept)] = row
            elif "m" not in heads and "−m" in item.spans.replace(" ", ""):
                row = self.shifted[len(kept)]
            if len(cells) == at:
                kept.append(())
                continue
            base = mp.e if not power or power[1].endswith("e") else mpf(power[1])
            powers = tuple(
                self._write(cells[at + j], _power(base, s), places, "exponentials")
                for j, s in enumerate(row)
            )
            total = None if None in powers else mp.fsum(powers)
            totals.append(self._write(cells[at + keys], total, places, "z"))
            kept.append(powers)
        if totals:
            self.exponentials, self.sums = tuple(kept), totals

    def _weights(self, item: Table, places: tuple[int, ...]) -> None:
        if self.exponentials is None:
            raise Unreadable("no exponentials")
        rows = tuple(
            tuple(None if z is None or e is None else e / z for e in row)
            for row, z in zip(self.exponentials, self.sums, strict=True)
        )
        value = transposed(rows) if self.columns else rows
        self.labels["A"] = (list(item.names), list(item.heads))
        self.known[self._own("A")] = self._fill(item.cells, value, places, "A")

    def _ranking(self, item: Table, places: tuple[int, ...]) -> None:
        """Goods with weight, value, weight times value, and their place by it."""
        (weights,), values = self.look("A"), self.look("V")
        keys = [name.replace(" ", "") for name in self.labels["A"][1]]
        order = [keys.index(name.replace(" ", "")) for name in item.names]
        worth = [weights[j] * values[j][0] for j in order]
        for cells, j, own in zip(item.cells, order, worth, strict=True):
            place = mpf(
                1 + sum(other > own and abs(other - own) > mpf(10) ** -40 for other in worth)
            )
            row = zip(cells, (weights[j], values[j][0], own, place), strict=True)
            for number_, (cell, value) in enumerate(row):
                self._write(cell, value, places if number_ in (0, 2) else (), "ranking")

    def _output(self, item: Table, places: tuple[int, ...]) -> None:
        """O = softmax(…)V of the introduction, where nothing stands over the table."""
        end = re.search(r"\)([A-ZX̃][^)]*)$", self.formula)
        if not end:
            raise Unreadable("what the weights are multiplied by")
        weights = self.look("A\u0303") if "dropout" in self.formula else self.look("A")
        values = self.look(end[1].strip())
        self.factors["O"] = (weights, values)
        value = matmul(weights, values)
        self.labels["O"] = (list(item.names), list(item.heads))
        self.known[self._own("O")] = self._fill(item.cells, value, places, "O")

    # Lines -------------------------------------------------------------------------

    def _line(self, item: Line) -> None:
        boxes = [part for part in item.parts if isinstance(part, Box)]
        text = str(item.parts[0])
        entry = re.search(r"([a-zA-Z])_\{([^{}]*)\}(?:\^\{\(\d+\)\})?\s*[=≈]$", text)
        if not entry:
            raise Unreadable(f"a line that begins {text[:40]!r}")
        letter = entry[1].upper()
        if letter == "A":
            i, j = self._index("A", entry[2])
            value = self._exact_weight(i, j)
            self._put(Solved(boxes[0], value, (), "closed form"))
            return
        if letter == "O" and letter not in self.factors:
            self._before(item)
        if letter not in self.factors:
            raise Unreadable(f"the factors of {letter}")
        i, j = self._index(letter, entry[2])
        left, right = self.factors[letter]
        if len(right) == 1 < len(left[i]):
            right = transposed(right)
        terms = [
            None if a is None or b[j] is None else (mpf(0) if not a or not b[j] else a * b[j])
            for a, b in zip(left[i], right, strict=True)
        ]
        if len(terms) != len(boxes) - 1:
            raise Unreadable(f"{len(boxes) - 1} terms of {len(terms)}")
        self._sum(boxes, terms, letter, rounded="≈" in text)

    def _sum(self, boxes: list[Box], terms: list[Value], letter: str, *, rounded: bool) -> None:
        places = self._ahead(letter) if rounded else ()
        for box, term in zip(boxes, terms, strict=False):
            self._put(Solved(box, term, places, f"term of {letter}"))
        if self.pencil:
            terms = [written(term, places) for term in terms]
        total = None if None in terms else mp.fsum(terms)
        self._put(Solved(boxes[-1], total, places, f"{letter}, its terms added"))

    def _ahead(self, letter: str) -> tuple[int, ...]:
        """The places of a stage's table, before or after the line that writes one entry in full."""
        tables = [item for item in self.items if isinstance(item, (Table, Heading))]
        section = ""
        for item in tables:
            if isinstance(item, Heading):
                section = item.text
            elif item.label.replace(" ", "").startswith(f"{letter}=") or (
                not item.label and letter == "O" and "Output" in section
            ):
                return _places(item.caption)
        return ()

    def _before(self, item: Line) -> None:
        """The factors of the output, where its line stands before its table."""
        end = re.search(r"\)([^)]+)$", self.formula.replace(" ", ""))
        name = end[1] if end else ""
        for other in self.items:
            if isinstance(other, Table) and other.label.replace(" ", "").startswith("O="):
                name = other.label.replace(" ", "").split("=")[1].lstrip("A\u0303")
                break
        weights = self.look("A\u0303") if "dropout" in self.formula else self.look("A")
        self.factors["O"] = (weights, self.look(name))

    def _exact_weight(self, i: int, j: int) -> Value:
        row, column = (j, i) if self.columns else (i, j)
        if self.exponentials is None or self.sums[row] is None:
            raise Unreadable("no exponentials")
        return self.exponentials[row][column] / self.sums[row]

    def _index(self, letter: str, text: str) -> tuple[int, int]:
        """Row and column by their names, or by number."""
        first, _, second = text.rpartition(",")
        names = self.labels.get(letter, self.labels.get("A", ([], [])))
        if letter == "O" and "O" not in self.labels:
            queries = self.labels["A"][1] if self.columns else self.labels["A"][0]
            names = ([], queries) if self.columns else (queries, [])
        return _place(first, names[0]), _place(second, names[1])


def _place(text: str, names: list[str]) -> int:
    plain = [name.replace(" ", "") for name in names]
    wanted = text.replace(" ", "")
    if wanted in plain:
        return plain.index(wanted)
    if wanted.isdigit():
        return int(wanted) - 1
    raise Unreadable(f"which entry {text!r} is")


def _symbol(name: str) -> Value:
    """A number of its own for every letter, the same on every page."""
    seed = sum(ord(char) * (k + 3) ** 2 for k, char in enumerate(name))
    return mpf(seed % 97 + 13) / 89 + mp.sqrt(mpf(seed % 31 + 2)) / 17


def _largest(row: Sequence[Value]) -> Value:
    seen = [s for s in row if s is not None and s != mp.ninf]
    return max(seen) if seen else None


def _less(score: Value, largest: Value) -> Value:
    return None if largest is None or score is None else score - largest


def _power(base: Value, exponent: Value) -> Value:
    if exponent is None:
        return None
    return mpf(0) if exponent == mp.ninf else base**exponent


def _places(caption: str) -> tuple[int, ...]:
    found = re.search(r"≈,\s*([\d/]+)\s*places?", caption)
    return tuple(int(each_) for each_ in found[1].split("/")) if found else ()


def _boxes(item: Item) -> Iterable[Box]:
    cells: Iterable[Any] = ()
    if isinstance(item, Table):
        cells = (cell for row in item.cells for cell in row)
    elif isinstance(item, Space):
        cells = (cell for row in item.corner for cell in row)
    elif isinstance(item, Line):
        cells = item.parts
    return (cell for cell in cells if isinstance(cell, Box))


def _paragraphs(found: Sequence[Item]) -> str:
    """The sentences of the page, lines that begin at one margin put together."""
    lines: list[tuple[float, float, int, str]] = []
    text = ""
    pending: dict[int, tuple[int, float, str]] = {}
    for item in found:
        if isinstance(item, Heading):
            text += " " + " ".join(words for _, _, words in pending.values())
            pending = {}
        if not isinstance(item, Prose):
            continue
        key = round(item.x / 4)
        before = pending.get(key)
        if before and before[0] == item.page and item.y - before[1] < 17:
            pending[key] = (item.page, item.y, f"{before[2]} {item.text}")
        else:
            if before:
                text += " " + before[2]
            pending[key] = (item.page, item.y, item.text)
    del lines
    return text + " " + " ".join(words for _, _, words in pending.values())
