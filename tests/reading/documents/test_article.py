"""The same article in every format: all four blocks are found, and nothing else is counted."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from symattn.errors import InputError, Limit
from symattn.reading.documents import Equation, Grid, read
from symattn.reading.documents.trees import plain
from tests.reading.documents import article


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.cells]


def by_value(rows: list[list[str]]) -> list[list[str]]:
    """NumPy's 1. and 2. beside 1 and 2."""
    return [[cell.rstrip(".") if cell.endswith(".") else cell for cell in row] for row in rows]


WHOLE = [article.X, article.SCORES, article.WEIGHTS, article.OUTPUT]

FORMATS = [
    ("markdown", article.MARKDOWN),
    ("plain", article.PLAIN),
    ("latex", article.TEX),
    ("html", article.HTML),
    ("notebook", article.notebook()),
]


@pytest.mark.parametrize(("kind", "text"), FORMATS, ids=[kind for kind, _ in FORMATS])
def test_all_four_tables_are_found_once(kind: str, text: str) -> None:
    document = read(text.encode(), kind)
    found = [by_value(texts(grid)) for grid in document.grids()]
    for rows in WHOLE:
        assert found.count(rows) == 1, (rows, found)
    assert sum(len(rows) for rows in found) == 12
    assert document.numbers_read == document.numbers_seen


@pytest.mark.parametrize(("kind", "text"), FORMATS, ids=[kind for kind, _ in FORMATS])
def test_every_place_points_at_its_digits(kind: str, text: str) -> None:
    lines = text.split("\n")
    for grid in read(text.encode(), kind).grids():
        for number in grid.numbers():
            assert number.where
            line = lines[number.where.line - 1]
            assert line[number.where.column - 1 :].startswith(number.text), (number, line)


def test_comments_and_struck_text_are_no_claims() -> None:
    document = read(article.MARKDOWN.encode(), "markdown")
    why = {loose.text: loose.why for loose in document.skipped}
    assert why["0.77"] == "struck" and why["0.5"] == "comment"
    assert document.numbers_seen == 48
    tex = read(article.TEX.encode(), "latex")
    assert {loose.why for loose in tex.skipped} == {"comment", "switched off"}


def test_names_and_context() -> None:
    document = read(article.MARKDOWN.encode(), "markdown")
    x, scores, weights, output = document.grids()
    assert x.row_names == tuple(article.TOKENS) and x.kind == "vectors"
    assert scores.column_names == scores.row_names == tuple(article.TOKENS)
    assert "softmax" in weights.context.before and "mixed" in output.context.before
    assert scores.context.heading == "Looking at each other"
    chain = next(block for block in document.blocks if isinstance(block, Equation))
    assert [plain(part) for part in chain.parts] == ["S", "X X^T"]


def test_docx_has_the_same_tables() -> None:
    pypandoc = pytest.importorskip("pypandoc")
    data = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown-smart", "-t", "docx"],
        input=article.MARKDOWN.encode(),
        capture_output=True,
        check=True,
    ).stdout
    document = read(data, "docx")
    assert [texts(grid) for grid in document.grids()] == WHOLE
    lines = document.text.split("\n")
    for grid in document.grids():
        for number in grid.numbers():
            assert number.where
            assert lines[number.where.line - 1][number.where.column - 1 :].startswith(number.text)


def pdf(text: str) -> bytes:
    import typst

    return bytes(typst.compile(text.encode(), format="pdf"))


def test_pdf_is_read_by_glyph_origins() -> None:
    def table(rows: list[list[str]]) -> str:
        cells = "".join(
            f"[{name}], " + ", ".join(f"[{cell}]" for cell in row) + ",\n"
            for name, row in zip(article.TOKENS, rows, strict=True)
        )
        return f"#table(columns: {len(rows[0]) + 1}, stroke: none, column-gutter: 6pt,\n{cells})\n"

    source = "= Looking\nOur items:\n" + table(article.X) + "Scores:\n" + table(article.SCORES)
    source += "Weights, from $e^(-2) approx 0.135$:\n" + table(article.WEIGHTS)
    source += "Mixed:\n" + table(article.OUTPUT)
    document = read(pdf(source), "pdf")
    assert [texts(grid) for grid in document.grids()] == WHOLE
    chain = document.equations()[0]
    assert [plain(part) for part in chain.parts] == ["e^-2", "0.135"]


def test_rst_is_read() -> None:
    text = """
Looking
=======

.. symattn: stage=weights

====  =====  =====
\\     a      b
====  =====  =====
a     0.468  0.532
b     0.25   0.75
====  =====  =====

.. math:: Q = \\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}

.. include:: other.rst
"""
    document = read(text.encode(), "rst")
    weights, q = document.grids()
    assert texts(weights) == [["0.468", "0.532"], ["0.25", "0.75"]] and q.name == "Q"
    assert document.directives[0].values == (("stage", "weights"),)
    block = document.directives[0].block
    assert block is not None and document.blocks[block] is weights
    assert document.notes == ("other.rst is included by the text and was not followed",)


def test_kinds_are_told_apart_without_an_ending(tmp_path: Path) -> None:
    for kind, text in FORMATS:
        assert read(text.encode()).grids() == read(text.encode(), kind).grids()
    path = tmp_path / "a.txt"
    path.write_text(article.PLAIN, encoding="utf-8")
    assert read(path).file == str(path)


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


BAD: list[tuple[str, bytes, str, type[InputError]]] = [
    ("docx", b"PK\x03\x04 broken", "broken", InputError),
    ("docx", zipped("other.xml", b"1"), "another kind of archive", InputError),
    ("docx", zipped("word/document.xml", b"0" * 70_000_000), "at most 60 MB", Limit),
    ("docx", b"\xd0\xcf\x11\xe0" + b"0" * 99, "encrypted", InputError),
    ("pdf", b"%PDF-1.7 broken", "broken", InputError),
    ("notebook", b'{"cells": ' + b"[" * 100_000, "broken JSON", InputError),
    ("notebook", b'{"cells": 5}', "cells", InputError),
    ("html", b"<p>0.5</p>" * 100_000, "tags", Limit),
    ("html", b"<div>" * 1_000_000, "tags", Limit),
    ("markdown", b"[" * 100_000, "nested too deeply", Limit),
    ("markdown", b"| 0.5 | 0.25 |\n" * 50_000, "numbers", Limit),
    ("plain", bytes(range(256)) * 100, "binary", InputError),
    ("word", b"", "one of the kinds", InputError),
]


@pytest.mark.parametrize(("kind", "data", "words", "error"), BAD)
def test_bad_documents_are_refused_in_one_line(
    kind: str, data: bytes, words: str, error: type[InputError]
) -> None:
    with pytest.raises(error, match=words) as caught:
        read(data, kind)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "$" + "{" * 300_000 + "1" + "}" * 300_000 + "$",
        "$" + r"\frac{" * 5_000 + "1" + "}{2}" * 5_000 + "$",
        r"$a = 2^{9^{9^9}}$ and $2^{9^{9^9}} = 3$ \input{/etc/passwd}",
        r"\begin{pmatrix}" * 5_000,
        r"$f(" + "f(" * 5_000 + "$",
        "$" + "[1, " * 4_000 + "$",
    ],
)
@pytest.mark.timeout(20)
def test_hostile_latex_is_read_as_far_as_it_goes(text: str) -> None:
    document = read((r"\begin{document}" + text + r"\end{document}").encode(), "latex")
    assert not document.grids()


def test_a_password_or_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.md: expected a document"):
        read(tmp_path / "nothing.md")


def test_escapes_of_json_keep_places() -> None:
    book = json.dumps({"cells": [{"cell_type": "markdown", "source": "é\n“q” [1, 25]"}]})
    grid = read(book.encode(), "notebook").grids()[0]
    assert texts(grid) == [["1", "25"]] and grid.name == "q"
    where = grid.cells[0][1].where
    assert book[where.column - 1 :].startswith("25")
