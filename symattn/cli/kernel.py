"""``symattn kernel``: attention as a kernel method, decided exactly for the given keys."""

from __future__ import annotations

import typer

from symattn.cli.options import Digits, File, Json, RoundingName, RoundingOption, about

__all__ = ["command"]


def command(
    file: File,
    digits: Digits = 6,
    rounding: RoundingOption = RoundingName.HALF_EVEN,
    as_json: Json = False,
) -> None:
    """Show the weights as a kernel's: Gaussian and norms, the keys' matrix and its definiteness."""
    from symattn.derivation.derivation import solve
    from symattn.derivation.kernel import kernels
    from symattn.files import json, kernel_text
    from symattn.problem.load import load

    with about(file):
        problem = load(file)
        found = kernels(solve(problem))
    if as_json:
        views = [kernel_text.to_json(one, digits, rounding.value) for one in found]
        typer.echo(json.dumps({"title": problem.title, "digits": digits, "kernels": views}))
        return
    for one in found:
        kernel_text.print_kernel(one, digits, rounding.value)
