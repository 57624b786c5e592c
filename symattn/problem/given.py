"""What the user gives is kept: settings as fixed facts, each with where it came from.

An option, a comment in the text and a problem file outrank whatever a text states and whatever
its numbers fit, in that order.  A reading takes :class:`Given` and tries nothing else for what
it fixes: another setting under which the numbers hold is a diagnosis, never a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from symattn.errors import InputError, Place
from symattn.problem.model import Problem

__all__ = [
    "NOTHING",
    "Given",
    "Setting",
    "Source",
    "used",
    "written",
]

Source: TypeAlias = Literal["option", "comment", "problem", "text", "numbers", "default"]
"""Who says so, the strongest first.  The first three are the user's and are fixed; ``text``: the
text states it; ``numbers``: it was found by trying; ``default``: nobody says otherwise."""


@dataclass(frozen=True)
class Setting:
    """A setting in the words of a problem file, and where it came from.

    ``where``: the place of the comment that gives it.

    >>> Setting("none", "text").to_json()
    {'value': 'none', 'from': 'text'}
    """

    value: str
    source: Source
    where: Place | None = None

    def refused(self, key: str, sentence: str, fix: str | None = None) -> InputError:
        """The error that the setting is unfit, named as the user gave it."""
        name = f"--{key}" if self.source == "option" else key
        return InputError(sentence, file=str(self.where) if self.where else None, key=name, fix=fix)

    def to_json(self) -> dict[str, Any]:
        """``value``, ``from``, and line and column of a comment."""
        out: dict[str, Any] = {"value": self.value, "from": self.source}
        if self.where is not None:
            out["where"] = {"line": self.where.line, "column": self.where.column}
        return out


@dataclass(frozen=True, eq=False)
class Given:
    """What holds in a text before it is read.

    ``problem``: the inputs, where an option, a comment or the file itself gives them; the
    options and comments of ``settings`` are set in it already, so it is used as it is.
    ``settings``: what is fixed, by the keys of a problem file (scale, layout, base, mask, …;
    ``inputs``: "exact", "rounded" or "truncated"); with a problem also every key that is written
    there.  What is not in it is open: to what the text states first, then to the default and to
    what the numbers show.
    ``stages``: for an index into ``Document.blocks`` the stage that a comment says the grid is;
    it is judged as that stage, even where every cell of it is wrong.

    >>> given = Given(settings={"scale": Setting("1/d_k", "option")})
    >>> given.value("scale"), given.value("base"), given.fixes("scale")
    ('1/d_k', None, True)
    """

    problem: Problem | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    stages: Mapping[int, str] = field(default_factory=dict)

    def value(self, key: str) -> str | None:
        """The value that is fixed; None where the key is open."""
        found = self.settings.get(key)
        return None if found is None else found.value

    def fixes(self, key: str) -> bool:
        """Whether the key may not be found by trying."""
        return key in self.settings


NOTHING = Given()
"""Nothing is given: all is read from the text."""


def written(problem: Problem) -> dict[str, Setting]:
    """The settings that the problem's own file or keywords say, each of source "problem".

    >>> written(Problem(X=[[1, 2]], scale="none"))
    {'scale': Setting(value='none', source='problem', where=None)}
    """
    keys = {*problem.settings, *(("inputs",) if problem.printed_inputs != "exact" else ())}
    return {key: Setting(v, "problem") for key, v in _shown(problem).items() if key in keys}


def used(
    problem: Problem, given: Given = NOTHING, found: Mapping[str, Source] | None = None
) -> dict[str, Setting]:
    """Every setting under which a problem is judged, and where it came from.

    ``found``: the keys that the text states ("text") and those found by trying ("numbers").
    What the user gives comes before both, where the problem keeps it (a text may work out a
    second problem beside the one that is given).  What nobody names is the default, or was found
    by trying where it is not.

    >>> settings = used(Problem(X=[[1, 2]], scale="none"), found={"scale": "numbers"})
    >>> settings["scale"].source, settings["base"]
    ('numbers', Setting(value='e', source='default', where=None))
    """
    shown = _shown(problem)
    own = {} if given.problem is None else written(given.problem)
    asked = {k: one for k, one in given.settings.items() if one.source != "problem"}
    fixed = {**own, **asked}
    kept = shown if given.problem is None else _shown(given.problem)
    usual = _usual(problem)
    out = {"problem": fixed["problem"]} if "problem" in fixed else {}
    for key, value in shown.items():
        if key in fixed and kept[key] == value:
            out[key] = Setting(value, fixed[key].source, fixed[key].where)
        else:
            other: Source = "default" if value == usual[key] else "numbers"
            out[key] = Setting(value, (found or {}).get(key, other))
    return out


def _usual(problem: Problem) -> dict[str, str]:
    """The default of every setting."""
    plain = problem.kind == "dot" and problem.d_k is not None
    return {
        "scale": "1/sqrt(d_k)" if plain else "none",
        "layout": "rows",
        "heads": "1",
        "kv_heads": str(problem.heads),
        "mask": "none",
        "window": "none",
        "mask_fill": "-inf",
        "shift": "none",
        "base": "e",
        "empty_rows": "undefined",
        "inputs": "exact",
    }


def _shown(problem: Problem) -> dict[str, str]:
    """The settings of a problem in the words of a problem file."""
    return {
        "scale": problem.scale_text,
        "layout": problem.layout,
        "heads": str(problem.heads),
        "kv_heads": str(problem.kv_heads),
        "mask": problem.mask_kind,
        "window": "none" if problem.window is None else str(problem.window),
        "mask_fill": str(problem.fill),
        "shift": problem.shift,
        "base": "e" if problem.base is None else str(problem.base),
        "empty_rows": problem.empty_rows,
        "inputs": problem.printed_inputs,
    }
