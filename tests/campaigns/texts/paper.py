"""Pieces put together as a file of each type."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from tests.campaigns.texts.look import Piece

Pieces = Sequence[Piece]


def markdown(rng: Random, pieces: Pieces) -> str:
    """Markdown: fences of several kinds, or four spaces."""
    fence = rng.choice(("", "text", "bash", "lang", "indented"))
    return "\n\n".join(_markdown(piece, fence) for piece in pieces) + "\n"


def _markdown(piece: Piece, fence: str) -> str:
    if piece.kind == "head":
        return "#" * int(piece.word) + " " + piece.text
    if piece.kind == "math":
        return f"$$\n{piece.text}\n$$" if "\n" in piece.text else f"$${piece.text}$$"
    if piece.kind == "out" and fence == "indented":
        return _indented(piece.text, 4)
    if piece.kind in ("out", "code"):
        word = piece.word if piece.kind == "code" or fence == "lang" else fence
        return f"```{'' if word == 'indented' else word}\n{piece.text}\n```"
    return piece.text


def _indented(text: str, by: int) -> str:
    return "\n".join((" " * by + line).rstrip() for line in text.split("\n"))


def quarto(rng: Random, pieces: Pieces) -> str:
    """Quarto: the title in the front matter."""
    title, *rest = pieces
    return f'---\ntitle: "{title.text}"\nformat: html\n---\n\n' + markdown(rng, rest)


def plain(rng: Random, pieces: Pieces) -> str:
    """Plain text: titles underlined or numbered by their place."""
    line = rng.choice("=-~")
    parts = [
        f"{piece.text}\n{line * len(piece.text)}" if piece.kind == "head" else piece.text
        for piece in pieces
    ]
    return "\n\n".join(parts) + "\n"


_SPECIAL = {"_": r"\_", "%": r"\%", "#": r"\#", "&": r"\&", "^": r"\^{}", "{": r"\{", "}": r"\}"}


def tex(rng: Random, pieces: Pieces) -> str:
    """A LaTeX document; program output verbatim."""
    title, *rest = pieces
    opening, closing = rng.choice(
        ((r"\[", r"\]"), ("$$", "$$"), (r"\begin{equation*}", r"\end{equation*}"))
    )
    parts = []
    for piece in rest:
        if piece.kind == "head":
            level = "section" if piece.word == "2" else "subsection"
            parts.append(rf"\{level}*{{{_escaped(piece.text)}}}")
        elif piece.kind == "math":
            parts.append(f"{opening}\n{piece.text}\n{closing}")
        elif piece.kind in ("out", "code"):
            parts.append(f"\\begin{{verbatim}}\n{piece.text}\n\\end{{verbatim}}")
        elif piece.kind == "table" or "$" in piece.text:
            parts.append(piece.text)
        else:
            parts.append(_tex_list(piece.text))
    head = "\\documentclass{article}\n\\usepackage{amsmath}\n"
    body = "\n\n".join(parts)
    return (
        f"{head}\\title{{{_escaped(title.text)}}}\n\\begin{{document}}\n\\maketitle\n\n"
        f"{body}\n\n\\end{{document}}\n"
    )


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _tex_list(text: str) -> str:
    lines = text.split("\n")
    if not all(line.startswith("- ") for line in lines):
        return _escaped(text)
    items = "\n".join(rf"\item {_escaped(line[2:])}" for line in lines)
    return f"\\begin{{itemize}}\n{items}\n\\end{{itemize}}"


def web(rng: Random, pieces: Pieces) -> str:
    """An HTML page; formulas for MathJax, program output in pre."""
    code = rng.choice((("<pre>", "</pre>"), ("<pre><code>", "</code></pre>")))
    title, *rest = pieces
    parts = [f"<h1>{html.escape(title.text, quote=False)}</h1>"]
    for piece in rest:
        text = html.escape(piece.text, quote=False)
        if piece.kind == "head":
            parts.append(f"<h{piece.word}>{text}</h{piece.word}>")
        elif piece.kind == "math":
            parts.append(f"<p>\\[{text}\\]</p>")
        elif piece.kind in ("out", "code"):
            parts.append(f"{code[0]}{text}{code[1]}")
        elif piece.kind == "html":
            parts.append(piece.text)
        else:
            parts.append(_html_list(text))
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title.text}</title></head>'
        f"<body>\n{body}\n</body></html>\n"
    )


def _html_list(text: str) -> str:
    lines = text.split("\n")
    if not all(line.startswith("- ") for line in lines):
        return f"<p>{text}</p>"
    return "<ul>\n" + "\n".join(f"<li>{line[2:]}</li>" for line in lines) + "\n</ul>"


def restructured(_rng: Random, pieces: Pieces) -> str:
    """reStructuredText: directives for code and formulas, literal blocks for output."""
    parts = []
    for piece in pieces:
        if piece.kind == "head":
            line = "=-~^"[int(piece.word) - 1]
            parts.append(f"{piece.text}\n{line * (2 * len(piece.text))}")
        elif piece.kind == "math":
            parts.append(f".. math::\n\n{_indented(piece.text, 3)}")
        elif piece.kind == "code":
            parts.append(f".. code-block:: {piece.word or 'text'}\n\n{_indented(piece.text, 3)}")
        elif piece.kind == "out":
            parts.append(f"::\n\n{_indented(piece.text, 3)}")
        else:
            parts.append(piece.text)
    return "\n\n".join(parts) + "\n"


def notebook(rng: Random, pieces: Pieces) -> str:
    """A notebook: code in code cells, program output as their streams, the rest Markdown."""
    cells: list[dict[str, Any]] = []
    for piece in pieces:
        if piece.kind == "code":
            cells.append(_code_cell(piece.text, len(cells)))
        elif piece.kind == "out":
            if not (cells and cells[-1]["cell_type"] == "code" and not cells[-1]["outputs"]):
                cells.append(_code_cell("show()", len(cells)))
            cells[-1]["outputs"].append(_output(piece.text, rng.random() < 0.3))
        else:
            text = _markdown(piece, "")
            if cells and cells[-1]["cell_type"] == "markdown" and rng.random() < 0.7:
                cells[-1]["source"] += ["\n", "\n", *_lines(text)]
                continue
            cells.append(
                {
                    "cell_type": "markdown",
                    "id": f"m{len(cells)}",
                    "metadata": {},
                    "source": _lines(text),
                }
            )
    for cell in cells:
        cell["source"] = _joined(cell["source"])
    meta = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    whole = {"cells": cells, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _code_cell(source: str, number: int) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": number + 1,
        "id": f"c{number}",
        "metadata": {},
        "outputs": [],
        "source": _lines(source),
    }


def _output(text: str, result: bool) -> dict[str, Any]:
    """A stream, or the value of the cell."""
    if not result:
        return {"name": "stdout", "output_type": "stream", "text": _lines(text + "\n")}
    data = {"text/plain": _lines(text)}
    return {"data": data, "execution_count": 1, "metadata": {}, "output_type": "execute_result"}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _joined(parts: Sequence[str]) -> list[str]:
    return _lines("".join(parts))


PAPERS: Mapping[str, Callable[[Random, Pieces], str]] = {
    "md": markdown,
    "txt": plain,
    "tex": tex,
    "html": web,
    "rst": restructured,
    "ipynb": notebook,
    "qmd": quarto,
}
"""The types of file, by ending."""
