"""Ways to work one query out in words and lines, number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.campaigns.texts.author import Cell, Cells, Sheet
from tests.campaigns.texts.decimals import Span, products, softmax, standing, total
from tests.campaigns.texts.look import Look, Piece
from tests.campaigns.texts.marks import aligned


@dataclass(frozen=True)
class Query:
    """One query with everything that is computed for it; ``long``: each number in a line."""

    row: int
    d: int
    scale: str
    q: list[Cell]
    keys: Cells
    values: Cells
    scores: list[Cell]
    scaled: list[Cell]
    powers: list[Cell]
    sum: Cell | None
    weights: list[Cell]
    output: list[Cell]
    long: bool

    @property
    def entering(self) -> list[Cell]:
        """What the softmax is taken of."""
        return self.scaled or self.scores


def query(sheet: Sheet, row: int, shown: frozenset[str], long: bool) -> Query:
    """A row of a sheet without heads and mask; stages that are not shown are empty."""

    def of(stage: str) -> list[Cell]:
        return sheet.cells[stage, 0][row] if stage in shown and sheet.has(stage) else []

    def all_of(stage: str) -> Cells:
        return sheet.cells[stage, 0] if sheet.has(stage) else []

    sums = of("row_sums")
    start = sheet.problem
    return Query(
        row=row,
        d=start.d,
        scale=start.scale,
        q=all_of("Q")[row] if sheet.has("Q") else [],
        keys=all_of("K"),
        values=all_of("V"),
        scores=of("scores"),
        scaled=of("scaled") if start.scale != "none" else [],
        powers=of("exponentials"),
        sum=sums[0] if sums else None,
        weights=of("weights"),
        output=of("output"),
        long=long,
    )


def _arithmetic(text: str, narrow: Span, wide: Span) -> str:
    """What a number at the end of a line of arithmetic is.

    ``narrow`` takes the text's inputs as exact, ``wide`` every printed decimal as rounded; where
    the two part, readers may.
    """
    if standing(text, narrow.named) == "right":
        return "right"
    found = {span.may_be(text) for span in (narrow, wide)}
    if len(found) > 1 or standing(text, narrow.named) == "truncated":
        return "free"
    return "consistent" if found == {True} else "wrong"


def _spans(cells: Sequence[Cell], exact: bool = False) -> list[Span]:
    return [Span.exact(cell.text) if exact else Span.printed(cell.text) for cell in cells]


def _dot(one: Query, j: int) -> str:
    spans = [products(_spans(one.q, e), _spans(one.keys[j], e)) for e in (True, False)]
    return _arithmetic(one.scores[j].text, *spans)


def _over(one: Query, j: int, root: str) -> str:
    divisor = Span.printed(root) if root else Span.exact(_divisor(one))
    (score,) = _spans([one.scores[j]])
    exact = Span.exact(one.scores[j].text)
    return _arithmetic(one.scaled[j].text, exact.over(divisor), score.over(divisor))


def _divisor(one: Query) -> Decimal:
    return Decimal(one.d) if one.scale == "1/d_k" else Decimal(one.d).sqrt()


def _power(one: Query, j: int) -> str:
    (span,) = _spans([one.entering[j]])
    return _arithmetic(one.powers[j].text, Span.exact(one.entering[j].text).exp(), span.exp())


def _added(one: Query) -> str:
    assert one.sum is not None
    wide = total(_spans(one.powers))
    return _arithmetic(one.sum.text, wide, wide)


def _quotient(one: Query, j: int) -> str:
    assert one.sum is not None
    wide = _spans([one.powers[j]])[0].over(Span.printed(one.sum.text))
    return _arithmetic(one.weights[j].text, wide, wide)


def _softmaxed(one: Query, j: int) -> str:
    narrow = softmax(_spans(one.entering, True))[j]
    return _arithmetic(one.weights[j].text, narrow, softmax(_spans(one.entering))[j])


def _summed(one: Query, c: int) -> str:
    column = [row[c] for row in one.values]
    spans = [products(_spans(one.weights), _spans(column, e)) for e in (True, False)]
    return _arithmetic(one.output[c].text, *spans)


@dataclass(frozen=True)
class _Signs:
    """How arithmetic is written."""

    times: str
    root: str
    power: Callable[[str], str]
    about: str
    tex: bool = False
    program: bool = False


_PLAIN = (
    _Signs("·", "√{d}", lambda x: f"e^{x}", "≈"),
    _Signs("*", "sqrt({d})", lambda x: f"exp({x})", "="),
    _Signs("×", "√{d}", lambda x: f"exp({x})", "="),
)
_TEX = _Signs(r" \cdot ", r"\sqrt{{{d}}}", lambda x: f"e^{{{x}}}", r"\approx", tex=True)
_CODE = _Signs(" * ", "math.sqrt({d})", lambda x: f"exp({x})", "=", program=True)


@dataclass(frozen=True)
class _Writer:
    """Writes the steps of one query as lines of arithmetic."""

    look: Look
    one: Query
    signs: _Signs

    def again(self, cell: Cell) -> str:
        """A number that is printed before: an operand."""
        return self._number(cell, optional=True)

    def _number(self, cell: Cell, equation: str = "", optional: bool = False) -> str:
        signs = self.signs
        return self.look.number(cell, signs.tex, signs.program, equation, optional)

    def factor(self, cell: Cell) -> str:
        text = self.again(cell)
        return f"({text})" if cell.text.startswith("-") else text

    def vector(
        self, cells: Sequence[Cell], optional: bool = False, equations: Sequence[str] = ()
    ) -> str:
        kinds = equations or [""] * len(cells)
        part = ", " if self.signs.program else self.look.parted
        return (
            "["
            + part.join(
                self._number(cell, kind, optional) for cell, kind in zip(cells, kinds, strict=True)
            )
            + "]"
        )

    def dots(self) -> list[str]:
        """q·k, key by key."""
        one, times = self.one, self.signs.times
        if not (one.q and one.scores):
            return []
        lines = []
        for j, key in enumerate(one.keys):
            terms = " + ".join(
                f"{self.factor(a)}{times}{self.factor(b)}" for a, b in zip(one.q, key, strict=True)
            )
            lines.append(f"{self._pair(j)} = {terms} = {self._number(one.scores[j], _dot(one, j))}")
        return lines

    def _pair(self, j: int) -> str:
        i = self.one.row + self.look.first
        if self.signs.tex:
            return rf"q_{{{i}}} \cdot k_{{{j + self.look.first}}}"
        if self.signs.program:
            return f"q{i} @ k{j + self.look.first}"
        return f"q{i}·k{j + self.look.first}"

    def divided(self) -> list[str]:
        """Scores over the root, key by key."""
        one = self.one
        if not (one.scores and one.scaled):
            return []
        decimal = one.scale != "1/d_k" and self.look.rng.random() < 0.3
        root = f"{_divisor(one):.3f}" if decimal else ""
        shown = root or (str(one.d) if one.scale == "1/d_k" else self.signs.root.format(d=one.d))
        if self.look.comma and not self.signs.program:
            shown = shown.replace(".", "{,}" if self.signs.tex else ",")
        return [
            f"{self.again(score)} / {shown} {self.signs.about} "
            f"{self._number(one.scaled[j], _over(one, j, root))}"
            for j, score in enumerate(one.scores)
        ]

    def powers(self) -> list[str]:
        """Exponentials, key by key, and their sum."""
        one = self.one
        if not (one.entering and one.powers):
            return []
        lines = [
            f"{self.signs.power(self.again(cell))} {self.signs.about} "
            f"{self._number(one.powers[j], _power(one, j))}"
            for j, cell in enumerate(one.entering)
        ]
        if one.sum is not None:
            terms = " + ".join(self.again(cell) for cell in one.powers)
            word = self.look.say("sum")
            name = rf"\text{{{word}}}" if self.signs.tex else word
            lines.append(f"{name} = {terms} = {self._number(one.sum, _added(one))}")
        return lines

    def quotients(self) -> list[str]:
        """Weights as quotients."""
        one = self.one
        if not (one.powers and one.sum is not None and one.weights):
            return []
        name = r"\alpha_{{{j}}}" if self.signs.tex else "w{j}" if self.signs.program else "α{j}"
        return [
            f"{name.format(j=j + self.look.first)} = {self.again(cell)} / {self.again(one.sum)} "
            f"{self.signs.about} {self._number(one.weights[j], _quotient(one, j))}"
            for j, cell in enumerate(one.powers)
        ]

    def softmax(self) -> str:
        """softmax([…]) = […]."""
        one = self.one
        name = r"\operatorname{softmax}" if self.signs.tex else "softmax"
        equations = [_softmaxed(one, j) for j in range(len(one.weights))] if one.entering else []
        operand = self.vector(one.entering, True) if one.entering else "s"
        return f"{name}({operand}) {self.signs.about} {self.vector(one.weights, False, equations)}"

    def combination(self) -> str:
        """Weights times values."""
        one, times = self.one, self.signs.times
        if one.weights and one.values:
            pairs = zip(one.weights, one.values, strict=True)
            terms = " + ".join(f"{self.again(w)}{times}{self.vector(v, True)}" for w, v in pairs)
            kinds = [_summed(one, c) for c in range(len(one.output))]
            result = self.vector(one.output, False, kinds)
            return f"{self._output()} = {terms} {self.signs.about} {result}"
        return f"{self._output()} = {self.vector(one.output)}"

    def _output(self) -> str:
        i = self.one.row + self.look.first
        return f"o_{{{i}}}" if self.signs.tex else f"o{i}"

    def steps(self) -> list[tuple[str, list[str]]]:
        """Every step that is shown, as (stage, lines)."""
        one = self.one
        out: list[tuple[str, list[str]]] = []
        if one.scores:
            out.append(
                (
                    "scores",
                    self.dots() if one.long and one.q else [f"s = {self.vector(one.scores)}"],
                )
            )
        if one.scaled:
            lines = self.divided() if one.long and one.scores else []
            out.append(("scaled", lines or [f"s' = {self.vector(one.scaled)}"]))
        if one.powers and one.entering:
            out.append(("exponentials", self.powers()))
        if one.weights:
            lines = self.quotients() if one.long else []
            out.append(("weights", lines or [self.softmax()]))
        if one.output:
            out.append(("output", [self.combination()]))
        return out


def _writer(look: Look, one: Query) -> _Writer:
    return _Writer(look, one, look.rng.choice(_PLAIN))


def _head(look: Look, one: Query) -> Piece:
    return Piece("head", look.say("query", i=one.row + look.first), "3")


def _bullets(look: Look, one: Query) -> list[Piece]:
    writer = _writer(look, one)
    pieces = [_head(look, one)]
    for stage, lines in writer.steps():
        pieces.append(Piece("para", f"{look.say(stage)}:"))
        pieces.append(Piece("para", "\n".join(f"- {line}" for line in lines)))
    return pieces


def _numbered(look: Look, one: Query) -> list[Piece]:
    steps = _writer(look, one).steps()
    lines = [
        f"{k}. {look.say(stage)}: {'; '.join(found)}" for k, (stage, found) in enumerate(steps, 1)
    ]
    return [_head(look, one), Piece("para", "\n".join(lines))]


def _sentences(look: Look, one: Query) -> list[Piece]:
    stop = "。" if look.language in ("zh", "ja") else "."
    steps = _writer(look, one).steps()
    text = " ".join(f"{look.say(stage)}: {', '.join(lines)}{stop}" for stage, lines in steps)
    return [Piece("para", f"{look.say('query', i=one.row + look.first)}. {text}")]


def _lines(look: Look, one: Query) -> list[Piece]:
    steps = _writer(look, one).steps()
    text = "\n\n".join("\n".join(lines) for _, lines in steps)
    return [_head(look, one), Piece("out", text)]


def _chain(look: Look, one: Query) -> list[Piece]:
    """One vector after the other, arrows between."""
    writer = _Writer(look, one, _PLAIN[0])
    found = [cells for cells in (one.scores, one.scaled, one.powers, one.weights) if cells]
    arrow = look.rng.choice((" → ", " -> ", " ⇒ "))
    text = arrow.join(writer.vector(cells) for cells in found)
    pieces = [Piece("out", f"{look.say('query', i=one.row + look.first)}: {text}")]
    return pieces + ([Piece("out", writer.combination())] if one.output else [])


def _align(look: Look, one: Query) -> list[Piece]:
    pieces = [_head(look, one)]
    for stage, lines in _Writer(look, one, _TEX).steps():
        pieces.append(Piece("para", f"{look.say(stage)}:"))
        if len(lines) == 1:
            pieces.append(Piece("math", lines[0]))
            continue
        body = " \\\\\n".join(_at_sign(line) for line in lines)
        pieces.append(Piece("math", f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"))
    return pieces


def _at_sign(line: str) -> str:
    sign = " = " if " = " in line else r" \approx "
    return line.replace(sign, " &" + sign.lstrip(), 1)


def _comments(look: Look, one: Query) -> list[Piece]:
    writer = _Writer(look, one, _CODE)
    lines = []
    for stage, found in writer.steps():
        lines.append(f"# {look.say(stage)}")
        lines += [f"#   {line}" for line in found]
    return [Piece("code", "\n".join(lines), "python")]


def _by_key(look: Look, one: Query) -> list[Piece]:
    """A drawn table with a line for each key."""
    columns = {
        "scores": one.scores,
        "scaled": one.scaled,
        "exponentials": one.powers,
        "weights": one.weights,
    }
    shown = {stage: cells for stage, cells in columns.items() if cells}
    table = [[look.rng.choice(("", "k")), *(look.say(stage) for stage in shown)]]
    for j in range(len(one.weights or one.scores)):
        table.append([look.tokens[j], *(look.number(cells[j]) for cells in shown.values())])
    pieces = [_head(look, one)]
    if look.ending in ("md", "qmd", "ipynb"):
        head, *rows = ["| " + " | ".join(row) + " |" for row in table]
        text = "\n".join([head, "|" + "---|" * len(table[0]), *rows])
        pieces.append(Piece("table", text))
    else:
        pieces.append(Piece("out", "\n".join("   ".join(row) for row in aligned(table))))
    writer = _Writer(look, one, _PLAIN[0])
    return pieces + ([Piece("out", writer.combination())] if one.output else [])


WORKED: Mapping[str, Callable[[Look, Query], list[Piece]]] = {
    "bullets": _bullets,
    "numbered": _numbered,
    "sentences": _sentences,
    "lines": _lines,
    "chain": _chain,
    "aligned": _align,
    "comments": _comments,
    "table by key": _by_key,
}
"""Ways to work a query out, by name."""

NEEDS_MATH = frozenset({"aligned"})
