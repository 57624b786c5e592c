"""A cheap proof of ≠ by residues, and entries multiplied out in two ways."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, nmod
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from symattn.numbers import polynomials
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import Entry, RowSum
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import Mono
from tests.numbers.numbers import Row, row, rows

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))
ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
THIRD = Algebraic.power(fmpq(2), fmpq(1, 3))
FILL = -(10**9)


def parts(entry: Entry) -> polynomials.Parts:
    return dict(entry.parts())


def weights(of: Row) -> list[Entry]:
    return [of.weight(j) for j in range(len(of.powers))]


def highest(entry: Entry) -> dict[RowSum, int]:
    return {r: max(dict(key).get(r, 0) for key, _ in entry.parts()) for r in entry.rows()}


def by_polynomials(entry: Entry) -> ExpSum:
    variables = polynomials._Variables.of(polynomials._sums(parts(entry)))
    assert variables is not None
    return polynomials._by_polynomials(parts(entry), highest(entry), variables)


@pytest.mark.parametrize("n", [3, 6])
def test_multiplying_out_by_sums_and_by_polynomials(n: int) -> None:
    exponents = [[ROOT5 * fmpq((i + 2) * (j + 1) % 7, 5) for j in range(n)] for i in range(2)]
    one, two = row(exponents[0]), row(exponents[1], label=1)
    root2 = Algebraic.power(fmpq(2), fmpq(1, 2))
    entry = one.weight(0) * root2 - two.weight(1) * two.weight(0) + one.weight(1) * fmpq(1, 3)
    by_sums = polynomials.multiplied_out(dict(entry.parts()))
    assert by_sums is not None
    highest = {r: max(dict(key).get(r, 0) for key, _ in entry.parts()) for r in entry.rows()}
    variables = polynomials._Variables.of(polynomials._sums(dict(entry.parts())))
    assert variables is not None
    assert polynomials._by_polynomials(dict(entry.parts()), highest, variables) == by_sums
    bottom = ExpSum.of(1)
    for r, k in highest.items():
        bottom = bottom * r.value.power(k)
    assert not (by_sums.ball(200) / bottom.ball(200) - entry.ball(200)).abs_lower() > 0


def test_a_residue_proves_inequality() -> None:
    one, two = row([ROOT5, -ROOT5]), row([ROOT5 * 2, Algebraic.of(0)], label=1)
    equal = dict((one.weight(0) - two.weight(0)).parts())
    other = dict((one.weight(0) - two.weight(1)).parts())
    assert not polynomials.proven_different(equal)
    assert polynomials.proven_different(other)
    assert polynomials.constant(other) == (True, None)
    assert polynomials.constant(equal) == (True, 0)
    third = dict((one.weight(0) - two.weight(0) - fmpq(22, 7)).parts())
    assert polynomials.constant(third) == (True, fmpq(-22, 7))


@given(rows(0), rows(1), st.fractions(max_denominator=5))
def test_a_residue_never_speaks_of_zero(one: Row, two: Row, number: object) -> None:
    entry = one.weight(0) * two.weight(0) + one.weight(-1)
    zero = dict(
        (entry * 2 - entry - entry + (Entry.sum_of(weights(one)) - 1) * two.weight(0)).parts()
    )
    assert not polynomials.proven_different(zero)


ONE = row([ROOT5 * fmpq(k, 5) for k in (1, 2, 5)])
TWO = row([Algebraic.of(fmpq(k, 3)) for k in (1, 2, -4)], label=1)
THREE = row([Algebraic.of(k) for k in (0, 3, FILL)], label=2)
ENTRIES = {
    "one row": ONE.weight(0),
    "one row twice": ONE.weight(0) * ONE.weight(1) + ONE.weight(2) - fmpq(2, 7),
    "two rows": ONE.weight(0) * fmpq(1, 3) - TWO.weight(2) * TWO.weight(2) * 5,
    "a product": ONE.weight(0) * TWO.weight(1) * ROOT2 + ONE.weight(1) * THIRD - 3,
    "cubes": ONE.weight(0) * ONE.weight(1) * ONE.weight(2) + TWO.weight(0),
    "a fill": THREE.weight(2) * ONE.weight(0) - THREE.weight(0) + 1,
    "negative powers alone": (ONE.weight(0) - TWO.weight(2)) * ExpSum.exp(-7),
    "roots in row sums": Entry.reciprocal(RowSum(("z", 0), ExpSum.exp(1) * ROOT2 + 1)) * ROOT2
    - Entry.reciprocal(RowSum(("z", 1), ExpSum.exp(2) * ROOT2 + ROOT5)) * 2,
    "roots that come to whole numbers": Entry.reciprocal(
        RowSum(("z", 2), ExpSum.exp(1) * ROOT2 + 1)
    )
    * ROOT2
    + Entry.reciprocal(RowSum(("z", 3), ExpSum.exp(1) + ROOT2)),
    "no constant": ONE.weight(0) * ExpSum.exp(ROOT5) - TWO.weight(0) * ExpSum.exp(fmpq(1, 2)),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_multiplied_out_it_is_the_entry_times_its_row_sums(name: str) -> None:
    entry = ENTRIES[name]
    found = polynomials.multiplied_out(parts(entry))
    assert found is not None
    expected = entry
    for r, k in highest(entry).items():
        expected = expected * r.value.power(k)
    with mp.workdps(60):
        difference = found.ball(300) - expected.ball(300)
        assert difference.contains(0) and not difference.abs_upper() > 1e-40
    assert by_polynomials(entry) == found


@pytest.mark.parametrize("name", ENTRIES)
def test_by_hand(name: str) -> None:
    """By Python's dictionaries: powers of e by their exponents, row after row."""
    entry = ENTRIES[name]
    most = highest(entry)
    total = ExpSum.of(0)
    for key, one in entry.parts():
        held = dict(key)
        for r, k in most.items():
            for _ in range(k - held.get(r, 0)):
                one = one * r.value
        total = total + one
    assert polynomials._by_sums(parts(entry), most) == total == by_polynomials(entry)


def limits(monkeypatch: pytest.MonkeyPatch, sums: int, terms: int, work: int) -> None:
    for name, value in (("MOST_SUMS", sums), ("MOST_TERMS", terms), ("MOST_WORK", work)):
        monkeypatch.setattr(polynomials, name, value)


def test_which_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two parts of one term each, times three terms of two row sums: 18 products by sums."""
    entry = ONE.weight(0) - TWO.weight(1)
    taken: list[str] = []
    for name in ("_by_sums", "_by_polynomials"):
        real = getattr(polynomials, name)
        monkeypatch.setattr(
            polynomials, name, lambda *of, as_=name, do=real: (taken.append(as_), do(*of))[1]
        )
    limits(monkeypatch, 18, 10**6, 10**6)
    first = polynomials.multiplied_out(parts(entry))
    limits(monkeypatch, 17, 18, 10**6)
    second = polynomials.multiplied_out(parts(entry))
    assert taken == ["_by_sums", "_by_polynomials"]
    assert first == second
    limits(monkeypatch, 17, 17, 10**6)
    assert polynomials.multiplied_out(parts(entry)) is None
    limits(monkeypatch, 17, 18, 18)
    assert polynomials.multiplied_out(parts(entry)) is not None
    limits(monkeypatch, 17, 18, 17)
    assert polynomials.multiplied_out(parts(entry)) is None


def test_squares_of_row_sums_count_their_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two parts of one term each, times the nine products of z²."""
    entry = ONE.weight(0) * ONE.weight(1) + ONE.weight(2)
    assert len(entry.parts()) == 2
    limits(monkeypatch, 18, 0, 0)
    assert polynomials.multiplied_out(parts(entry)) is not None
    limits(monkeypatch, 17, 0, 0)
    assert polynomials.multiplied_out(parts(entry)) is None


def test_large_coefficients_are_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A coefficient of b bits, and for each row sum one bit and four more, in words of 64."""
    for bits, words in ((1013, 16), (1014, 17)):
        entry = ONE.weight(0) * fmpq(2) ** (bits - 1) - TWO.weight(1)
        limits(monkeypatch, 0, 18, 18 * words)
        assert polynomials.multiplied_out(parts(entry)) is not None
        limits(monkeypatch, 0, 18, 18 * words - 1)
        assert polynomials.multiplied_out(parts(entry)) is None


def test_atoms_are_no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    limits(monkeypatch, 0, 10**6, 10**6)
    entry = (ONE.weight(0) - TWO.weight(0)) * ExpSum.log(2)
    assert polynomials.multiplied_out(parts(entry)) is None
    assert not polynomials.proven_different(parts(entry))
    assert polynomials.constant(parts(entry)) == (False, None)


def test_the_room_for_powers_bounds_the_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Powers of one variable that lie in a small range: 27 products, but few terms."""
    one = row([Algebraic.of(k) for k in (0, 1, 2)])
    two = row([Algebraic.of(k) for k in (0, 2, 1)], label=1)
    entry = one.weight(0) * 2 + two.weight(0) * 3 + one.weight(1) * two.weight(1)
    few = sum(len(e.terms) for _, e in entry.parts()) * 9
    limits(monkeypatch, 0, 9, 10**6)
    assert few > 9
    room = 4 + 2 * 2 + 2 * 2  # 0 … 3 in the parts, and twice what either row sum spreads
    monkeypatch.setattr(polynomials, "MOST_TERMS", room)
    assert polynomials.multiplied_out(parts(entry)) is not None
    monkeypatch.setattr(polynomials, "MOST_TERMS", room - 1)
    assert polynomials.multiplied_out(parts(entry)) is None
    entry = one.weight(0) * 2 + one.weight(1) * one.weight(1) + 1
    room = 3 + 2 * 2 * 2  # 0 … 2 in the parts, twice what the square of the row sum spreads
    assert sum(len(e.terms) for _, e in entry.parts()) * 9 > room
    monkeypatch.setattr(polynomials, "MOST_TERMS", room)
    assert polynomials.multiplied_out(parts(entry)) is not None
    monkeypatch.setattr(polynomials, "MOST_TERMS", room - 1)
    assert polynomials.multiplied_out(parts(entry)) is None


@pytest.mark.parametrize("number", [Fraction(0), Fraction(-22, 7), Fraction(10**9, 10**9 + 7)])
def test_a_constant_is_found_by_its_residue(number: Fraction) -> None:
    one = row([ROOT5, -ROOT5])
    two = row([ROOT5 * 2, Algebraic.of(0)], label=1)
    q = fmpq(number.numerator, number.denominator)
    entry = one.weight(0) - two.weight(0) + q
    assert polynomials.constant(parts(entry)) == (True, q)


@given(st.integers(-(2**29), 2**29), st.integers(1, 2**29))
def test_fractions_from_residues(over: int, under: int) -> None:
    prime = polynomials.PRIMES[0]
    residue = over * pow(under, -1, prime) % prime
    found = polynomials._reconstructed(residue, prime)
    assert found == fmpq(over, under)


def test_a_residue_of_no_small_fraction() -> None:
    """Whatever comes back has the residue; modulo 11 only p, q ≤ 2 are tried."""
    for residue in range(11):
        found = polynomials._reconstructed(residue, 11)
        if found is not None:
            assert (int(found.p) - residue * int(found.q)) % 11 == 0
            assert max(abs(int(found.p)), int(found.q)) <= 2
    reached = {polynomials._reconstructed(residue, 11) for residue in range(11)}
    halves = {fmpq(p, q) for p in (-2, -1, 0, 1, 2) for q in (1, 2)}
    assert reached - {None} == halves


def test_primes_are_primes_with_easy_roots() -> None:
    from flint import fmpz

    assert all(fmpz(p).is_prime() and p % 4 == 3 for p in polynomials.PRIMES)


def test_roots_modulo_a_prime() -> None:
    for prime in polynomials.PRIMES:
        roots = polynomials._square_roots([2, 3, 5], prime)
        squares = all(pow(p, (prime - 1) // 2, prime) == 1 for p in (2, 3, 5))
        assert (roots is not None) == squares
        if roots is not None:
            assert [int(r) ** 2 % prime for r in roots] == [2, 3, 5]


def test_a_proof_of_difference_with_roots_and_a_fill() -> None:
    for different in (
        ONE.weight(0) * ROOT2 - TWO.weight(0),
        THREE.weight(0) - ONE.weight(0),
        THREE.weight(2) * ONE.weight(0) - THREE.weight(2) * ONE.weight(1),
        ONE.weight(0) * ONE.weight(0) - TWO.weight(0) * TWO.weight(0),
    ):
        assert polynomials.proven_different(parts(different))
        assert polynomials.constant(parts(different)) == (True, None)
    cube_roots = ONE.weight(0) * THIRD - TWO.weight(0)
    assert not polynomials.proven_different(parts(cube_roots))  # told by no residue
    assert polynomials.constant(parts(cube_roots)) == (False, None)


def test_residues_by_hand() -> None:
    """e is x: (3x + 1/2)/(1 + x + x²)² − 5/x, modulo a prime."""
    prime, x = polynomials.PRIMES[0], 123456789
    of = row([Algebraic.of(k) for k in (0, 1, 2)])
    r = Entry.reciprocal(of.sums)
    entry = r * r * (ExpSum.exp(1) * 3 + fmpq(1, 2)) - ExpSum.exp(-1) * 5
    variables = polynomials._Variables.of(polynomials._sums(parts(entry)))
    assert variables is not None
    z = 1 + x + x * x
    half = pow(2, -1, prime)
    expected = ((3 * x + half) * pow(z * z, -1, prime) - 5 * pow(x, -1, prime)) % prime
    assert polynomials._residue(parts(entry), variables, [nmod(x, prime)], prime) == expected
    zero = next(y for y in range(2, 43) if (1 + y + y * y) % 43 == 0)
    assert polynomials._residue(parts(entry), variables, [nmod(zero, 43)], 43) is None


def test_residues_are_the_same_every_time() -> None:
    entry = ONE.weight(0) - TWO.weight(1)
    assert polynomials._residues(parts(entry), 2) == polynomials._residues(parts(entry), 2)


def test_points_where_a_row_sum_is_zero_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Last:
        """Always the point −1, where 1 + e is 0."""

        def __init__(self, seed: int) -> None:
            pass

        def randrange(self, first: int, past: int) -> int:
            return past

    monkeypatch.setattr(polynomials, "Random", Last)
    one = row([Algebraic.of(0), Algebraic.of(1)])
    entry = one.weight(0) - one.weight(1)
    assert polynomials._residues(parts(entry), 2) == []
    assert not polynomials.proven_different(parts(entry))


def test_roots_that_the_first_prime_has_not() -> None:
    first = polynomials.PRIMES[0]
    p = next(p for p in (2, 3, 5, 7, 11, 13, 17) if pow(p, (first - 1) // 2, first) != 1)
    root = Algebraic.power(fmpq(p), fmpq(1, 2))
    assert polynomials.proven_different(parts(ONE.weight(0) * root - TWO.weight(0)))


def test_equal_entries_over_row_sums_with_roots() -> None:
    """√2 e/(√2 e + 1) = 2e/(2e + √2)."""
    one = RowSum(("one", 0), ExpSum.exp(1) * ROOT2 + 1)
    two = RowSum(("two", 0), ExpSum.exp(1) * 2 + ROOT2)
    x = ExpSum.exp(1) * ROOT2 * Entry.reciprocal(one)
    y = ExpSum.exp(1) * 2 * Entry.reciprocal(two)
    assert polynomials.constant(parts(x - y)) == (True, 0)
    assert not polynomials.proven_different(parts(x - y))
    assert (x - y).is_zero() is True


def test_variables_of_roots() -> None:
    cubes = polynomials._Variables.of([ExpSum.of(THIRD)])
    assert cubes is not None and cubes.roots == {2: 3}
    both = polynomials._Variables.of([ExpSum.of(ROOT2), ExpSum.of(ROOT5)])
    assert both is not None and both.roots == {2: 2, 5: 2}
    assert both.mono((3, 5)) == (2 * 25, Mono.of(((2, 1, 2), (5, 1, 2))))
    assert both.mono((2, 4)) == (2 * 25, Mono.of())


def test_variables_of_a_sum() -> None:
    x = ExpSum.exp(ROOT5 * fmpq(1, 6) + fmpq(3, 4)) * ROOT2 + ExpSum.exp(ROOT5 * fmpq(1, 4)) * THIRD
    found = polynomials._Variables.of([x, ExpSum.exp(fmpq(1, 6))])
    assert found is not None
    assert found.powers == {((5, 1, 2),): 12, (): 12}
    assert found.roots == {2: 6}
    for mono in x.terms:
        numbers = dict(zip((*found.powers, *found.roots), found.exponents(mono), strict=True))
        again = found.mono(found.exponents(mono))
        assert again == (1, mono)
        assert numbers[2] == (3 if mono.radical == ((2, 1, 2),) else 2)
    assert found.mono((12, -6, 13)) == (4, Mono.of(((2, 1, 6),), ROOT5 - fmpq(1, 2)))
    assert found.mono((0, 0, -1)) == (fmpq(1, 2), Mono.of(((2, 5, 6),)))
