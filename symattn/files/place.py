"""Files put in their place whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from errno import EACCES, EISDIR
from pathlib import Path

from symattn.errors import InputError
from symattn.words import say

__all__ = ["put", "put_all"]


def put(path: str | Path, content: bytes) -> None:
    """Nothing; the file at ``path`` then holds ``content``.

    It is written beside its place first and moved there, so that nobody ever
    finds half of it.  Raises :class:`InputError` where it cannot be written.
    """
    put_all({Path(path): content})


def put_all(files: Mapping[Path, bytes]) -> None:
    """Nothing; all files then stand in their places, or (on an error) none of them is changed."""
    waiting: list[tuple[str, Path]] = []
    target: Path | None = None
    try:
        for target, content in files.items():
            waiting.append((_written(target, content), target))
        while waiting:
            source, target = waiting[0]
            os.replace(source, target)
            waiting.pop(0)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            say("files.not_written", reason=reason),
            file=str(target),
            fix=say("fix.another_place"),
        ) from None
    finally:
        for source, _ in waiting:
            Path(source).unlink(missing_ok=True)


def _written(target: Path, content: bytes) -> str:
    """The name of a new file beside ``target`` that holds the content."""
    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES))
    handle, name = tempfile.mkstemp(prefix=".symattn-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, _mode(target))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return name


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, or those of any new file."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
