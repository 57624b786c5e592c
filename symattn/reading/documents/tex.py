r"""LaTeX source: comments and switched-off parts masked, then formulas, tables and text.

Everything is cut out of the source in place, so no position is lost.  Nothing is included
(``\input`` is named in the notes); of the author's own macros those of formulas are expanded.
"""

from __future__ import annotations

import re

from symattn.errors import Limit
from symattn.reading.documents.cells import latex_rows
from symattn.reading.documents.dressed import shown
from symattn.reading.documents.macros import braced, looked_through, macros_of, undefined
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pieces import Piece, Pieces, RawCell, RawTable
from symattn.reading.documents.plain import mark_formulas
from symattn.reading.documents.scan import DISPLAY, END, MATH
from symattn.words import say

__all__ = ["read_tex", "read_tex_fragment"]

MOST_CHARACTERS = 8_000_000

_VERBATIM = r"verbatim|Verbatim|lstlisting|minted|alltt|BVerbatim|console|pyverbatim"
_MATH = (
    r"equation|align|aligned|alignedat|gather|gathered|multline|eqnarray|displaymath|math|flalign|alignat|"
    r"split|dmath|[a-zA-Z]*matrix|array|cases|subequations"
)
_TABLE = r"tabular|tabularx|tabulary|longtable|tblr|NiceTabular|supertabular|xltabular|tabu"
_OFF = re.compile(
    r"\\begin\{comment\}.*?\\end\{comment\}|\\iffalse\b.*?\\fi\b|\\if0\b.*?\\fi\b", re.S
)
_VERB_ENV = re.compile(
    rf"\\begin\{{({_VERBATIM})\*?\}}(?:\[[^\]]*\])?(?:\{{(\w+)\}})?(.*?)\\end\{{\1\*?\}}", re.S
)
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)(%[^\n]*)")
_STRUCK = re.compile(r"\\(?:sout|st|xout|cancel|xcancel|bcancel|hcancel)\s*\{")
_INPUT = re.compile(
    r"\\(?:input|include|subfile|lstinputlisting|verbatiminput|import)\b\s*(?:\[[^\]]*\])?\{([^{}]*)\}"
)
_PART = re.compile(
    r"(?P<escape>\\\\(?:\[[^\]\n]*\])?|\\\$)|(?P<formula>\$\$?|\\[\[(])"
    rf"|(?P<verb>\\begin\{{(?P<verb_name>{_VERBATIM})\*?\}})"
    rf"|(?P<math>\\begin\{{(?P<math_name>{_MATH})\*?\}})"
    rf"|(?P<table>\\begin\{{(?P<table_name>{_TABLE})\*?\}})"
    r"|(?P<head>\\(?:part|chapter|section|subsection|subsubsection|paragraph)\*?\s*(?:\[[^\]]*\])?\{)"
    r"|(?P<caption>\\caption\*?\s*(?:\[[^\]]*\])?\{)"
    r"|(?P<gap>\n[ \t]*\n|\\par\b|\\item\b|\\begin\{frame\})"
)
_HIDDEN = re.compile(
    r"\\(?:label|ref|eqref|pageref|cref|Cref|autoref|cite[a-z]*|includegraphics|vspace|hspace|setlength|"
    r"setcounter|addtocounter|usepackage|documentclass|bibliography|bibliographystyle|newcommand|"
    r"renewcommand|definecolor|fontsize|hypersetup|geometry|url|pagenumbering|arraystretch|"
    r"setstretch|input|include|rule|tikzset|pgfplotsset|begin|end)\*?\s*(?:\[[^\]]*\])*"
    r"(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}){0,3}"
)
_BOX = re.compile(
    r"\\begin\{(?:minipage|multicols|adjustbox|subfigure|subtable|column|wrapfigure|wraptable)\*?\}"
    r"(?:\[[^\]]*\])*(?:\{[^{}]*\}){1,2}"
)
_PLAIN = re.compile(r"\\(?!item\b)(?:[a-zA-Z]+\*?|[,;:! ])")


def read_tex(text: Marked) -> Pieces:
    """The pieces of a LaTeX document (its body, where it has a \\begin{document})."""
    if len(text) > MOST_CHARACTERS:
        raise Limit(say("reading.long_latex", limit=f"{MOST_CHARACTERS:,}"))
    found = Pieces()
    macros = macros_of(text.text)
    begin = re.search(r"\\begin\{document\}", text.text)
    end = text.text.rfind("\\end{document}")
    if begin:
        text = text[begin.end() : end if end > begin.end() else len(text)]
    text = _masked(text, found)
    found.extend(read_tex_fragment(looked_through(undefined(text), macros)))
    return found


def _masked(text: Marked, found: Pieces) -> Marked:
    """The text with comments, switched-off and struck parts blanked; they become asides."""
    characters = list(text.text)
    kept = [m.span() for m in _VERB_ENV.finditer(text.text)]

    def blank(start: int, end: int, why: str) -> None:
        if any(a <= start < b for a, b in kept):
            return
        found.aside(
            Marked("".join(characters[start:end]), text.offsets[start:end], text.source), why
        )
        characters[start:end] = ["\n" if c == "\n" else " " for c in characters[start:end]]

    for comment in _COMMENT.finditer(text.text):
        blank(comment.start(2), comment.end(2), "comment")
    for off in _OFF.finditer("".join(characters)):
        blank(off.start(), off.end(), "switched off")
    joined = "".join(characters)
    for struck in _STRUCK.finditer(joined):
        blank(struck.start(), braced(joined, struck.end() - 1), "struck")
    for name in _INPUT.finditer("".join(characters)):
        found.notes.append(say("reading.included", file=name[1]))
    return Marked("".join(characters), text.offsets, text.source)


def read_tex_fragment(text: Marked) -> Pieces:
    """The pieces of LaTeX that has been masked already."""
    found = Pieces()
    at = 0
    held: list[Marked] = []
    caption = ""

    def close() -> None:
        if held:
            found.add("text", Marked.join(held))
            held.clear()

    while part := _PART.search(text.text, at):
        held += [_prose(text[at : part.start()])]
        kind = next(k for k in _KINDS if part[k])
        at = part.end()
        if kind in ("escape", "formula", "math"):
            inline, at = _inline(text, part, kind)
            held.append(inline)
        elif kind == "gap":
            if part["gap"].strip() == "\\item":
                held.append(_bullet(text, part.start()))
            elif held and "".join(h.text for h in held).strip():
                close()
        elif kind in ("head", "caption"):
            close()
            at, caption = _titled(found, text, at, kind, caption)
        else:
            close()
            end = _environment_end(text.text, part.start())
            if kind == "table":
                found.pieces += _table(text[part.start() : end], caption)
                caption = ""
            else:
                _verbatim(found, text[at:end])
            at = end
    held.append(_prose(text[at:]))
    close()
    return found


_KINDS = ("escape", "formula", "verb", "math", "table", "head", "caption", "gap")
_CLOSING = {"$": r"(?<!\\)\$", "$$": r"\$\$", r"\[": r"(?<!\\)\\\]", r"\(": r"(?<!\\)\\\)"}


def _inline(text: Marked, part: re.Match[str], kind: str) -> tuple[Marked, int]:
    """What stands in a paragraph: a formula, a display, an escape; and where it ends."""
    if kind == "escape":
        return _prose(text[part.start() : part.end()]), part.end()
    if kind == "formula":
        return _formula(text, part)
    end = _environment_end(text.text, part.start())
    return text[part.start() : end].surrounded(DISPLAY, END), end


def _formula(text: Marked, part: re.Match[str]) -> tuple[Marked, int]:
    """The formula that begins here, and where it ends; a sign that nothing closes is left out."""
    sign = part["formula"]
    closing = re.compile(_CLOSING[sign]).search(text.text, part.end())
    if closing is None or "\n\n" in text.text[part.end() : closing.start()].replace(" ", ""):
        return text[0:0], part.end()
    body = text[part.end() : closing.start()]
    return body.surrounded(DISPLAY if sign in ("$$", "\\[") else MATH, END), closing.end()


def _titled(found: Pieces, text: Marked, at: int, kind: str, caption: str) -> tuple[int, str]:
    """A heading or caption added; where it ends, and the caption that holds from there."""
    end = braced(text.text, at - 1)
    inner = _prose(text[at : end - 1])
    if kind == "head":
        found.add("heading", inner, level=1)
        return end, caption
    _caption(found, inner.text)
    found.add("text", inner)
    return end, inner.text


def _caption(found: Pieces, caption: str) -> None:
    """A caption below its table belongs to it."""
    if found.pieces and found.pieces[-1].table and not found.pieces[-1].table.caption:
        found.pieces[-1].table.caption = caption


def _bullet(text: Marked, at: int) -> Marked:
    return Marked("\n", text.offsets[at : at + 1], text.source)


def _verbatim(found: Pieces, inside: Marked) -> None:
    end = inside.text.rfind("\\end{")
    inside = inside[: end if end >= 0 else len(inside)]
    options = re.match(r"(?:\[[^\]]*\])?(?:\{\w+\})?", inside.text)
    inside = inside[options.end() if options else 0 :]
    code = re.search(r"^\s*(?:import|def|class|from|>>>)\b|>>>", inside.text, re.M)
    found.add("code" if code else "verbatim", inside, origin="verbatim")


def _environment_end(text: str, start: int) -> int:
    name = re.compile(r"\\begin\{([a-zA-Z]+\*?)\}").match(text, start)
    if not name:
        return start
    depth = 0
    mark = re.compile(r"\\(begin|end)\{" + re.escape(name[1]) + r"\}")
    for found in mark.finditer(text, start):
        depth += 1 if found[1] == "begin" else -1
        if not depth:
            return found.end()
    return len(text)


def _prose(text: Marked) -> Marked:
    """Text with its formulas marked and its commands blanked."""
    text = mark_formulas(_joined_names(text.same_length(shown)))
    out: list[Marked] = []
    at = 0
    for formula in re.finditer("[\ue000\ue002][^\ue001]*\ue001", text.text):
        out += [_blanked(text[at : formula.start()]), text[formula.start() : formula.end()]]
        at = formula.end()
    out.append(_blanked(text[at:]))
    return Marked.join(out)


def _joined_names(text: Marked) -> Marked:
    r"""q\_the is one name and e\^{}2 a power: the backslashes (and braces) are taken out."""
    pieces, at = [], 0
    for found in re.finditer(r"(?<!\\)\\(?:(_)|(\^)\{\})", text.text):
        sign = found.start(found.lastindex or 0)
        pieces += [text[at : found.start()], text[sign : sign + 1]]
        at = found.end()
    return Marked.join([*pieces, text[at:]]) if pieces else text


def _blanked(text: Marked) -> Marked:
    def change(t: str) -> str:
        t = re.sub(r"\\\\(?:\[[^\]]*\])?", lambda m: "\n".ljust(len(m[0])), t)
        t = _BOX.sub(lambda m: " " * len(m[0]), t)
        t = _HIDDEN.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), t)
        t = re.sub(r"\\([%&#$_{}])", r" \1", t)
        t = re.sub(r"``([^`'\n]{1,200})''", r" “\1” ", t)
        t = _PLAIN.sub(lambda m: " " * len(m[0]), t)
        return re.sub(r"(?<!\\)[{}~]", " ", t)

    return text.same_length(change)


def _table(whole: Marked, caption: str) -> list[Piece]:
    """A tabular environment; columns such as r@{.}l are put together again."""
    head = re.match(r"\\begin\{(\w+)\*?\}\s*(?:\[[^\]]*\])?", whole.text)
    assert head is not None
    at = head.end()
    if head[1] in ("tabularx", "tabulary", "xltabular") or "*}" in head[0]:
        at = braced(whole.text, whole.text.find("{", at))
    start = whole.text.find("{", at)
    body_at = braced(whole.text, start) if start >= 0 and not whole.text[at:start].strip() else at
    columns = whole.text[start + 1 : body_at - 1] if body_at > at else ""
    end = whole.text.rfind("\\end{")
    joined = _joined_columns(columns)
    rows = []
    body, inner = _without_caption(whole[body_at:end])
    body = body.same_length(_first_head)
    head_end = _head_end(body.text)
    for row in latex_rows(body):
        cells = [_tex_cell(cell) for cell in row]
        first = next((cell.strip() for cell in row if cell.text.strip()), row[0])
        if first.offsets and first.offsets[0] < body.offsets[head_end]:
            for cell in cells:
                cell.head = True
        rows.append(_put_together(cells, joined))
    table = RawTable(rows, inner or caption)
    return [Piece("table", whole[0:0], table=table, origin="table")]


def _without_caption(body: Marked) -> tuple[Marked, str]:
    """A longtable has its caption inside, and a line end of its own after it."""
    found = re.search(r"\\caption\*?\s*(?:\[[^\]]*\])?\{", body.text)
    if not found:
        return body, ""
    end = braced(body.text, found.end() - 1)
    words = _prose(body[found.end() : end - 1]).text
    rest = re.compile(r"\s*(?:\\label\{[^{}]*\}\s*)?(?:\\tabularnewline|\\\\)")
    after = rest.match(body.text, end)
    return Marked.join([body[: found.start()], body[after.end() if after else end :]]), words


def _first_head(body: str) -> str:
    """Of the heads and feet of a longtable the first head only; its words are blanked in place."""
    marks = list(re.finditer(r"\\end(?:first|last)?(?:head|foot)(?![a-zA-Z])", body))
    if not marks:
        return body
    first = marks[0].start() if "head" in marks[0][0] else 0
    blanked = re.sub(r"[^\n]", " ", body[first : marks[-1].end()])
    return body[:first] + blanked + body[marks[-1].end() :]


def _head_end(body: str) -> int:
    """Where the rule under the head stands, 0 without one; a rule under each row says nothing."""
    middle = body.find("\\midrule")
    if middle >= 0:
        return middle
    rules = [rule.start() for rule in re.finditer(r"\\hline", body)]
    rules = [at for at in rules if body[:at].strip().replace("\\hline", "").strip()]
    return rules[0] if rules and len(rules) <= 2 and body[rules[0] + 6 :].strip() else 0


def _joined_columns(spec: str) -> dict[int, str]:
    """Columns whose right neighbour goes on after a printed point: {j: "."}."""
    spec = re.sub(r"\*\{(\d+)\}\{([^{}]*)\}", lambda m: m[2] * min(int(m[1]), 50), spec)
    joined: dict[int, str] = {}
    j = -1
    for part in re.finditer(
        r"@\{([^{}]*)\}|[><!]\{(?:[^{}]|\{[^{}]*\})*\}|([a-zA-Z])(?:\[[^\]]*\])?(?:\{[^{}]*\})*",
        spec,
    ):
        if part[2]:
            j += 1
        elif part[1] is not None and part[1].strip("{} ") in (".", ",") and j >= 0:
            joined[j] = part[1].strip("{} ")
    return joined


def _put_together(cells: list[RawCell], joined: dict[int, str]) -> list[RawCell]:
    out: list[RawCell] = []
    i = column = 0
    while i < len(cells):
        cell, point = cells[i], joined.get(column)
        if point and i + 1 < len(cells) and cell.columns == 1:
            left, right = cell.text.strip(), cells[i + 1].text.strip()
            digits = left.text[-1:].isdigit() and right.text[:1].isdigit()
            out.append(RawCell(Marked.join([left, right], point if digits else "")))
            i, column = i + 2, column + 2
            continue
        inside = sum(column <= j < column + cell.columns - 1 for j in joined)
        i, column = i + 1, column + cell.columns
        cell.columns -= inside
        out.append(cell)
    return out


def _tex_cell(cell: Marked) -> RawCell:
    columns = rows = 1
    head = False
    cell = cell.same_length(shown)
    for _ in range(4):
        text = cell.text.strip()
        span = re.match(r"\\multicolumn\s*\{(\d+)\}\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{", text)
        down = re.match(
            r"\\multirow(?:cell)?\s*(?:\[[^\]]*\])?\{(-?\d+)\}\s*(?:\[[^\]]*\])?\{?[^{}]*\}?\s*\{",
            text,
        )
        found = span or down
        if not found:
            break
        cell = cell.strip()
        if span:
            columns = max(1, min(int(span[1]), 200))
        elif down:
            rows = max(1, min(abs(int(down[1])), 200))
        end = braced(cell.text, found.end() - 1)
        cell = cell[found.end() : end - 1]
    number = re.fullmatch(
        r"\s*\{?\s*\\(?:num|textbf|bfseries|mathbf|tablenum)\s*\{?([^{}]*)\}?\s*\}?\s*", cell.text
    )
    if number:
        cell = cell[number.start(1) : number.end(1)]
    bold = bool(re.match(r"\s*\\(?:textbf|bfseries|thead)", cell.text))
    return RawCell(_prose(cell), head and bold, rows, columns)
