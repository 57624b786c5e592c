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
from symattn.words import say

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
        raise Limit(say("reading.matrix_past_limit", length=len(text), limit=MOST_CHARACTERS))
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
        raise InputError(say("reading.determinant", name=name), fix=say("fix.write_bmatrix"))
    if name not in _KNOWN:
        raise InputError(
            say("expected.matrix_environment", name=name),
            fix=say("fix.write_bmatrix_environment"),
        )
    if "\\begin" in body:
        raise InputError(say("reading.matrix_in_matrix"), fix=say("fix.write_entries_out"))
    return _without_arguments(name, body)


def _refused(text: str, plain: str) -> InputError:
    shown = quoted(text)
    if "\\begin" not in plain:
        return InputError(
            say("expected.matrix", found=shown),
            fix=say("fix.write_matrix"),
        )
    tail = plain[plain.rfind("\\end") :].partition("}")[2].strip()
    if "^" in tail:
        return Unsupported(say("reading.power_of_matrix"), fix=say("fix.write_matrix_out"))
    if tail or not plain.startswith(("\\begin", "\\left", "(", "[", "\\big", "\\Big")):
        return Unsupported(say("reading.beside_matrix"), fix=say("fix.matrix_alone"))
    return InputError(
        say("reading.incomplete_matrix", shown=shown), fix=say("fix.balance_begin_end")
    )


def _without_arguments(name: str, body: str) -> str:
    if name == "array":
        match = _SPEC.match(body)
        if match is None:
            raise InputError(say("reading.no_column_letters"), fix=say("fix.write_array"))
        if not _SIMPLE_SPEC.match(match["spec"]):
            raise Unsupported(
                say("reading.column_letters", columns=quoted(match["spec"])),
                fix=say("fix.use_l_c_r"),
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
                say("reading.distance", space=space[:20]),
                row=len(rows) + 2,
                fix=say("fix.empty_group"),
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
        raise Unsupported(say("reading.joined_cells"), fix=say("fix.entry_each_cell"))
    return [cell.removeprefix("{}").strip() for cell in re.split(r"(?<!\\)&", row)]


def _even(rows: list[list[str]]) -> list[list[str]]:
    if not rows:
        raise InputError(say("reading.empty_matrix"), fix=say("fix.give_row_and_column"))
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if not cell:
                raise InputError(
                    say("reading.empty_cell"),
                    row=number,
                    column=column,
                    fix=say("fix.zero_for_nothing"),
                )
        if len(row) != width:
            raise InputError(
                say("reading.ragged", count=len(row), first=width),
                row=number,
                fix=say("fix.even_rows"),
            )
    return rows
