"""Pandoc, always in its sandbox, with a time limit and a memory cap; and places found again.

Pandoc keeps no positions, so each word of its tree is looked up in the source, always
forward from the word before.
"""

from __future__ import annotations

import json
import re
import subprocess
from bisect import bisect_right
from typing import Any

from symattn.errors import InputError, Limit, MissingExtra, Place
from symattn.reading.documents.marked import Marked, Source
from symattn.words import say

__all__ = ["Finder", "Rendered", "tree_of"]

SECONDS = 3.5
MEGABYTES = 500

MARKDOWN = (
    "markdown-smart-markdown_in_html_blocks-citations-example_lists-implicit_figures"
    "-auto_identifiers+tex_math_single_backslash+lists_without_preceding_blankline"
)
FORMATS = {"markdown": MARKDOWN, "rst": "rst", "docx": "docx"}


def tree_of(data: bytes, kind: str) -> list[Any]:
    """Pandoc's blocks of a document.

    Raises :class:`MissingExtra` without pandoc, :class:`Limit` past time or memory,
    :class:`InputError` where pandoc cannot read the document.
    """
    command = [
        _program(),
        "+RTS",
        f"-M{MEGABYTES}m",
        "-RTS",
        "--sandbox",
        "-f",
        FORMATS[kind],
        "-t",
        "json",
    ]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Limit(say("reading.slow_document", limit=SECONDS), fix=say("fix.split")) from None
    except OSError:
        raise _missing() from None
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == 251 or "heap" in said.lower():
        raise Limit(say("reading.greedy_document", limit=MEGABYTES), fix=say("fix.split"))
    if done.returncode:
        reason = said.splitlines()[0] if said else say("reading.pandoc_ended", code=done.returncode)
        raise InputError(say("reading.unreadable_document", reason=reason[:200]))
    try:
        blocks: list[Any] = json.loads(done.stdout)["blocks"]
    except (ValueError, KeyError, RecursionError):
        raise InputError(say("reading.deep_document")) from None
    return blocks


def _program() -> str:
    try:
        import pypandoc
    except ImportError:
        raise _missing() from None
    try:
        path: str = pypandoc.get_pandoc_path()
    except OSError:
        raise _missing() from None
    return path


def _missing() -> MissingExtra:
    return MissingExtra(say("reading.needs_pandoc"), fix=say("fix.install_docs"))


_WRAPPING = "\\begin{aligned}\n", "\n\\end{aligned}"
_WRAPPED = re.compile(r"\\begin\{aligned\}\n(.*)\\end\{aligned\}\s*", re.S)


class Finder:
    """Finds the words of pandoc's tree in the source, one after the other."""

    def __init__(self, text: Marked) -> None:
        self.text = text
        self.at = 0

    def find(self, words: str) -> Marked:
        """The words with their places; what cannot be found stands where reading is."""
        if not words:
            return self.text[0:0]
        start = self.text.text.find(words, self.at)
        if start >= 0:
            self.at = start + len(words)
            return self.text[start : self.at]
        return self._piecewise(words)

    def _piecewise(self, words: str) -> Marked:
        """Character by character: escapes and entities stand between them."""
        offsets, at = [], self.at
        size = max(len(self.text) - 1, 0)
        for c in words:
            step = self.text.text.find(c, at, at + 12)
            if step >= 0:
                offsets.append(self.text.offsets[step])
                at = step + 1
            else:
                offsets.append(self.text.offsets[min(at, size)] if len(self.text) else 0)
        if at > self.at:
            self.at = at
        return Marked(words, offsets, self.text.source)

    def sign(self, text: str) -> Marked:
        """Text that the source has otherwise (a blank, a line end): it stands here."""
        if not len(self.text):
            return Marked("", (), self.text.source)
        offset = self.text.offsets[min(self.at, len(self.text) - 1)]
        return Marked(text, [offset] * len(text), self.text.source)

    def formula(self, words: str) -> Marked:
        """A formula: reStructuredText indents its lines, and has no environment around them."""
        if self.text.text.find(words, self.at) >= 0:
            return self.find(words)
        wrapped = _WRAPPED.fullmatch(words)
        lines = (wrapped[1] if wrapped else words).strip("\n").split("\n")
        body = Marked.join([self.find(line.strip()) for line in lines], "\n")
        return body.surrounded(*_WRAPPING) if wrapped else body

    def raw(self, text: str) -> Marked:
        """A stretch of the source as it stands."""
        return self.find(text)

    def lines(self, code: str) -> Marked:
        """A code block: each line found by itself, its indentation before it."""
        found: list[Marked] = []
        for line in code.split("\n"):
            bare = line.strip()
            if not bare:
                found.append(self.sign(" ")[0:0])
                continue
            inner = self.find(bare)
            lead = len(line) - len(line.lstrip())
            first = inner.offsets[0]
            offsets = [max(0, first - lead + i) for i in range(lead)] + list(inner.offsets)
            found.append(Marked(line.rstrip(), offsets, self.text.source))
        return Marked.join(found, "\n")

    def end_block(self) -> None:
        """A block ends (only a document without a source of its own needs to know)."""


class _Growing(Source):
    """A source that is written while it is read: lines are the blocks of the document."""

    def __init__(self, file: str | None) -> None:
        super().__init__("", file)
        self.pieces: list[str] = []
        self.size = 0
        self.begins = [0]

    def write(self, text: str) -> int:
        start = self.size
        self.pieces.append(text)
        self.begins += [start + i + 1 for i, c in enumerate(text) if c == "\n"]
        self.size += len(text)
        return start

    def place(self, offset: int) -> Place:
        line = bisect_right(self.begins, offset)
        return Place(line, offset - self.begins[line - 1] + 1, self.file)


class Rendered(Finder):
    """For DOCX, which has no lines: the n-th paragraph, table cell or code line is line n."""

    def __init__(self, file: str | None) -> None:
        self.source = _Growing(file)
        super().__init__(Marked("", (), self.source))

    def find(self, words: str) -> Marked:
        """The words, written down at the end of what has been read."""
        start = self.source.write(words)
        return Marked(words, range(start, start + len(words)), self.source)

    def formula(self, words: str) -> Marked:
        """The same for a formula."""
        return self.find(words)

    def sign(self, text: str) -> Marked:
        """The same for blanks; a line end inside a paragraph is written as a blank."""
        start = self.source.write(text.replace("\n", " "))
        return Marked(text, range(start, start + len(text)), self.source)

    def lines(self, code: str) -> Marked:
        """A code block, line by line."""
        return self.find(code)

    def end_block(self) -> None:
        """The next block begins a new line."""
        self.source.write("\n")
