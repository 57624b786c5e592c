"""What ``solve`` shows beside the stages: the ranking of goods, further layers, the kernel view."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from symattn.derivation.derivation import Derivation
from symattn.derivation.kernel import Kernel
from symattn.derivation.layers import layers
from symattn.derivation.ranking import Ranking, asked, rankings
from symattn.files import json, terminal
from symattn.formulas import plain, sympy_text
from symattn.formulas.escape import terminal as safe
from symattn.formulas.tree import Name, Num
from symattn.numbers import show
from symattn.numbers.certify import Rounding
from symattn.words import say

__all__ = ["kernel_json", "print_further", "print_kernel", "with_further"]


def with_further(
    found: dict[str, Any], steps: Derivation, digits: int, rounding: Rounding
) -> dict[str, Any]:
    """The JSON object of ``solve`` with ``ranking`` and ``layers``, where the problem has them.

    ``ranking`` is a list of ``{"query": […], "places": [[…], …], "undecided": [[…], …]}``,
    goods and queries from 0; ``layers`` one of objects like the whole, from the second layer.
    """
    more: dict[str, Any] = {}
    if asked(steps):
        more["ranking"] = [
            {
                "query": list(one.query),
                "places": [list(group) for group in one.places],
                "undecided": [list(pair) for pair in one.undecided],
            }
            for one in rankings(steps)
        ]
    if steps.problem.layers:
        more["layers"] = [
            json.derivation(layer, digits, rounding=rounding) for layer in layers(steps)[1:]
        ]
    return {**found, **more}


def print_further(
    steps: Derivation, digits: int, rounding: Rounding, console: Console | None = None
) -> None:
    """The ranking and the further layers, where the problem has them."""
    out = console or Console(highlight=False, soft_wrap=True)
    if asked(steps):
        for one in rankings(steps):
            _print_ranking(steps, one, digits, rounding, out)
    for number, layer in enumerate(layers(steps)[1:], start=2):
        out.print()
        out.print(Text(say("further.layer", number=number), style="bold"))
        terminal.print_steps(layer, list(layer), digits, rounding, out)


def _print_ranking(
    steps: Derivation, one: Ranking, digits: int, rounding: Rounding, out: Console
) -> None:
    out.print()
    query = _name(steps, "query", one.query[-1])
    out.print(Text(say("further.ranking", query=query), style="bold"))
    terms = steps.step("terms")
    place = 1
    for group in one.places:
        value = terms.carrier.decimal(terms.at((*one.query, group[0], 0)), digits, rounding)
        names = ", ".join(_name(steps, "key", good) for good in group)
        tie = f"   {say('further.tie')}" if len(group) > 1 else ""
        out.print(Text(f"  {place}  {names}   {value}{tie}"))
        place += len(group)
    for first, second in one.undecided:
        pair = {"first": _name(steps, "key", first), "second": _name(steps, "key", second)}
        out.print(Text("  " + say("further.open", **pair)))


def _name(steps: Derivation, axis: Any, i: int) -> str:
    label = steps.notation.label(axis, i)
    return safe(label.text) if isinstance(label, (Name, Num)) else plain.write(label)


def kernel_json(kernel: Kernel, digits: int, rounding: Rounding) -> dict[str, Any]:
    """One kernel view: values, Gaussian and norms, the matrix of the keys and its verdict."""
    carrier = kernel.derivation.carrier

    def exact(cell: Any) -> str:
        return sympy_text.write(show.formula(cell))

    def both(tensor: Any) -> dict[str, Any]:
        return {
            "exact": tensor.map(exact).nested(),
            "decimal": tensor.map(lambda c: carrier.decimal(c, digits, rounding)).nested(),
        }

    return {
        "lead": list(kernel.lead),
        "values": both(kernel.values),
        "gaussian": both(kernel.gaussian),
        "key_factors": [exact(cell) for cell in kernel.norms(kernel.keys)],
        "factors_hold": kernel.factors_hold,
        "weights_hold": kernel.weights_hold,
        "matrix": both(kernel.matrix),
        "minors": [
            {"exact": exact(m), "sign": s} for m, s in zip(kernel.minors, kernel.signs, strict=True)
        ],
        "equal_keys": None if kernel.equal_keys is None else [list(p) for p in kernel.equal_keys],
        "rank": kernel.rank,
        "verdict": kernel.verdict,
    }


def print_kernel(
    kernel: Kernel, digits: int, rounding: Rounding, console: Console | None = None
) -> None:
    """The kernel view in the terminal."""
    out = console or Console(highlight=False, soft_wrap=True)
    if kernel.lead:
        index = ", ".join(str(i + 1) for i in kernel.lead)
        out.print(Text(say("terminal.lead", index=index), style="bold"))
    for key, tensor in (
        ("values", kernel.values),
        ("gaussian", kernel.gaussian),
        ("matrix", kernel.matrix),
    ):
        out.print(Text(say(f"kernel.{key}"), style="bold"))
        for i in range(tensor.shape[0]):
            row = (kernel.derivation.carrier.decimal(c, digits, rounding) for c in tensor.row(i))
            out.print(Text("  " + "  ".join(str(text).replace("-", "−") for text in row)))
        out.print()
    factors = ", ".join(plain.write(show.formula(cell)) for cell in kernel.norms(kernel.keys))
    out.print(Text(f"{say('kernel.key_factors')} {factors}"))
    out.print(Text(say(f"kernel.weights_{_truth(kernel.weights_hold)}")))
    for order, (minor, sign) in enumerate(zip(kernel.minors, kernel.signs, strict=True), start=1):
        text = plain.write(show.formula(minor))
        shown = text if len(text) <= 60 else "…"
        mark = {1: "> 0", -1: "< 0", 0: "= 0"}.get(9 if sign is None else sign, "?")
        out.print(Text("  " + say("kernel.minor", order=order, value=shown, sign=mark)))
    out.print(Text(say(f"kernel.{kernel.verdict.replace(' ', '_')}"), style="bold"))


def _truth(value: bool | None) -> str:
    return {True: "hold", False: "fail"}.get(value, "open") if value is not None else "open"
