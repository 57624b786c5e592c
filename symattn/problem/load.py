"""Problem files: TOML, or JSON with the same keys.

Bare numbers keep the digits of the source: 0.25 is 1/4 and ``0.40`` in ``[printed]``
keeps its zero.  Every refusal names the file, and key, row and column as far as they apply.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from symattn.errors import InputError, Limit
from symattn.problem import keys
from symattn.problem.build import build
from symattn.problem.inputs import described
from symattn.problem.located import located
from symattn.problem.model import Problem
from symattn.reading import limits
from symattn.reading.entries import Bare
from symattn.words import say

__all__ = ["from_mapping", "load", "parsed"]


def load(path: str | PathLike[str], layout: str | None = None) -> Problem:
    """The problem in a TOML or JSON file; "-" is standard input.

    ``layout``: how it is read in place of what it says itself.  Raises InputError where the file
    cannot be read or used.

    >>> load("worksheets/notebook.toml").n
    3
    """
    if not isinstance(path, str | PathLike):
        raise InputError(say("expected.path", found=described(path)), key="path")
    if layout is not None:
        keys.choice(layout, ("rows", "columns"), "layout")
    name = say("problem.standard_input") if str(path) == "-" else str(path)
    tables = parsed(_source(path, name), name)
    return from_mapping(tables if layout is None else {**tables, "layout": layout}, file=name)


def from_mapping(table: Mapping[str, Any], file: str | None = None) -> Problem:
    """The problem that a file's tables describe.

    >>> from_mapping({"inputs": {"X": [[1, 2]]}, "attention": {"scale": "none"}}).n
    1
    """
    try:
        keys.known(table, keys.TOP)
        flat = {name: table[name] for name in table if name not in ("inputs", "attention")}
        for name, allowed in (("inputs", keys.INPUTS), ("attention", keys.ATTENTION)):
            part = table.get(name, {})
            if not isinstance(part, Mapping):
                raise InputError(say("expected.table", found=described(part)), key=name)
            keys.known(part, allowed, f"{name}.")
        flat |= {**table.get("inputs", {}), **table.get("attention", {})}
    except InputError as error:
        raise error.within(file=file) from None
    return Problem._of(build(flat, file=file, table=True))


def _source(path: str | PathLike[str], name: str) -> str:
    """The text of the file, UTF-8, not past the limit of size."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(limits.BYTES + 1)
        else:
            with Path(path).open("rb") as handle:
                data = handle.read(limits.BYTES + 1)
    except FileNotFoundError:
        raise InputError(say("problem.no_file"), file=name, fix=say("fix.check_name")) from None
    except IsADirectoryError:
        raise InputError(say("problem.folder"), file=name, fix=say("fix.name_file")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(say("problem.unreadable_file", reason=reason), file=name) from None
    if len(data) > limits.BYTES:
        raise Limit(say("problem.large_file", limit=limits.BYTES), file=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            say("expected.utf_8", line=line),
            file=name,
            fix=say("fix.save_as_utf_8"),
        ) from None


def parsed(source: str, file: str | None = None) -> dict[str, Any]:
    """The tables of a file: TOML unless it begins with "{".

    Bare numbers come out as :class:`Bare` or int.
    """
    try:
        if source.lstrip().startswith("{"):
            return _json(source)
        tables = tomllib.loads(source, parse_float=_bare)
        if "printed" in tables:
            tables["printed"] = located(tables["printed"], source, file)
        return tables
    except InputError as error:
        raise error.within(file=file) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(say("problem.no_toml", error=error), file=file) from None
    except json.JSONDecodeError as error:
        raise InputError(
            say("problem.no_json", error=error.msg, line=error.lineno, column=error.colno),
            file=file,
        ) from None
    except RecursionError:
        raise Limit(say("problem.deep_file"), file=file) from None
    except ValueError as error:  # an integer of thousands of digits
        raise InputError(say("problem.unreadable_number", error=error), file=file) from None


def _bare(text: str) -> Bare:
    """The digits of a TOML number; its underscores only group them."""
    return Bare(text.replace("_", ""))


def _json(source: str) -> dict[str, Any]:
    def constant(word: str) -> Any:
        return Bare(word)

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError(say("problem.key_twice"), key=twice, fix=say("fix.leave_one_out"))
        return table

    value = json.loads(source, parse_float=Bare, parse_constant=constant, object_pairs_hook=unique)
    if not isinstance(value, dict):
        raise InputError(say("expected.keys"))
    return value
