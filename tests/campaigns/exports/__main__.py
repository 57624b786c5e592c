"""Puts exports into real documents, and counts errors, boxes over the margin, lost numbers.

    python -m tests.campaigns.exports                   # all of them, two minutes or so
    python -m tests.campaigns.exports --every 8         # one in eight
    python -m tests.campaigns.exports --number 17       # one of them, and what became of it

KaTeX is asked in the folder that SYMATTN_NODE names (``npm install katex`` there).
The exit code is 1 if anything was found.
"""
# ruff: noqa: T201 (it is run by hand, and prints what it found)

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.campaigns.exports.cases import Case, cases, exported
from tests.campaigns.exports.renderers import RENDERERS, Export, Result, available


def exports_of(tried: Sequence[Case]) -> tuple[list[Export], list[Result]]:
    """Every export that the command gives, and what it refuses."""
    made, refused = [], []
    for case in tried:
        try:
            made.append((case, exported(case)))
        except AssertionError as error:
            refused.append(Result(case, "export", [str(error)]))
    return made, refused


def rendered(tried: Sequence[Case], folder: Path, only: str | None = None) -> list[Result]:
    """What became of each export in every kind of document that its target is for."""
    made, results = exports_of(tried)
    for name, (targets, renderer) in RENDERERS.items():
        own = [(case, text) for case, text in made if case.target in targets]
        if own and available(name) and only in (None, name):
            results += renderer(own, folder)
    return results


def main() -> int:
    """What was found, counted by program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--number", type=int)
    parser.add_argument("--renderer", choices=list(RENDERERS))
    parser.add_argument("--keep", type=Path, help="folder for the documents")
    asked = parser.parse_args()
    tried = [case for case in cases(every=asked.every) if asked.number in (None, case.number)]
    with tempfile.TemporaryDirectory() as folder:
        keep = asked.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        results = rendered(tried, keep, asked.renderer)
    for result in results:
        if not result.good:
            lost = dict(result.lost)
            print(f"{result.renderer}  {result.case}\n    {result.errors[:2]} {result.over} {lost}")
    print(f"{len(tried)} exports: {summary(tried)}")
    for name in sorted({result.renderer for result in results}):
        own = [result for result in results if result.renderer == name]
        errors, over, lost = (
            sum(1 for one in own if getattr(one, what)) for what in ("errors", "over", "lost")
        )
        print(f"{name:24} {len(own):4} tried  {errors:4} errors  {over:4} over  {lost:4} lost")
    return int(not all(result.good for result in results))


def summary(tried: Sequence[Case]) -> str:
    """The least count of a stage, a form and a target."""
    counts = [
        Counter(getattr(case, what) for case in tried) for what in ("stage", "form", "target")
    ]
    words = ("stages", "forms", "targets")
    return ", ".join(
        f"{len(count)} {word} (each {min(count.values(), default=0)} times or more)"
        for count, word in zip(counts, words, strict=True)
    )


if __name__ == "__main__":
    sys.exit(main())
