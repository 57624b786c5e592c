"""Sums Σ c·e^a with algebraic c and a: exponentials, row sums, numerators of weights.

**Equality is decidable.**  Lindemann–Weierstrass (in Baker's form: Transcendental
Number Theory, 1975, theorem 1.4): exponentials of distinct algebraic numbers are
linearly independent over the algebraic numbers.  A sum whose exponents are distinct
is therefore zero only if each c is zero, and so is every comparison with a rational.

With another base b than e, whole and rational powers are algebraic and go into c.
Irrational powers b^(r·α) with rational r are powers of the one number b^(α/q), which
is transcendental by Gelfond–Schneider, so again only zero coefficients give zero.
Past that (logarithms that stay, tanh, exponentials of exponentials) no procedure is
known: balls prove every *in*equality, and equality stays open (``None``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Union

from flint import arb, fmpq, fmpz

from symattn.errors import Limit, Unsupported
from symattn.formulas.tree import Apply, Exp, Formula, Num, Power
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.precision import working

__all__ = ["Atom", "ExpSum", "Monomial", "log_atom"]

MOST_BITS = 2**16
"""Where no procedure decides, balls are tried up to this many bits."""
MOST_EXPONENT = 10**15
"""Exponents past this are refused: the powers have more than 10^14 digits before the point."""


@dataclass(frozen=True)
class Atom:
    """A real number known by name and by balls: ln 3, tanh(…), a nested exponential."""

    key: str
    ball: Callable[[int], arb] = field(compare=False, repr=False)
    shown: Callable[[], Formula] = field(compare=False, repr=False)

    @property
    def formula(self) -> Formula:
        """How it is written; made when it is asked for."""
        return self.shown()


class Monomial(NamedTuple):
    """e^exponent · Π base^power · Π atom^count."""

    exponent: Algebraic
    powers: tuple[tuple[fmpq, Algebraic], ...] = ()
    atoms: tuple[tuple[Atom, int], ...] = ()


_ZERO = Algebraic({})
_ONE = Monomial(_ZERO)

Scalar = Union[int, fmpq, Algebraic, "ExpSum"]


def log_atom(prime: int) -> Atom:
    """ln p."""

    def ball(bits: int) -> arb:
        with working(bits):
            return arb(prime).log()

    return Atom(f"log({prime})", ball, lambda: Apply("ln", (Num(str(prime)),), parentheses=False))


class ExpSum:
    """An immutable sum of monomials with algebraic coefficients.

    >>> two = ExpSum.of(2) + ExpSum.exp(ExpSum.of(-2))
    >>> (two - two).is_zero(), two.sign()
    (True, 1)
    """

    __slots__ = ("_balls", "_terms")

    def __init__(self, terms: Mapping[Monomial, Algebraic]) -> None:
        self._terms = {monomial: c for monomial, c in terms.items() if c}
        self._balls: dict[int, arb] = {}

    @classmethod
    def of(cls, value: Scalar) -> ExpSum:
        """From a rational or algebraic number."""
        if isinstance(value, ExpSum):
            return value
        return cls({_ONE: Algebraic.of(value)})

    @classmethod
    def atom(cls, atom: Atom) -> ExpSum:
        """A number that is known by balls alone."""
        return cls({Monomial(_ZERO, (), ((atom, 1),)): Algebraic.of(1)})

    @classmethod
    def log(cls, value: fmpq) -> ExpSum:
        """ln of a positive rational, as a sum over its primes.

        >>> ExpSum.exp(ExpSum.log(fmpq(3, 2))).rational()
        3/2
        """
        if value <= 0:
            raise Unsupported("ln is taken of positive numbers only")
        terms: dict[Monomial, Algebraic] = {}
        for part, sign in ((int(value.p), 1), (int(value.q), -1)):
            if part > 10**18:
                raise Limit("the number under ln is above 10^18")
            for prime, times in fmpz(part).factor():
                monomial = Monomial(_ZERO, (), ((log_atom(int(prime)), 1),))
                terms[monomial] = Algebraic.of(sign * int(times))
        return cls(terms)

    @classmethod
    def exp(cls, exponent: ExpSum, base: fmpq | None = None) -> ExpSum:
        """e^exponent, or base^exponent.

        An exponent a + Σ k ln p with rational k stays decidable: p^k is algebraic.
        Anything past linear becomes an atom, whose equality is not decided.
        """
        linear, logs = exponent._linear()
        if linear is None:
            return cls.atom(_opaque_power(exponent, base))
        result = cls.of(1)
        if base is None:
            if abs(linear.ball(64).mid()) > MOST_EXPONENT:
                raise Limit(f"an exponent is past {MOST_EXPONENT}")
            result = cls({Monomial(linear): Algebraic.of(1)})
            for prime, k in logs:
                result = result * cls._power(fmpq(prime), k)
            return result
        if logs:
            return cls.atom(_opaque_power(exponent, base))
        return cls._power(base, linear)

    @classmethod
    def _power(cls, base: fmpq, exponent: Algebraic) -> ExpSum:
        whole = fmpq(0)
        rest: dict[tuple[tuple[int, fmpq], ...], fmpq] = {}
        for radical, c in exponent.terms():
            if radical:
                rest[radical] = c
            else:
                whole = c
        if abs(whole) > 10**6:
            raise Limit("a power past 10^6 of another base than e is not worked out")
        powers = ((base, Algebraic(rest)),) if rest else ()
        return cls({Monomial(_ZERO, powers): Algebraic.power(base, whole)})

    def _linear(self) -> tuple[Algebraic | None, list[tuple[int, Algebraic]]]:
        """The parts a and k_p of a + Σ k_p ln p; None where the sum is not of that kind."""
        plain, logs = _ZERO, []
        for monomial, c in self._terms.items():
            if monomial.exponent or monomial.powers:
                return None, []
            if not monomial.atoms:
                plain = c
            elif len(monomial.atoms) == 1 and monomial.atoms[0][1] == 1:
                key = monomial.atoms[0][0].key
                if not key.startswith("log("):
                    return None, []
                logs.append((int(key[4:-1]), c))
            else:
                return None, []
        return plain, logs

    @property
    def terms(self) -> Mapping[Monomial, Algebraic]:
        """Monomials with their coefficients; read only."""
        return self._terms

    def __bool__(self) -> bool:
        return bool(self._terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExpSum) and self._terms == other._terms

    def __hash__(self) -> int:
        return hash(frozenset(self._terms.items()))

    def __repr__(self) -> str:
        return f"ExpSum({self._terms})"

    def __add__(self, other: Scalar) -> ExpSum:
        more = ExpSum.of(other)._terms
        if not self._terms:
            return ExpSum(more)
        terms = dict(self._terms)
        for monomial, c in more.items():
            terms[monomial] = terms[monomial] + c if monomial in terms else c
        return ExpSum(terms)

    __radd__ = __add__

    def __neg__(self) -> ExpSum:
        return ExpSum({monomial: -c for monomial, c in self._terms.items()})

    def __sub__(self, other: Scalar) -> ExpSum:
        return self + -ExpSum.of(other)

    def __rsub__(self, other: Scalar) -> ExpSum:
        return ExpSum.of(other) + -self

    def __mul__(self, other: Scalar) -> ExpSum:
        if not isinstance(other, ExpSum):
            factor = Algebraic.of(other)
            return ExpSum({monomial: c * factor for monomial, c in self._terms.items()})
        terms: dict[Monomial, Algebraic] = {}
        for one, c in self._terms.items():
            for two, d in other._terms.items():
                monomial, factor = _multiplied(one, two)
                product = c * d if factor is None else c * d * factor
                terms[monomial] = terms[monomial] + product if monomial in terms else product
        return ExpSum(terms)

    __rmul__ = __mul__

    def shifted(self, by: Algebraic) -> ExpSum:
        """The sum times e^by."""
        return ExpSum({m._replace(exponent=m.exponent + by): c for m, c in self._terms.items()})

    def largest_exponent(self) -> Algebraic:
        """The largest exponent of e, 0 for an empty sum."""
        exponents = [monomial.exponent for monomial in self._terms]
        if not exponents:
            return _ZERO
        top = exponents[0]
        for exponent in exponents[1:]:
            if top < exponent:
                top = exponent
        return top

    def rational(self) -> fmpq | None:
        """The value where it is seen to be rational, else None."""
        if not self._terms:
            return fmpq(0)
        if len(self._terms) == 1 and _ONE in self._terms:
            return self._terms[_ONE].rational()
        return None

    def ball(self, precision: int) -> arb:
        """An enclosure worked out with that many bits."""
        known = self._balls.get(precision)
        if known is not None:
            return known
        with working(precision):
            total = arb(0)
            for monomial, c in self._terms.items():
                total += c.ball(precision) * _monomial_ball(monomial, precision)
        self._balls = {precision: total}
        return total

    def is_zero(self) -> bool | None:
        """Whether the sum is 0; None where no procedure decides it (see above)."""
        if not self._terms:
            return True
        if self._decidable():
            return False
        return False if self._separated(MOST_BITS) else None

    def _decidable(self) -> bool:
        """Whether the monomials are independent over the algebraic numbers, provably."""
        if len(self._terms) == 1:
            (monomial,) = self._terms
            return all(atom.key.startswith("log(") for atom, _ in monomial.atoms)
        if any(monomial.atoms for monomial in self._terms):
            return False
        powers = [monomial.powers for monomial in self._terms if monomial.powers]
        if not powers:
            return True
        if any(monomial.exponent for monomial in self._terms):
            return False
        base, direction = powers[0][0]
        return all(
            len(p) == 1 and p[0][0] == base and _ratio(p[0][1], direction) is not None for p in powers
        )

    def _separated(self, most: int) -> int:
        precision = 64
        while precision <= most:
            ball = self.ball(precision)
            if ball > 0:
                return 1
            if ball < 0:
                return -1
            precision *= 2
        return 0

    def sign(self) -> int | None:
        """−1, 0 or 1, exactly; None where equality with 0 is not decided.

        A sum that is provably not 0 is refined until its ball leaves 0.
        """
        if not self._terms:
            return 0
        if len(self._terms) == 1:
            ((monomial, c),) = self._terms.items()
            if not monomial.atoms:
                return c.sign()
        if not self._decidable():
            return self._separated(MOST_BITS) or None
        # The largest power taken out keeps relative accuracy beside e^(10^9).
        return self._separated(2**40)


def _monomial_ball(monomial: Monomial, precision: int) -> arb:
    value = monomial.exponent.ball(precision + 40).exp() if monomial.exponent else arb(1)
    for base, exponent in monomial.powers:
        value *= (exponent.ball(precision + 40) * arb(base).log()).exp()
    for atom, count in monomial.atoms:
        value *= atom.ball(precision) ** count
    return value


def _multiplied(one: Monomial, two: Monomial) -> tuple[Monomial, Algebraic | None]:
    exponent = one.exponent + two.exponent if two.exponent else one.exponent
    if not (one.powers or two.powers or one.atoms or two.atoms):
        return Monomial(exponent), None
    powers = dict(one.powers)
    for base, power in two.powers:
        powers[base] = powers.get(base, _ZERO) + power
    atoms = dict(one.atoms)
    for atom, count in two.atoms:
        atoms[atom] = atoms.get(atom, 0) + count
    kept = tuple(sorted(((b, p) for b, p in powers.items() if p), key=lambda item: item[0]))
    counted = tuple(sorted(((a, n) for a, n in atoms.items() if n), key=lambda item: item[0].key))
    return Monomial(exponent, kept, counted), None


def _ratio(one: Algebraic, two: Algebraic) -> fmpq | None:
    """one/two where that is rational."""
    first, second = one.terms(), two.terms()
    if [radical for radical, _ in first] != [radical for radical, _ in second]:
        return None
    ratios = {c / d for (_, c), (_, d) in zip(first, second, strict=True)}
    return ratios.pop() if len(ratios) == 1 else None


def _opaque_power(exponent: ExpSum, base: fmpq | None) -> Atom:
    from symattn.numbers.show import sum_formula

    def ball(bits: int) -> arb:
        with working(bits):
            inner = exponent.ball(bits)
            return inner.exp() if base is None else (inner * arb(base).log()).exp()

    def shown() -> Formula:
        inner = sum_formula(exponent)
        return Exp(inner) if base is None else Power(Num(str(base)), inner)

    key = sorted(f"{monomial}{c}" for monomial, c in exponent.terms.items())
    return Atom(f"power({base}, {key})", ball, shown)


def total(sums: Iterable[ExpSum]) -> ExpSum:
    """The sum of many."""
    terms: dict[Monomial, Algebraic] = {}
    for one in sums:
        for monomial, c in one.terms.items():
            terms[monomial] = terms[monomial] + c if monomial in terms else c
    return ExpSum(terms)
