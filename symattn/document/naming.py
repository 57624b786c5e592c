"""Letters for sums that are too long to stand where they are, and shorter ways to write them.

The longest sums of a formula get letters u₁, u₂ …, each of which stands for one and the same
sum everywhere; where a page has no more room, the middle of a sum is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from symattn.document.boxes import box
from symattn.formulas.rebuild import parts_of, rebuilt, with_parts
from symattn.formulas.tree import Apply, Dots, Formula, Group, Num, Sum, Sym

__all__ = ["TERMS", "Letters", "fewer", "fitted", "shortened"]

SHORTEST = 2.0
"""In em: a sum that is no wider than this gains nothing by a letter."""
TERMS = 4
"""Longer sums are shortened to two terms, dots and the last where a page has no more room."""


class Letters:
    """Letters for sums too long to stand where they are, in the order in which they came.

    >>> letters = Letters(())
    >>> letters.of(Sum((Num("1"), Num("2"))))
    Sym(name='u', sub=(Num(text='1'),), sup=(), accent='', upright=False)
    """

    def __init__(self, taken: Iterable[Formula]) -> None:
        used = {part.name for one in taken for part in parts_of(one) if isinstance(part, Sym)}
        self._letter = next(name for name in "ucghyabdefijklmnop" if name not in used)
        self._known: dict[Formula, Sym] = {}

    def of(self, body: Formula) -> Sym:
        """The letter of that sum."""
        if body not in self._known:
            self._known[body] = Sym(self._letter, sub=(Num(str(len(self._known) + 1)),))
        return self._known[body]

    def mark(self) -> int:
        """How many there are."""
        return len(self._known)

    def back_to(self, mark: int) -> None:
        """Only the first so many again: what needed the others is not shown."""
        self._known = dict(list(self._known.items())[:mark])

    def past(self, told: int) -> tuple[tuple[Formula, Sym], ...]:
        """The sums and letters past the first ``told``."""
        return tuple(self._known.items())[told:]


def fitted(whole: Formula, width: float, letters: Letters) -> Formula:
    """The formula with as many of its longest sums named as it takes to fit.

    It stays as it is where that is enough; where no sum is left it may be too wide still.
    """
    if box(whole).width <= width:
        return whole
    widths = {part: box(part).width for part in parts_of(whole) if isinstance(part, Sum)}
    own = (part for part, wide in widths.items() if wide > SHORTEST and part != whole)
    sums = sorted(own, key=lambda part: (-widths[part], repr(part)))

    def fits(count: int) -> bool:
        return box(_renamed(whole, dict.fromkeys(sums[:count], _STAND_IN))).width <= width

    count = bisect_left(range(len(sums)), True, key=lambda k: fits(k))
    chosen: set[Formula] = set(sums[:count])
    named: dict[Formula, Formula] = {}
    for part in _outermost(whole, chosen):  # numbered as they are read
        named[part] = letters.of(part)
    made = _renamed(whole, named)
    return made if box(made).width <= width else fewer(made)


_STAND_IN = Sym("u", sub=(Num("11"),))
"""As wide as a letter will be, while it is not known which number it gets."""


def _outermost(whole: Formula, chosen: set[Formula]) -> Iterator[Formula]:
    """The chosen parts as they are met, without what stands in others of them."""
    found: list[Formula] = []

    def look(node: Formula) -> Formula:
        if node in chosen:
            found.append(node)
            return node
        return with_parts(node, look)

    look(whole)
    yield from dict.fromkeys(found)


def _renamed(whole: Formula, named: Mapping[Formula, Formula]) -> Formula:
    """Letters for the sums, and no parentheses around a letter alone."""

    def change(node: Formula) -> Formula:
        inner = node.body if isinstance(node, Group) else node
        if isinstance(inner, Sum) and inner in named:
            return named[inner]
        return with_parts(node, change)

    return change(whole)


def shortened(whole: Formula) -> Formula:
    """Every long sum in it with its middle left out, every long list of arguments too.

    >>> shortened(Sum(tuple(map(Num, "12345")))).terms[2]
    Dots(direction='row')
    """

    def change(node: Formula) -> Formula:
        if isinstance(node, Sum) and len(node.terms) > TERMS and Dots("row") not in node.terms:
            return Sum((*node.terms[:2], Dots("row"), node.terms[-1]))
        return fewer(node)

    return rebuilt(whole, change)


def fewer(node: Formula) -> Formula:
    if isinstance(node, Apply) and len(node.arguments) > TERMS:
        return Apply(
            node.function, (*node.arguments[:2], Dots(), node.arguments[-1]), node.parentheses
        )
    return node
