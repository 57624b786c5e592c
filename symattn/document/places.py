"""How many places each stage is printed to, so that the printed numbers carry on.

Whoever takes the printed numbers of one stage and works out the next must get
the next printed number.  That is proven here, cell by cell: the derivation is
run on from the printed values, exactly, and compared with the right decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from symattn.derivation.derivation import Derivation
from symattn.derivation.forward import forward
from symattn.derivation.layers import last_stage
from symattn.document.cells import printed
from symattn.numbers.entries import Entry
from symattn.numbers.tensors import Index, Tensor, indices
from symattn.problem.stages import STAGES, Family, family, names, order

__all__ = ["MOST", "Miss", "Places", "choose", "read_on"]

WEIGHTS = 3
FAR = 100
"""What a cell that is off by more than one in its last place weighs against others."""
MOST_TRIED = 64
"""With more exponentials than this only the first way to choose is tried."""
MOST = 4
"""Nobody carries more places by hand; the cells that then miss are marked and named."""


@dataclass(frozen=True)
class Miss:
    """A cell that whoever carries the printed numbers of ``source`` gets wrong."""

    source: str
    stage: str
    index: Index
    off: int
    """By how much, in units of the last place."""


@dataclass(frozen=True)
class Places:
    """Places after the point for each stage that is printed rounded."""

    of: Mapping[str, int]
    misses: tuple[Miss, ...] = ()
    asked: frozenset[str] = field(default_factory=frozenset)

    @property
    def apart(self) -> int:
        """By how much who carries the printed numbers may miss, in units of the last place."""
        return max((miss.off for miss in self.misses), default=0)

    def __getitem__(self, stage: str) -> int:
        return self.of[stage]

    def get(self, stage: str) -> int | None:
        """The places of a stage; None where it is printed exactly."""
        return self.of.get(stage)

    def __contains__(self, stage: str) -> bool:
        return stage in self.of


def choose(
    derivation: Derivation,
    asked: Mapping[str, int] | None = None,
    start: Derivation | None = None,
) -> Places:
    """Places for each stage; ``asked`` are the user's own, kept and checked.

    ``start`` is the same derivation from the numbers that a pencil begins with, where
    these are rounded: the layer before printed them.

    From the last stage back: the output has two places, and every stage before
    it the fewest (weights at least three) with which the next comes out right.
    Where some cell misses all the same, one place fewer for the exponentials or their
    sums is tried, and one more for the weights; the fewest misses win.

    >>> from symattn import Problem, solve
    >>> X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
    >>> places = choose(solve(Problem(X=X, scale="none")))
    >>> places["weights"], places["output"], places.misses
    (3, 2, ())
    """
    wanted = dict(asked or {})
    best: Places | None = None
    for tried in _tries(derivation, wanted):
        found = _chosen(derivation, wanted, tried, start or derivation)
        if best is None or _faults(found.misses) < _faults(best.misses):
            best = found
        if not best.misses:
            break
    assert best is not None
    return best


def read_on(before: Derivation, places: Places, layer: Derivation) -> Derivation:
    """A layer worked out from what the layer before prints."""
    name = last_stage(before.problem)
    if name not in places:
        return layer
    printed_cells = before.carrier.cells(_printed(before, name, places[name]))
    whole = layer.problem.changed(X=printed_cells)
    whole = whole.changed(symbolic=before.problem.symbolic)
    return Derivation(whole, forward(whole), before.carrier)


def _tries(derivation: Derivation, wanted: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Places that some stages have from the start; the first leaves all open."""
    yield {}
    if "row_sums" not in derivation.recipe or derivation.problem.symbolic:
        return
    size = derivation.carrier.cells(derivation.value("exponentials")).cells
    if len(size) > MOST_TRIED:
        return
    usual = min(_like_exponentials(derivation), MOST)
    pairs = ((usual, usual - 1), (usual - 1, usual - 1), (MOST, MOST))
    joined = any(name in derivation.recipe for name in names("joined"))
    exponentials, row_sums = names("softmax")
    results = [dict.fromkeys(names("output"), k) for k in (WEIGHTS, WEIGHTS - 1)]
    for outputs in results if joined else [{}]:
        for weights in (WEIGHTS, MOST):
            for powers, sums in pairs:
                if sums >= 0:
                    softmax = {exponentials: powers, row_sums: sums}
                    yield {**dict.fromkeys(names("weights"), weights), **softmax, **outputs}


def _chosen(
    derivation: Derivation, wanted: Mapping[str, int], tried: Mapping[str, int], start: Derivation
) -> Places:
    """Places from the last stage back, with the cells that miss."""
    stages = [name for name in _chain(derivation) if not _is_exact(derivation, name)]
    of: dict[str, int] = {}
    sources: dict[str, list[str]] = {stage: [] for stage in stages}
    for position in range(len(stages) - 1, -1, -1):
        stage = stages[position]
        later = [name for name in stages[position + 1 :] if name in _readers(derivation, stage)]
        for name in later:
            sources[name].append(stage)
        if stage in wanted or stage in tried:
            of[stage] = wanted.get(stage, tried.get(stage, 0))
        else:
            of[stage] = _fewest(derivation, stage, later, of)
    misses = list(_walk(derivation, start, sources, of))
    logits = [name for name in names("scores", "logits") if name in of]
    if "_row_max" in derivation.recipe and logits and not _is_exact(derivation, "_row_max"):
        of["_row_max"] = of[logits[-1]]
    for name in names("joined"):  # the same numbers as the outputs, side by side
        if "output" in of and name in derivation.recipe and not STAGES[name].carried:
            of[name] = wanted.get(name, of["output"])
    return Places(of, tuple(misses), frozenset(wanted))


def _fewest(derivation: Derivation, stage: str, later: list[str], of: dict[str, int]) -> int:
    """The fewest places with which the fewest cells of the later stages miss (none, as a rule)."""
    best: tuple[int, int] | None = None
    start = _start(derivation, stage, of)
    for places in range(start, max(start, MOST) + 1):
        tried = {**of, stage: places}
        missed = sum(_faults(_missed(derivation, [stage], name, tried)) for name in later)
        if best is None or missed < best[1]:
            best = (places, missed)
        if not missed:
            break
    assert best is not None
    return best[0]


def _start(derivation: Derivation, stage: str, of: Mapping[str, int]) -> int:
    """The fewest places that a page gives a stage, whatever comes after it."""

    def most(*families: Family) -> int:
        return max((of.get(name, 0) for name in names(*families)), default=0)

    match family(stage):
        case "joined":
            return WEIGHTS - 1
        case "output":
            return max(WEIGHTS - 1, most("joined"))
        case "weights":
            return max(WEIGHTS, most("output") + 1, most("weights"))
        case "softmax":
            return max((of[name] for name in names("softmax") if name in of), default=0) or (
                _like_exponentials(derivation)
            )
        case _:
            return max(2, min(WEIGHTS, of.get("exponentials", 0)), most("scores", "logits"))


def _like_exponentials(derivation: Derivation) -> int:
    """Four figures of the largest exponential: four places where it is below ten."""
    step = derivation["row_sums"]
    longest = max(
        (len(text.lstrip("-")) for text in _texts(step.cells, step.carrier, 0) if text), default=1
    )
    return max(0, 5 - longest) if longest > 1 else 4


def _chain(derivation: Derivation) -> list[str]:
    """The stages whose printed numbers are carried on, in order; copies have none of their own."""
    return [
        name
        for name in order()
        if STAGES[name].carried
        and name in derivation.recipe
        and derivation.recipe[name].op != "copy"
    ]


def _is_exact(derivation: Derivation, name: str) -> bool:
    """Whether a stage is printed exactly: all its entries are rational numbers (or symbols)."""
    step = derivation.step(name)
    if step.denominator is not None:
        return True
    return all(
        not isinstance(cell, Entry) or (not cell.rows() and cell.plain().rational() is not None)
        for cell in step.carrier.cells(step.value).cells
    )


def _readers(derivation: Derivation, stage: str) -> set[str]:
    """The next stages that are worked out from ``stage`` without another printed one between."""
    chain = set(_chain(derivation))
    between = {stage}
    found: set[str] = set()
    for line in derivation.recipe:
        if between & set(line.of):
            (found if line.name in chain else between).add(line.name)
    return found


def _missed(
    derivation: Derivation, sources: list[str], stage: str, of: Mapping[str, int]
) -> list[Miss]:
    """The cells of ``stage`` that come out otherwise from the printed values of ``sources``."""
    if not sources:
        return []
    carrier = derivation.carrier
    given = {
        name: _printed(derivation, name, of[name])
        for name in {*sources, *derivation.recipe[stage].of}
        if name in of
    }
    carried = Derivation(derivation.problem, derivation.recipe, carrier, given)
    tensor = carrier.cells(derivation.value(stage))
    right = _values(derivation, stage, of[stage])
    got = _values(carried, stage, of[stage])
    places = list(Tensor.build(tensor.shape, lambda i: i).cells)
    return [
        Miss(sources[0], stage, index, _off(a, b, of[stage]))
        for index, a, b in zip(places, right, got, strict=True)
        if a != b
    ]


def _walk(
    derivation: Derivation,
    start: Derivation,
    sources: Mapping[str, list[str]],
    of: Mapping[str, int],
) -> Iterator[Miss]:
    """The cells that miss when one pencil carries its own numbers from stage to stage."""
    carrier = derivation.carrier
    given: dict[str, Any] = {}
    for stage, before in sources.items():
        carried = Derivation(start.problem, start.recipe, carrier, given)
        right, own = _values(derivation, stage, of[stage]), _values(carried, stage, of[stage])
        given = {**given, stage: _printed(carried, stage, of[stage])}
        shape = carrier.cells(derivation.value(stage)).shape
        for index, a, b in zip(indices(shape), right, own, strict=True):
            if a != b:
                yield Miss(before[0] if before else stage, stage, index, _off(a, b, of[stage]))


def _off(a: fmpq | None, b: fmpq | None, places: int) -> int:
    """By how many units of the last place two printed numbers differ, rounded up."""
    if a is None or b is None:
        return FAR
    return int((abs(a - b) * 10**places).ceil())


def _faults(misses: Sequence[Miss]) -> int:
    """How bad the misses are: one that is far off is worse than many that are near."""
    return sum(1 if miss.off <= 1 else FAR for miss in misses)


def _printed(derivation: Derivation, name: str, places: int) -> Any:
    """A stage's value with every entry replaced by the number that the page prints."""
    carrier = derivation.carrier
    step = derivation.step(name)

    def cell(entry: Any) -> Any:
        value = printed(step, entry, places).value
        return entry if value is None else _number(carrier, value)

    return carrier.of_cells(carrier.cells(step.value).map(cell))


def _number(carrier: Any, value: fmpq) -> Any:
    (cell,) = carrier.cells(carrier.read(Tensor((1,), (value,)))).cells
    return cell


def _values(derivation: Derivation, stage: str, places: int) -> list[fmpq | None]:
    """The numbers that a page would print for a stage."""
    step = derivation[stage] if stage in derivation else derivation.step(stage)
    cells = step.carrier.cells(step.value).cells
    return [printed(step, cell, places).value for cell in cells]


def _texts(tensor: Tensor[Any], carrier: Any, places: int) -> list[str | None]:
    return [carrier.decimal(cell, places, "half-even") for cell in tensor.cells]
