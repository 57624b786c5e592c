"""Reads the imports of every module of symattn without running any of it.

``python -m tests.house.imports`` writes them as a picture for Graphviz: rooms, or the files
of the room that is named, with circles in red, and how often.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "symattn"


@dataclass(frozen=True)
class Import:
    """One imported module: where, its dotted name, and when it is imported."""

    file: str  # from the package's folder: "numbers/certify.py"
    line: int
    module: str
    lazy: bool  # inside a function
    types_only: bool  # under TYPE_CHECKING

    @property
    def room(self) -> str:
        """The room that imports; the file's stem for files at the top."""
        return room_of(self.file)

    @property
    def target(self) -> str | None:
        """The room of symattn that is imported, or None for other packages."""
        parts = self.module.split(".")
        return parts[1] if parts[0] == "symattn" and len(parts) > 1 else None

    @property
    def target_file(self) -> str | None:
        """The file of symattn that is imported, or None for other packages."""
        return file_of(self.module)

    def __str__(self) -> str:
        return f"symattn/{self.file}:{self.line} imports {self.module}"


def room_of(file: str) -> str:
    """numbers/certify.py → numbers; errors.py → errors."""
    return file.split("/")[0].removesuffix(".py")


def file_of(module: str) -> str | None:
    """symattn.numbers.certify → numbers/certify.py; None where symattn has no such module."""
    package, *parts = module.split(".")
    if package != "symattn":
        return None
    inside = "/".join(parts)
    return next((f for f in (f"{inside}.py", f"{inside}/__init__.py") if f in sources()), None)


@cache
def sources() -> dict[str, str]:
    """Every file of the package, by its path from there."""
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def imports() -> tuple[Import, ...]:
    """Every import of the package."""
    return tuple(
        found
        for file, text in sources().items()
        for found in _walk(file, ast.parse(text), lazy=False, types_only=False)
    )


def _walk(file: str, node: ast.AST, lazy: bool, types_only: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        for module in _modules(file, child):
            yield Import(file, child.lineno, module, lazy, types_only)  # type: ignore[attr-defined]
        inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        guarded = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        yield from _walk(file, child, inside, types_only or guarded)


def _modules(file: str, node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            folder = ["symattn", *file.split("/")[:-1]]
            here = folder[: len(folder) - node.level + 1]
            base = ".".join([*here, base] if base else here)
        # `from symattn import errors` and `from symattn.formulas import latex` name modules
        named = [f"{base}.{alias.name}" for alias in node.names]
        return [*dict.fromkeys(n if base == "symattn" or file_of(n) else base for n in named)]
    return []


Graph = Mapping[str, Mapping[str, int]]
"""Who imports whom, and how often; imports inside functions and for types count as well."""


def rooms() -> Graph:
    """The rooms, and what each imports from others."""
    known = {room_of(file) for file in sources()}
    return _graph((found.room, found.target) for found in imports() if found.target in known)


def files(room: str) -> Graph:
    """The files of a room, and what each imports from others of the room."""
    return _graph(
        (found.file, found.target_file)
        for found in imports()
        if found.room == room == found.target and found.target_file
    )


def _graph(pairs: Iterable[tuple[str, str | None]]) -> Graph:
    graph: dict[str, Counter[str]] = {}
    for one, other in pairs:
        if other is not None and one != other:
            graph.setdefault(one, Counter())[other] += 1
            graph.setdefault(other, Counter())
    return graph


def circles(graph: Graph) -> list[set[str]]:
    """The sets of two or more that all reach each other, the largest first."""
    reach = {one: _reached(graph, one) for one in graph}
    found = {frozenset(b for b in reach[a] if a in reach[b]) for a in graph}
    return sorted((set(c) for c in found if len(c) > 1), key=lambda c: (-len(c), min(c)))


def _reached(graph: Graph, start: str) -> set[str]:
    """What ``start`` imports, and what that does, and so on."""
    seen: set[str] = set()
    ahead = [*graph[start]]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += graph[one]
    return seen


def dot(graph: Graph) -> str:
    """The graph in Graphviz's language: an arrow to what is imported, circles in red."""
    turning = circles(graph)
    lines = [
        f'  "{one}" -> "{other}" [label={count}'
        + (", color=red]" if any({one, other} <= circle for circle in turning) else "]")
        for one, others in sorted(graph.items())
        for other, count in sorted(others.items())
    ]
    return "\n".join(["digraph {", "  node [shape=box]", *lines, "}", ""])


if __name__ == "__main__":
    shown = files(sys.argv[1]) if len(sys.argv) > 1 else rooms()
    sys.stdout.write(dot(shown))
    for circle in circles(shown):
        sys.stderr.write(f"circle of {len(circle)}: {', '.join(sorted(circle))}\n")
