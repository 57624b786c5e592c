"""Conventions that a text states: scale, layout, mask, base, heads; each with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count as count_from
from itertools import takewhile

from symattn.problem import stages
from symattn.reading.documents import Document, Equation, Grid, Prose
from symattn.reading.documents.blocks import Block
from symattn.reading.documents.trees import Name, Number, plain
from symattn.texts import counting, phrases
from symattn.texts.scopes import scopes
from symattn.texts.spelling import canonical

__all__ = ["Stated", "after", "scales_in", "stated"]


@dataclass(frozen=True)
class Stated:
    """What the text says."""

    scales: tuple[str, ...] = ()
    layout: str | None = None
    causal: bool = False
    masked: bool = False
    base: str | None = None
    additive: bool = False
    heads: bool = False
    head_counts: tuple[int, ...] = ()
    projects: bool = False
    unknown: tuple[str, ...] = ()
    rounded: bool = False
    document: Document | None = field(default=None, repr=False)

    def within(self, scope: int) -> Stated:
        """What is stated in the text's own problem (0), or in an exercise or a further example."""
        return self if self.document is None else _stated(self.document, scope)

    @property
    def stopped(self) -> frozenset[str]:
        """The stages that do not follow from the inputs by steps that we know."""
        firsts = [phrases.UNKNOWN[name].stops for name in self.unknown]
        return frozenset(stage for first in firsts for stage in after(first))


def after(stage: str) -> tuple[str, ...]:
    """A stage and those that may need it, in order; those before the scores need none of them."""
    order = [name for name in stages.order() if not name.startswith("_")]
    return tuple(order[max(order.index(stage), order.index("scores")) :])


def stated(document: Document) -> Stated:
    """The conventions that the document states somewhere."""
    return _stated(document, None)


def _stated(document: Document, scope: int | None) -> Stated:
    of = scopes(document) if scope is not None else {}
    blocks = [
        block
        for block in document.blocks
        if scope is None or of.get(block.context.section, 0) == scope
    ]
    text = canonical(_text(document, blocks, whole=len(blocks) == len(document.blocks)))

    def says(words: str) -> bool:
        return bool(re.search(words, text, re.I))

    return Stated(
        scales=_scales(blocks, text),
        layout="columns" if says(phrases.COLUMNS) else None,
        causal=says(phrases.CAUSAL),
        masked=says(phrases.MASKED),
        base="2" if says(phrases.BASE_TWO) else "10" if says(phrases.BASE_TEN) else None,
        additive=says(phrases.ADDITIVE) and not says(phrases.UNKNOWN["soft_cap"].words),
        heads=says(counting.HEADS),
        head_counts=_head_counts(text),
        projects=says(phrases.PROJECTS) and not says(phrases.SAME),
        unknown=tuple(_unknown(text)),
        rounded=says(phrases.ROUNDED),
        document=document,
    )


def _unknown(text: str) -> Iterator[str]:
    """Steps that the text takes and we do not know: no stage of ours is called like that."""
    ours = "|".join(words for row in stages.STAGES.values() for words in row.called)
    for name, one in phrases.UNKNOWN.items():
        found = re.finditer(one.words, text, re.I)
        if any(not (ours and re.search(ours, said[0], re.I)) for said in found):
            yield name


def _head_counts(text: str) -> tuple[int, ...]:
    """How many heads the text says there are: "h = 2", "two heads", "2 Köpfe", or that it numbers.

    >>> _head_counts("head 1 takes the first two columns, head 2 the others")
    (2,)
    """
    found = re.findall(counting.HEAD_COUNT, text, re.I)
    said = [one for groups in found for one in groups if one]
    counts = [counting.NUMBERS.get(one.lower()) or int(one) for one in said]
    numbered = {int(n) for one in re.findall(counting.HEAD_NUMBER, text, re.I) for n in one if n}
    first = min(numbered & {0, 1}, default=1)
    run = takewhile(numbered.__contains__, count_from(first))
    counts.append(sum(1 for _ in run))
    return tuple(dict.fromkeys(count for count in counts if count > 1))


def _text(document: Document, blocks: Sequence[Block], whole: bool) -> str:
    """The words of the blocks; of the whole document the source too, for what no block holds."""
    parts = []
    for block in blocks:
        if isinstance(block, Prose | Equation):
            parts.append(block.text)
        elif isinstance(block, Grid):
            around = (block.context.before, block.context.after) if whole else ()
            parts += [block.name, *around]
    own = document.text if whole and not document.text.lstrip().startswith("{") else ""
    own = re.sub(r"[A-Za-z0-9+/=]{300,}", " ", own)  # a picture inside the page says nothing
    return "\n".join([*parts, own])


def _scales(blocks: Sequence[Block], text: str) -> tuple[str, ...]:
    """Scales that the text names, in problem-file spelling, the likeliest first."""
    out: list[str] = []
    if re.search(phrases.NO_SCALE, text, re.I) or re.search(BARE, text, re.I):
        out.append("none")
    for equation in (b for b in blocks if isinstance(b, Equation)):
        shown = [canonical(plain(part)) for part in equation.parts]
        if any(
            re.fullmatch(
                r"√\(?d_?\w*\)?|1/√?\(?d_?\w*\)?|√d_?\w*|1/\(?√\(?d_?\w*\)?\)?",
                one.replace(" ", ""),
            )
            for one in shown
        ):
            out.append("1/sqrt(d_k)")
        head = equation.parts[0]
        if isinstance(head, Name) and re.fullmatch(r"(?i)scale|temperature|τ|T", head.text):
            last = equation.parts[-1]
            if isinstance(last, Number):
                over = "" if head.text.lower() == "scale" else "1/"
                value = last.printed.value
                out.append(f"{over}{value}" if not over else str(1 / value) if value else "none")
    return tuple(dict.fromkeys(one for one in (*out, *_scales_in(text)) if one))


BARE = r"softmax\s*\(\s*([QX])\s*[·*@]?\s*(?:[KX]ᵀ|[KX]\.T)\s*\)"
"""The formula of attention without a factor."""


def scales_in(words: str) -> tuple[str, ...]:
    """The scales that a few words name, in problem-file spelling.

    >>> scales_in("the same weights from scores over √d_k")
    ('1/sqrt(d_k)',)
    """
    return tuple(dict.fromkeys(one for one in _scales_in(canonical(words)) if one))


def _scales_in(text: str) -> list[str]:
    out: list[str] = ["none"] if re.search(phrases.NO_SCALE, text, re.I) else []
    for found in re.finditer(rf"(?:{phrases.TEMPERATURE})\s*=?\s*(\d+(?:\.\d+)?)", text, re.I):
        out.append(_inverse(found[1]))
    for found in re.finditer(rf"(?:{phrases.DIVIDED_BY}|/)\s*√\s*\(?(\d+)\)?", text, re.I):
        out.append(f"1/sqrt({found[1]})")
    for found in re.finditer(
        r"\bscal(?:e|ing)(?: factor)?\s*(?:is|=|:|of)\s*"
        r"(1/(?:√\s*\(?\d+\)?|\d+(?:\.\d+)?)|0?\.\d+)",
        text,
        re.I,
    ):
        out.append(re.sub(r"√\s*\(?(\d+)\)?", r"sqrt(\1)", found[1]))
    for found in re.finditer(
        rf"(?:{phrases.DIVIDED_BY})\s*(\d+(?:\.\d+)?)(?![\d.,]*[-\w])", text, re.I
    ):
        out.append(_inverse(found[1]))
    for found in re.finditer(
        rf"(?<![\d.,√])(\d+(?:\.\d+)?) ?(?:{phrases.DIVIDED_AFTER})", text, re.I
    ):
        out.append(_inverse(found[1]))
    for found in re.finditer(r"ᵀ\)?\s*/\s*\(?(\d+(?:\.\d+)?)(?!\s*\*\*|[\d√])", text):
        out.append(_inverse(found[1]))
    for line in text.split("\n"):
        if re.search(phrases.DIVIDED, line, re.I):
            if "√" not in line and re.search(r"\bd_?k\b", line):
                out.append("1/d_k")
            out += [f"1/sqrt({k})" for k in re.findall(r"√\s*\(?(\d{1,4})\)?(?![\d.,]*\d)", line)]
    if re.search(r"√\s*\(?d_?k|1/√", text):
        out.append("1/sqrt(d_k)")
    return out


def _inverse(number: str) -> str:
    from fractions import Fraction

    value = Fraction(number)
    return str(1 / value) if value else ""
