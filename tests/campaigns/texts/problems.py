"""Problems, and what of them a text will print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from random import Random
from typing import Any

from tests.campaigns.texts.decimals import Matrix

STARTS = ("X", "QKV", "scores", "scaled", "weights")
"""The first array that a text prints of the chain; what comes before is hidden."""


STEPS = ("soft cap", "off by one")
"""Steps that a text states and that scaled dot-product attention does not have: the exponents
are 2 tanh(s/2), or a one is added to the sum of the exponentials."""


@dataclass(frozen=True)
class Problem:
    """One attention: rows are tokens, whatever the text does.

    ``X`` (n, d_model), each of ``W`` (d_model, d_k) per head; or ``Q K V`` per head; or
    ``scores``.  ``slices``: the heads are blocks of columns of one projection.  ``start``: what
    the text prints first; ``exact``: digit for digit, else rounded.  ``values``: whether the
    text lets V be known.  ``step``: one of ``STEPS``, or "".
    """

    heads: int
    n: int
    m: int
    d: int
    X: Matrix | None
    W: Mapping[str, list[Matrix]]
    Q: list[Matrix]
    K: list[Matrix]
    V: list[Matrix]
    scores: list[Matrix]
    W_O: Matrix | None
    scale: str
    causal: bool
    columns: bool
    slices: bool
    start: str
    exact: bool
    values: bool
    alike: bool
    step: str

    def mapping(self) -> dict[str, Any]:
        """The problem as a problem file has it, for the oracle."""
        inputs: dict[str, Any] = {}
        if self.X is not None:
            inputs["X"] = texts(self.X)
            for name, weights in self.W.items():
                inputs[f"W_{name}"] = self._headed(weights)
        else:
            if self.scores:
                inputs["scores"] = self._headed(self.scores)
            else:
                inputs |= {"Q": self._headed(self.Q), "K": self._headed(self.K)}
            inputs["V"] = self._headed(self.V)
        if self.W_O is not None:
            inputs["W_O"] = texts(self.W_O)
        attention: dict[str, Any] = {"scale": self.scale, "heads": self.heads}
        if self.causal:
            attention["mask"] = "causal"
        return {"inputs": inputs, "attention": attention}

    def _headed(self, given: list[Matrix]) -> Any:
        if self.heads == 1:
            return texts(given[0])
        if self.slices:
            return texts(beside(given))
        return [texts(one) for one in given]


def texts(matrix: Matrix) -> list[list[str]]:
    """Entries as a problem file holds them."""
    return [[f"{cell:f}" for cell in row] for row in matrix]


def beside(parts: list[Matrix]) -> Matrix:
    """Matrices of as many rows, side by side."""
    return [list(chain(*rows)) for rows in zip(*parts, strict=True)]


@dataclass(frozen=True)
class _Entries:
    """What the entries are: so many places, within ± ``largest``."""

    places: int
    largest: int
    signed: bool

    def matrix(self, rng: Random, rows: int, columns: int) -> Matrix:
        out: Matrix = []
        for _ in range(rows):
            out.append([self._entry(rng) for _ in range(columns)])
        if all(cell == out[0][0] for row in out for cell in row):
            out[0][0] += 1
        return out

    def _entry(self, rng: Random) -> Decimal:
        top = self.largest * 10**self.places
        return Decimal(rng.randint(-top if self.signed else 0, top)).scaleb(-self.places)


def draw(rng: Random) -> Problem:
    """A problem of a random kind."""
    kind = rng.choices(
        ("projections", "qkv", "self", "scores", "rounded", "hidden"), (28, 26, 10, 9, 12, 15)
    )[0]
    n = rng.choice((2, 3, 3, 3, 4, 4, 5))
    d = rng.choice((2, 2, 2, 3, 4))
    heads = 2 if kind in ("projections", "qkv") and rng.random() < 0.25 else 1
    m = n
    if kind in ("qkv", "scores") and heads == 1 and rng.random() < 0.15:
        m = rng.choice([size for size in (2, 3, 4, 5) if size != n])
    entries = _entries(rng, kind)
    if kind == "qkv" and heads == 1 and rng.random() < 0.12:
        n = 1
    width = rng.choice((2, 3)) if kind == "qkv" else d
    blank: dict[str, Any] = {"X": None, "W": {}, "Q": [], "K": [], "V": [], "scores": []}
    drawn = blank | _drawn(rng, kind, entries, (heads, n, m, d, width))
    start, exact = _start(rng, kind)
    step = rng.choice(STEPS) if exact and heads == 1 and rng.random() < 0.06 else ""
    joined = heads * d if kind == "projections" else heads * width
    return Problem(
        heads=heads,
        n=n,
        m=m,
        d=d,
        **drawn,
        W_O=entries.matrix(rng, joined, joined) if heads == 2 and rng.random() < 0.4 else None,
        scale="none" if kind == "scores" else _scale(rng, heads),
        causal=n == m and not step and rng.random() < 0.18,
        columns=heads == 1 and kind in ("projections", "qkv") and rng.random() < 0.08,
        slices=heads == 2 and kind == "projections" and rng.random() < 0.5,
        start=start,
        exact=exact,
        values=start in ("X", "QKV") or (kind == "scores" or rng.random() < 0.6),
        alike=kind == "self",
        step=step,
    )


def _scale(rng: Random, heads: int) -> str:
    return rng.choices(("1/sqrt(d_k)", "none", "1/d_k"), (78, 18, 4 if heads == 1 else 0))[0]


def _entries(rng: Random, kind: str) -> _Entries:
    if kind in ("rounded", "hidden"):
        return _Entries(rng.choice((2, 3)), 1, True)
    places = rng.choices((0, 1, 2), (65, 25, 10))[0]
    if kind == "scores":
        return _Entries(places, 4 if places == 0 else 2, rng.random() < 0.4)
    largest = 2 if places == 0 and rng.random() < (0.3 if kind == "projections" else 0.8) else 1
    return _Entries(places, largest, rng.random() < 0.35)


def _drawn(
    rng: Random, kind: str, entries: _Entries, shape: tuple[int, int, int, int, int]
) -> dict[str, Any]:
    heads, n, m, d, width = shape
    if kind == "self":
        given = entries.matrix(rng, n, d)
        return {"Q": [given], "K": [given], "V": [given]}
    if kind == "scores":
        return {"scores": [entries.matrix(rng, n, m)], "V": [entries.matrix(rng, m, width)]}
    if kind == "qkv":
        sizes = {"Q": (n, d), "K": (m, d), "V": (m, width)}
        return {
            name: [entries.matrix(rng, *size) for _ in range(heads)] for name, size in sizes.items()
        }
    model = rng.choice((3, 4)) if d < 4 else 4
    weights = {name: [entries.matrix(rng, model, d) for _ in range(heads)] for name in "QKV"}
    return {"X": entries.matrix(rng, n, model), "W": weights}


def _start(rng: Random, kind: str) -> tuple[str, bool]:
    if kind == "projections":
        return "X", True
    if kind == "scores":
        return "scores", True
    if kind == "rounded":
        return "QKV", False
    if kind == "hidden":
        return rng.choice(("scores", "scaled", "scaled", "weights")), False
    return "QKV", True
