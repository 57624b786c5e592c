"""What the comments of a text say to symattn, each word known or refused with its place.

``symattn: stage=weights`` before a table, ``symattn: problem=notebook.toml scale=none`` for the
whole text, ``symattn: accept=truncated because="…"``, ``symattn: expect=33``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from symattn.errors import InputError, Place
from symattn.mistakes.catalogue import CATALOGUE
from symattn.problem import keys, stages
from symattn.problem.conventions import CONVENTIONS, setting
from symattn.problem.given import Setting
from symattn.reading.documents.blocks import Directive, Document, Grid
from symattn.verification.claims import RIGHT, VERDICTS, Accepted
from symattn.verification.report import EQUATIONS
from symattn.words import say

__all__ = ["Comments", "Passing", "acceptable", "comments"]

KEYS = ("problem", "stage", "accept", "because", "expect", *CONVENTIONS)
DIGITS = 10
"""A number with as many digits is past every limit, and left for the refusal to name."""


@dataclass(frozen=True)
class Passing:
    """What a comment lets pass: verdicts and mistakes by name, in the grid of that block."""

    names: tuple[str, ...]
    block: int
    because: str
    where: Place

    def of(self, name: str) -> Accepted:
        """How a number that is let pass by that name is told of."""
        return Accepted(name, "comment", self.because, self.where)


@dataclass(eq=False)
class Comments:
    """All that the comments of one text say.

    ``settings``: for the whole text; under ``problem`` the name of a file, or the problem itself
    in braces.  ``stages``: by the number of the block, with the comment's place.  ``expected``:
    how many numbers are to be judged at least.
    """

    settings: dict[str, Setting] = field(default_factory=dict)
    stages: dict[int, tuple[str, Place]] = field(default_factory=dict)
    passing: list[Passing] = field(default_factory=list)
    expected: tuple[int, Place] | None = None


def comments(document: Document) -> Comments:
    """What the comments say.

    Raises InputError, with the comment's place, for a key or value that is not known, for one
    that needs a table after it and has none, and where two comments contradict each other.
    """
    out = Comments()
    for directive in document.directives:
        try:
            _hear(out, document, directive)
        except InputError as error:
            raise error.within(file=str(_place(document, directive))) from None
    return out


def _place(document: Document, directive: Directive) -> Place:
    """Where the comment stands, its file included."""
    return replace(directive.where, file=directive.where.file or document.file)


def acceptable(text: str, name: str) -> tuple[str, ...]:
    """The verdicts and mistakes that a list with commas between names.

    >>> acceptable("truncated, row_forced_to_one", "--accept")
    ('truncated', 'row_forced_to_one')
    """
    verdicts = tuple(verdict for verdict in VERDICTS if verdict not in RIGHT)
    known = (*verdicts, *CATALOGUE, EQUATIONS)
    return tuple(_known(one, known, name) for one in text.replace(",", " ").split())


def _hear(out: Comments, document: Document, directive: Directive) -> None:
    """One comment, entered in ``out``."""
    said, where = dict(directive.values), _place(document, directive)
    if directive.odd:
        raise InputError(say("given.odd", found=directive.odd), fix=say("given.write"))
    keys.known(said, KEYS)
    for key in ("problem", *CONVENTIONS):
        if key in said:
            _enter(out.settings, key, said[key], where)
    if "stage" in said:
        stage = _known(said["stage"], (*stages.names(), *stages.gradients()), "stage")
        out.stages[_block(directive, document, "stage")] = (stage, where)
    if "accept" in said:
        names = acceptable(said["accept"], "accept")
        block = _block(directive, document, "accept")
        out.passing.append(Passing(names, block, said.get("because", ""), where))
    elif "because" in said:
        raise InputError(say("given.because_alone"), key="because")
    if "expect" in said:
        expected = keys.whole(_whole(said["expect"]), "expect", 0)
        if out.expected is None or expected > out.expected[0]:
            out.expected = (expected, where)


def _enter(settings: dict[str, Setting], key: str, value: str, where: Place) -> None:
    """A setting of the whole text, which no other comment says otherwise."""
    new = (
        setting(key, value, "comment", where)
        if key in CONVENTIONS
        else Setting(value, "comment", where)
    )
    before = settings.setdefault(key, new)
    if before.value != value:
        assert before.where is not None  # settings hold what comments say
        raise InputError(say("given.contradiction", line=before.where.line), key=key)


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else text


def _known(word: str, known: Sequence[str], name: str) -> str:
    """The word, which must be one of those known."""
    if word not in known:
        fix = keys.meant(word, known) or say("fix.known", known=", ".join(known))
        raise InputError(say("given.unknown", found=word), key=name, fix=fix)
    return word


def _block(directive: Directive, document: Document, key: str) -> int:
    """The number of the grid that the comment is about."""
    if directive.block is None or not isinstance(document.blocks[directive.block], Grid):
        raise InputError(say("given.no_table"), key=key)
    return directive.block
