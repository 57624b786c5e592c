"""Why 1/√d_k, in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from symattn.derivation.argument import LETTERS, Justified
from symattn.derivation.bounds import Bound, weight_of_two
from symattn.derivation.scaling import AtScale, Scaling
from symattn.derivation.typical import KEYS, ROWS, Drawn, TwoKeys
from symattn.document import bounds
from symattn.formulas import latex, plain, sympy_text
from symattn.formulas.escape import terminal as safe
from symattn.numbers import certify, show
from symattn.numbers.entries import Entry
from symattn.words import say

__all__ = ["print_scaling", "to_json"]

FIGURES = 4
"""Figures of rows that are drawn or integrated."""


def to_json(found: Scaling, digits: int) -> dict[str, Any]:
    """Lines in LaTeX with their reasons, the problem under three scales, rows of normal scores."""
    return {
        "title": "" if found.problem is None else found.problem.title,
        "digits": digits,
        "variance": _lines(found.variance),
        "saturation": _lines(found.saturation),
        "both_sides": _lines(found.both_sides),
        "reach": _lines(found.reach),
        "bounds": [_bound(bound, digits) for bound in found.bounds],
        "scales": [_view(view, digits) for view in found.views],
        "ratio": [_decimal(found.ratio(row), digits) for row in _rows(found)],
        "two_keys": [_two(two, digits) for two in found.two_keys],
        "two_keys_with_factor": _two(found.with_factor, digits),
        "drawn": {
            "seed": found.seed,
            "keys": KEYS,
            "rows": ROWS,
            "widths": [_drawn(more) for more in found.drawn],
            "with_factor": _drawn(found.drawn_with_factor),
        },
    }


def _two(two: TwoKeys, digits: int) -> dict[str, Any]:
    parts = {"median": two.median, "mean": two.mean, "top_tenth": two.share}
    written = {name: _significant(one, digits) for name, one in parts.items()}
    return {"variance": two.variance, **written}


def _significant(entry: Entry, digits: int) -> str:
    """Small numbers keep their figures: 5.541524e-14."""
    mantissa, exponent = certify.significant(entry, digits)
    return f"{mantissa}e{exponent}"


def _drawn(more: Drawn) -> dict[str, Any]:
    numbers = {"median": more.median, "mean": more.mean, "top_tenth": more.share}
    return {"variance": more.variance, **numbers}


def _lines(lines: Iterable[Justified]) -> list[dict[str, str]]:
    return [{"latex": latex.write(one.line), "why": _why(one)} for one in lines]


def _why(one: Justified) -> str:
    return say(one.why, **{name: plain.write(letter) for name, letter in LETTERS.items()})


def _rows(found: Scaling) -> range:
    return range(len(found.views[0].steepest) if found.views else 0)


def _view(view: AtScale, digits: int) -> dict[str, Any]:
    stages = [view.steps["weights"].to_dict(digits)]
    if "dQ" in view.back:
        stages.append(view.back["dQ"].to_dict(digits))
    return {
        "scale": view.scale,
        "stages": stages,
        "entropy": [_decimal(entry, digits) for entry in view.entropy],
        "largest_jacobian_entry": [_decimal(entry, digits) for entry in view.steepest],
        "trace": [_decimal(entry, digits) for entry in view.trace],
        "trace_times_scale": [_decimal(entry, digits) for entry in view.arrives],
    }


def _bound(bound: Bound, digits: int) -> dict[str, Any]:
    """The reach of each kind of score: ``additive`` is not reached."""
    reach = {"dot": bound.dot, "scaled": bound.scaled, "additive": bound.additive}
    exact = {name: sympy_text.write(show.formula(score)) for name, score in reach.items()}
    weights = {name: _decimal(weight_of_two(score), digits) for name, score in reach.items()}
    return {"d_k": bound.width, "exact": exact, "larger_weight": weights}


def _decimal(entry: Entry | None, digits: int) -> str | None:
    return None if entry is None else certify.decimal(entry, digits)


def print_scaling(found: Scaling, digits: int, console: Console | None = None) -> None:
    """The argument line by line, then rows of normal scores, then the problem's own."""
    out = console or Console(highlight=False, soft_wrap=True)
    for heading, lines in (
        ("scaling.variance", found.variance),
        ("scaling.saturation", found.saturation),
        ("scaling.both_sides", found.both_sides),
        ("scaling.reach", found.reach),
    ):
        out.print(Text(say(heading), style="bold"))
        for one in lines:
            out.print(Text(f"  {plain.write(one.line)}"))
            out.print(Text(f"      {_why(one)}", style="dim"))
        out.print()
    _print_rows(found, out)
    out.print()
    _print_bounds(found, out)
    if found.views:
        _print_views(found, digits, out)


def _print_bounds(found: Scaling, out: Console) -> None:
    """Dot products that grow with d_k beside additive scores that do not."""
    top = plain.write(show.formula(found.bounds[0].additive))
    out.print(Text(say("scaling.bounds", letter="w_v", bound=top)))
    table = Table(box=None, padding=(0, 1, 0, 0))
    weight = say("further.weight")
    over = say("further.over", root="√d_k")
    scores = (say("further.dot"), over, say("further.additive"))
    for head in ("d_k", *(one for score in scores for one in (score, weight))):
        table.add_column(Text(head), justify="right", no_wrap=head == weight)
    for bound, row in zip(found.bounds, bounds.table(found.bounds).rows, strict=True):
        table.add_row(
            str(bound.width), *(plain.write(cell) for cell in row.cells if cell is not None)
        )
    out.print(table)
    out.print()


def _print_views(found: Scaling, digits: int, out: Console) -> None:
    assert found.problem is not None
    out.print(Text(say("scaling.problem", title=safe(found.problem.title)), style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("query", "scale", "weights", "entropy", "slope", "trace"):
        table.add_column(Text(say(f"scaling.{head}")), justify="left")
    for row in _rows(found):
        name = plain.write(found.views[0].steps.notation.label("query", row))
        for view in found.views:
            weights = view.steps["weights"]
            texts = [
                weights.carrier.decimal(weights.at((row, j)), digits, "half-even") or "–"
                for j in range(weights.carrier.cells(weights.value).shape[-1])
            ]
            table.add_row(
                Text(safe(name)),
                _scale(view.scale),
                Text(" ".join(texts[:8])),
                _decimal(view.entropy[row], digits) or "–",
                _decimal(view.steepest[row], digits) or "–",
                _decimal(view.trace[row], digits) or "–",
            )
            name = ""
    out.print(table)
    for row in _rows(found):
        ratio = _decimal(found.ratio(row), 3)
        if ratio is not None:
            name = safe(plain.write(found.views[0].steps.notation.label("query", row)))
            out.print(Text(say("scaling.ratio", query=name, ratio=ratio, root="√d_k")))
    out.print()


def _scale(scale: str) -> str:
    """The scale of a view: in words where it is a word, else as a problem file has it."""
    return say(f"scaling.scale_{scale}") if scale in ("none", "additive") else scale


def _print_rows(found: Scaling, out: Console) -> None:
    """The row in the middle, the mean and the top tenth's share, for two keys and for more."""
    text = say("scaling.experiment", keys=KEYS, rows=ROWS, seed=found.seed)
    out.print(Text(text, style="bold"))
    table = Table(box=None, padding=(0, 2, 0, 0))
    heads = [say(f"scaling.{key}") for key in ("median", "mean", "top_tenth")]
    for head in ("d_k", *heads, *heads):
        table.add_column(Text(head), justify="right")
    for two, more in zip(found.two_keys, found.drawn, strict=True):
        table.add_row(str(two.variance), *_rows_of(two, more))
    name = say("scaling.with_factor", root="√d_k")
    table.add_row(Text(name), *_rows_of(found.with_factor, found.drawn_with_factor))
    out.print(table)


def _rows_of(two: TwoKeys, more: Drawn) -> tuple[str, ...]:
    proven = [_figures(one) for one in (two.median, two.mean, two.share)]
    return (*proven, *(f"{one:.{FIGURES}g}" for one in (more.median, more.mean, more.share)))


def _figures(entry: Entry) -> str:
    mantissa, exponent = certify.significant(entry, FIGURES)
    if exponent < -FIGURES:
        return f"{mantissa}e{exponent}"
    return certify.decimal(entry, FIGURES - 1 - exponent)
