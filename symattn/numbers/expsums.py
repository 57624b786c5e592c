"""Sums Σ c·e^a with algebraic c and a: exponentials, row sums, numerators of weights.

**Equality is decidable.**  Lindemann-Weierstrass (in Baker's form): exponentials
of distinct algebraic numbers are linearly independent over the algebraic
numbers, and radicals over the rationals.  A sum is stored as rational
coefficients of monomials √m·e^a; it is zero only if it has no term, and so
every comparison with a rational ends.

Another base b than e: whole and rational powers are algebraic.  Irrational ones,
and logarithms, are decided as far as :mod:`symattn.numbers.independence` goes;
past that (tanh, exponentials of exponentials) balls prove every *in*equality and
equality stays open: None.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, Union

from flint import arb, ctx, fmpq

from symattn.errors import Limit, Unsupported
from symattn.formulas.tree import Exp, Formula, Power
from symattn.numbers.algebraic import Algebraic, factored
from symattn.numbers.angles import fewest
from symattn.numbers.independence import collected, independent
from symattn.numbers.monomials import (
    MAX_EXPONENT,
    ONE,
    UNIT,
    ZERO,
    Atoms,
    Log,
    Mono,
    Opaque,
    mono_product,
    prime_power,
    remembered,
    worked_out,
)
from symattn.numbers.precision import doubling, sign_of, working
from symattn.words import say

__all__ = ["ExpSum", "accumulate"]

PROVEN_BITS = 1 << 20  # of the balls, where the sum is proven not to be zero
OPEN_BITS = 1 << 13  # where it is not

Scalar: TypeAlias = Union[int, fmpq, Algebraic, "ExpSum"]
Terms: TypeAlias = dict[Mono, fmpq]


def accumulate(into: Terms, a: Mapping[Mono, fmpq], b: Mapping[Mono, fmpq]) -> None:
    """Adds the product of two sums to a third; terms that cancel stay, as zeros."""
    if len(b) == 1 and ONE in b:
        a, b = b, a
    if len(a) == 1 and ONE in a:
        factor = a[ONE]
        for mono, c in b.items():
            known = into.get(mono)
            into[mono] = c * factor if known is None else known + c * factor
        return
    for one, c in a.items():
        for two, d in b.items():
            extra, mono = mono_product(one, two)
            value = c * d if extra is UNIT else c * d * extra
            known = into.get(mono)
            into[mono] = value if known is None else known + value


class ExpSum:
    """An immutable sum of monomials with rational coefficients.

    >>> two = ExpSum.of(2) + ExpSum.exp(ExpSum.of(-2))
    >>> (two - two).is_zero(), two.sign()
    (True, 1)
    """

    __slots__ = ("_balls", "_hash", "_largest", "_sign", "_terms")

    def __init__(self, terms: Terms) -> None:
        """From coefficients, none of them zero; the public doors are the class methods."""
        self._terms = terms
        self._balls: dict[int, arb] = {}
        self._hash: int | None = None
        self._largest: Algebraic | None = None
        self._sign: int | None = 2

    def __reduce__(self) -> tuple[type[ExpSum], tuple[Terms]]:
        """Pickled without its balls, which are found again."""
        return ExpSum, (self._terms,)

    @classmethod
    def of(cls, value: Scalar) -> ExpSum:
        """From a rational or algebraic number."""
        if isinstance(value, ExpSum):
            return value
        if isinstance(value, Algebraic):
            return cls({Mono.of(r): c for r, c in value.coefficients.items()})
        number = fmpq(value)
        return cls({ONE: number} if number else {})

    @classmethod
    def log(cls, value: int | fmpq) -> ExpSum:
        """ln of a positive rational, as a sum over its primes.

        >>> ExpSum.exp(ExpSum.log(fmpq(3, 2))).rational()
        3/2
        """
        value = fmpq(value)
        pairs = factored((int(value.p), int(value.q)))
        return cls({Mono.of((), ZERO, ((Log(p), 1),)): fmpq(k) for p, k in pairs})

    @classmethod
    def exp(cls, exponent: Scalar, base: int | fmpq | None = None) -> ExpSum:
        """e^exponent, or base^exponent for a positive base.

        Linear exponents a + Σ k ln p stay decidable: p^k joins the coefficient.
        Anything past that becomes an opaque factor, whose equality is open.
        Raises Limit where the exponent is past 10^4000.

        >>> ExpSum.exp(ExpSum.of(fmpq(-1, 2)), fmpq(4)).rational()
        1/2
        """
        shortest = fewest(ExpSum.of(exponent).terms)  # sin² + cos² in it is 1
        linear, logs, rest = _split(cls(dict(shortest)))
        if linear and not abs(linear.ball(64)) < MAX_EXPONENT:
            raise Limit(say("numbers.large_exponent"))
        factor, mono = fmpq(1), ONE
        if base is None:
            if linear:
                mono = Mono.of((), linear)
            powers = [(fmpq(p), k) for p, k in logs]
        else:
            powers = [(fmpq(base), linear)] if linear else []
            rest = rest + cls._logs(logs)
        for number, power in powers:  # of one prime each, so nothing comes out of the roots
            more, other = prime_power(number, power)
            _, mono = mono_product(mono, other)
            factor *= more
        result = cls({mono: factor})
        return result * _opaque_power(rest, base) if rest else result

    @classmethod
    def _logs(cls, logs: list[tuple[int, Algebraic]]) -> ExpSum:
        out = cls({})
        for p, k in logs:
            out = out + cls.log(p) * k
        return out

    @classmethod
    def opaque(
        cls,
        key: Hashable,
        ball: Callable[[int], arb],
        shown: Callable[[], Formula],
        positive: bool = False,
    ) -> ExpSum:
        """A number that is known by balls alone."""
        atom = Opaque(key, ball, shown, positive)
        return cls({Mono.of((), ZERO, ((atom, 1),)): fmpq(1)})

    @classmethod
    def total(cls, sums: Iterable[ExpSum]) -> ExpSum:
        """The sum of many, in one pass."""
        into: Terms = {}
        unit = {ONE: fmpq(1)}
        for one in sums:
            accumulate(into, unit, one._terms)
        return cls({m: c for m, c in into.items() if c})

    @property
    def terms(self) -> Mapping[Mono, fmpq]:
        """Monomials with their coefficients; not to be changed."""
        return self._terms

    def grouped(self) -> dict[tuple[Algebraic, Atoms], Algebraic]:
        """The same sum as c·e^a·Π atoms with algebraic c."""
        out: dict[tuple[Algebraic, Atoms], dict[tuple[tuple[int, int, int], ...], fmpq]] = {}
        for mono, c in self._terms.items():
            out.setdefault((mono.exponent, mono.atoms), {})[mono.radical] = c
        return {key: Algebraic(c) for key, c in out.items()}

    def __bool__(self) -> bool:
        return bool(self._terms)

    def __eq__(self, other: object) -> bool:
        """Whether both are written the same; for values ask ``(a − b).is_zero()``."""
        if not isinstance(other, ExpSum):
            return NotImplemented
        return self is other or self._terms == other._terms

    def __hash__(self) -> int:
        if self._hash is None:
            items = ((m, int(c.p), int(c.q)) for m, c in self._terms.items())
            self._hash = hash(frozenset(items))
        return self._hash

    def __repr__(self) -> str:
        terms = ", ".join(sorted(f"{mono}: {c}" for mono, c in self._terms.items()))
        return f"ExpSum({{{terms}}})"  # in one order: atoms are sorted by it

    def __add__(self, other: Scalar) -> ExpSum:
        if not isinstance(other, ExpSum):
            if not isinstance(other, (int, fmpq, Algebraic)):
                return NotImplemented
            other = ExpSum.of(other)
        a, b = self._terms, other._terms
        if len(a) < len(b):
            a, b = b, a
        total = dict(a)
        for mono, c in b.items():
            known = total.get(mono)
            new = c if known is None else known + c
            if new:
                total[mono] = new
            else:
                del total[mono]
        return ExpSum(total)

    __radd__ = __add__

    def __neg__(self) -> ExpSum:
        return ExpSum({m: -c for m, c in self._terms.items()})

    def __sub__(self, other: Scalar) -> ExpSum:
        return self + (-other)

    def __rsub__(self, other: Scalar) -> ExpSum:
        return -self + other

    def __mul__(self, other: Scalar) -> ExpSum:
        if not isinstance(other, ExpSum):
            if not isinstance(other, (int, fmpq, Algebraic)):
                return NotImplemented
            other = ExpSum.of(other)
        into: Terms = {}
        accumulate(into, self._terms, other._terms)
        return ExpSum({m: c for m, c in into.items() if c})

    __rmul__ = __mul__

    def times(self, factor: int | fmpq | Algebraic) -> ExpSum:
        """Every term times an algebraic number."""
        return self * factor

    def power(self, n: int) -> ExpSum:
        """The n-th power, n ≥ 0."""
        out = ExpSum.of(1)
        for _ in range(n):
            out = out * self
        return out

    def shifted(self, by: Algebraic | fmpq | int) -> ExpSum:
        """The sum times e^by."""
        return self * ExpSum({Mono.of((), Algebraic.of(by)): fmpq(1)})

    def inverse(self) -> ExpSum | None:
        """1/x where x is one c·e^a·Π atoms, else None.  ZeroDivisionError for 0."""
        if not self._terms:
            raise ZeroDivisionError("1/0")
        if len(self._terms) == 1:
            ((mono, c),) = self._terms.items()
            factor, turned = mono.inverse()
            return ExpSum({turned: factor / c})
        groups = self.grouped()
        if len(groups) > 1:
            return None
        (((exponent, atoms), total),) = groups.items()
        if any(q != 2 for radical in total.coefficients for _, _, q in radical):
            return None
        return ExpSum.of(total.inverse()) * ExpSum(
            {Mono.of((), exponent, atoms).inverse()[1]: UNIT}
        )

    def plain_term(self) -> tuple[Algebraic, Algebraic] | None:
        """c and a where the sum is c·e^a, (0, 0) for 0; None for any other sum."""
        groups = self.grouped()
        if len(groups) > 1 or any(atoms for _, atoms in groups):
            return None
        return next(((c, exponent) for (exponent, _), c in groups.items()), (ZERO, ZERO))

    def algebraic(self) -> Algebraic | None:
        """The value where no exponential and no atom is left in it, else None."""
        if any(mono.exponent or mono.atoms for mono in self._terms):
            return None
        return Algebraic({mono.radical: c for mono, c in self._terms.items()})

    def exponents(self) -> tuple[Algebraic, ...]:
        """The exponents of e, each once, the largest first."""
        found = {mono.exponent for mono in self._terms}
        return tuple(sorted(found, reverse=True))

    def largest_exponent(self) -> Algebraic:
        """The largest exponent of e, 0 for an empty sum."""
        if self._largest is None:
            found = {mono.exponent for mono in self._terms}
            self._largest = max(found) if found else ZERO
        return self._largest

    def leading(self) -> ExpSum:
        """The leading term: that of the largest exponent, of equal ones the first by its atoms.

        Taken out of a sum or of its multiple by a term, it leaves the same.
        """
        atoms = sorted({a for mono in self._terms for a, _ in mono.atoms}, key=lambda a: a.order)

        def place(mono: Mono) -> tuple[Any, ...]:
            powers = dict(mono.atoms)
            return (mono.exponent, *(powers.get(atom, 0) for atom in atoms), mono.radical)

        first = max(self._terms, key=place)
        return ExpSum({first: self._terms[first]})

    def rational(self) -> fmpq | None:
        """The value where it is proven rational (and short enough to write), else None."""
        terms = self._terms
        if not terms:
            return fmpq(0)
        if len(terms) == 1 and ONE in terms:
            return terms[ONE]
        if not any(mono.atoms for mono in terms):
            return None
        terms = dict(collected(terms))
        if not terms:
            return fmpq(0)
        ((mono, c), *more) = terms.items()
        return None if more else worked_out(mono, c)

    def enclosure(self) -> arb:
        """The enclosure at the precision that is set."""
        known = self._balls.get(ctx.prec)
        if known is not None:
            return known
        total = arb(0)
        for mono, c in self._terms.items():
            total += mono.enclosure() * c
        return remembered(self._balls, ctx.prec, total)

    def ball(self, bits: int) -> arb:
        """The enclosure, worked out with ``bits`` bits."""
        with working(bits):
            return self.enclosure()

    def is_zero(self) -> bool | None:
        """Whether the sum is 0; None where no procedure decides it and balls do not."""
        sign = self.sign()
        if sign is not None:
            return sign == 0
        return False if independent(collected(self._terms)) else None

    def sign(self) -> int | None:
        """−1, 0 or 1, proven; None where it is not decided within the stated limits."""
        if self._sign == 2:
            self._sign = self._decided_sign()
        return self._sign

    def _decided_sign(self) -> int | None:
        if not self._terms:
            return 0
        if len(self._terms) == 1:
            ((mono, c),) = self._terms.items()
            if mono.positive:
                return 1 if c > 0 else -1
        if (seen := sign_of(self.ball(64))) is not None:
            return seen
        kept = ExpSum(dict(collected(dict(fewest(self._terms)))))
        if not kept:
            return 0
        most = PROVEN_BITS if independent(kept._terms) else OPEN_BITS
        for bits in doubling(128, most):
            if (seen := sign_of(kept.ball(bits))) is not None:
                return seen
        return None


def _split(value: ExpSum) -> tuple[Algebraic, list[tuple[int, Algebraic]], ExpSum]:
    """a + Σ k_p ln p + the rest: a, the pairs (p, k_p), the rest."""
    linear: dict[tuple[tuple[int, int, int], ...], fmpq] = {}
    logs: dict[int, Algebraic] = {}
    rest: Terms = {}
    for mono, c in value.terms.items():
        if not mono.exponent and not mono.atoms:
            linear[mono.radical] = c
            continue
        atom, power = mono.atoms[0] if len(mono.atoms) == 1 else (None, 0)
        if isinstance(atom, Log) and power == 1 and not mono.exponent:
            logs[atom.prime] = logs.get(atom.prime, ZERO) + Algebraic({mono.radical: c})
        else:
            rest[mono] = c
    return Algebraic(linear), sorted(logs.items()), ExpSum(rest)


def _opaque_power(exponent: ExpSum, base: int | fmpq | None) -> ExpSum:
    """e^exponent or base^exponent for an exponent past linear."""
    number = None if base is None else fmpq(base)
    if number is not None and number <= 0:
        raise Unsupported(say("numbers.power_of_negative"))
    made = _Raised(exponent, number)
    name = "e" if number is None else str(number)
    return ExpSum.opaque(("power", name, exponent), made.ball, made.shown, positive=True)


@dataclass(frozen=True)
class _Raised:
    exponent: ExpSum
    base: fmpq | None

    def ball(self, bits: int) -> arb:
        with working(bits):
            inner = self.exponent.enclosure()
            return inner.exp() if self.base is None else (inner * arb(self.base).log()).exp()

    def shown(self) -> Formula:
        from symattn.numbers.closed import rational_formula, sum_formula

        inner = sum_formula(self.exponent)
        return Exp(inner) if self.base is None else Power(rational_formula(self.base), inner)
