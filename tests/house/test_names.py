"""One public name means one thing. The list of exceptions gives reasons, and may only shrink."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.house.imports import room_of, sources

WHAT_STANDS_THERE = "formulas are what we write; a tree is what stands in a text"
FROM_EITHER_END = "what is read of a text, and what is written on a page: no room sees both"
STEP = "a kind of step, which its name in KINDS asks for and nothing imports"

TWICE: dict[str, str] = {
    **dict.fromkeys(
        ("Chain", "Dots", "Fraction", "Name", "Neg", "Power", "Product", "Sum", "Transpose"),
        WHAT_STANDS_THERE,
    ),
    **dict.fromkeys(("Block", "Grid", "Lines", "Span", "Table", "Text"), FROM_EITHER_END),
    **dict.fromkeys(("Part", "Spread"), STEP),
    "Atoms": "atoms of an exponent, and atoms of an expression in a text",
    "Shown": "a stage as a text may show it, and an entry as a page shows it",
    "Source": "who gave a setting, and the text that a mark stands in",
}
"""Classes and aliases that two rooms define, and why they keep the name."""

MODULES: dict[str, str] = {
    **dict.fromkeys(
        ("latex", "plain", "typst", "pdf"), "one notation: read, formulas in it, pages in it"
    ),
    **dict.fromkeys(
        ("gradient", "kernel", "scaling"), "one subject: its mathematics, its page, its command"
    ),
    **dict.fromkeys(("backward", "matrices", "scale", "softmax"), "a subject, and its mistakes"),
    **dict.fromkeys(("additive", "inputs", "layers"), "a subject, stated and worked out"),
    **dict.fromkeys(("entries", "tables", "pages"), "as they are read, and as they are made"),
    **dict.fromkeys(("arithmetic", "blocks", "cells", "names"), FROM_EITHER_END),
    "ranking": "which good is the best, and the page about it",
    "bounds": "how far scores reach, and the sentence about it",
    "places": "places after the point on a page, and those that a text's numbers stand at",
    "report": "what was found, what is said of it, and how a terminal shows that",
    "tree": "formulas, and pages made of them",
}
"""Modules of one name in two rooms."""


def _public() -> Iterator[tuple[str, str]]:
    """(name, room) of every class and alias that a module's ``__all__`` offers."""
    for file, text in sources().items():
        body = ast.parse(text).body
        offered = {name for node in body for name in _offered(node)}
        yield from ((name, room_of(file)) for node in body for name in _defined(node) & offered)


def _offered(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        listed = ast.walk(node.value)
        return [one.value for one in listed if isinstance(one, ast.Constant)]
    return []


def _defined(node: ast.stmt) -> set[str]:
    """The class or alias (a name in capitals and small letters) that a statement defines."""
    match node:
        case ast.ClassDef(name=name):
            return {name}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return {name} if name[0].isupper() and not name.isupper() else set()
    return set()


def _modules() -> Iterator[tuple[str, str]]:
    for file in sources():
        *folder, name = file.removesuffix(".py").split("/")
        if folder and name != "__init__":
            yield name, folder[0]


def _in_two_rooms(found: Iterator[tuple[str, str]]) -> list[str]:
    rooms: dict[str, set[str]] = defaultdict(set)
    for name, room in found:
        rooms[name].add(room)
    return sorted(name for name, where in rooms.items() if len(where) > 1)


def test_a_public_name_is_defined_in_one_room() -> None:
    assert _in_two_rooms(_public()) == sorted(TWICE)


def test_a_module_has_a_name_of_its_own() -> None:
    assert _in_two_rooms(_modules()) == sorted(MODULES)
