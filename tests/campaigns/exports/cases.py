"""Which exports are tried: every stage, form and target at least ten times."""

from __future__ import annotations

import contextlib
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from symattn.cli import main

ROOT = Path(__file__).resolve().parents[3]
TARGETS = ("article", "twocolumn", "beamer", "markdown", "quarto", "katex", "typst", "mathml")
FORMS = ("exact", "decimal", "both", "steps")
OF_EACH = 10
SITUATIONS = ("02-twelve-tokens", "03-two-place-decimals", "04-names", "05-slide", "20-empty-row")


@dataclass(frozen=True)
class Case:
    """One call of the command line."""

    number: int
    problem: Path
    stage: str
    form: str
    target: str
    names: str
    whole: bool = False

    @property
    def arguments(self) -> list[str]:
        """What stands after ``symattn``."""
        asked = ["--stage", self.stage, "--form", self.form, "--names", self.names]
        whole = ["--whole"] if self.whole else []
        return ["export", str(self.problem), *asked, "--to", self.target, *whole]

    def __str__(self) -> str:
        return f"{self.number}: symattn {' '.join(self.arguments)}"


def problems() -> list[Path]:
    """The situations that people met, a problem with every input, and the worksheets."""
    situations = ROOT / "tests" / "cases" / "situations"
    own = Path(__file__).parent / "everything.toml"
    found = [situations / f"{name}.toml" for name in SITUATIONS]
    return [*found, own, *sorted((ROOT / "worksheets").glob("*.toml"))]


@cache
def stages(problem: Path) -> tuple[str, ...]:
    """What ``symattn solve`` and ``symattn gradient`` list for the file."""
    import symattn as sa

    read = sa.load(problem)
    return (*sa.solve(read), *sa.gradients(read))


def cases(of_each: int = OF_EACH, every: int = 1) -> Iterator[Case]:
    """Each stage ``of_each`` times, targets and forms in turn; of these one in ``every``."""
    having: dict[str, list[Path]] = defaultdict(list)
    for problem in problems():
        for stage in stages(problem):
            having[stage].append(problem)
    number = 0
    for stage, files in having.items():
        for turn in range(of_each):
            if number % every == 0:
                target = TARGETS[number % len(TARGETS)]
                form = FORMS[(number // len(TARGETS) + turn) % len(FORMS)]
                names = "tokens" if turn % 3 == 2 else "numbers"
                whole = turn % 5 == 4
                yield Case(number, files[turn % len(files)], stage, form, target, names, whole)
            number += 1


def exported(case: Case) -> str:
    """What the command prints; raises AssertionError where it refuses."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(case.arguments)
    assert code == 0, f"{case}: {err.getvalue()}"
    return out.getvalue()
