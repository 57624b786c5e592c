"""What a verification found, as an object and as the JSON of the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from symattn.errors import Place
from symattn.formulas import glance, sympy_text
from symattn.numbers import show
from symattn.problem.given import Setting
from symattn.problem.model import Problem
from symattn.verification.claims import VERDICTS, Accepted, Judged
from symattn.verification.finding import Diagnosis, Spot
from symattn.words import say

__all__ = ["EQUATIONS", "Expected", "Numbers", "Outcome", "Report", "Unjudged", "Unplaced", "tally"]

EQUATIONS = "equations"
"""The name by which false arithmetic is let pass."""


@dataclass(frozen=True)
class Numbers:
    """How many numbers a text shows, how many were understood, given a place, and judged."""

    seen: int
    read: int
    placed: int
    judged: int

    def to_json(self) -> dict[str, int]:
        return {"seen": self.seen, "read": self.read, "placed": self.placed, "judged": self.judged}


@dataclass(frozen=True)
class Unplaced:
    """A number or block that no stage was found for, and why."""

    text: str
    why: str
    where: Place | None = None

    def to_json(self) -> dict[str, Any]:
        place = self.where
        where = None if place is None else {"line": place.line, "column": place.column}
        return {"where": where, "text": self.text, "why": self.why}


@dataclass(frozen=True)
class Expected:
    """How many numbers of a text a comment wants judged at least, and how many are."""

    least: int
    judged: int
    where: Place

    @property
    def met(self) -> bool:
        """Whether as many are judged."""
        return self.judged >= self.least

    def to_json(self) -> dict[str, Any]:
        return {"least": self.least, "judged": self.judged, "from": "comment"}


@dataclass(frozen=True, repr=False, eq=False)
class Report:
    """Every claim with its verdict, and what explains those that do not hold.

    ``settings``: all that the numbers were judged under, and where each came from; ``stated``
    and ``inferred`` are those that the text or file gives, and those that were found by trying.
    ``unexplained``: the first wrong steps that no mistake gives.  ``expected``: what a comment
    says of the number of judged numbers.  ``offers``: keys of sentences that say what else could
    be tried (inputs printed rounded).  ``web``: each array of a text, and what it follows from.
    ``text``: the text that lines and columns count in, "" where it is not known.
    """

    problem: Problem
    claims: tuple[Judged, ...]
    numbers: Numbers
    diagnoses: tuple[Diagnosis, ...] = ()
    unexplained: tuple[Spot, ...] = ()
    stated: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    equations: tuple[Any, ...] = ()
    taken: tuple[Any, ...] = ()
    offers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    file: str | None = None
    expected: Expected | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    web: tuple[Any, ...] = ()
    text: str = field(default="", repr=False)

    def __eq__(self, other: object) -> bool:
        """Whether the other says the same of an equal problem."""
        if not isinstance(other, Report):
            return NotImplemented
        return self.problem == other.problem and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash((self.problem, len(self.claims)))

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self.summary.items() if count)
        return f"<report: {counts or '0 claims'}>"

    def _repr_html_(self) -> str:
        """The counts, and each number that does not hold with the right one."""
        rows = [
            [
                judged.claim.stage,
                ", ".join(str(i + 1) for i in judged.claim.index),
                judged.claim.text,
                judged.verdict,
                judged.nearest or "",
                judged.decimal or "",
            ]
            for judged in self.claims
            if judged.open
        ]
        head = [
            say("notebook.stage"),
            say("notebook.entry"),
            say("notebook.printed"),
            say("notebook.verdict"),
            say("notebook.nearest"),
            say("notebook.decimal"),
        ]
        found = glance.table(rows, columns=head) if rows else ""
        return glance.division(repr(self), found)

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """The claims that are wrong."""
        return tuple(judged for judged in self.claims if judged.verdict == "wrong")

    @property
    def summary(self) -> dict[str, int]:
        """How many claims there are, equations among them, and how many of each verdict.

        Those let pass are counted besides, under ``accepted``.
        """
        judged = (*self.claims, *(equation.judged for equation in self.equations))
        passed = sum(one.accepted is not None for one in judged)
        return {**_counted(judged), **({"accepted": passed} if passed else {})}

    @property
    def false_equations(self) -> tuple[Any, ...]:
        """Arithmetic that is wrong as it is written and not let pass.

        One that ends in a right number of a stage accuses nobody: only the rounded numbers
        before it do not give it.
        """
        right = {judged.claim.where for judged in self.claims if judged.right}
        return tuple(
            one
            for one in self.equations
            if one.verdict == "wrong" and one.judged.accepted is None and one.where not in right
        )

    def accepting(
        self,
        names: Collection[str],
        told: Callable[[str], Accepted] = lambda name: Accepted(name, "option"),
        within: Callable[[Judged], bool] = lambda judged: True,
    ) -> Report:
        """The report that lets pass what does not hold and is named by verdict or by mistake.

        ``told`` makes of a name what is said beside the number; ``within``: of which claims.
        """
        causes = {spot: found.mistake for found in self.diagnoses for spot in found.spots()}

        def passed(judged: Judged) -> Judged:
            if not judged.open or not within(judged):
                return judged
            spot = (judged.claim.stage, judged.claim.index)
            found = [name for name in (judged.verdict, causes.get(spot)) if name in names]
            return replace(judged, accepted=told(str(found[0]))) if found else judged

        equations = self.equations
        if EQUATIONS in names:
            pardon = told(EQUATIONS)
            equations = tuple(
                replace(one, judged=replace(one.judged, accepted=pardon))
                if one in self.false_equations
                else one
                for one in equations
            )
        return replace(self, claims=tuple(map(passed, self.claims)), equations=equations)

    def holds(self, accept: Collection[str] = (), expect: int | None = None) -> bool:
        """Whether every claim holds, or is let pass by its verdict's or its mistake's name.

        An equation is let pass as "equations".  False too where fewer claims are judged than
        are expected.
        """
        if self.numbers.judged < (expect or 0) or (self.expected and not self.expected.met):
            return False
        left = self.accepting(accept)
        return not (left.false_equations or any(judged.open for judged in left.claims))

    def _summary(self) -> dict[str, Any]:
        """The counts, those of the equations apart as well."""
        apart = {"equations": _counted(self.equations)} if self.equations else {}
        return {**self.summary, **apart}

    def to_json(self) -> dict[str, Any]:
        """The object of the contract."""
        out: dict[str, Any] = {} if self.file is None else {"file": self.file}
        out |= {
            "problem": {
                **_described(self.problem),
                "stated": list(self.stated),
                "inferred": list(self.inferred),
            },
            "settings": {key: one.to_json() for key, one in self.settings.items()},
            "numbers": self.numbers.to_json(),
            "claims": [judged.to_json() for judged in self.claims],
            "unplaced": [one.to_json() for one in self.unplaced],
            "summary": self._summary(),
            "diagnoses": [found.to_json() for found in self.diagnoses],
            "unexplained": [
                {"stage": stage, "index": list(index)} for stage, index in self.unexplained
            ],
        }
        if self.expected is not None:
            out["expected"] = self.expected.to_json()
        if self.web:
            out["web"] = [strand.to_json() for strand in self.web]
        if self.equations:
            out["claims"] += [equation.to_json() for equation in self.equations]
            out["equations"] = _counted(self.equations)
        return out


@dataclass(frozen=True)
class Unjudged:
    """A file of which nothing is judged, and why.

    ``readable``: it was read, and has no attention in it; else it could not be used at all.
    """

    file: str
    why: str
    readable: bool

    def to_json(self) -> dict[str, Any]:
        """The object of the contract: no claims, the reason under ``note`` or ``error``."""
        key = "note" if self.readable else "error"
        return {"file": self.file, "claims": [], key: self.why, "summary": _counted(())}


Outcome: TypeAlias = Report | Unjudged


def tally(words: Iterable[str]) -> dict[str, int]:
    """How often each word is said, in the order of their first time.

    >>> tally(["prose", "code", "prose"])
    {'prose': 2, 'code': 1}
    """
    return dict(Counter(words))


def _counted(claims: Sequence[Any]) -> dict[str, int]:
    """How many claims there are, and how many of each verdict."""
    found = [claim.verdict for claim in claims]
    return {"claims": len(found), **{verdict: found.count(verdict) for verdict in VERDICTS}}


def _described(problem: Problem) -> dict[str, Any]:
    """Inputs and settings in the user's layout."""

    def text(cell: Any) -> str:
        return str(cell) if hasattr(cell, "free_symbols") else sympy_text.write(show.formula(cell))

    inputs = {}
    for name, tensor in problem.inputs.items():
        turned = problem.layout == "columns" and len(tensor.shape) > 1
        inputs[name] = (tensor.transposed() if turned else tensor).map(text).nested()
    attention = {
        "layout": problem.layout,
        "scale": problem.scale_text,
        "heads": problem.heads,
        "kv_heads": problem.kv_heads,
        "mask": problem.mask_kind,
        "window": problem.window,
        "mask_fill": str(problem.fill),
        "shift": problem.shift,
        "base": "e" if problem.base is None else str(problem.base),
        "empty_rows": problem.empty_rows,
    }
    return {"inputs": inputs, "attention": attention}
