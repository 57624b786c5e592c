r"""A whole matrix in LaTeX as rows of cells; each cell is an entry.

Environments: ``matrix pmatrix bmatrix Bmatrix smallmatrix`` (and amsmath's, mathtools'
starred ones), ``array`` with ``l c r |``, plain TeX's ``\pmatrix{… \cr …}``, with brackets
of ``\left … \right`` round them.  Row breaks: ``\\``, ``\\*``, ``\\[6pt]``, ``\cr``.  Rules
(``\hline`` and booktabs') and comments are left out.  ``vmatrix`` is a determinant and
refused, as are factors and powers of a matrix, empty cells and rows of unequal length.
"""

from __future__ import annotations

import re

from symattn.errors import InputError, Limit, Unsupported
from symattn.reading.entries import quoted

__all__ = ["cells"]

MOST_CHARACTERS = 1_000_000
_SIZE = r"\\(?:left|right|[bB]igg?[lr]?)\s*"
_OPEN = rf"(?:(?:{_SIZE})?(?:\(|\[|\\\{{|\\lbrack|\\lbrace)|{_SIZE}\.)?"
_END = rf"(?:(?:{_SIZE})?(?:\)|\]|\\\}}|\\rbrack|\\rbrace)|{_SIZE}\.)?"
_ENVIRONMENT = re.compile(
    rf"^{_OPEN}\s*\\begin\s*\{{(?P<name>[A-Za-z]+)\*?\}}(?P<body>.*)"
    rf"\\end\s*\{{(?P=name)\*?\}}\s*{_END}$",
    re.DOTALL,
)
_PLAIN = re.compile(
    r"^\\(?P<name>[pb]?matrix)\s*\{(?P<body>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}$", re.DOTALL
)
_KNOWN = {
    "matrix",
    "pmatrix",
    "bmatrix",
    "Bmatrix",
    "smallmatrix",
    "psmallmatrix",
    "bsmallmatrix",
    "Bsmallmatrix",
    "array",
    "pNiceMatrix",
    "bNiceMatrix",
    "NiceMatrix",
    "BNiceMatrix",
}
_DETERMINANT = {"vmatrix", "Vmatrix", "vsmallmatrix", "Vsmallmatrix", "vNiceMatrix", "VNiceMatrix"}
_RULE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|hdashline)(?![A-Za-z])"
    r"|\\c(?:mid)?(?:line|rule)\s*(?:\([lr]*\))?\s*\{[0-9-]*\}"
)
_SPEC = re.compile(r"^\s*(?:\[[tcb]\])?\s*\{(?P<spec>(?:[^{}]|\{[^{}]*\})*)\}")
_SIMPLE_SPEC = re.compile(r"^(?:[lcr|\s]|\*\s*\{?\d+\}?\s*\{[lcr|\s]+\}|@\{\s*\})*$")
_OPTION = re.compile(r"^\s*\[\s*[lcr]?\s*\]")
_LENGTH = re.compile(r"^\s*-?[0-9]*\.?[0-9]+\s*(?:pt|em|ex|mm|cm|in|bp|pc|dd|cc|sp|mu)\s*$")
_BREAK = re.compile(
    r"\\\\\s*\*?\s*(?:\[(?P<space>[^\]]*)\])?|\\cr(?![A-Za-z])|\\tabularnewline(?![A-Za-z])"
)


def cells(text: str) -> list[list[str]]:
    r"""The cells of the matrix, as texts.

    >>> cells(r"\begin{pmatrix} 1 & 2 \\[6pt] 3 & \frac12 \end{pmatrix}")
    [['1', '2'], ['3', '\\frac12']]
    """
    if len(text) > MOST_CHARACTERS:
        raise Limit(f"a matrix of {len(text)} characters is past the limit of {MOST_CHARACTERS}")
    return _even([_split(row) for row in _rows(_body(text))])


def _body(text: str) -> str:
    """What stands in the environment."""
    plain = re.sub(r"(?<!\\)%[^\n]*(?:\n|$)", " ", text).strip()
    for left, right in (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")):
        if plain.startswith(left) and plain.endswith(right) and "\\begin" in plain:
            plain = plain[len(left) : -len(right)].strip()
            break
    match = _ENVIRONMENT.match(plain)
    if match is None:
        match = _PLAIN.match(plain)
        if match is None:
            raise _refused(text, plain)
        return match["body"]
    name, body = match["name"], match["body"]
    if name in _DETERMINANT:
        raise InputError(f"{name} is a determinant, one number", fix="write bmatrix for a matrix")
    if name not in _KNOWN:
        raise InputError(
            f"expected a matrix, found the environment {name}", fix="write \\begin{bmatrix}"
        )
    if "\\begin" in body:
        raise InputError("a matrix within a matrix is not read", fix="write its entries out")
    return _without_arguments(name, body)


def _refused(text: str, plain: str) -> InputError:
    shown = quoted(text)
    if "\\begin" not in plain:
        return InputError(
            f"expected a matrix, found {shown}",
            fix="write [[1, 2], [3, 4]], or \\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}",
        )
    tail = plain[plain.rfind("\\end") :].partition("}")[2].strip()
    if "^" in tail:
        return Unsupported(
            "a power or transposition of a matrix is not carried out", fix="write the matrix out"
        )
    if tail or not plain.startswith(("\\begin", "\\left", "(", "[", "\\big", "\\Big")):
        return Unsupported("something stands beside the matrix", fix="write the matrix alone")
    return InputError(f"the matrix {shown} is not complete", fix="balance \\begin and \\end")


def _without_arguments(name: str, body: str) -> str:
    if name == "array":
        match = _SPEC.match(body)
        if match is None:
            raise InputError("the array has no column letters", fix="write \\begin{array}{rr}")
        if not _SIMPLE_SPEC.match(match["spec"]):
            raise Unsupported(
                f"the array's columns {quoted(match['spec'])} are not read",
                fix="use the letters l, c and r",
            )
        return body[match.end() :]
    match = _OPTION.match(body)
    return body[match.end() :] if match else body


def _rows(body: str) -> list[str]:
    rows: list[str] = []
    start = 0
    for found in _BREAK.finditer(body):
        space = found["space"]
        if space is not None and not _LENGTH.match(space):
            raise InputError(
                f"TeX reads [{space[:20]}] behind \\\\ as a distance",
                row=len(rows) + 2,
                fix="write {} between \\\\ and [",
            )
        rows.append(body[start : found.start()])
        start = found.end()
    rows.append(body[start:])
    rows = [_RULE.sub(" ", row).strip() for row in rows]
    if rows and not rows[-1]:
        rows.pop()
    return rows


def _split(row: str) -> list[str]:
    if "\\multicolumn" in row or "\\multirow" in row:
        raise Unsupported("joined cells are not read", fix="write one entry for each cell")
    return [cell.removeprefix("{}").strip() for cell in re.split(r"(?<!\\)&", row)]


def _even(rows: list[list[str]]) -> list[list[str]]:
    if not rows:
        raise InputError("the matrix is empty", fix="give it at least one row and column")
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if not cell:
                raise InputError(
                    "the cell is empty", row=number, column=column, fix="write 0 for nothing"
                )
        if len(row) != width:
            word = "entry" if len(row) == 1 else "entries"
            raise InputError(
                f"this row has {len(row)} {word}, the first has {width}",
                row=number,
                fix="give every row the same number of entries",
            )
    return rows
