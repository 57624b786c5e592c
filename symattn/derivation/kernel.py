"""Attention as a kernel method: Nadaraya and Watson's estimator with a kernel exp(s q·k).

    output of q = Σ κ(q, k_j) v_j / Σ κ(q, k_j),   κ(q, k) = e^(s q·k)

Nadaraya, "On Estimating Regression", 1964; Watson, "Smooth Regression Analysis", 1964;
Tsai et al., "Transformer Dissection: A Unified Understanding via the Lens of Kernel",
2019.  The kernel is a Gaussian one between factors of the norms alone:

    e^(s q·k) = e^(s|q|²/2) · e^(−s|q − k|²/2) · e^(s|k|²/2)

The factor of the query cancels in the weights, that of the key does not: a long key
is a heavy one.  The matrix of a kernel, G = [κ(k_i, k_j)], is decided exactly: by the
signs of its leading minors (Sylvester), sums of exponentials whose sign is proven.  For s
above 0 it is positive definite exactly where the keys are all different, as the Gaussian
kernel is strictly positive definite (Schoenberg 1938; Micchelli 1986) and the factors of
the norms are not 0; for s below 0 and two different keys it is indefinite, since
κ(k,k) κ(l,l) − κ(k,l)² has the sign of s|k − l|².
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from flint import fmpq

from symattn.derivation.blocks import same
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.derivation import Derivation
from symattn.errors import InputError, Unsupported
from symattn.numbers.entries import Entry, RowSum, exponential
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Index, Tensor, indices
from symattn.problem.model import Problem
from symattn.words import say

__all__ = ["MOST_KEYS", "Kernel", "kernels"]

MOST_KEYS = 5
"""Up to this many keys all leading minors are worked out."""


@dataclass(frozen=True)
class Kernel:
    """The kernel view of one leading index: ``queries`` (n, d_k), ``keys`` (m, d_k) as entries.

    ``visible`` says which keys a query sees (None: all), ``scale`` is s as an entry.
    """

    derivation: Derivation
    lead: Index
    queries: Tensor[Entry]
    keys: Tensor[Entry]
    scale: Entry
    base: fmpq | None

    def power(self, exponent: Entry) -> Entry:
        """e (or the base) to a power."""
        return exponential(exponent, self.base)

    @cached_property
    def values(self) -> Tensor[Entry]:
        """κ(q_i, k_j), (n, m)."""
        return _pairs(self.queries, self.keys, lambda q, k: self.power(self.scale * dot(q, k)))

    @cached_property
    def gaussian(self) -> Tensor[Entry]:
        """e^(−s|q_i − k_j|²/2), (n, m)."""
        half = self.scale * fmpq(-1, 2)

        def one(q: Vector, k: Vector) -> Entry:
            apart = tuple(a - b for a, b in zip(q, k, strict=True))
            return self.power(half * dot(apart, apart))

        return _pairs(self.queries, self.keys, one)

    def norms(self, rows: Tensor[Entry]) -> tuple[Entry, ...]:
        """e^(s|x|²/2) of each row x."""
        half = self.scale * fmpq(1, 2)
        every = (rows.row(i) for i in range(rows.shape[0]))
        return tuple(self.power(half * dot(row, row)) for row in every)

    @cached_property
    def matrix(self) -> Tensor[Entry]:
        """G = [κ(k_i, k_j)], (m, m)."""
        return _pairs(self.keys, self.keys, lambda q, k: self.power(self.scale * dot(q, k)))

    @property
    def factors_hold(self) -> bool | None:
        """Whether κ is the Gaussian between the two norms, in every cell (None: not decided)."""
        first, second = self.norms(self.queries), self.norms(self.keys)
        return _all(
            self.values[i].equals(first[i[0]] * self.gaussian[i] * second[i[1]])
            for i in indices(self.values.shape)
        )

    @property
    def weights_hold(self) -> bool | None:
        """Whether Σ-normalised Gaussians times the keys' norms are the weights, exactly."""
        steps = self.derivation
        weights = steps.carrier.cells(steps.value("weights"))
        norms = self.norms(self.keys)

        def row(i: int) -> bool | None:
            seen = [j for j in range(len(norms)) if self._sees(i, j)]
            parts = {j: self.gaussian[(i, j)] * norms[j] for j in seen}
            if not parts:
                return True
            whole = Entry.sum_of(parts.values())
            over = Entry.reciprocal(RowSum(("kernel", *self.lead, i), whole.plain()))
            found = (weights[(*self.lead, i, j)] for j in seen)
            return _all(same(a, parts[j] * over) for j, a in zip(seen, found, strict=True))

        return _all(row(i) for i in range(self.queries.shape[0]))

    def _sees(self, i: int, j: int) -> bool:
        visible = self.derivation.problem.visible
        return visible is None or visible[pick(visible.shape, (*self.lead, i, j))]

    @cached_property
    def minors(self) -> tuple[ExpSum, ...]:
        """The leading minors of G, up to the order :data:`MOST_KEYS`."""
        size = min(self.keys.shape[0], MOST_KEYS)
        plain = self.matrix.map(lambda cell: cell.plain())
        return tuple(_minor(plain, order) for order in range(1, size + 1))

    @cached_property
    def signs(self) -> tuple[int | None, ...]:
        """The proven sign of each leading minor; None where it is not decided."""
        return tuple(minor.sign() for minor in self.minors)

    @cached_property
    def equal_keys(self) -> tuple[tuple[int, int], ...] | None:
        """Pairs of keys that are equal; None where it is not decided of some pair."""
        out = []
        for i, j in combinations(range(self.keys.shape[0]), 2):
            pair = zip(self.keys.row(i), self.keys.row(j), strict=True)
            found = _all(a.equals(b) for a, b in pair)
            if found is None:
                return None
            if found:
                out.append((i, j))
        return tuple(out)

    @cached_property
    def direction(self) -> int | None:
        """The sign of s (of s ln b with a base b)."""
        sign = self.scale.sign()
        return sign if sign is None or self.base is None or self.base > 1 else -sign

    @property
    def distinct(self) -> int | None:
        """How many different keys there are."""
        if self.equal_keys is None:
            return None
        return self.keys.shape[0] - len({j for _, j in self.equal_keys})

    @property
    def rank(self) -> int | None:
        """The rank of G: the number of different keys, 1 where s is 0; None where it is open.

        For s below 0 and several different keys no theorem says it.
        """
        if self.distinct == 1 or self.direction == 0:
            return 1
        return self.distinct if self.direction == 1 else None

    @property
    def verdict(self) -> str:
        """ "positive definite", "positive semidefinite", "indefinite" or "not decided".

        By the theorem above, for any number of keys; the minors say the same where they
        are worked out.
        """
        count, direction = self.distinct, self.direction
        if count is None or direction is None:
            return "not decided"
        if count > 1 and direction < 0:
            return "indefinite"
        full = self.rank == self.keys.shape[0]
        return "positive definite" if full else "positive semidefinite"


Vector = tuple[Entry, ...]


def kernels(derivation: Derivation) -> tuple[Kernel, ...]:
    """The kernel view of each leading index.

    Raises InputError where there are no keys, or scores are not dot products alone
    (additive attention, a bias, a finite fill), Unsupported for symbols.
    """
    problem = derivation.problem
    _dots_alone(problem)
    q, k = (derivation.carrier.cells(derivation.value(name)) for name in ("Q", "K"))
    group = problem.heads // problem.kv_heads
    out = []
    for lead in indices(q.shape[:-2]):
        held = (*lead[:-1], lead[-1] // group) if lead else lead
        queries = _matrix(q, lead)
        keys = _matrix(k, pick(k.shape[:-2], held))
        out.append(Kernel(derivation, lead, queries, keys, Entry.of(problem.scale), problem.base))
    return tuple(out)


def _dots_alone(problem: Problem) -> None:
    if problem.symbolic:
        raise Unsupported(
            say("derivation.kernel_of_symbols"),
            key="inputs",
            fix=say("fix.write_numbers_for_them"),
        )
    if "scores" in problem.inputs:
        raise InputError(
            say("derivation.kernel_of_scores"),
            key="inputs.scores",
            fix=say("fix.give_Q_K"),
        )
    if problem.kind != "dot":
        raise InputError(
            say("derivation.kernel_of_dot_products"),
            key="attention.kind",
            fix=say("fix.write_dot"),
        )
    if problem.bias is not None:
        raise InputError(
            say("derivation.kernel_with_bias"),
            key="attention.bias",
            fix=say("fix.leave_out"),
        )
    if problem.visible is not None and problem.fill != "-inf":
        raise InputError(
            say("derivation.kernel_with_fill"),
            key="attention.mask_fill",
            fix=say("fix.write_infinite_fill"),
        )


def dot(a: Vector, b: Vector) -> Entry:
    """a·b."""
    return Entry.dot(zip(a, b, strict=True))


def _matrix(tensor: Tensor[Any], lead: Index) -> Tensor[Entry]:
    return Tensor.build(tensor.shape[-2:], lambda i: tensor[(*lead, *i)])


def _pairs(rows: Tensor[Entry], columns: Tensor[Entry], of: Any) -> Tensor[Entry]:
    shape = (rows.shape[0], columns.shape[0])
    return Tensor.build(shape, lambda i: of(rows.row(i[0]), columns.row(i[1])))


def _minor(matrix: Tensor[ExpSum], order: int) -> ExpSum:
    """The determinant of the first rows and columns, along rows with all minors kept once."""
    known: dict[tuple[int, ...], ExpSum] = {(): ExpSum.of(1)}
    for row in range(order):
        grown: dict[tuple[int, ...], ExpSum] = {}
        for columns in combinations(range(order), row + 1):
            parts = []
            for place, column in enumerate(columns):
                rest = columns[:place] + columns[place + 1 :]
                part = matrix[(row, column)] * known[rest]
                parts.append(part if (row + place) % 2 == 0 else -part)
            grown[columns] = ExpSum.total(parts)
        known = grown
    return known[tuple(range(order))]


def _all(found: Any) -> bool | None:
    listed = list(found)
    return False if False in listed else None if None in listed else True
