"""The versions of one sheet.  Blanking happens here, in the tree, so that no
writer ever holds an answer of a blank sheet: not in a comment, an alt text, an
outline or a title either, since all of these are written from the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from symattn.document.tree import Only, Sheet, Version
from symattn.document.walk import nodes
from symattn.formulas.tree import Answer, Blank

__all__ = ["answers", "show"]


def show(sheet: Sheet, version: Version) -> Sheet:
    """The sheet as that version shows it.

    "solution" keeps the answers, "blank" and "hints" replace each by a place to
    write into; blocks that are for other versions alone are dropped.  A map is
    blank or filled by the version that it is shown in.

    >>> from symattn.document.tree import Display
    >>> from symattn.formulas.tree import Num
    >>> show(Sheet("t", (Display(Answer(Num("7"), 2)),)), "blank").blocks
    (Display(formula=Blank(width=2, loose=False)),)
    """
    return cast(Sheet, _shown(sheet, version))


def _shown(node: Any, version: Version) -> Any:
    if isinstance(node, Answer) and version != "solution":
        return Blank(node.width, node.loose)
    if isinstance(node, Answer):
        node = replace(node, loose=False)  # the star is for who fills in
    if isinstance(node, tuple):
        return tuple(_kept(node, version))
    if is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: _shown(getattr(node, f.name), version) for f in fields(node)}
        return type(node)(**changed)
    return node


def _kept(nodes: tuple[Any, ...], version: Version) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, Only):
            if version in node.versions:
                yield from _kept(node.blocks, version)
        else:
            yield _shown(node, version)


def answers(sheet: Any) -> Iterator[Answer | Blank]:
    """Every place to write into, in reading order (as many as there are points to earn)."""
    return (node for node in nodes(sheet) if isinstance(node, (Answer, Blank)))
