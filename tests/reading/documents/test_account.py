"""Accounts that add up: every decimal of a visible text is read, or left out by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symattn.errors import InputError
from symattn.reading import documents
from symattn.reading.documents import Document, Equation, Grid

CASES = Path(__file__).parents[2] / "cases"
TEXTS = sorted(
    path
    for folder in ("documents", "edges", "situations", "texts")
    for path in (CASES / folder).glob("*")
    if path.suffix in (".md", ".txt", ".tex", ".html")
    and ".expected" not in path.name
    and path.name != "README.md"
    and path.stat().st_size < 100_000
)
_DECIMAL = re.compile(r"(?<![\w.,\\^_{-])\d+\.\d+(?![\w.,:]|\s*(?:px|em|pt|cm|\\)?\w*width)")
_INVISIBLE = re.compile(
    r"<!--.*?-->|<style.*?</style>|<script.*?</script>|<[^>]*>|^\.\. symattn:.*?$|%[^\n]*$",
    re.S | re.M,
)


def _spots(document: Document) -> set[tuple[int, int]]:
    """Every place that the document gives an account of."""
    places = [loose.where for loose in document.skipped]
    for block in document.blocks:
        if isinstance(block, Grid):
            places += [cell.where for row in block.cells for cell in row]
        if isinstance(block, Grid | Equation):
            places += [number.where for number in block.numbers() if number.where]
    return {(place.line, place.column) for place in places}


def _visible(path: Path) -> list[tuple[int, int, str]]:
    """The decimals that a reader sees, found without any of the reader's own code."""
    text = _INVISIBLE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), path.read_text())
    return [
        (number, found.start() + 1, found[0])
        for number, line in enumerate(text.split("\n"), 1)
        for found in _DECIMAL.finditer(line)
    ]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_decimal_is_read_or_named(path: Path) -> None:
    try:
        document = documents.read(path)
    except InputError:
        return  # refused as a whole, in a sentence
    spots = _spots(document)
    lost = [
        (line, column, text)
        for line, column, text in _visible(path)
        if not {(line, column), (line, column - 1)} & spots
    ]
    assert not lost


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_seen_is_read_and_named_unread(path: Path) -> None:
    try:
        document = documents.read(path)
    except InputError:
        return
    quiet = ("comment", "struck", "switched off", "twice", "picture")
    named = {
        (loose.where.line, loose.where.column): loose
        for loose in document.skipped
        if loose.why not in quiet
    }
    inside = document.numbers_seen - len(named)
    read = document.numbers_read - sum(loose.number is not None for loose in named.values())
    unreadable = sum(
        bool(cell.why) and any(map(str.isdigit, cell.text))
        for grid in document.grids()
        for row in grid.cells
        for cell in row
    )
    assert read <= inside <= read + unreadable
