"""A recipe: named lines that say what to do and hold no values.

The graph of a computation laid flat, in reading order, under the names that
people use for its stages.  Mistakes, gradients and follow-through are edits of
this list; a carrier carries it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

__all__ = ["Line", "Recipe"]


@dataclass(frozen=True)
class Line:
    """One thing to do: the step kind ``op`` on earlier lines or inputs ``of``.

    ``name`` is the public name of the stage; names that begin with "_" are
    lines in between, which no output lists as a stage.
    """

    name: str
    op: str
    of: tuple[str, ...]
    how: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "how", MappingProxyType(dict(self.how)))

    def __hash__(self) -> int:
        return hash((self.name, self.op, self.of))

    def __reduce__(self) -> tuple[type[Line], tuple[object, ...]]:
        """Pickled with a plain dict, since Python pickles no read-only view of one."""
        return Line, (self.name, self.op, self.of, dict(self.how))

    @property
    def public(self) -> bool:
        """Whether the line is a stage that outputs list."""
        return not self.name.startswith("_")


@dataclass(frozen=True)
class Recipe:
    """Lines in an order in which each reads only what stands before it.

    >>> recipe = Recipe((Line("a", "copy", ("X",)), Line("b", "times", ("a",), {"by": 2})))
    >>> [line.of for line in recipe.without("a")]
    [('X',)]
    """

    lines: tuple[Line, ...]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __contains__(self, name: object) -> bool:
        return any(line.name == name for line in self.lines)

    def __getitem__(self, name: str) -> Line:
        for line in self.lines:
            if line.name == name:
                return line
        raise KeyError(name)

    def inputs(self) -> tuple[str, ...]:
        """The names that lines read and no line makes, in order of first use."""
        made = {line.name for line in self.lines}
        read = (name for line in self.lines for name in line.of if name not in made)
        return tuple(dict.fromkeys(read))

    def change(self, name: str, **new: Any) -> Recipe:
        """The recipe with fields of one line replaced (``op``, ``of``, ``how``)."""
        self[name]
        return Recipe(tuple(replace(ln, **new) if ln.name == name else ln for ln in self.lines))

    def without(self, name: str) -> Recipe:
        """The recipe without a line; its readers read the line's first input instead."""
        instead = self[name].of[0]
        kept = (line for line in self.lines if line.name != name)
        return Recipe(tuple(_rewired(line, name, instead) for line in kept))

    def after(self, name: str, line: Line) -> Recipe:
        """The recipe with ``line`` put in after ``name``; later readers of ``name`` read it."""
        place = self.lines.index(self[name]) + 1
        later = (_rewired(old, name, line.name) for old in self.lines[place:])
        return Recipe((*self.lines[:place], line, *later))

    def plus(self, *lines: Line) -> Recipe:
        """The recipe with further lines at its end."""
        return Recipe((*self.lines, *lines))

    def before(self, name: str) -> Recipe:
        """The lines that stand before ``name``."""
        names = [line.name for line in self.lines]
        return Recipe(self.lines[: names.index(name)])


def _rewired(line: Line, old: str, new: str) -> Line:
    if old not in line.of:
        return line
    return replace(line, of=tuple(new if name == old else name for name in line.of))
