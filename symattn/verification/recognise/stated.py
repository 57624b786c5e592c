"""Conventions that a text states: scale, layout, mask, base, heads; each with its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symattn.reading.documents import Document, Equation, Grid, Prose
from symattn.reading.documents.trees import Name, Number, plain
from symattn.verification.recognise import vocabulary
from symattn.verification.recognise.spelling import canonical

__all__ = ["Settings", "Stated", "scales_in", "stated"]


@dataclass(frozen=True)
class Settings:
    """Conventions fixed from outside; ``None`` leaves one to the text.

    ``layout``: "rows" or "columns"; ``scale``, ``base`` as in a problem file.
    """

    layout: str | None = None
    scale: str | None = None
    base: str | None = None


@dataclass(frozen=True)
class Stated:
    """What the text says."""

    scales: tuple[str, ...] = ()
    layout: str | None = None
    causal: bool = False
    masked: bool = False
    base: str | None = None
    additive: bool = False
    other_scores: bool = False
    heads: bool = False
    rounded_inputs: bool = False


def stated(document: Document) -> Stated:
    """The conventions that the document states somewhere."""
    text = canonical(_text(document))

    def says(words: str) -> bool:
        return bool(re.search(words, text, re.I))

    return Stated(
        scales=_scales(document, text),
        layout="columns" if says(vocabulary.COLUMNS) else None,
        causal=says(vocabulary.CAUSAL),
        masked=says(vocabulary.MASKED),
        base="2" if says(vocabulary.BASE_TWO) else "10" if says(vocabulary.BASE_TEN) else None,
        additive=says("tanh|additive|Bahdanau|加性"),
        other_scores=says(vocabulary.OTHER_SCORES),
        heads=says(vocabulary.HEADS),
        rounded_inputs=says(vocabulary.ROUNDED),
    )


def _text(document: Document) -> str:
    parts = []
    for block in document.blocks:
        if isinstance(block, Prose | Equation):
            parts.append(block.text)
        elif isinstance(block, Grid):
            parts += [block.name, block.context.before, block.context.after]
    own = document.text if not document.text.lstrip().startswith("{") else ""
    own = re.sub(r"[A-Za-z0-9+/=]{300,}", " ", own)  # a picture inside the page says nothing
    return "\n".join([*parts, own])


def _scales(document: Document, text: str) -> tuple[str, ...]:
    """Scales that the text names, in problem-file spelling, the likeliest first."""
    out: list[str] = []
    if re.search(vocabulary.NO_SCALE, text, re.I):
        out.append("none")
    for equation in document.equations():
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


def scales_in(words: str) -> tuple[str, ...]:
    """The scales that a few words name, in problem-file spelling.

    >>> scales_in("the same weights from scores over √d_k")
    ('1/sqrt(d_k)',)
    """
    return tuple(dict.fromkeys(one for one in _scales_in(canonical(words)) if one))


def _scales_in(text: str) -> list[str]:
    out: list[str] = ["none"] if re.search(vocabulary.NO_SCALE, text, re.I) else []
    for found in re.finditer(r"temperature(?: of| τ| T| is)?\s*=?\s*(\d+(?:\.\d+)?)", text, re.I):
        out.append(_inverse(found[1]))
    for found in re.finditer(r"(?:divi\w+ by|除以|teilen durch|/)\s*√\s*\(?(\d+)\)?", text, re.I):
        out.append(f"1/sqrt({found[1]})")
    for found in re.finditer(
        r"\bscal(?:e|ing)(?: factor)?\s*(?:is|=|:|of)\s*"
        r"(1/(?:√\s*\(?\d+\)?|\d+(?:\.\d+)?)|0?\.\d+)",
        text,
        re.I,
    ):
        out.append(re.sub(r"√\s*\(?(\d+)\)?", r"sqrt(\1)", found[1]))
    for found in re.finditer(
        r"(?:divi\w+ by|除以|teilen durch)\s*(\d+(?:\.\d+)?)(?![\d.]*[-\w])", text, re.I
    ):
        out.append(_inverse(found[1]))
    for found in re.finditer(r"ᵀ\)?\s*/\s*\(?(\d+(?:\.\d+)?)(?!\s*\*\*|[\d√])", text):
        out.append(_inverse(found[1]))
    if re.search(r"√\s*\(?d_?k|1/√", text):
        out.append("1/sqrt(d_k)")
    return out


def _inverse(number: str) -> str:
    from fractions import Fraction

    value = Fraction(number)
    return str(1 / value) if value else ""
