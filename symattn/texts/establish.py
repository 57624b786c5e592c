"""Which verdicts may be said: none that rests on the number that it accuses.

Every array is judged by the exact layer; then each number that is called wrong must be
established by what is left when it is taken out: the other cells of its array (its whole row,
where a softmax makes the row one event), the words at the array, and the arrays beside it,
which share its sources and settings.  Three things carry a verdict by themselves: what the
user gave; a formula beside the array whose operands are printed; one mistake of the catalogue
that gives all that is wrong, against a setting that the text states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from symattn.problem import stages
from symattn.texts import priors
from symattn.texts.account import Printing
from symattn.texts.evidence import CARRIED
from symattn.texts.laying import Put
from symattn.texts.reading import Recognised
from symattn.verification.claims import Claim
from symattn.verification.report import Report

__all__ = ["Established", "established"]

ONE_EVENT = stages.names("softmax", "weights")
"""Stages whose rows are one event: a forced row, or a mask, changes all of it."""


@dataclass(frozen=True)
class Established:
    """The claims that may be judged, and those that may not be, with the reason's key."""

    claims: tuple[Claim, ...]
    left_out: tuple[tuple[Claim, str], ...]


def established(found: Recognised, report: Report) -> Established:
    """The claims of a problem whose verdicts stand on other evidence than themselves."""
    verdicts = {id(one.claim): one for one in report.claims}
    explained = {spot for d in report.diagnoses if d.certain for spot in d.spots()}
    puts = list(dict.fromkeys(printing.put for printing in found.printings))
    open_ones = _unresolved(found, puts, verdicts, explained)
    lent = _lent(puts)
    kept: list[Claim] = []
    out: list[tuple[Claim, str]] = []
    reasons: list[tuple[Printing, str]] = []
    for printing in found.printings:
        judged = verdicts.get(id(printing.claim))
        why = ""
        if printing.put in open_ones:
            why = "does_not_follow"
        elif judged is not None and judged.faulty:
            spot = (printing.claim.stage, printing.claim.index)
            sure = spot in explained and _stated(found, printing.put) and not _is_unsure(found)
            if not sure or _is_spared(found, printing):
                why = _why(found, printing, lent[printing.put])
        reasons.append((printing, why))
    lost = {printing.put.stage for printing, why in reasons if why == "too_many_disagree"}
    for printing, why in reasons:
        judged = verdicts.get(id(printing.claim))
        faulty = judged is not None and judged.faulty
        if not why and faulty and _carries(found, printing, lost):
            why = "does_not_follow"
        if why:
            out.append((printing.claim, why))
        else:
            kept.append(printing.claim)
    return Established(tuple(kept), tuple(out))


def _carries(found: Recognised, printing: Printing, lost: Iterable[str]) -> bool:
    """Whether a number follows from printed ones of a stage before it that is not judged."""
    put, order = printing.put, _stages(found)
    if put.found.state[printing.at] != CARRIED or put.stage not in order:
        return False
    before = order[: order.index(put.stage)]
    return any(stage in before for stage in lost)


def _stated(found: Recognised, put: Put) -> bool:
    return put.is_named and not found.component.start.guessed


def _is_spared(found: Recognised, printing: Printing) -> bool:
    """Whether the number is right for some sources that round to those printed."""
    spared = found.component.spared.get(printing.put.fact)
    return spared is not None and bool(spared[printing.at])


def _why(found: Recognised, printing: Printing, lent: float) -> str:
    """Why a number that is wrong is not called so; "" where it is."""
    put, (i, j) = printing.put, printing.at
    if found.component.choice.given or put.told:
        return ""
    if _is_misread(found):
        return "too_many_disagree"
    if put.mistaken:
        return ""
    if found.component.mute or _is_spared(found, printing):
        return "may_be_rounded"
    start = found.component.start
    if start.sourced and put.spelled(start.used, found.component.puts):
        return ""
    if found.component.start.against or found.component.start.bits <= priors.ODD_WAY:
        return "guessed"
    if put.found.bad > max(1.0, put.found.cells / 3):
        return "too_many_disagree"
    row = put.stage in ONE_EVENT and put.fact.shape[0] > 1
    left = put.net - put.found.net + put.found.without(i, slice(None) if row else j)
    return "" if left + lent >= priors.TO_ACCUSE else "not_established"


def _is_unsure(found: Recognised) -> bool:
    """Whether no mistake can be told from how the text was read, or from how it is rounded."""
    return found.component.mute or _is_misread(found)


def _is_misread(found: Recognised) -> bool:
    """Whether most of what the words call a result follows from nothing: the text, or what was
    read of it, is not what it is taken for."""
    held = sum(put.accepted and put.is_named for put in found.component.puts)
    return found.component.failed > held


def _lent(puts: Sequence[Put]) -> Mapping[Put, float]:
    """What the other arrays lend to each, and the trust in the text's words (Laplace)."""
    held = sum(put.accepted and put.is_named for put in puts)
    failed = sum(put.doubtful for put in puts)
    trust = max(0.0, log2((held + 1) / (failed + 1)))
    total = {put: max(0.0, put.found.net) for put in puts if put.accepted}
    whole = sum(total.values())
    return {
        put: min(priors.MOST_SIBLINGS, whole - total.get(put, 0.0))
        + (trust if put.is_named else 0.0)
        for put in puts
    }


def _unresolved(
    found: Recognised,
    puts: Sequence[Put],
    verdicts: Mapping[int, object],
    explained: Iterable[tuple[str, tuple[int, ...]]],
) -> set[Put]:
    """Arrays that are called a stage and do not follow, and those that rest on them."""
    if found.component.choice.given:
        return set()
    known = set(explained)
    out: set[Put] = set()
    firm = {put.stage for put in puts if not put.doubtful}
    order = {name: k for k, name in enumerate(_stages(found))}
    for put in sorted(puts, key=lambda put: order.get(put.stage, 0)):
        start = found.component.start
        explicit = start.sourced and put.spelled(start.used, found.component.puts)
        if put.doubtful and not explicit and not _all_explained(found, put, verdicts, known):
            out.add(put)
            continue
        firm.add(put.stage)
        rests = any(
            order[other.stage] < order[put.stage]
            for other in out
            if other.stage in order
            and (other.stage not in firm or _latest(puts, other.stage, put) is other)
        )
        if rests and not put.exact:
            out.add(put)
    return out


def _latest(puts: Sequence[Put], stage: str, before: Put) -> Put | None:
    """The last array of a stage that is printed before another array."""
    at = before.table.order, before.table.part
    there = [p for p in puts if p.stage == stage and (p.table.order, p.table.part) < at]
    return max(there, key=lambda put: (put.table.order, put.table.part), default=None)


def _stages(found: Recognised) -> list[str]:
    from symattn.derivation.forward import forward

    return [line.name for line in forward(found.problem)]


def _all_explained(
    found: Recognised,
    put: Put,
    verdicts: Mapping[int, object],
    known: set[tuple[str, tuple[int, ...]]],
) -> bool:
    """Whether a mistake that people are known to make gives every wrong number of the array."""
    own = [printing.claim for printing in found.printings if printing.put is put]
    faulty = [c for c in own if getattr(verdicts.get(id(c)), "faulty", False)]
    return bool(faulty) and all((claim.stage, claim.index) in known for claim in faulty)
