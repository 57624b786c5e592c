"""An author: works a problem out with roundings and mistakes, and prints what comes of it.

Each printed cell keeps what an honest reader of the text can know of it (``KINDS``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import log2
from random import Random

from tests.campaigns.texts.decimals import (
    Matrix,
    Span,
    is_whole,
    products,
    softmax,
    standing,
    total,
    unit,
    write,
)
from tests.campaigns.texts.problems import Problem
from tests.campaigns.texts.truth import HIDDEN, JOINT, STAGES, turned, worked

KINDS = {
    "right": "the nearest number with these places, or one that the printed sources allow",
    "truncated": "cut off toward zero instead; wrong as well",
    "wrong": "not the value, from all that the text prints",
    "given": "a source: nothing is to be judged",
    "unknown": "a result whose inputs the text does not print",
    "free": "honest readers may differ",
}
RESULTS = ("right", "truncated", "wrong")
"""The kinds that a reader can judge."""

BEFORE = {
    "X": (),
    "QKV": (),
    "scores": ("Q", "K"),
    "scaled": ("Q", "K", "scores"),
    "weights": ("Q", "K", "scores", "scaled", "masked", "exponentials", "row_sums"),
}
"""The stages that stay hidden for each start."""

ROUNDED = (*STAGES, *JOINT)
AFTER = ("exponentials", "row_sums", "weights", "output")
"""The stages after a step that the text states and a reader need not know."""

MISTAKES = (
    "digit",
    "digit carried",
    "digits swapped",
    "one off",
    "sign",
    "row forced",
    "no scale",
    "no mask",
    "all truncated",
    "one truncated",
    "keys not transposed",
)


@dataclass(frozen=True)
class Cell:
    """One printed number: its digits, what it is worth, and what can be known of it."""

    text: str
    kind: str
    stage: str
    index: tuple[int, ...]
    value: Decimal | None = None

    def trimmed(self) -> Cell:
        """Without zeros at the end of its decimals, as programs print in blocks ("0.5", "1.")."""
        if "." not in self.text:
            return self
        text = self.text.rstrip("0")
        sure = self.value is None or self.kind not in RESULTS
        same = sure or standing(text.rstrip("."), self.value or Decimal(0)) == self.kind
        return replace(self, text=text, kind=self.kind if same else "free")


Cells = list[list[Cell]]
Key = tuple[str, int | None]
Spot = tuple[str, int, int]


@dataclass(frozen=True)
class Sheet:
    """What an author has on paper: every stage that may be printed, by (stage, head)."""

    problem: Problem
    cells: Mapping[Key, Cells]
    mistake: str
    carried: bool
    places: Mapping[str, int]

    def has(self, stage: str) -> bool:
        """Whether the stage stands on the sheet."""
        return (stage, None if stage in ("concat", "projected", "X", "W_O") else 0) in self.cells


@dataclass
class _Author:
    """Rounds, slips and forgets while ``worked`` computes."""

    rng: Random
    problem: Problem
    places: Mapping[str, int]
    rounding: str
    carried: bool
    mistake: str
    target: Key
    whole: bool
    shown: frozenset[str]
    texts: dict[Key, list[list[str]]] = field(default_factory=dict)

    def change(self, stage: str, head: int | None, computed: Matrix) -> Matrix:
        """Writes a stage down, and gives on what the next one is computed from."""
        wanted = self.mistake if (stage, head) == self.target else ""
        if wanted == "keys not transposed":
            computed = self._untransposed(head or 0)
        rounding = "down" if self.mistake == "all truncated" and stage == "weights" else ""
        texts = self._written(stage, computed, rounding or self.rounding)
        if wanted == "row forced":
            texts = [_forced(row) for row in texts]
        before = texts
        if wanted in _SLIPS:
            texts = self._slipped(texts, computed, wanted)
        self.texts[stage, head] = texts
        slipped = wanted == "digit carried"
        if not slipped and not (self.carried and stage in self.shown):
            return computed
        kept = texts if slipped else before
        return [
            [_number(text, cell) for text, cell in zip(*rows, strict=True)]
            for rows in zip(kept, computed, strict=True)
        ]

    def _written(self, stage: str, computed: Matrix, rounding: str) -> list[list[str]]:
        cells = [cell for row in computed for cell in row if cell != HIDDEN]
        whole = self.whole and all(is_whole(cell) for cell in cells)
        places = 0 if whole else self.places[stage]
        return [
            ["" if cell == HIDDEN else write(cell, places, rounding) for cell in row]
            for row in computed
        ]

    def _slipped(self, texts: list[list[str]], computed: Matrix, mistake: str) -> list[list[str]]:
        spots = [(i, j) for i, row in enumerate(texts) for j, text in enumerate(row) if text]
        self.rng.shuffle(spots)
        out = [list(row) for row in texts]
        for i, j in spots:
            made = _SLIPS[mistake](self.rng, texts[i][j], computed[i][j])
            if made != texts[i][j]:
                out[i][j] = made
                break
        return out

    def _untransposed(self, head: int) -> Matrix:
        """Q K where Q Kᵀ was meant; K is square."""
        queries, keys = (self.texts[name, head] for name in "QK")
        numbers = [[[Decimal(text) for text in row] for row in rows] for rows in (queries, keys)]
        return [
            [sum(map(Decimal.__mul__, row, column), Decimal(0)) for column in turned(numbers[1])]
            for row in numbers[0]
        ]


def _number(text: str, computed: Decimal) -> Decimal:
    return Decimal(text) if text else computed


def _digit(rng: Random, text: str, _value: Decimal) -> str:
    """One digit for another, never the sign or a leading zero before the point."""
    spots = [k for k, sign in enumerate(text) if sign.isdigit()]
    spots = spots[1:] if text.lstrip("-").startswith("0.") else spots
    k = rng.choice(spots)
    others = [sign for sign in "0123456789" if sign != text[k] and not (sign == "0" and k == 0)]
    return text[:k] + rng.choice(others) + text[k + 1 :]


def _swapped(_rng: Random, text: str, _value: Decimal) -> str:
    """The last two decimals exchanged."""
    _, point, decimals = text.partition(".")
    return text[:-2] + text[-1] + text[-2] if point and len(decimals) > 1 else text


def _off(rng: Random, text: str, _value: Decimal) -> str:
    places = len(text.partition(".")[2])
    return write(Decimal(text) + rng.choice((-1, 1)) * Decimal(1).scaleb(-places), places)


def _sign(_rng: Random, text: str, _value: Decimal) -> str:
    if not text.strip("-0."):
        return text
    return text[1:] if text.startswith("-") else f"-{text}"


def _cut(_rng: Random, text: str, value: Decimal) -> str:
    return write(value, len(text.partition(".")[2]), "down")


_SLIPS = {
    "digit": _digit,
    "digit carried": _digit,
    "digits swapped": _swapped,
    "one off": _off,
    "sign": _sign,
    "one truncated": _cut,
}


def _forced(row: list[str]) -> list[str]:
    """The largest of a row changed so that the printed weights add to one."""
    shown = [Decimal(text) for text in row if text]
    gap = 1 - sum(shown)
    k = max((Decimal(text), k) for k, text in enumerate(row) if text)[1]
    return [f"{Decimal(text) + gap}" if at == k else text for at, text in enumerate(row)]


@dataclass(frozen=True)
class Plan:
    """What the text will print and say.

    ``shown``: the stages.  ``stated``: the text says scale and mask, so that leaving one out is a
    mistake.  ``by_query``: the arithmetic of a query is written out, and no step can be another.
    """

    shown: frozenset[str]
    stated: bool
    by_query: bool


def draw_sheet(rng: Random, problem: Problem, truth: Mapping[Key, Matrix], plan: Plan) -> Sheet:
    """Everything worked out by an author who prints what the plan says."""
    base = rng.choices((2, 3, 4), (35, 40, 25))[0]
    mistake, target = _mistake(rng, problem, plan)
    carried = problem.exact and not problem.step and rng.random() < 0.2
    spread = rng.random() < 0.3
    places = {stage: max(2, base + (rng.choice((-1, 0, 1)) if spread else 0)) for stage in ROUNDED}
    whole, rounding = rng.random() < 0.85, rng.choice(("even", "even", "up"))
    author = _Author(rng, problem, places, rounding, carried, mistake, target, whole, plan.shown)
    if mistake == "no scale":
        later = replace(author, texts={})
        worked(problem, author.change)
        worked(problem, later.change, scale="none")
        forgotten = ("Q", "K", "V", "scores", "scaled")
        author.texts.update(
            {key: rows for key, rows in later.texts.items() if key[0] not in forgotten}
        )
    else:
        worked(problem, author.change, causal=False if mistake == "no mask" else None)
    cells = _Known(problem, truth, author.texts, plan).cells()
    return Sheet(problem, cells, mistake, carried, places)


def _mistake(rng: Random, problem: Problem, plan: Plan) -> tuple[str, Key]:
    """A mistake that this problem can have (or none), and the stage and head it is made in."""
    if problem.step or rng.random() < 0.62:
        return "", ("", None)
    stages = [
        stage
        for stage in (
            "Q",
            "K",
            "V",
            "scores",
            "scaled",
            "weights",
            "output",
            "exponentials",
            "concat",
        )
        if stage in plan.shown
    ]
    given = {
        "X": (),
        "QKV": ("Q", "K", "V"),
        "scores": ("scores", "V"),
        "scaled": ("scaled", "V"),
        "weights": ("weights", "V"),
    }[problem.start]
    stages = [stage for stage in stages if stage not in given]
    if not stages:
        return "", ("", None)
    possible = [
        "digit",
        "digit",
        "digit carried",
        "digits swapped",
        "one off",
        "one truncated",
        "sign",
    ]
    after = problem.start in ("X", "QKV", "scores") and "weights" in plan.shown
    if after:
        possible += ["row forced", "all truncated"]
    scaled = problem.scale != "none" and problem.start != "scores" and "masked" not in plan.shown
    if after and plan.stated and scaled:
        possible += ["no scale"] * 3
    if after and plan.stated and problem.causal and "masked" not in plan.shown:
        possible += ["no mask"] * 8
    square = problem.m == problem.d and problem.start == "QKV" and problem.exact
    if "scores" in stages and square and not plan.by_query:
        possible += ["keys not transposed"] * 3
    mistake = rng.choice(possible)
    head = rng.randrange(problem.heads)
    stage = {
        "row forced": "weights",
        "all truncated": "weights",
        "no scale": "",
        "no mask": "",
        "keys not transposed": "scores",
    }.get(mistake, rng.choice(stages))
    return mistake, (stage, None if stage == "concat" else head)


@dataclass
class _Known:
    """What a reader can know of each printed cell."""

    problem: Problem
    truth: Mapping[Key, Matrix]
    texts: Mapping[Key, list[list[str]]]
    plan: Plan

    def cells(self) -> dict[Key, Cells]:
        """Every stage that is not hidden, each cell with its kind."""
        sources = self._sources()
        hidden = BEFORE[self.problem.start]
        soft = {} if self.problem.exact else self._soft()
        out: dict[Key, Cells] = {}
        for (stage, head), rows in self.texts.items():
            if stage in hidden or (stage == "V" and not self.problem.values):
                continue
            out[stage, head] = [
                [self._cell(stage, head, i, j, text, sources, soft) for j, text in enumerate(row)]
                for i, row in enumerate(rows)
            ]
        widths = {
            (stage, i, j): _choices(span, self.texts[stage, 0][i][j])
            for (stage, i, j), (_, span) in soft.items()
            if (stage, 0) in self.texts
        }
        return _with_likely(out, self.plan, widths)

    def _cell(
        self,
        stage: str,
        head: int | None,
        i: int,
        j: int,
        text: str,
        sources: Sequence[str],
        soft: Mapping[tuple[str, int, int], tuple[Decimal, Span]],
    ) -> Cell:
        value = self.truth[stage, head][i][j]
        index = (i, j) if head is None or self.problem.heads == 1 else (head, i, j)
        if stage in sources:
            kind, value = "given", Decimal(0)
        elif self._hidden(stage):
            kind = "unknown"
        elif not text:
            kind = "right" if value == HIDDEN else "free"
        elif self.problem.exact:
            kind = standing(text, value)
        else:
            kind = _softly(text, value, *soft[stage, i, j])
        return Cell(text, kind, stage, index, value if self.problem.exact else None)

    def _hidden(self, stage: str) -> bool:
        """Whether something that the stage needs is not in the text, or no step that is known."""
        stepped = bool(self.problem.step) and stage in AFTER
        return stepped or (stage == "output" and not self.problem.values)

    def _sources(self) -> tuple[str, ...]:
        start = self.problem.start
        if start == "X":
            return ()
        return ("Q", "K", "V") if start == "QKV" else (start, "V")

    def _soft(self) -> dict[tuple[str, int, int], tuple[Decimal, Span]]:
        """Of each later cell: the value that the printed digits give, and all they allow."""
        spans = self._starting_spans()
        values = None
        if self.problem.values:
            values = [[Span.printed(text) for text in row] for row in self.texts["V", 0]]
        stages: dict[str, list[list[Span]]] = {}
        if self.problem.start == "QKV":
            queries, keys = spans
            stages["scores"] = [[products(q, k) for k in keys] for q in queries]
        elif self.problem.start != "weights":
            stages[self.problem.start] = spans[0]
        if "scores" in stages:
            scale = {"none": Decimal(1), "1/d_k": 1 / Decimal(self.problem.d)}.get(
                self.problem.scale, 1 / Decimal(self.problem.d).sqrt()
            )
            factor = Span.exact(scale)
            stages["scaled"] = [[cell * factor for cell in row] for row in stages["scores"]]
        if self.problem.start == "weights":
            stages["weights"] = spans[0]
        else:
            stages |= _softened(stages["scaled"], self.problem.causal)
        if values is not None:
            stages["output"] = [
                [products(row, column) for column in map(list, zip(*values, strict=True))]
                for row in stages["weights"]
            ]
        return {
            (stage, i, j): (cell.named, cell)
            for stage, rows in stages.items()
            for i, row in enumerate(rows)
            for j, cell in enumerate(row)
        }

    def _starting_spans(self) -> list[list[list[Span]]]:
        names = ("Q", "K") if self.problem.start == "QKV" else (self.problem.start,)
        return [
            [[Span.printed(text) for text in row] for row in self.texts[name, 0]] for name in names
        ]


def _softened(scaled: list[list[Span]], causal: bool) -> dict[str, list[list[Span]]]:
    """Mask, exponentials, sums and weights of scaled scores that are known within spans."""
    zero = Span.exact(0)
    seen = [row[: i + 1] if causal else row for i, row in enumerate(scaled)]
    wide = [[zero] * (len(row) - len(part)) for row, part in zip(scaled, seen, strict=True)]
    powers = [[cell.exp() for cell in row] for row in seen]
    return {
        "masked": scaled,
        "exponentials": [row + rest for row, rest in zip(powers, wide, strict=True)],
        "row_sums": [[total(row)] for row in powers],
        "weights": [softmax(row) + rest for row, rest in zip(seen, wide, strict=True)],
    }


def _softly(text: str, value: Decimal, digits: Decimal, span: Span) -> str:
    """What is known of a number that follows from rounded ones.

    ``likely``: right for the hidden values, and one that the printed digits taken as values do
    not give.
    """
    if standing(text, digits) == "right":
        return "right"
    if not span.may_be(text):
        return "wrong"
    return "likely" if standing(text, value) == "right" else "free"


def _choices(span: Span, text: str) -> float:
    """In bits, how many printed numbers the span allows."""
    return log2(1 + float((span.high - span.low) / unit(text))) if text else 0.0


SLIP = 7
"""Bits that a slip costs: one number in 128."""

MARGIN = 4
"""Bits by which the better of two readings must lead before anyone is held to it."""


def _with_likely(
    out: dict[Key, Cells], plan: Plan, width: Mapping[Spot, float]
) -> dict[Key, Cells]:
    """Numbers that only the hidden values give: right if a reader can tell that the sources are
    rounded, else free.

    That the digits are the values makes each of them a slip; that they are rounded leaves each
    later number as many choices as its span has units.  The text tells if the second costs fewer
    bits.  Where one query alone is worked out, few numbers are printed and nobody is held to it.
    """
    shown = [
        (cell, width.get((stage, i, j), 0.0))
        for (stage, _), rows in out.items()
        if stage in plan.shown
        for i, row in enumerate(rows)
        for j, cell in enumerate(row)
    ]
    slips = SLIP * sum(cell.kind == "likely" for cell, _ in shown)
    told = slips > sum(bits for _, bits in shown) + MARGIN and not plan.by_query
    kind = "right" if told else "free"

    def settled(cell: Cell) -> Cell:
        return replace(cell, kind=kind) if cell.kind == "likely" else cell

    return {key: [[settled(cell) for cell in row] for row in rows] for key, rows in out.items()}
