"""One base for all carriers: a further one writes the arithmetic of its entries alone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, tanh
from typing import Any

import numpy as np
import pytest
from flint import fmpq

import symattn as sa
from symattn.derivation.carriers.balls import Balls
from symattn.derivation.carriers.base import Carrier
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.carriers.marks import Marks
from symattn.derivation.carriers.symbolic import Symbolic
from symattn.errors import Unsupported
from symattn.formulas.tree import Fraction as TreeFraction
from symattn.formulas.tree import Infinity, Neg, Num, Word
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Special
from symattn.numbers.tensors import Index, Tensor

LOST = 2.0**-51
"""Relative to a result: what rounding to nearest loses at most, four times over."""


@dataclass(frozen=True)
class Near:
    """A float, and how far from it the number may be."""

    mid: float
    radius: float = 0.0

    @classmethod
    def rounded(cls, mid: float, radius: float) -> Near:
        """A result of one operation, whose inputs leave ``radius`` open."""
        return cls(mid, radius * (1 + LOST) + abs(mid) * LOST)

    def __add__(self, other: Near) -> Near:
        return Near.rounded(self.mid + other.mid, self.radius + other.radius)

    def __mul__(self, other: Near) -> Near:
        open_ = abs(self.mid) * other.radius + self.radius * (abs(other.mid) + other.radius)
        return Near.rounded(self.mid * other.mid, open_)

    def __neg__(self) -> Near:
        return Near(-self.mid, self.radius)

    def __truediv__(self, other: Near) -> Near:
        mid = self.mid / other.mid
        return Near.rounded(
            mid, (self.radius + abs(mid) * other.radius) / (abs(other.mid) - other.radius)
        )


class Floats(Carrier):
    """Floats with a radius: all that they need, which is no verb on arrays."""

    def number(self, value: Any) -> Near:
        exact = value if isinstance(value, int | fmpq) else None
        if exact is not None:
            return Near.rounded(float(Fraction(int(fmpq(exact).p), int(fmpq(exact).q))), 0.0)
        return Near.rounded(float(value.ball(64).mid()), 0.0)

    def power(self, exponent: Near, base: Any) -> Near:
        inner = (
            exponent
            if base is None
            else exponent * Near.rounded(log(float(Fraction(str(base)))), 0)
        )
        return Near.rounded(exp(inner.mid), exp(inner.mid) * (exp(inner.radius) - 1))

    def hyperbolic(self, a: Near, place: Index) -> Near:
        return Near.rounded(tanh(a.mid), a.radius)  # its slope is at most 1

    def larger(self, a: Near, b: Near) -> Near:
        return Near(max(a.mid, b.mid), max(a.radius, b.radius))

    def equal(self, a: Near, b: Near) -> bool | None:
        apart, open_ = abs(a.mid - b.mid), a.radius + b.radius
        return False if apart > open_ else None if open_ else True


ON_ARRAYS = (
    *("read", "move", "product", "terms", "plus", "times", "hadamard", "each", "fill"),
    *("largest", "exp", "tanh", "sums", "divide", "sum_to"),
)

PROBLEMS = {
    "hidden scores": sa.Problem(X=[["1", "0.5"], ["-2", "1/3"], ["0", "3"]], mask="causal"),
    "an empty row": sa.Problem(
        Q=[[1], [2]], K=[[1], [0]], V=[[1], [2]], mask=[[1, 0], [0, 0]], empty_rows="undefined"
    ),
    "an empty row of zeros": sa.Problem(
        Q=[[1], [2]], K=[[1], [0]], V=[[1], [2]], mask=[[1, 0], [0, 0]], empty_rows="zero"
    ),
    "heads": sa.Problem(
        X=[[1, 2, 0, 1], [0, 1, 1, -1]],
        W_Q=[[1, 0, 0, 2], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]],
        W_O=[[1, 0], [0, 1], [2, 1], [1, 1]],
        heads=2,
        kv_heads=1,
        W_K=[[1, 0], [0, 1], [1, 1], [0, 0]],
        W_V=[[1, 2], [0, 1], [1, 0], [0, 0]],
    ),
    "the largest taken out": sa.Problem(X=[[1, 2], [3, 1]], shift="max", base="2"),
    "a finite fill and a bias": sa.Problem(
        X=[[1, 2], [3, 1]], mask=[[1, 0], [1, 1]], mask_fill="-5", bias=[["0.5", 0], [1, "1/3"]]
    ),
    "additive": sa.Problem(
        kind="additive",
        Q=[[1], [0]],
        K=[[1, 0], [2, 1]],
        V=[[1], [3]],
        W_q=[[1, -1]],
        W_k=[["1/2", 0], [0, 1]],
        w_v=[1, "-1/2"],
    ),
    "dropped weights": sa.Problem(
        X=[[1, 2], [3, 1]], dropout={"p": "1/4", "keep": [[1, 0], [1, 1]]}
    ),
}


def holds(near: Any, bounds: tuple[str, str]) -> bool:
    """Whether the float's interval meets the proven one, and is narrow."""
    low, high = (Fraction(bound) for bound in bounds)
    mid, radius = Fraction(near.mid), Fraction(near.radius)
    return mid - radius <= high and low <= mid + radius and radius <= (1 + abs(mid)) / 2**40


def test_the_further_carrier_has_no_verb_on_arrays() -> None:
    assert set(ON_ARRAYS) <= set(vars(Carrier))
    assert set(ON_ARRAYS).isdisjoint(vars(Floats))
    assert len([name for name in vars(Floats) if not name.startswith("_")]) == 5


@pytest.mark.parametrize("name", sorted(PROBLEMS))
def test_a_further_carrier_holds_every_stage(name: str) -> None:
    exact = sa.solve(PROBLEMS[name])
    floats = exact.running_on({}, carrier=Floats())
    for stage, step in exact.items():
        found = floats[stage].cells
        assert found.shape == step.shape
        for near, cell in zip(found.cells, step.cells.cells, strict=True):
            if isinstance(cell, Special):
                assert near is cell, stage
            else:
                assert holds(near, exact.carrier.enclosure(cell, 25)), (stage, near, cell)


def test_a_further_carrier_holds_every_gradient() -> None:
    exact = sa.gradients(sa.Problem(X=[[1, 2], [3, 1], [0, 1]], mask="causal", heads=2))
    floats = exact.running_on({}, carrier=Floats())
    for stage, step in exact.items():
        for near, cell in zip(floats[stage].cells.cells, step.cells.cells, strict=True):
            assert isinstance(cell, Special) or holds(near, exact.carrier.enclosure(cell, 25)), (
                stage
            )


CARRIERS = [Exact(), Symbolic(), Balls(), Floats()]
HIDDEN, NONE = MINUS_INFINITY, UNDEFINED


def cells(carrier: Carrier, value: Any) -> tuple[Any, ...]:
    """The entries: Specials as they are, numbers as their nearest integers."""

    def plain(cell: Any) -> Any:
        if isinstance(cell, Special):
            return cell
        near = carrier.number(round(_float(cell)))
        assert carrier.same(cell, near) is not False
        return round(_float(cell))

    return carrier.cells(value).map(plain).cells


def _float(cell: Any) -> float:
    if isinstance(cell, Near):
        return cell.mid
    return float(cell.ball(64).mid()) if hasattr(cell, "ball") else float(cell)


def array(carrier: Carrier, *rows: tuple[Any, ...]) -> Any:
    """An array with these rows of integers and Specials."""
    flat = tuple(carrier.entry(cell) for row in rows for cell in row)
    return carrier.of_cells(Tensor((len(rows), len(rows[0])), flat))


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda c: type(c).__name__)
class TestWhatIsNoNumber:
    """The rules of −∞ and of undefined entries are the same everywhere."""

    def test_in_products_undefined_comes_before_hidden(self, carrier: Carrier) -> None:
        a = array(carrier, (HIDDEN, HIDDEN, NONE, 2, 3))
        b = array(carrier, (0, NONE, HIDDEN, NONE, 4))
        assert cells(carrier, carrier.hadamard(a, b)) == (HIDDEN, NONE, NONE, NONE, 12)

    def test_in_sums_the_first_stays(self, carrier: Carrier) -> None:
        a = array(carrier, (HIDDEN, 1, NONE, 5))
        b = array(carrier, (NONE, HIDDEN, 1, 2))
        assert cells(carrier, carrier.plus(a, b)) == (HIDDEN, HIDDEN, NONE, 7)
        assert cells(carrier, carrier.plus(a, b, -1)) == (HIDDEN, HIDDEN, NONE, 3)
        rows = array(carrier, (1, NONE, HIDDEN), (1, 2, 3))
        assert cells(carrier, carrier.sums(rows, "row")) == (NONE, 6)
        assert cells(carrier, carrier.sums(rows, "column")) == (2, NONE, HIDDEN)

    def test_a_row_with_one_is_no_number_times_a_column(self, carrier: Carrier) -> None:
        rows = array(carrier, (1, NONE), (1, 2))
        assert cells(carrier, carrier.product(rows, array(carrier, (3,), (4,)), "")) == (NONE, 11)
        column = array(carrier, (3,), (NONE,))
        assert cells(carrier, carrier.product(array(carrier, (1, 2)), column, "")) == (NONE,)
        turned = carrier.product(rows, array(carrier, (3, 4)), "second")
        assert cells(carrier, turned) == (NONE, 11)

    def test_the_largest_is_hidden_where_all_are(self, carrier: Carrier) -> None:
        rows = array(carrier, (HIDDEN, 2, 1), (HIDDEN, HIDDEN, HIDDEN))
        assert cells(carrier, carrier.largest(rows, "row")) == (2, HIDDEN)
        single = array(carrier, (HIDDEN,), (3,))
        assert cells(carrier, carrier.largest(single, "row")) == (HIDDEN, 3)

    def test_the_exponential_of_a_hidden_score_is_zero(self, carrier: Carrier) -> None:
        assert cells(carrier, carrier.exp(array(carrier, (HIDDEN, NONE, 0)), None)) == (0, NONE, 1)
        assert cells(carrier, carrier.tanh(array(carrier, (HIDDEN, NONE, 0)))) == (HIDDEN, NONE, 0)

    @pytest.mark.parametrize(("empty", "nothing"), [("zero", 0), ("undefined", NONE)])
    def test_an_empty_row_is_what_was_asked_and_an_undefined_one_stays(
        self, carrier: Carrier, empty: str, nothing: Any
    ) -> None:
        rows = array(carrier, (0, 0), (4, 2), (NONE, 1))
        sums = array(carrier, (0,), (2,), (NONE,))
        found = cells(carrier, carrier.divide(rows, sums, empty, "weights"))
        assert found == (nothing, nothing, 2, 1, NONE, NONE)
        rows, sums = array(carrier, (NONE, 4)), array(carrier, (2,))
        assert cells(carrier, carrier.divide(rows, sums, empty, "weights")) == (NONE, 2)

    def test_a_fill_hides_or_takes_the_place(self, carrier: Carrier) -> None:
        where = Tensor((1, 3), (True, False, True))
        a = array(carrier, (1, 2, HIDDEN))
        assert cells(carrier, carrier.fill(a, where, "-inf")) == (1, HIDDEN, HIDDEN)
        assert cells(carrier, carrier.fill(a, where, fmpq(7))) == (1, 7, HIDDEN)

    def test_sameness_is_decided_of_what_is_no_number(self, carrier: Carrier) -> None:
        one = carrier.unit()
        assert carrier.same(HIDDEN, HIDDEN) is True
        assert carrier.same(HIDDEN, NONE) is carrier.same(one, NONE) is False


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: type(carrier).__name__)
class TestVerbsOnArraysAsNumpyHasThem:
    """Leading axes stretched, rows and columns turned: on integers, in every carrier."""

    @staticmethod
    def of(carrier: Carrier, numbers: Any) -> Any:
        flat = tuple(carrier.number(int(x)) for x in numbers.ravel())
        return carrier.of_cells(Tensor(numbers.shape, flat))

    @staticmethod
    def check(carrier: Carrier, found: Any, expected: Any) -> None:
        assert carrier.cells(found).shape == expected.shape
        assert cells(carrier, found) == tuple(int(x) for x in expected.ravel())

    @pytest.mark.parametrize(
        "shapes", [((3, 4), (4, 2)), ((2, 1, 3, 4), (5, 4, 2)), ((4, 3, 4), (4, 2))]
    )
    def test_products(self, carrier: Carrier, shapes: Any) -> None:
        a, b = (_numbers(*shape) for shape in shapes)
        one, two = self.of(carrier, a), self.of(carrier, b)
        turned = [self.of(carrier, x.swapaxes(-1, -2)) for x in (a, b)]
        self.check(carrier, carrier.product(one, two, ""), a @ b)
        self.check(carrier, carrier.product(turned[0], two, "first"), a @ b)
        self.check(carrier, carrier.product(one, turned[1], "second"), a @ b)
        terms = a[..., :, :, None] * b[..., None, :, :]
        self.check(carrier, carrier.terms(one, two), terms)

    @pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((2, 1, 3), (4, 1)), ((3,), (2, 2, 1))])
    def test_entry_by_entry(self, carrier: Carrier, shapes: Any) -> None:
        a, b = (_numbers(*shape) for shape in shapes)
        one, two = self.of(carrier, a), self.of(carrier, b)
        self.check(carrier, carrier.plus(one, two), a + b)
        self.check(carrier, carrier.plus(one, two, -1), a - b)
        self.check(carrier, carrier.hadamard(one, two), a * b)
        self.check(carrier, carrier.times(one, fmpq(3)), a * 3)
        where = Tensor(b.shape, tuple(bool(x % 2) for x in b.ravel()))
        filled = np.where(b % 2 == 1, np.broadcast_to(a, np.broadcast_shapes(*shapes)), 9)
        self.check(carrier, carrier.fill(one, where, fmpq(9)), filled)

    def test_rows_and_columns_put_together(self, carrier: Carrier) -> None:
        a = _numbers(2, 3, 4)
        one = self.of(carrier, a)
        for along, axis in (("row", -1), ("column", -2)):
            self.check(carrier, carrier.sums(one, along), a.sum(axis, keepdims=True))
            self.check(carrier, carrier.largest(one, along), a.max(axis, keepdims=True))
        self.check(carrier, carrier.sum_to(one, (3, 1)), a.sum((0, 2))[:, None])
        assert carrier.sum_to(one, (2, 3, 4)) is one

    @pytest.mark.parametrize("along", ["row", "column"])
    def test_quotients(self, carrier: Carrier, along: str) -> None:
        under = np.array([[1, 2, 4], [3, 1, 2]])
        sums = under[:, :, None] if along == "row" else under[:, None, :]
        a = _numbers(2, 3, 3) * sums
        found = carrier.divide(self.of(carrier, a), self.of(carrier, sums), "zero", "weights")
        self.check(carrier, found, a // sums)


def _numbers(*shape: int) -> Any:
    """Integers of either sign in no order."""
    size = int(np.prod(shape))
    return ((np.arange(size) * 7 + 3) % 11 - 5).reshape(shape)


def test_powers_of_e_and_of_a_base() -> None:
    for carrier in CARRIERS:
        one = array(carrier, (2, 0))
        assert cells(carrier, carrier.exp(one, fmpq(3))) == (9, 1)
        assert _float(carrier.cells(carrier.exp(one, None)).cells[0]) == pytest.approx(exp(2))
        assert _float(carrier.cells(carrier.tanh(one)).cells[0]) == pytest.approx(tanh(2))


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: type(carrier).__name__)
def test_a_text_is_no_hidden_score_unless_it_says_so(carrier: Carrier) -> None:
    assert carrier.entry("-inf") is HIDDEN
    assert carrier.entry(NONE) is NONE
    assert _float(carrier.unit()) == 1
    if not isinstance(carrier, Floats | Symbolic):
        assert carrier.entry("2") is not HIDDEN


@pytest.mark.parametrize("carrier", [Exact(), Symbolic()], ids=lambda c: type(c).__name__)
def test_what_a_page_shows(carrier: Carrier) -> None:
    quarter = carrier.number(fmpq(1, 4))
    assert carrier.formula(HIDDEN) == Neg(Infinity())
    assert carrier.formula(NONE) == Word("undefined")
    assert carrier.formula(quarter) == TreeFraction(Num("1"), Num("4"))
    assert (carrier.decimal(HIDDEN, 3), carrier.decimal(NONE, 3)) == ("-inf", None)
    assert carrier.decimal(quarter, 1) == "0.2"
    assert carrier.decimal(quarter, 1, "half-up") == "0.3"
    assert carrier.decimal(quarter, 4) == "0.2500"
    assert carrier.enclosure(HIDDEN, 5) is carrier.enclosure(NONE, 5) is None
    low, high = carrier.enclosure(quarter, 5) or ("", "")
    assert Fraction(low) <= Fraction(1, 4) <= Fraction(high)
    assert Fraction(high) - Fraction(low) < Fraction(1, 1000)


def test_exact_numbers_are_shown_as_decimals_where_they_are_asked_for() -> None:
    quarter = Exact().number(fmpq(1, 4))
    assert Exact().formula(quarter, True) == Num("0.25")
    assert Exact().formula(quarter, False) == Exact().formula(quarter)


def test_a_row_over_its_sum_is_named_by_label_and_place() -> None:
    rows = Exact().exp(array(Exact(), (0, 1), (0, 2)), None)
    weights = Exact().divide(rows, Exact().sums(rows, "row"), "zero", "mine")
    labels = [row.label for cell in Exact().cells(weights).cells for row in cell.rows()]
    assert set(labels) == {("mine", 0, 0), ("mine", 1, 0)}


@pytest.mark.parametrize("carrier", [Balls(), Marks(), Floats()], ids=lambda c: type(c).__name__)
def test_what_only_compares_shows_nothing(carrier: Carrier) -> None:
    for show in (
        lambda: carrier.formula(carrier.unit()),
        lambda: carrier.decimal(carrier.unit(), 3),
        lambda: carrier.enclosure(carrier.unit(), 3),
    ):
        with pytest.raises(Unsupported, match="are not shown, exact entries are"):
            show()


def test_marks_spread_to_what_is_computed_from_them() -> None:
    steps = sa.solve(PROBLEMS["hidden scores"])
    marked = Tensor.build((3, 3), lambda i: i == (1, 0))
    run = steps.running_on({"scores": marked}, carrier=Marks())
    assert run["weights"].cells.nested() == [[False] * 3, [True] * 3, [False] * 3]
    assert run["output"].cells.nested() == [[False] * 2, [True] * 2, [False] * 2]
