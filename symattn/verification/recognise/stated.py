"""Conventions that a text states: scale, layout, mask, base, heads; each with its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from symattn.reading.documents import Document, Equation, Grid, Prose
from symattn.reading.documents.trees import Name, Number, plain
from symattn.verification.recognise.labels import canonical

__all__ = ["Settings", "Stated", "Way", "stated"]


@dataclass(frozen=True)
class Settings:
    """Conventions fixed from outside; ``None`` leaves one to the text.

    ``layout``: "rows" or "columns"; ``scale``, ``base`` as in a problem file; ``inputs``:
    "exact", "rounded" or "truncated".
    """

    layout: str | None = None
    scale: str | None = None
    base: str | None = None
    inputs: str | None = None


@dataclass(frozen=True)
class Way:
    """One setting that may be tried: keywords of a problem, and whether the text states it."""

    scale: str
    stated: bool = False


@dataclass(frozen=True)
class Stated:
    """What the text says."""

    scales: tuple[str, ...] = ()
    layout: str | None = None
    causal: bool = False
    masked: bool = False
    base: str | None = None
    shifted: bool = False
    heads: int | None = None
    additive: bool = False
    rounded_inputs: bool = False
    words: str = ""


_NO_SCALE = (
    r"\bno (?:\w+ )?(?:scal\w+|factor|division)\b|\bwithout (?:the |any )?(?:scal\w+|factor|divi\w+|1/√|√|square root)"
    r"|\bunscaled\b|\bnot (?:scal\w+|divid\w+)\b|(?:leav\w+|left|leave) (?:out|off|away) (?:the )?(?:factor|scal\w+|1/√|√|divi\w+)"
    r"|\b(?:skip|ignor|omit|dropp?)\w*(?: \w+){0,3} (?:scal\w+|divi\w+|factor|1/√|√)|scal\w+ (?:is|was|are) (?:left out|omitted|skipped|ignored|dropped)"
    r"|(?:不|没有|无|未|不用|不做|不加|先不)(?:需要|进行|使用|考虑|除以|做|加|用)*(?:缩放|縮放|除以|√)|先不管|(?:省略|忽略|略去)[^。\n]{0,12}(?:√|缩放|分母|d_?k)"
    r"|(?:√ ?\(?d_?k|缩放|分母)[^。\n]{0,12}(?:省略|忽略|略去|先不|不管|不考虑)"
    r"|(?:root|√|factor|scale|d_?k)[^.\n]{0,40}(?:left out|omitted|ignored|dropped|skipped)"
    r"|\bohne (?:\w+ )?(?:Skalierung|Faktor|Teilung)|\bsans (?:mise à l.échelle|facteur|division)|\bsin (?:escala\w*|factor|dividir)"
    r"|\bsenza (?:scala\w*|fattore)|スケーリング(?:は)?(?:なし|しない|せず|省略)|без (?:масштаб|делени)|스케일\w* 없이|\bunskaliert"
)
_COLUMNS = (
    r"\b(?:tokens?|words?|items?|vectors?|embeddings?|inputs?) (?:are|is|as|in|stand in|form) (?:the |its )?columns?\b"
    r"|\bcolumns? (?:are|is) (?:the )?(?:tokens?|words?|items?|queries)|\bcolumn vectors?\b|\bcolumns? of X\b|\beach column\b"
    r"|\bKᵀ ?Q\b|\bXᵀ ?X\b(?!\w)|列向量|每一?列(?:是|为|代表|对应)一?个|按列|\bSpaltenvektoren|\bSpalten (?:sind|stehen)|\bcolonnes? (?:sont|est)"
)
_ROUNDED = (
    r"inputs?[^.\n]{0,40}(?:shown|printed|given|rounded|displayed)[^.\n]{0,30}(?:decimals?|places?|rounded)"
    r"|computed with (?:the )?(?:full|unrounded)"
)


def stated(document: Document) -> Stated:
    """The conventions that the document states somewhere."""
    text = canonical(_text(document))
    return Stated(
        scales=_scales(document, text),
        layout="columns" if re.search(_COLUMNS, text, re.I) else None,
        causal=bool(
            re.search(
                r"\bcausal\b|因果|future|look[- ]ahead|将来|未来|autoregress|triang|下三角|kausal|каузальн",
                text,
                re.I,
            )
        ),
        masked=bool(re.search(r"\bmask|掩码|マスク|маск|-\s?∞|−∞|-inf\b|遮", text, re.I)),
        base="2"
        if re.search(
            r"\bbase (?:2|two)\b|powers? of (?:2|two)\b|以 ?2 ?为底|2\^(?:s|x|\()|\bBasis 2\b",
            text,
            re.I,
        )
        else "10"
        if re.search(r"\bbase (?:10|ten)\b|以 ?10 ?为底", text, re.I)
        else None,
        shifted=bool(re.search(r"max(?:imum)?\b|largest|最大", text, re.I)),
        additive=bool(re.search(r"tanh|additive|Bahdanau|加性", text)),
        rounded_inputs=bool(re.search(_ROUNDED, text, re.I)),
        words=text,
    )


def _text(document: Document) -> str:
    parts = []
    for block in document.blocks:
        if isinstance(block, Prose | Equation):
            parts.append(block.text)
        elif isinstance(block, Grid):
            parts += [block.name, block.context.before, block.context.after]
    own = document.text if not document.text.lstrip().startswith("{") else ""
    return "\n".join([*parts, own])


def _scales(document: Document, text: str) -> tuple[str, ...]:
    """Scales that the text names, in problem-file spelling, the likeliest first."""
    out: list[str] = []
    if re.search(_NO_SCALE, text, re.I):
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
    for found in re.finditer(r"temperature(?: of| τ| T| is)?\s*=?\s*(\d+(?:\.\d+)?)", text, re.I):
        out.append(_inverse(found[1]))
    for found in re.finditer(r"(?:divi\w+ by|除以|teilen durch|/)\s*√\s*\(?(\d+)\)?", text, re.I):
        out.append(f"1/sqrt({found[1]})")
    for found in re.finditer(
        r"\bscal(?:e|ing)(?: factor)?\s*(?:is|=|:|of)\s*(1/(?:√\s*\(?\d+\)?|\d+(?:\.\d+)?)|0?\.\d+)",
        text,
        re.I,
    ):
        out.append(re.sub(r"√\s*\(?(\d+)\)?", r"sqrt(\1)", found[1]))
    for found in re.finditer(
        r"(?:divi\w+ by|除以|teilen durch)\s*(\d+(?:\.\d+)?)(?![\d.]*[-\w])", text, re.I
    ):
        out.append(_inverse(found[1]))
    for found in re.finditer(r"ᵀ\)?\s*/\s*\(?(\d+(?:\.\d+)?)(?![\d√])", text):
        out.append(_inverse(found[1]))
    if re.search(r"√\s*\(?d_?k|1/√", text):
        out.append("1/sqrt(d_k)")
    return tuple(dict.fromkeys(one for one in out if one))


def _inverse(number: str) -> str:
    from fractions import Fraction

    value = Fraction(number)
    return str(1 / value) if value else ""


def scale_words(problem: Any) -> str:
    """The scale as a setting is written in a report: "scale none"."""
    return f"scale {problem.scale_text}"
