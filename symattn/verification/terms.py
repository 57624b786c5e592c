"""Slips in a sum of products: a term left out, taken twice, or with the wrong sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.derivation import Derivation
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor
from symattn.verification.trial import Explanation, Placed, Tables, fits_ball

__all__ = ["term_slips"]


def term_slips(tables: Tables, stage: str, here: Sequence[Placed]) -> Iterator[Explanation]:
    """The cells of a product that a slip in one of their terms gives."""
    if tables.derivation.recipe[stage].op != "product":
        return
    runs = [tables.derivation.running_on({}, carrier=Balls())]
    if tables.given[stage]:
        runs.append(tables.derivation.running_on(tables.given[stage], carrier=Balls()))
    ways: dict[str, set[Placed]] = {"left_out": set(), "twice": set(), "sign": set()}
    for one in here:
        for run in runs:
            way = _way(run, stage, one)
            if way:
                ways[way].add(one)
                break
    slips = ways["left_out"] | ways["twice"]
    if slips:
        certain = max(len(ways["left_out"]), len(ways["twice"])) > 1
        values = {"stage": stage, "term": ""}
        yield Explanation("product_slip", {stage: frozenset(slips)}, certain, 4, values=values)
    if ways["sign"]:
        found = {stage: frozenset(ways["sign"])}
        yield Explanation("sign_slip", found, len(ways["sign"]) > 1, 4, values={"what": "term"})


def _way(run: Derivation, stage: str, one: Placed) -> str:
    terms = _terms(run, stage, one.index)
    if terms is None:
        return ""
    whole = sum(terms[1:], terms[0])
    number = one.judged.claim.number
    for term in terms:
        if term.contains(0):
            continue
        for way, value in (
            ("left_out", whole - term),
            ("sign", whole - 2 * term),
            ("twice", whole + term),
        ):
            if fits_ball(number, value):
                return way
    return ""


def _terms(run: Derivation, stage: str, index: Index) -> list[Any] | None:
    line = run.recipe[stage]
    first: Tensor[Any] = run.value(line.of[0])
    second: Tensor[Any] = run.value(line.of[1])
    if line.how.get("turn") == "second":
        second = second.transposed()
    x, y = pick(first.shape[:-2], index[:-2]), pick(second.shape[:-2], index[:-2])
    out = []
    for k in range(first.shape[-1]):
        a, b = first[(*x, index[-2], k)], second[(*y, k, index[-1])]
        if isinstance(a, Special) or isinstance(b, Special):
            return None
        out.append(a * b)
    return out
