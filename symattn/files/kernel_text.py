"""Attention as a kernel method, in the terminal and as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from symattn.derivation.kernel import Kernel
from symattn.formulas import plain, sympy_text
from symattn.numbers import show
from symattn.numbers.certify import Rounding
from symattn.words import say

__all__ = ["print_kernel", "to_json"]


def to_json(kernel: Kernel, digits: int, rounding: Rounding) -> dict[str, Any]:
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
