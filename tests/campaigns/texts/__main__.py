"""Gives symattn random texts with known truth, and counts: claims, read, judged, alarms, misses.

    python -m tests.campaigns.texts --count 2000 --seed 1 --jobs 2
    python -m tests.campaigns.texts --seed 1 --text 17     # one text, and its truth
    python -m tests.campaigns.texts --count 20 --style numpy --show 5 --write DIR
    python -m tests.campaigns.texts --count 300 --reading     # what is not read, by style

The exit code is 1 if a right number was accused, a wrong one passed, or symattn crashed
(``--reading``: if a number is not read).
"""
# ruff: noqa: T201 (it is run by hand, and prints what it found)

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing import Pool
from pathlib import Path

from tests.campaigns.texts.compose import Text, make
from tests.campaigns.texts.languages import LANGUAGES
from tests.campaigns.texts.reader import Outcome, tried
from tests.campaigns.texts.styles import STYLES
from tests.campaigns.texts.unread import WHAT as READ
from tests.campaigns.texts.unread import looked_through
from tests.campaigns.texts.worked import WORKED

WHAT = ("claims", "read", "judged", "alarms", "misses")


def outcome(seed: int, style: str | None, language: str | None, limit: int, number: int) -> Outcome:
    """One text made and tried."""
    return tried(make(seed, number, style, language), limit)


def outcomes(asked: argparse.Namespace) -> Iterator[Outcome]:
    """All of them, in order, from so many processes."""
    one = partial(outcome, asked.seed, asked.style, asked.language, asked.limit)
    numbers = range(asked.first, asked.first + asked.count)
    if asked.jobs == 1:
        yield from map(one, numbers)
        return
    with Pool(asked.jobs, maxtasksperchild=200) as pool:
        yield from pool.imap(one, numbers, chunksize=4)


def total(found: Outcome) -> Counter[str]:
    """The counts of one text over its styles."""
    return sum(found.counts.values(), Counter())


def command(text: Text, asked: argparse.Namespace) -> str:
    """What makes this text again."""
    style = f" --style {asked.style!r}" if asked.style else ""
    language = f" --language {asked.language}" if asked.language else ""
    which = f"--seed {text.seed} --text {text.number}{style}{language}"
    return f"python -m tests.campaigns.texts {which}"


def kinds(text: Text) -> dict[str, str]:
    """What the counts are grouped by beside the style."""
    return {
        "language": text.language,
        "file": text.ending,
        "first printed": text.start,
        "mistake": text.mistake or "none",
        "distractors": str(len(text.distractors)),
    }


def table(title: str, rows: dict[str, Counter[str]], what: Sequence[str] = WHAT) -> None:
    """Counts by style or language."""
    print(f"\n{title:<24}" + "".join(f"{one:>9}" for one in what))
    for name, counts in sorted(rows.items()):
        print(f"{name:<24}" + "".join(f"{counts[one]:>9}" for one in what))


def show_text(text: Text) -> None:
    """The text and the truth."""
    print(text.content)
    beside = ", ".join(text.distractors) or "nothing"
    print(
        f"# {text.name}: {text.language}, {', '.join(text.styles)}, starts from {text.start}, "
        f"mistake: {text.mistake or 'none'}, beside it: {beside}"
    )
    for claim in text.claims:
        optional = " (optional)" if claim.optional else ""
        equation = f", as arithmetic {claim.equation}" if claim.equation else ""
        print(
            f"{claim.line}:{claim.column}: {claim.printed} {claim.stage}{list(claim.index)} "
            f"{claim.kind}{equation}{optional}"
        )


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.texts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first text")
    parser.add_argument("--text", type=int, help="this text alone, printed with its truth")
    parser.add_argument("--style", choices=[*STYLES, *WORKED])
    parser.add_argument("--language", choices=list(LANGUAGES))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=60, help="seconds for a text")
    parser.add_argument(
        "--reading", action="store_true", help="count what is not read, and no more"
    )
    parser.add_argument("--show", type=int, default=0, help="print so many failures")
    parser.add_argument("--write", type=Path, help="a folder for the texts")
    asked = parser.parse_args()
    if asked.text is not None:
        asked.first, asked.count, asked.jobs, asked.show = asked.text, 1, 1, 1000
        show_text(make(asked.seed, asked.text, asked.style, asked.language))
    return asked


def reading(asked: argparse.Namespace) -> int:
    """What the reading layer does not read, by style."""
    styles: dict[str, Counter[str]] = {}
    shown = 0
    for number in range(asked.first, asked.first + asked.count):
        found = looked_through(make(asked.seed, number, asked.style, asked.language))
        for style, counts in found.counts.items():
            styles.setdefault(style, Counter()).update(counts)
        for claim, what in found.lost[: max(0, asked.show - shown)]:
            shown += 1
            print(f"{found.text.name}:{claim.line}:{claim.column}: {claim.printed}: {what}")
    every = sum(styles.values(), Counter[str]())
    table("style", styles, READ)
    table("all", {"": every}, READ)
    return 1 if every["unread"] or every["misread"] else 0


def main() -> int:
    """Run the campaign."""
    asked, start = parsed(), time.monotonic()
    if asked.reading:
        return reading(asked)
    tables: dict[str, dict[str, Counter[str]]] = {}
    every: Counter[str] = Counter()
    stopped = shown = 0
    for found in outcomes(asked):
        text, stopped = found.text, stopped + bool(found.stopped)
        for style, counts in found.counts.items():
            tables.setdefault("style", {}).setdefault(style, Counter()).update(counts)
        for title, name in kinds(text).items():
            tables.setdefault(title, {}).setdefault(name, Counter()).update(total(found))
        every.update(total(found))
        if asked.write is not None:
            asked.write.mkdir(parents=True, exist_ok=True)
            (asked.write / text.name).write_text(text.content, encoding="utf-8")
        for failure in found.failures[: max(0, asked.show - shown)]:
            shown += 1
            print(f"{text.name}:{failure}\n    {command(text, asked)}")
        if found.stopped and asked.text is not None:
            print(found.stopped)
    for title, rows in tables.items():
        table(title, rows)
    part = f"{every['judged'] / every['read']:.1%}" if every["read"] else "none"
    print(
        f"\n{asked.count} texts of seed {asked.seed} ({stopped} refused): "
        f"{every['claims']} claims, {every['read']} read, {every['judged']} judged "
        f"({part} of those read), "
        f"{every['alarms']} false alarms, {every['misses']} wrong called right, "
        f"{every['crashes']} crashes, "
        f"{time.monotonic() - start:.0f} s"
    )
    return 1 if every["alarms"] or every["misses"] or every["crashes"] else 0


if __name__ == "__main__":
    sys.exit(main())
