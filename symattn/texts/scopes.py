"""Which problem of a text a section belongs to: the main one, an exercise, a further example.

A heading that announces an exercise or another example begins a scope.  Where its own section
has arrays, the scope ends with the next heading of its rank (but for one that numbers a head or a
query, which is a part of what is worked there); where it has none, the heading only
introduces what follows, to the end of the text or to the next such heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from symattn.reading.documents import Document
from symattn.reading.documents.blocks import Prose
from symattn.texts.counting import HEAD_NUMBER, ROW_NUMBER
from symattn.texts.phrases import EXAMPLE, EXERCISE

__all__ = ["scopes"]


PART = f"{HEAD_NUMBER}|{ROW_NUMBER}"
"""Headings inside one problem."""


def scopes(document: Document) -> Mapping[int, int]:
    """For each section the scope that it belongs to: 0, or the section that began it."""
    filled = {block.context.section for block in document.blocks if not isinstance(block, Prose)}
    heads = [block for block in document.blocks if isinstance(block, Prose) and block.level]
    out: dict[int, int] = {}
    scope, rank = 0, 0
    for head in heads:
        section = head.context.section
        if re.search(f"{EXERCISE}|{EXAMPLE}", head.text, re.I):
            scope, rank = section, head.level if section in filled else 0
        elif scope and head.level <= rank and not re.search(PART, head.text, re.I):
            scope = 0
        out[section] = scope
    return out
