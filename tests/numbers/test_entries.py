"""Entries over row sums: rows add to one, shifts change nothing, signs are proven."""

from __future__ import annotations

import pickle

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from symattn.formulas.tree import Num
from symattn.numbers import entries, polynomials
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.closed import sum_formula
from symattn.numbers.entries import Entry, RowSum, exponential
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import Opaque
from symattn.numbers.precision import working
from symattn.numbers.show import formula
from tests.numbers.numbers import Row, algebraics, inside, of_algebraic, row, rows

ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
FILL = -(10**9)


def weights(of: Row) -> list[Entry]:
    return [of.weight(j) for j in range(len(of.powers))]


@given(rows())
def test_a_row_adds_to_one_exactly(of: Row) -> None:
    total = Entry.sum_of(weights(of))
    assert total.equals(1) is True
    assert total.rational() == 1
    assert total.compare(fmpq(1)) == 0


@given(rows(), algebraics())
def test_a_constant_added_to_all_exponents_changes_no_weight(of: Row, by: Algebraic) -> None:
    moved = row([a + by for a in of.exponents], of.base, label=1)
    for j in range(len(of.powers)):
        assert of.weight(j).equals(moved.weight(j)) is True


@given(rows())
def test_weights_as_mpmath_has_them(of: Row) -> None:
    with mp.workdps(60):
        for j, value in enumerate(of.values()):
            weight = of.weight(j)
            assert weight.sign() == 1
            assert inside(weight.ball(150), value)
            assert weight.equals(of.weight(0)) == (of.exponents[j] == of.exponents[0])


@given(rows(0), rows(1), st.data())
def test_ring_laws_over_two_rows(one: Row, two: Row, data: st.DataObject) -> None:
    pick = st.integers(0, 9)
    a = one.weight(data.draw(pick) % len(one.powers))
    b = two.weight(data.draw(pick) % len(two.powers))
    c = Entry.of(data.draw(algebraics()))
    assert (a + b) * c == a * c + b * c
    assert (a * b) * c == a * (b * c)
    assert a * b == b * a
    assert not (a - a).parts()
    assert Entry.dot([(a, b), (b, c)]) == a * b + b * c
    assert hash(a * b) == hash(b * a)


def test_a_weight_is_rational_only_if_all_exponents_of_its_row_are_equal() -> None:
    flat = row([ROOT5] * 3)
    assert flat.weight(0).rational() == fmpq(1, 3)
    assert row([ROOT5, Algebraic.of(0)]).weight(0).rational() is None


def test_an_output_is_rational_if_every_class_of_exponents_has_one_mean() -> None:
    of = row([Algebraic.of(k) for k in (1, 1, 2)])
    entry = Entry.dot(zip(weights(of), map(Entry.of, (1, 5, 3)), strict=True))
    assert entry.rational() == 3
    other = Entry.dot(zip(weights(of), map(Entry.of, (1, 5, 4)), strict=True))
    assert other.rational() is None


def test_the_softmax_jacobian_of_a_row_adds_to_zero() -> None:
    of = row([ROOT5 * fmpq(k, 5) for k in (11, 9, 16, 2)])
    for i, a in enumerate(weights(of)):
        line = [a * (int(i == j) - b) for j, b in enumerate(weights(of))]
        assert Entry.sum_of(line).equals(0) is True
        assert Entry.sum_of(line).rational() == 0


def test_the_sign_of_what_a_fill_leaves() -> None:
    """Differences of 10^(−4·10⁸), in one row and across rows, without that many digits."""
    one = row([Algebraic.of(0), Algebraic.of(FILL)])
    two = row([Algebraic.of(0), Algebraic.of(2 * FILL)], label=1)
    assert one.weight(0).compare(fmpq(1)) == -1
    assert (one.weight(0) * fmpq(1, 2)).compare(fmpq(1, 2)) == -1
    assert (one.weight(0) - two.weight(0)).sign() == -1
    assert (two.weight(0) - one.weight(0)).sign() == 1
    assert (one.weight(0) * two.weight(0)).compare(fmpq(1)) == -1


def test_rows_that_are_shifts_of_each_other_have_equal_weights() -> None:
    one = row([ROOT5 * k for k in (1, 2, 5)])
    two = row([ROOT5 * k + fmpq(3, 7) for k in (1, 2, 5)], label=1)
    difference = one.weight(1) - two.weight(1)
    assert len(difference.rows()) == 2
    assert difference.equals(0) is True
    assert difference.sign() == 0
    assert difference.rational() == 0
    assert (difference + fmpq(2, 3)).rational() == fmpq(2, 3)
    assert (one.weight(0) - two.weight(1)).equals(0) is False


def test_a_zero_over_many_rows_is_proven() -> None:
    """Σ over rows of (Σ weights − 1)·(another row's weight), past what sums multiply out."""
    ring = [
        row([Algebraic.of(fmpq((3 * i + j * j) % 11, 2)) for j in range(7)], label=i)
        for i in range(4)
    ]
    shifted = [row([a + 2 for a in of.exponents], label=10 + i) for i, of in enumerate(ring)]
    entry = Entry.sum_of(
        one.weight(1) - two.weight(1) for one, two in zip(ring, shifted, strict=True)
    )
    assert len(entry.rows()) == 8
    assert entry.equals(0) in (True, None)
    pair = ring[0].weight(1) * ring[1].weight(2) - shifted[0].weight(1) * shifted[1].weight(2)
    assert pair.equals(0) is True


def test_past_the_limit_an_equality_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polynomials, "MOST_TERMS", 10)
    monkeypatch.setattr(polynomials, "MOST_SUMS", 0)
    one = row([ROOT5 * k for k in (1, 2, 5)])
    two = row([ROOT5 * k + 1 for k in (1, 2, 5)], label=1)
    assert (one.weight(1) - two.weight(1)).equals(0) is None
    assert one.weight(1).equals(two.weight(2)) is False


def test_one_term_is_divided_at_once() -> None:
    assert Entry.reciprocal(RowSum(("w", 0), ExpSum.exp(9))) == Entry.of(ExpSum.exp(-9))
    with pytest.raises(ZeroDivisionError, match=r"^1/0$"):
        Entry.reciprocal(RowSum(("w", 0), ExpSum.of(0)))


def test_row_sums_are_the_same_by_value_whatever_they_are_called() -> None:
    a, b = row([ROOT5, Algebraic.of(0)]).sums, row([ROOT5, Algebraic.of(0)], label=1).sums
    assert a == b and a is not b and hash(a) == hash(b)
    assert a != row([ROOT5, Algebraic.of(1)]).sums
    assert Entry.reciprocal(a) - Entry.reciprocal(b) == Entry.of(0)


def test_products_of_reciprocals_are_the_same_in_any_order() -> None:
    """The names of equal rows do not decide the order either."""
    one, two, again = (
        Entry.reciprocal(row([Algebraic.of(0), Algebraic.of(k)], label=label).sums)
        for k, label in ((1, 0), (2, 1), (1, 2))
    )
    assert one * two == two * one == two * again


def test_values_that_are_opaque_are_the_same_however_they_are_written() -> None:
    """Of rows whose powers differ by a factor, and of a weight and what is left of 1."""
    low, high = (row([Algebraic.of(a) for a in (k, k + 1)], label=k) for k in (0, 5))
    first, second = low.weight(0).plain(), high.weight(0).plain()
    assert (first - second).is_zero() is True
    rest = (1 - low.weight(1)).plain()
    assert (first - rest).is_zero() is True
    assert (first - low.weight(1).plain()).is_zero() is False


def test_powers_of_entries_over_row_sums_are_opaque_but_compared() -> None:
    of = row([Algebraic.of(0), Algebraic.of(1)])
    second = exponential(of.weight(0))
    with mp.workdps(40):
        assert inside(second.ball(100), mp.exp(of.values()[0]))
    assert second.compare(fmpq(13, 10)) == 1
    assert (second - second).equals(0) is True
    assert exponential(Entry.sum_of(weights(of))) == Entry.of(ExpSum.exp(1))
    assert exponential(Entry.of(fmpq(1, 2)), fmpq(4)).rational() == 2


@given(algebraics())
def test_exponential_of_a_plain_entry(a: Algebraic) -> None:
    with mp.workdps(40):
        assert inside(exponential(Entry.of(a)).ball(100), mp.exp(of_algebraic(a)))


ONE = row([ROOT5 * k for k in (1, 2, 5)])
TWO = row([ROOT5 * k + fmpq(3, 7) for k in (1, 2, 5)], label=1)


def limits(monkeypatch: pytest.MonkeyPatch, sums: int) -> None:
    """Entries with more products of terms than this are not multiplied out."""
    monkeypatch.setattr(polynomials, "MOST_SUMS", sums)
    monkeypatch.setattr(polynomials, "MOST_TERMS", 0)


def test_an_entry_as_a_sum() -> None:
    assert Entry.of(0).plain() == ExpSum.of(0)
    assert Entry.of(ROOT5).plain() == ExpSum.of(ROOT5)
    assert Entry.sum_of(weights(ONE)).plain() == ExpSum.of(1)
    entry = ONE.weight(0) + 1
    plain = entry.plain()
    with mp.workdps(40):
        assert inside(plain.ball(100), ONE.values()[0] + 1)
    (mono,) = plain.terms
    ((atom, _),) = mono.atoms
    assert isinstance(atom, Opaque) and atom.key == ("entry", entry._one_way())
    assert atom.key[1] != entry and (ONE.weight(0) + 2).plain() != plain
    assert sum_formula(plain) == formula(entry)


def test_what_cancels_is_not_kept() -> None:
    """Of w·1 − w·1 + 2·1 the 2 alone is left, and nothing of w·1 − w·1."""
    w, one = ONE.weight(0), Entry.of(1)
    assert Entry.dot([(w, one), (-w, one), (Entry.of(2), one)]).parts() == Entry.of(2).parts()
    assert Entry.dot([(w, one), (-w, one)]).parts() == ()


def test_entries_are_the_same_as_they_are_written() -> None:
    w, v = ONE.weight(0), ONE.weight(1)
    assert w == ExpSum.exp(ROOT5) * Entry.reciprocal(ONE.sums)
    assert len({w, v, w + 1, w * w, Entry.of(1), Entry.of(ROOT5)}) == 6
    assert v not in (w, -v) and w != "w"
    assert len({hash(x) for x in (w, v, w * w)}) == 3
    z = RowSum(("w", 0), ExpSum.exp(1) + 1)
    assert repr(Entry.reciprocal(z) + 2) == (
        f"Entry({{(({z}, 1),): {ExpSum.of(1)}, (): {ExpSum.of(2)}}})"
    )


def test_enclosures_at_the_precision_that_is_asked_for() -> None:
    entry = ONE.weight(0) * ONE.weight(0) - TWO.weight(2)
    with mp.workdps(80):
        value = ONE.values()[0] ** 2 - TWO.values()[2]
        for bits in (64, 200, 64):
            ball = entry.ball(bits)
            assert inside(ball, value) and bits - 12 < ball.rel_accuracy_bits() < bits + 2
            assert entry.ball(bits) is ball
            with working(bits):
                quotient = entry.quotient_enclosure()
            assert quotient is not None
            assert inside(quotient, value) and quotient.rel_accuracy_bits() > bits - 20


def test_the_quotient_keeps_what_the_parts_cancel() -> None:
    """1 − w for a weight beside a fill: e^(−10⁹) to all bits."""
    rest = 1 - row([Algebraic.of(0), Algebraic.of(FILL)]).weight(0)
    with working(64):
        quotient = rest.quotient_enclosure()
    assert quotient is not None and quotient.rel_accuracy_bits() > 50
    assert rest.ball(64).contains(0)
    assert inside(quotient, mp.exp(FILL))


def test_numerator_and_denominator(monkeypatch: pytest.MonkeyPatch) -> None:
    w, v = ONE.weight(0), TWO.weight(1)
    entry = w * w - w + v * 3 + ROOT5
    over = entry.over()
    assert over is not None
    assert over[1] == ONE.sums.value * ONE.sums.value * TWO.sums.value
    with mp.workdps(60):
        quotient = over[0].ball(300) / over[1].ball(300)
        x, y = ONE.values()[0], TWO.values()[1]
        assert inside(quotient, x * x - x + 3 * y + mp.sqrt(5))
    assert Entry.of(ROOT5).over() == (ExpSum.of(ROOT5), ExpSum.of(1))
    monkeypatch.setattr(entries, "MOST_BOTTOM", 3)
    assert w.over() is not None
    monkeypatch.setattr(entries, "MOST_BOTTOM", 2)
    assert w.over() is None and w.rational() is None
    monkeypatch.undo()
    limits(monkeypatch, 0)
    assert (w - 2).over() is None and (w - 2).quotient_enclosure() is None
    assert (w - 2).rational() is None


def test_rational_values_over_several_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Entry.of(0).rational() == 0
    assert Entry.of(fmpq(2, 3)).rational() == fmpq(2, 3)
    assert Entry.of(ROOT5).rational() is None
    total = Entry.sum_of(weights(ONE)) + Entry.sum_of(weights(TWO)) * 2 + fmpq(1, 3)
    assert total.rational() == fmpq(10, 3)
    product = Entry.sum_of(weights(ONE)) * Entry.sum_of(weights(TWO))
    assert len(product.parts()) == 1 and product.rational() == 1
    assert (ONE.weight(0) * TWO.weight(1)).rational() is None
    assert (ONE.weight(0) + TWO.weight(1)).rational() is None
    flat = row([ROOT5] * 3, label=3).weight(0)
    assert (flat + flat * ONE.weight(0)).rational() is None
    limits(monkeypatch, 17)
    again = ONE.weight(0) - TWO.weight(0)
    assert again.rational() is None  # it is 0, and a residue guesses so, but nothing proves it


def test_each_row_alone_is_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of base 2, where no residue tells: 9 products a row, 54 for both."""
    one = row([ROOT5 * k for k in (1, 2, 5)], base=2)
    two = row([ROOT5 * k for k in (1, 3, 5)], base=2, label=1)
    limits(monkeypatch, 20)
    total = Entry.sum_of(weights(one)) + Entry.sum_of(weights(two))
    assert len(total.rows()) == 2
    assert total.rational() == 2


def test_what_residues_prove_different_needs_no_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apart by e^(−10⁹), which no ball sees and no numerator is there to tell."""
    limits(monkeypatch, 0)
    one = row([Algebraic.of(0), Algebraic.of(FILL)]).weight(0)
    two = row([Algebraic.of(0), Algebraic.of(2 * FILL)], label=1).weight(0)
    monkeypatch.setattr(entries, "PROVEN_BITS", 1 << 12)
    assert (one - two).sign() is None
    assert (one - two).is_zero() is False


def test_bits_are_spent_where_a_difference_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apart by e^(−7000), some 10,100 bits: past 2^13, which are tried where nothing is proven."""
    one = row([Algebraic.of(0), Algebraic.of(-7000)]).weight(0)
    two = row([Algebraic.of(0), Algebraic.of(-7001)], label=1).weight(0)
    limits(monkeypatch, 0)
    assert (one - two).sign() == -1
    assert (two - one).compare(0) == 1
    assert (one - 1).sign() is None
    assert (one - 1).compare(0) is None
    monkeypatch.undo()
    assert (one - 1).compare(0) == -1


@pytest.mark.parametrize("n", [1, 2, 3])
def test_signs_over_a_negative_row_sum(n: int) -> None:
    """Σ E r^n with z = 1 − e: all but e^(−10⁹)·r^n cancels, and has the sign of z^n."""
    value = ExpSum.of(1) - ExpSum.exp(1)
    r = Entry.reciprocal(RowSum(("negative", 0), value))
    power = Entry.of(1)
    for _ in range(n):
        power = power * r
    rest = power * (value.power(n) + ExpSum.exp(FILL)) - 1
    assert rest.sign() == (-1) ** n
    assert (-rest).sign() == -((-1) ** n)


def test_a_sign_that_nothing_decides() -> None:
    twin = ExpSum.opaque("√2 again", lambda bits: arb(2).sqrt(), lambda: Num("?"))
    zero = ONE.weight(0) * (twin - Algebraic.power(fmpq(2), fmpq(1, 2)))
    assert zero.sign() is None
    assert zero.is_zero() is None
    assert zero.equals(0) is None


def test_the_order_of_row_sums() -> None:
    """By their values, whatever stood first in the product."""
    sums = [RowSum((k,), ExpSum.exp(k) + 1) for k in (1, 2, 3, 10)]
    expected = sorted(sums, key=lambda one: repr(one.value))
    for ordered in (sums, sums[::-1], sums[3:] + sums[:3]):
        product = Entry.of(1)
        for one in ordered:
            product = product * Entry.reciprocal(one)
        ((key, _),) = product.parts()
        assert [one for one, _ in key] == expected


@pytest.mark.parametrize(("most", "one_way"), [(6, True), (5, False)])
def test_values_past_a_limit_are_named_as_they_are_written(
    most: int, one_way: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two parts of one term each, times the three terms of the row sum."""
    monkeypatch.setattr(entries, "MOST_NAMED", most)
    entry = ONE.weight(0) + 1
    assert (entry._one_way() != entry) is one_way


def test_other_exponents_above_than_below_are_no_rational_number() -> None:
    e = ExpSum.exp(1)
    assert (Entry.of(e + 2) * Entry.reciprocal(RowSum(("a",), e * e + 3))).rational() is None


def test_pickled_without_its_ball() -> None:
    entry = ONE.weight(0)
    entry.ball(100)
    again = pickle.loads(pickle.dumps(entry))
    assert again == entry and again._ball is None


def test_a_row_sum_that_no_ball_holds_is_divided_by_its_largest_term() -> None:
    """e^-L (1 + e^-1) with L = 2^200: its weights are those of 1 and e^-1."""
    far = 2**200
    z = RowSum(("far", 0), ExpSum.exp(-far) + ExpSum.exp(-far - 1))
    weight = Entry.of(ExpSum.exp(-far)) * Entry.reciprocal(z)
    with mp.workdps(40):
        assert inside(weight.ball(100), 1 / (1 + mp.exp(-1)))
    near = RowSum(("near", 0), ExpSum.exp(-far // 2**80) + 1)
    assert Entry.reciprocal(near).rows() == (near,)


def test_without_residues_the_parts_are_multiplied_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A weight of each of two rows, each irrational, whose sum is 1."""
    monkeypatch.setattr(entries, "constant", lambda parts: (False, None))
    e = ExpSum.exp(1)
    one, two = (Entry.reciprocal(RowSum((k,), e + 1)) for k in "ab")
    assert one.rational() is None
    entry = one + Entry.of(e) * Entry.reciprocal(RowSum(("c",), e * e + e)) * e
    assert entry.rational() == 1
    assert (two + Entry.reciprocal(RowSum(("d",), e + 2))).rational() is None
