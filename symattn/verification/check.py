"""Verification of a problem with what a text prints of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from symattn.derivation.backward import gradients
from symattn.derivation.derivation import Derivation, solve
from symattn.errors import NothingChecked, Unsupported
from symattn.numbers.entries import Special
from symattn.numbers.precision import USUAL, working
from symattn.numbers.tensors import Index, indices
from symattn.problem import keys
from symattn.problem.given import NOTHING, Given, used
from symattn.problem.model import Problem
from symattn.reading.digits import Printed
from symattn.verification.claims import Claim, Judged, read
from symattn.verification.follow import Follow, follow
from symattn.verification.impossible import impossible
from symattn.verification.judge import judge
from symattn.verification.report import Numbers, Report
from symattn.words import say

__all__ = ["claims_of", "judged_claims", "verify", "verify_problem"]


def verify(
    problem: Problem,
    printed: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    inputs: Literal["exact", "rounded", "truncated"] | None = None,
) -> Report:
    """The verdict on every number that is printed, and the mistakes behind the wrong ones.

    ``printed``: a table of stages such as ``{"weights": [["0.5", "0.5"]]}`` (or a list of
    such tables), instead of the problem's own; strings keep trailing zeros.  ``inputs``:
    "exact", "rounded" or "truncated", how the text prints its inputs.

    >>> problem = Problem(X=[[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]], scale="none")
    >>> weights = [["0.468", "0.064", "0.468"], [""] * 3, [""] * 3]
    >>> report = verify(problem, printed={"weights": weights})
    >>> [(judged.claim.text, judged.nearest) for judged in report.wrong]
    [('0.064', '0.063')]
    """
    keys.instance(problem, Problem, "problem", "symattn.Problem(X=…)")
    if inputs is not None:
        keys.choice(inputs, ("exact", "rounded", "truncated"), "inputs")
    if printed is not None:
        problem = problem.changed(printed=printed)
    if inputs is not None:
        problem = problem.changed(printed_inputs=inputs)
    return verify_problem(problem)


def verify_problem(problem: Problem, given: Given = NOTHING) -> Report:
    """The report on a problem's own ``printed`` stages.  Raises NothingChecked where it has none.

    ``given``: the settings that options have put into the problem already.
    """
    if not problem.printed:
        raise NothingChecked(
            say("verification.nothing_printed"),
            file=problem.file,
            key="printed",
            fix=say("fix.add_printed"),
        )
    if problem.symbolic:
        raise Unsupported(
            say("verification.of_symbols"),
            file=problem.file,
            fix=say("fix.write_numbers_for_symbols"),
        )
    claims = claims_of(problem)
    given = replace(given, problem=given.problem or problem)
    with working(USUAL):
        return report_on(problem, claims, settings=used(problem, given))


def report_on(problem: Problem, claims: Sequence[Claim], **more: Any) -> Report:
    """The report on claims about a problem's stages."""
    from symattn.verification.diagnose import diagnose
    from symattn.verification.inputs import offers, within_inputs

    derivation = derivation_for(problem, claims)
    follows = follow(derivation, claims, lambda claim: row_index(derivation, claim))
    judged = judged_claims(derivation, claims, follows)
    if problem.printed_inputs != "exact":
        judged = within_inputs(derivation, judged, problem.printed_inputs)
    found = diagnose(derivation, judged, follows)
    numbers = Numbers(
        len(judged),
        sum(j.verdict != "unreadable" for j in judged),
        len(judged),
        sum(j.verdict != "unreadable" for j in judged),
    )
    return Report(
        **{
            "problem": problem,
            "claims": judged,
            "numbers": numbers,
            "diagnoses": found.diagnoses,
            "unexplained": found.unexplained,
            "file": problem.file,
            "offers": offers(derivation, judged),
            **more,
        }
    )


def derivation_for(problem: Problem, claims: Sequence[Claim]) -> Derivation:
    """The derivation that has all stages of the claims: gradients where they name any."""
    forward = solve(problem)
    if all(claim.stage in forward for claim in claims):
        return forward
    return gradients(problem)


def claims_of(problem: Problem) -> tuple[Claim, ...]:
    """The claims of a problem's ``printed`` stages; blanks claim nothing."""
    out: list[Claim] = []
    for printed in problem.printed:
        places = list(indices(printed.cells.shape))
        texts = [printed.cells[index] for index in places]
        for index, text, number in zip(places, texts, read(texts), strict=True):
            if not (isinstance(number, Printed) and number.special == "blank"):
                where = printed.where.get(index)
                out.append(Claim(printed.stage, index, text, number, where, printed.block))
    return tuple(out)


def row_index(derivation: Derivation, claim: Claim) -> Index:
    """Where a claim stands in the row convention."""
    return derivation.step(claim.stage).public(claim.index)


def judged_claims(
    derivation: Derivation, claims: Sequence[Claim], follows: Follow
) -> tuple[Judged, ...]:
    """Every claim with its verdict; a dash where there is a number claims nothing."""
    out = []
    flags = _impossible(derivation, claims)
    for claim in claims:
        index = row_index(derivation, claim)
        cell = derivation.step(claim.stage).at(index)
        if _dash(claim) and not isinstance(cell, Special):
            continue
        out.append(
            replace(
                judge(claim, cell),
                follows=follows.says(claim, index),
                impossible=flags.get((claim.block, claim.stage, claim.index), ()),
            )
        )
    return tuple(out)


def _dash(claim: Claim) -> bool:
    return isinstance(claim.number, Printed) and claim.number.special == "-"


def _impossible(
    derivation: Derivation, claims: Sequence[Claim]
) -> Mapping[tuple[int, str, Index], tuple[str, ...]]:
    problem = derivation.problem
    blocks: dict[int, list[tuple[Index, Claim]]] = {}
    for claim in claims:
        if claim.stage == "weights":
            blocks.setdefault(claim.block, []).append((row_index(derivation, claim), claim))
    out: dict[tuple[int, str, Index], tuple[str, ...]] = {}
    if not blocks:
        return out
    visible = problem.visible if problem.fill == "-inf" else None
    for block, found in blocks.items():
        cells = derivation.step("weights")
        defined = [(i, claim) for i, claim in found if not isinstance(cells.at(i), Special)]
        for index, why in impossible(defined, problem.m, visible).items():
            out[(block, "weights", cells.public(index))] = why
    return out
