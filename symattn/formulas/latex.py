r"""LaTeX of a formula, as a person would write it, with amsmath alone.

On a page, places to write into are the macros ``\blank{digits}`` and
``\answer{digits}{…}`` of its preamble; with ``macros=False`` they are
underlined room, and the formula stands in any document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import (
    ACCENTS,
    FUNCTIONS,
    GREEK,
    NOT_IN_LATEX,
    OPERATORS,
    RELATIONS,
    WIDE,
)
from symattn.formulas.precedence import grouped, inner, raised

__all__ = ["write"]


def write(formula: f.Formula, macros: bool = True) -> str:
    r"""The formula in LaTeX's math mode.

    With ``macros`` places to write into are ``\blank`` and ``\answer``, which a page defines.

    >>> e = f.Exp(f.Num("-2"))
    >>> print(write(f.Fraction(e, f.Sum((f.Num("2"), e)))))
    \frac{e^{-2}}{2 + e^{-2}}
    >>> print(write(f.Sym("s", sub=(f.Name("笔"), f.Name("本")))))
    s_{\text{笔},\text{本}}
    """
    return _Writer(macros).text(grouped(formula))


_BRACKETS = {"()": ("(", ")"), "[]": ("[", "]"), "||": ("|", "|"), "‖‖": (r"\|", r"\|")}
_MATRICES = {"[]": "bmatrix", "()": "pmatrix", "||": "vmatrix", "": "matrix"}
_DOTS = {"row": r"\cdots", "column": r"\vdots", "both": r"\ddots"}


@dataclass(frozen=True)
class _Writer:
    """Spells a tree that has all its parentheses."""

    macros: bool

    def text(self, node: f.Formula) -> str:  # noqa: C901  (one case for each node)
        match node:
            case f.Num(text):
                return text
            case f.Sci(mantissa, exponent):
                return rf"{mantissa} \times 10^{{{exponent}}}"
            case f.Sym():
                return self._symbol(node)
            case f.Name(text) | f.Word(text):
                return rf"\text{{{escape.latex(text)}}}"
            case f.Neg(body):
                return f"-{self.text(body)}"
            case f.Sum(terms):
                return self._sum(terms)
            case f.Product(factors, by):
                return self._product(factors, by)
            case f.Fraction(over, under, inline):
                top, bottom = self.text(over), self.text(under)
                return f"{top}/{bottom}" if inline else rf"\frac{{{top}}}{{{bottom}}}"
            case f.Power(f.Apply() as function, f.Num(exponent)) if raised(node):
                return self._apply(function, f"^{_script(exponent)}")
            case f.Power(base, exponent):
                return f"{self.text(base)}^{_script(self.text(exponent))}"
            case f.Exp(exponent):
                return f"e^{{{self.text(exponent)}}}"
            case f.Root(body, degree):
                mark = "" if degree == 2 else f"[{degree}]"
                return rf"\sqrt{mark}{{{self.text(body)}}}"
            case f.Infinity():
                return r"\infty"
            case f.Transpose(body):
                return rf"{self.text(body)}^{{\top}}"
            case f.Apply():
                return self._apply(node)
            case f.Group(body, shape):
                return self._between(*_BRACKETS[shape], (body,))
            case f.BigSum():
                return self._big_sum(node)
            case f.Dots(direction):
                return _DOTS[direction]
            case f.Blank() | f.Answer():
                return self._place(node)
            case f.Matrix():
                return self._matrix(node)
            case f.Chain():
                return self._chain(node)
            case f.Lines(lines):
                return _environment("aligned", [self._aligned(line) for line in lines])
            case f.Grid(rows):
                return self._grid(rows)
            case _:
                raise TypeError(f"no LaTeX for a {type(node).__name__}")

    def _big_sum(self, node: f.BigSum) -> str:
        low = self.text(node.index) + ("" if node.lower is None else f"={self.text(node.lower)}")
        top = "" if node.upper is None else f"^{_script(self.text(node.upper))}"
        return rf"\sum_{_script(low)}{top} {self.text(node.body)}"

    def _symbol(self, node: f.Sym) -> str:
        letter = _letter(node)
        if node.accent:
            accent = ACCENTS[node.accent][0]
            letter = f"{accent} {letter}" if len(letter) == 1 else f"{accent}{{{letter}}}"
        low, high = self._tight(node.sub), self._tight(node.sup)
        if not node.name:  # no letter: the list of its subscripts
            return low
        return f"{letter}{f'_{_script(low)}' if low else ''}{f'^{_script(high)}' if high else ''}"

    def _tight(self, parts: Iterable[f.Formula]) -> str:
        return ",".join(map(self.text, parts))

    def _sum(self, terms: tuple[f.Formula, ...]) -> str:
        first, *rest = terms
        return self.text(first) + "".join(f" {self._signed(term)}" for term in rest)

    def _signed(self, term: f.Formula) -> str:
        return f"- {self.text(term.body)}" if isinstance(term, f.Neg) else f"+ {self.text(term)}"

    def _product(self, factors: tuple[f.Formula, ...], by: str) -> str:
        texts = [self.text(factor) for factor in factors]
        if by:
            return OPERATORS[by].latex.join(texts)
        out = texts[0]
        for (before, after), text in zip(pairwise(factors), texts[1:], strict=True):
            if _is_words(before) or _is_words(after):
                out += rf"\,{text}"
            else:
                out += text if isinstance(before, f.Num) else f" {text}"
        return out

    def _apply(self, node: f.Apply, power: str = "") -> str:
        known = FUNCTIONS.get(node.function)
        name = known.latex if known else rf"\operatorname{{{escape.latex(node.function)}}}"
        name += power
        if not node.arguments:
            return name
        if node.parentheses:
            arguments = node.arguments
            return name + self._between("(", ")", (inner(arguments[0]), *arguments[1:]))
        shown = ", ".join(map(self.text, node.arguments))
        return f"{name}{shown}" if isinstance(node.arguments[0], f.Group) else f"{name} {shown}"

    def _between(self, left: str, right: str, bodies: tuple[f.Formula, ...]) -> str:
        r"""Brackets as high as what they hold: ``\left`` only where that is more than a line."""
        text = ", ".join(r"\dots" if b == f.Dots() else self.text(b) for b in bodies)
        if any(sign in text for sign in (r"\frac", r"\begin", r"\sum")):
            return rf"\left{left} {text} \right{right}"
        return f"{left}{text}{right}"

    def _place(self, node: f.Blank | f.Answer) -> str:
        width, body = node.width, self.text(node.body) if isinstance(node, f.Answer) else ""
        if self.macros:
            place = rf"\answer{{{width}}}{{{body}}}" if body else rf"\blank{{{width}}}"
            return rf"\starred{{{place}}}" if node.loose else place
        room = f"{max(width, 2) * 0.5 + 0.7:.3g}em"
        return (
            rf"\underline{{\makebox[{room}]{{${body}$\strut}}}}"
            if body
            else (rf"\underline{{\hspace{{{room}}}}}")
        )

    def _matrix(self, node: f.Matrix) -> str:
        rows = [" & ".join(map(self.text, row)) for row in node.rows]
        width = max((len(row) for row in node.rows), default=0)
        if node.row_names or node.column_names:
            return self._named(node, rows, width)
        if width <= WIDE:
            return _environment(_MATRICES[node.brackets], rows)
        body = _array(f"@{{}}*{{{width}}}{{c}}@{{}}", rows)
        if not node.brackets:
            return body
        return rf"\left{node.brackets[0]} {body} \right{node.brackets[1]}"

    def _named(self, node: f.Matrix, rows: list[str], width: int) -> str:
        """Names in a column and a row of their own, set off by a thin rule."""
        if node.row_names:
            names = map(self.text, node.row_names)
            rows = [f"{name} & {row}" for name, row in zip(names, rows, strict=True)]
        if node.column_names:
            head = " & ".join(map(self.text, node.column_names))
            corner = " & " if node.row_names else ""
            rows = [corner + head, rf"\hline {rows[0]}", *rows[1:]] if rows else [corner + head]
        return _array(("r|" if node.row_names else "") + "c" * width, rows)

    def _chain(self, node: f.Chain) -> str:
        pieces = []
        for relation, part in zip(node.relations, node.parts, strict=True):
            pieces += [RELATIONS[relation].latex] if relation else []
            pieces.append(self.text(part))
        return " ".join(pieces)

    def _aligned(self, node: f.Chain) -> str:
        """A chain with the mark of alignment before its first relation."""
        at = next((k for k, relation in enumerate(node.relations) if relation), len(node.parts))
        before = " ".join(map(self.text, node.parts[:at]))
        after = self._chain(f.Chain(node.parts[at:], node.relations[at:]))
        return f"{before} &{after}" if before else f"&{after}"

    def _grid(self, rows: tuple[tuple[f.Formula, tuple[f.Formula, ...], f.Chain], ...]) -> str:
        """Each term in a column of its own, at the left of which stands its sign."""
        most = max((len(terms) for _, terms, _ in rows), default=1) or 1
        lines = []
        for left, terms, end in rows:
            shown = [f"= {self.text(terms[0])}"] if terms else ["="]
            shown += [self._signed(term) for term in terms[1:]]
            shown += [""] * (most - len(shown))
            lines.append(f"{self.text(left)} &" + " &&".join([*shown, self._chain(end)]))
        return _environment("alignedat", lines, f"{{{most + 1}}}")


def _letter(node: f.Sym) -> str:
    if node.name in GREEK:
        return NOT_IN_LATEX.get(node.name, f"\\{node.name}")
    if len(node.name) == 1 and node.name.isascii() and node.name.isalpha():
        return rf"\mathrm{{{node.name}}}" if node.upright else node.name
    if node.name.isascii() and node.name.isalnum():
        return rf"\mathrm{{{node.name}}}"
    by_sign = {sign: name for name, sign in GREEK.items()}
    if node.name in by_sign:
        return NOT_IN_LATEX.get(by_sign[node.name], f"\\{by_sign[node.name]}")
    return rf"\text{{{escape.latex(node.name)}}}" if node.name else ""


def _is_words(node: f.Formula) -> bool:
    return isinstance(node, (f.Name, f.Word)) or (
        isinstance(node, f.Sym) and len(node.name) > 1 and node.name not in GREEK
    )


def _script(text: str) -> str:
    """A subscript or superscript; one letter or digit needs no braces."""
    return text if len(text) == 1 and text.isascii() and text.isalnum() else f"{{{text}}}"


def _environment(name: str, rows: Iterable[str], arguments: str = "") -> str:
    return f"\\begin{{{name}}}{arguments}\n" + " \\\\\n".join(rows) + f"\n\\end{{{name}}}"


def _array(columns: str, rows: Iterable[str]) -> str:
    return _environment("array", rows, f"{{{columns}}}")
