"""Fragments for the documents that people have: one writer for each kind of document.

A target knows the room of its text, how a display is marked in it, and whether it finds
a font for every name.  Widths are those of the kind of document as it comes: article has
345, 360 and 390 pt at ten, eleven and twelve points, 32.9 em at the least; two columns on
A4 have 221 pt, 18.8 em at twelve points; a slide of beamer 307 pt and 28 em; Typst's own
page 453 pt at eleven, 41 em.  A hundredth is left for what fonts differ in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from symattn.document.listed import Room
from symattn.document.tree import Block, Display, Paragraph, Text, User
from symattn.files.fonts import is_latin
from symattn.formulas import escape, latex, mathml_core, typst
from symattn.formulas.tree import Formula

__all__ = ["TARGETS", "Target", "unset"]

_ELEVEN, _TWELVE = 3.85, 4.13
"""One em in millimetres at eleven and at twelve points."""


@dataclass(frozen=True)
class Target:
    """A kind of document.

    ``em``: in millimetres, at the largest size that it usually has.  ``formula`` spells what
    stands between the marks of a display, ``display`` puts them around it, ``sentence`` spells
    a line of words.  ``every_name``: whether it finds a font for any character.
    """

    room: Room
    em: float
    formula: Callable[[Formula], str]
    display: Callable[[str], str]
    sentence: Callable[[str], str]
    every_name: bool = False

    def write(self, blocks: Iterable[Block]) -> str:
        """The blocks as they are pasted."""
        return "\n".join(map(self.block, blocks))

    def block(self, block: Block) -> str:
        """One display or sentence."""
        match block:
            case Display(formula):
                return self.display(self.formula(formula))
            case Paragraph(parts):
                words = (part.text for part in parts if isinstance(part, (Text, User)))
                return self.sentence("".join(words))
            case _:
                raise TypeError(f"no fragment for {type(block).__name__}")


def _latex(formula: Formula) -> str:
    return latex.write(formula, macros=False)


def _web_latex(formula: Formula) -> str:
    r"""LaTeX for readers that know fewer commands than TeX: they have no \symbol."""
    return _latex(formula).replace(r"\symbol{34}", '"')


def _brackets(body: str) -> str:
    return f"\\[\n{body}\n\\]"


def _dollars(body: str) -> str:
    return f"\n$$\n{body}\n$$\n"


def _typst(body: str) -> str:
    return f"$ {body} $"


def _paragraph(words: str) -> str:
    return f"\n{words}\n"


_ARTICLE = Room(32.5, 45.0)
_MARKDOWN = Target(_ARTICLE, _TWELVE, _web_latex, _dollars, _paragraph)

TARGETS: Mapping[str, Target] = {
    "article": Target(_ARTICLE, _TWELVE, _latex, _brackets, escape.latex),
    "twocolumn": Target(Room(18.6, 45.0), _TWELVE, _latex, _brackets, escape.latex),
    "beamer": Target(Room(27.7, 16.0, paged=False), _ELEVEN, _latex, _brackets, escape.latex),
    "markdown": _MARKDOWN,
    "quarto": _MARKDOWN,
    "katex": Target(_ARTICLE, 5.13, _web_latex, _dollars, escape.xml, every_name=True),
    "typst": Target(
        Room(40.0, 60.0), 3.88, typst.write, _typst, lambda words: f"#{escape.typst(words)}", True
    ),
    "mathml": Target(
        _ARTICLE,
        5.13,
        mathml_core.write,
        lambda body: body,
        lambda words: f"<p>{escape.xml(words)}</p>",
        every_name=True,
    ),
}
"""Target → how it is written; KaTeX sets text at 1.21 of 16 px."""

_NOT_IN_OT1 = "ÐÞðþĄąĐđĘęĮįŊŋŲų‚„‹›"
"""What LaTeX's own encoding lacks, which a document has that loads amsmath alone."""


def unset(target: Target, names: Iterable[str]) -> str:
    """The first character of the names that a document of the target may have no font for."""
    if target.every_name:
        return ""
    characters = (char for name in names for char in escape.visible(name))
    return next((c for c in characters if not _set(c)), "")


def _set(char: str) -> bool:
    return (is_latin(char) and char not in _NOT_IN_OT1) or escape.latex(char).startswith("$")
