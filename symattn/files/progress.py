"""A progress bar for runs of more than a second, on standard error and to people only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

__all__ = ["track"]

T = TypeVar("T")
PATIENCE = 1.0
"""Seconds before a bar appears."""


def track(items: Sequence[T], label: str) -> Iterator[T]:
    """The items one after another, with a bar once the run has taken a second."""
    started = time.monotonic()
    bar = None
    task = None
    try:
        for done, item in enumerate(items):
            late = time.monotonic() - started > PATIENCE
            if bar is None and late and sys.stderr.isatty():
                from rich.console import Console
                from rich.progress import Progress

                bar = Progress(console=Console(stderr=True), transient=True)
                bar.start()
                task = bar.add_task(label, total=len(items))
            if bar is not None and task is not None:
                bar.update(task, completed=done)
            yield item
    finally:
        if bar is not None:
            bar.stop()
