"""The pages of the site that are made from the code: commands, Python, mistakes, limits."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import pairwise

import symattn
from symattn.cli import app
from symattn.derivation.backward import gradients
from symattn.derivation.derivation import Derivation, solve
from symattn.errors import SymattnError
from symattn.mistakes.catalogue import CATALOGUE
from symattn.mistakes.change import Mistake
from symattn.mistakes.run import mistaken, ways
from symattn.numbers.entries import Special
from symattn.numbers.precision import working
from symattn.numbers.tensors import Index, indices
from symattn.problem.model import Problem
from symattn.reading import limits
from symattn.words import say

FIGURES = 6
PRINTED = {
    "rows_exchanged": ("the rows 0.74 0.13 0.13 and 0.14 0.58 0.28", "0.14 0.58 0.28 stands first"),
    "columns_exchanged": ("the row 0.14 0.58 0.28", "0.58 0.14 0.28"),
    "row_forced_to_one": ("the row 0.468 0.063 0.468", "0.468 0.064 0.468"),
    "single_precision": ("0.1306810353", "0.1306810379"),
    "truncated": ("0.130681 at three places is 0.131", "0.130"),
    "digits_swapped": ("0.131", "0.113"),
    "digit_mistyped": ("0.131", "0.151"),
    "function_slip": ("e^(−2) = 0.1353", "0.1533, and the whole row is divided by the wrong sum"),
}
"""What happens to digits alone: what is right, and what a text prints instead."""


def pages() -> dict[str, str]:
    """The text of each page, by its place in the site."""
    made = {"commands": commands(), "python": python(), "mistakes": mistakes(), "limits": bounds()}
    return {f"reference/{name}.md": text for name, text in made.items()}


def commands() -> str:
    """What ``--help`` says of each command."""
    from typer.main import get_command
    from typer.testing import CliRunner

    names = ["", *get_command(app).commands]  # type: ignore[attr-defined]
    parts = ["# Commands"]
    for name in names:
        told = CliRunner().invoke(app, [*([name] if name else []), "--help"], terminal_width=88)
        parts.append(f"## {f'symattn {name}'.strip()}\n\n```text\n{told.output.strip()}\n```")
    return "\n\n".join(parts) + "\n"


def python() -> str:
    """Every public name with its signature and its docstring, members of classes beneath it."""
    parts = ["# Python", "Everything here is imported from `symattn` itself: `symattn.solve` …."]
    for name in symattn.__all__:
        if name == "__version__":
            continue
        found = getattr(symattn, name)
        parts += [f"## {name}", *_told(name, found)]
        for member, value in sorted(vars(found).items()) if inspect.isclass(found) else ():
            plain = value.fget if isinstance(value, property) else value
            if not member.startswith("_") and inspect.isfunction(plain) and plain.__doc__:
                shown = f"{name}.{member}"
                parts += [f"### {shown}", *_told(shown, value)]
    return "\n\n".join(parts) + "\n"


def _told(name: str, found: object) -> Iterator[str]:
    """A signature, where there is one, and the docstring."""
    if callable(found) and not (inspect.isclass(found) and issubclass(found, Exception)):
        yield f"```python\n{name}{inspect.signature(found)}\n```"
    yield _markdown(inspect.getdoc(found) or "")


def _markdown(text: str) -> str:
    """A docstring with its examples in fences and without the roles of reStructuredText."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text)
    blocks = re.split(r"\n{2,}", text)
    return "\n\n".join(f"```python\n{one}\n```" if ">>>" in one else one for one in blocks)


def bounds() -> str:
    """The table of limits: each number with the words that stand beneath it in its module."""
    rows = ["# Limits", "", "| limit | number | of what |", "|---|---|---|"]
    body = ast.parse(inspect.getsource(limits)).body
    for node, told in pairwise(body):
        if isinstance(node, ast.Assign) and isinstance(told, ast.Expr):
            (target,) = node.targets
            name, text = ast.unparse(target), ast.literal_eval(told.value)
            rows.append(f"| `{name}` | {getattr(limits, name):,} | {text} |")
    return "\n".join(rows) + "\n"


def mistakes() -> str:
    """The catalogue: each name with its sentence and an example of what it changes."""
    parts = ["# Mistakes\n\nThe names that `verify` gives to causes, and `--accept` takes.\n"]
    for name, one in CATALOGUE.items():
        parts.append(f"## {name}\n\n{say(f'mistake.{name}')}\n")
        parts += example(one)
    return "\n".join(parts)


def example(one: Mistake) -> Iterator[str]:
    """A problem, and the first entry that is another number with the mistake made."""
    if one.name in PRINTED:
        right, printed = PRINTED[one.name]
        yield f"Right: {right}. Printed: {printed}.\n"
        return
    problem = Problem(**dict(one.example))
    for steps in (solve(problem), gradients(problem)):
        found = first(one, steps)
        if found is not None:
            stage, index, right, wrong = found
            place = ", ".join(str(i + 1) for i in index)
            given = ", ".join(f"{key} = {value}" for key, value in one.example.items())
            yield f"With {given}: `{stage}` {place} is {right}, and {wrong} with the mistake.\n"
            return


def first(one: Mistake, steps: Derivation) -> tuple[str, Index, str, str] | None:
    """Stage, index, the right decimal and the wrong one."""
    with working(128):
        for change in ways(one, steps):
            other = mistaken(steps, change)
            for stage in steps:
                try:
                    cells, wrong = steps.step(stage), other.value(stage)
                except (SymattnError, KeyError):
                    continue
                if cells.carrier.cells(cells.value).shape != wrong.shape:
                    continue
                for index in indices(wrong.shape):
                    cell, ball = cells.at(index), wrong[index]
                    if isinstance(cell, Special) or isinstance(ball, Special):
                        continue
                    if not cell.ball(128).overlaps(ball):
                        right = cells.carrier.decimal(cell, FIGURES)
                        return stage, index, str(right), f"{float(ball.mid()):.{FIGURES}f}"
    return None
