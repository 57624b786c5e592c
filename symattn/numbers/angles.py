"""sin, cos and tanh as numbers known by balls; products of sines and cosines taken apart.

Sums are written with the fewest terms: 2 + 2 cos 1.
Products are taken apart by 2 cos a cos b = cos(a − b) + cos(a + b) and its sisters.  In what
comes out each sine and cosine stands alone, so that sin² + cos² = 1 is found, and so is
cos(p − q) in the product of two positional encodings.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

from flint import arb, fmpq

from symattn.formulas.tree import Apply, Formula
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.board import algebraic_formula
from symattn.numbers.monomials import ONE, ZERO, Atom, Mono, Opaque, mono_product
from symattn.numbers.precision import working

__all__ = ["Function", "angle", "fewest"]

Function = Literal["sin", "cos"]
_BALLS: Mapping[str, Callable[[arb], arb]] = {"sin": arb.sin, "cos": arb.cos, "tanh": arb.tanh}
MOST_FACTORS = 6
"""A product of more sines and cosines would come apart into more terms than a line holds."""

_Waves = dict[tuple[Function, Algebraic], fmpq]


def angle(function: Function | Literal["tanh"], argument: Algebraic) -> Opaque:
    """The function of a real algebraic number that is not zero, known by balls."""
    made = _Wave(function, argument)
    return Opaque((function, argument), made.ball, made.shown)


@dataclass(frozen=True)
class _Wave:
    function: str
    argument: Algebraic

    def ball(self, bits: int) -> arb:
        with working(bits + 20):
            return _BALLS[self.function](self.argument.ball(bits + 20))

    def shown(self) -> Formula:
        return Apply(self.function, (algebraic_formula(self.argument),), parentheses=False)


def fewest(terms: Mapping[Mono, fmpq]) -> Mapping[Mono, fmpq]:
    """The terms as they are, or with products of sines and cosines taken apart: the shorter."""
    if not any(_waves_of(mono) > 1 for mono in terms):
        return terms
    apart: dict[Mono, fmpq] = {}
    for mono, c in terms.items():
        if _waves_of(mono) > MOST_FACTORS:
            return terms
        for extra, one in _apart(mono):
            apart[one] = apart.get(one, fmpq(0)) + c * extra
    kept = {mono: c for mono, c in apart.items() if c}
    return kept if len(kept) < len(terms) else terms


def _waves_of(mono: Mono) -> int:
    """How many sines and cosines are multiplied in it."""
    return sum(power for atom, power in mono.atoms if _key(atom) and isinstance(power, int))


def _key(atom: Atom) -> tuple[Function, Algebraic] | None:
    key: Hashable = atom.key if isinstance(atom, Opaque) else None
    if not (isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], Algebraic)):
        return None
    return ("sin", key[1]) if key[0] == "sin" else ("cos", key[1]) if key[0] == "cos" else None


def _apart(mono: Mono) -> list[tuple[fmpq, Mono]]:
    rest = tuple(pair for pair in mono.atoms if _key(pair[0]) is None)
    bare = Mono.of(mono.radical, mono.exponent, rest)
    waves: _Waves = {("cos", ZERO): fmpq(1)}
    for atom, power in mono.atoms:
        key = _key(atom)
        for _ in range(power if key is not None and isinstance(power, int) else 0):
            assert key is not None
            waves = _times(waves, *key)
    return [_placed(bare, c, *wave) for wave, c in waves.items()]


def _placed(bare: Mono, c: fmpq, function: Function, argument: Algebraic) -> tuple[fmpq, Mono]:
    one = Mono.of((), ZERO, ((angle(function, argument), 1),)) if argument else ONE
    extra, mono = mono_product(bare, one)
    return c * extra, mono


def _times(waves: _Waves, function: Function, b: Algebraic) -> _Waves:
    """Each wave times one more: half the wave of the difference and half that of the sum."""
    out: _Waves = {}
    for (own, a), c in waves.items():
        less, more = a + b * -1, a + b
        if own == function:
            parts = [("cos", less, 1), ("cos", more, 1 if own == "cos" else -1)]
        else:
            parts = [("sin", more, 1), ("sin", less, 1 if own == "sin" else -1)]
        for name, at, sign in parts:
            _add(out, "cos" if name == "cos" else "sin", at, c * fmpq(sign, 2))
    return {key: c for key, c in out.items() if c}


def _add(out: _Waves, function: Function, at: Algebraic, c: fmpq) -> None:
    """One more term; of two opposite angles the positive one."""
    sign = at.sign()
    if function == "sin" and sign == 0:
        return
    key = (function, at * -1 if sign == -1 else at)
    out[key] = out.get(key, fmpq(0)) + (-c if function == "sin" and sign == -1 else c)
