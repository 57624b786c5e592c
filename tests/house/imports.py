"""Reads the imports of every module of symattn without running any of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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

    def __str__(self) -> str:
        return f"symattn/{self.file}:{self.line} imports {self.module}"


def room_of(file: str) -> str:
    """numbers/certify.py → numbers; errors.py → errors."""
    return file.split("/")[0].removesuffix(".py")


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
        return [f"{base}.{alias.name}" for alias in node.names] if base == "symattn" else [base]
    return []
