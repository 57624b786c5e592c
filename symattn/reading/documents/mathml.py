"""MathML as LaTeX: its own TeX annotation where it has one, else written from the elements."""

from __future__ import annotations

from symattn.reading.documents.marked import Marked
from symattn.reading.documents.scan import END, MATH

__all__ = ["MathML"]

_AROUND: dict[tuple[str, int], tuple[str, ...]] = {
    ("mfrac", 2): ("\\frac{", "}{", "}"),
    ("msup", 2): ("{", "}^{", "}"),
    ("msub", 2): ("{", "}_{", "}"),
    ("mover", 2): ("{", "}^{", "}"),
    ("munder", 2): ("{", "}_{", "}"),
    ("mroot", 2): ("{", "}^{1/", "}"),
    ("msubsup", 3): ("{", "}_{", "}^{", "}"),
    ("munderover", 3): ("{", "}_{", "}^{", "}"),
}


class MathML:
    """Collects one <math> element."""

    def __init__(self, page: Marked, start: int) -> None:
        self.page, self.at = page, start
        self.stack: list[tuple[str, list[Marked]]] = [("math", [])]
        self.annotation: list[Marked] = []
        self.noted = 0

    def start(self, tag: str, given: dict[str, str] | None = None) -> None:
        """An element begins."""
        if tag in ("annotation", "annotation-xml"):
            tex = "tex" in (given or {}).get("encoding", "").lower()
            self.noted = 1 if tex else 2
            return
        if len(self.stack) < 300:
            self.stack.append((tag, []))

    def data(self, piece: Marked) -> None:
        """Text inside."""
        if self.noted == 1:
            self.annotation.append(piece)
        elif not self.noted and piece.text.strip():
            piece = piece.strip()
            tag = self.stack[-1][0]
            if tag == "mtext" or (tag == "mi" and len(piece.text) > 1):
                piece = piece.surrounded("\\text{", "}")
            self.stack[-1][1].append(piece)

    def end(self, tag: str) -> None:
        """An element ends; it becomes one piece of its parent."""
        if tag.startswith("annotation"):
            self.noted = 0
            return
        if len(self.stack) < 2 or self.stack[-1][0] != tag:
            return
        name, parts = self.stack.pop()
        self.stack[-1][1].append(self._written(name, parts))

    def _written(self, name: str, parts: list[Marked]) -> Marked:
        around = _AROUND.get((name, len(parts)))
        if around:
            out: list[Marked] = []
            for sign, part in zip(around, [*parts, None], strict=False):
                out.append(self._sign(sign, part or parts[-1], end=part is None))
                out += [part] if part else []
            return Marked.join(out)
        joined = Marked.join(parts)
        if name == "msqrt":
            return joined.surrounded("\\sqrt{", "}")
        if name == "mtd":
            return joined.surrounded("", " & ")
        if name == "mtr":
            return (joined[: len(joined) - 2] if joined.text.endswith("& ") else joined).surrounded(
                "", r" \\ "
            )
        if name == "mtable":
            return joined.surrounded(r"\begin{matrix}", r"\end{matrix}")
        if name == "mo":
            return joined.surrounded(" ", " ")
        return joined

    def _sign(self, text: str, like: Marked, end: bool) -> Marked:
        offset = self.page.offsets[min(self.at, len(self.page.offsets) - 1)]
        if len(like.offsets):
            offset = like.offsets[-1 if end else 0]
        return Marked(text, [offset] * len(text), self.page.source)

    def formula(self) -> Marked:
        """The whole as a formula of the text."""
        while len(self.stack) > 1:
            self.end(self.stack[-1][0])
        body = Marked.join(self.annotation) if self.annotation else Marked.join(self.stack[0][1])
        return body.surrounded(MATH, END)
