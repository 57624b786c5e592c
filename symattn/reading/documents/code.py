"""Programs inside documents: what is code, what is its comment, what it printed.

Which language a fence names says little: prints stand in all of them.  A listing is a program
where it assigns or calls something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from symattn.reading.documents.blocks import Origin
from symattn.reading.documents.marked import Marked

__all__ = ["Part", "code_lines", "parts", "r_print", "shown"]


@dataclass(frozen=True)
class Part:
    """A stretch of a code block; ``label``: the expression whose print it is."""

    kind: Literal["code", "text"]
    text: Marked
    origin: Origin
    label: str = ""


_PROMPT = re.compile(r"^\s*(?:>>>|In \[\d*\]:|julia>|\.\.\.(?=\s)|\.\.\.:)\s?(?P<code>.*)$")
_R_PROMPT = re.compile(r"^>\s(?P<code>.*)$")
_R_OUT = re.compile(r"^(?:##|#>)(?=\s|$)")
_OUT = re.compile(r"^\s*Out\[\d*\]:\s?")
_STRONG = re.compile(
    r"^\s*(?:(?:class|def|import|from|return|for|while|if|elif|else|with|print|async|try|except|"
    r"raise|assert|lambda|yield|const|let|var|function|public|private|void|fn|#include|using|"
    r"namespace|library)\b.*[:;({)]\s*$|(?:import|from)\s+\w+|return\b|@\w+|super\(\)|self\.\w+|"
    r"print\(|plt\.|\w+(?:\.\w+)+\(.*\)\s*$|[\w.]+\s*=\s*(?:\w+\.)+\w+\(.*[^\]\d]\)\s*$|"
    r"(?:class|def)\s+\w+.*:\s*$|for\s+\w+\s+in\s.*:\s*$|if\s.+:\s*$)"
)


_ASSIGNS = re.compile(r"\s*[A-Za-z_][\w.\[\], :]*?\s*(?:[-+*/@]?=(?!=)|<-)\s*\S")
_WRITTEN = re.compile(r"[·√≈→⇒⋅×ᵀ⎡⎢⎣⎛⎜│┃┌]|=[^=]*[@*/+(^][^=]*=(?!=)\s*[-\[(\d]")
"""Arithmetic as it is written and not programmed: its signs, or a second = after a formula."""


_R_NAME = re.compile(r"^(\s*)\[(\d+),\]|\[,(\d+)\]", re.M)


def r_print(text: Marked, program: bool = False) -> Marked:
    """R's prints: ## before each line, [1,] and [,1] as names of rows and columns."""
    lines = text.text.split("\n")
    marked = [line for line in lines if line.startswith("##")]
    all_marked = len(marked) * 2 > len([line for line in lines if line.strip()])
    mark = r"^##" if marked and all_marked and not program else r"^(?:##|#>)(?=\s+\[(?:\d+)?,)"
    text = text.same_length(lambda t: re.sub(mark, lambda m: " " * len(m[0]), t, flags=re.M))
    return text.same_length(
        lambda t: _R_NAME.sub(
            lambda m: (f"{m[1]} {m[2]}" if m[2] else f"  {m[3]}").ljust(len(m[0])), t
        )
    )


def code_lines(lines: list[str]) -> list[int]:
    """The lines of plain text that are a program: sure signs, and what is indented between."""
    sure = [bool(_STRONG.match(line)) and "≈" not in line for line in lines]
    found = {i for i, yes in enumerate(sure) if yes}
    for i in range(1, len(lines) - 1):
        inside = lines[i][:4].strip() == "" and (lines[i].strip() == "" or lines[i][:1] in " \t")
        near = any(j in found for j in range(max(0, i - 3), i)) and any(
            sure[j] for j in range(i + 1, min(len(lines), i + 4))
        )
        if inside and near and not re.search(r"[≈\[\]│┌]", lines[i]):
            found.add(i)
    return sorted(found)


def is_print(lines: list[str]) -> bool:
    """Whether a listing is what a program printed, or arithmetic, and no program itself."""
    if any(_STRONG.match(line) or re.match(r"\s*(?:#|//)", line) for line in lines):
        return False
    bare = [re.sub(r"\s(?:#|//)\s.*$", "", line) for line in lines]
    written = [bool(_WRITTEN.search(line)) for line in bare]
    return any(written) or not any(_ASSIGNS.match(line) for line in bare)


def parts(text: Marked) -> list[Part]:
    """A code block in parts: code, its comments, and at a prompt what was printed."""
    r_output = re.search(r"^[ ]*\[\d+,?\] ", text.text, re.M)
    prompt = _R_PROMPT if r_output and _R_PROMPT.search(text.text) else _PROMPT
    text = r_print(text, True)
    lines = text.lines()
    if any(prompt.match(line.text) for line in lines):
        return _session(lines, prompt)
    if is_print([line.text for line in lines]):
        return [Part("text", text, "verbatim")]
    shown_lines = [_R_OUT.match(line.text) for line in lines]
    held = [line[m.end() :] for line, m in zip(lines, shown_lines, strict=True) if m]
    lines = [line for line, m in zip(lines, shown_lines, strict=True) if not m]
    found = [Part("code", Marked.join([_uncommented(line) for line in lines], "\n"), "code")]
    comments = [comment for line in lines if (comment := _comment(line)) is not None]
    blank = Marked("", (), text.source)
    lines_of = Marked.join([comment or blank for comment in comments], "\n") if comments else blank
    if any(c.isdigit() for c in lines_of.text):
        found.append(Part("text", lines_of, "code"))
    if held:
        last = next((line.text for line in reversed(lines) if line.text.strip()), "")
        found.append(Part("text", Marked.join(held, "\n"), "output", shown(last)))
    return found


def _session(lines: list[Marked], prompt: re.Pattern[str]) -> list[Part]:
    found: list[Part] = []
    label = ""
    held: list[Marked] = []

    def close() -> None:
        if any(line.text.strip() for line in held):
            found.append(Part("text", Marked.join(held, "\n"), "output", label))
        held.clear()

    for line in lines:
        if asked := prompt.match(line.text):
            close()
            found.append(Part("code", line[asked.start("code") :], "code"))
            label = shown(asked["code"]) or label
        else:
            out = _OUT.match(line.text)
            held.append(line[out.end() :] if out else line)
    close()
    return found


def shown(expression: str) -> str:
    """What a prompt shows: A of ``print(A)``; nothing for an assignment."""
    bare = re.sub(r"\s*#.*$", "", expression).strip()
    inner = re.fullmatch(r"print\((?:[^()\"']*[\"'][^\"']*[\"']\s*,\s*)?(.*)\)", bare)
    return (inner[1] if inner else bare).strip()


def _hash(line: Marked) -> int:
    found = re.search(r"(?:^|\s)(#|//|%)(?=\s)", line.text)
    return found.start(1) if found else -1


def _comment(line: Marked) -> Marked | None:
    """What stands behind # or //, unless it only names a row of a literal."""
    at = _hash(line)
    if at < 0 or re.search(r"\]\s*,?\s*\]*$", line.text[:at].rstrip()):
        return None
    return line[at + 1 :]


def _uncommented(line: Marked) -> Marked:
    at = _hash(line)
    return line[:at] if at >= 0 and _comment(line) is not None else line
