"""LaTeX source of a page, as a person would write it.

The preamble lists the packages that the page uses and no others.  Without CJK
characters the file compiles with pdfLaTeX as with XeLaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from symattn.document import measure, tree
from symattn.document.tree import Block, Content, Inline, Sheet
from symattn.files import align, fonts, preamble
from symattn.formulas import escape
from symattn.formulas import latex as formulas
from symattn.formulas.tree import Answer, Blank, Formula

__all__ = ["render", "source"]


def render(sheet: Sheet) -> bytes:
    """The ``.tex`` file of a sheet.

    Raises :class:`InputError` for a character that no font has.
    """
    fonts.check(sheet)
    return source(sheet).encode()


def source(sheet: Sheet) -> str:
    """A LaTeX document."""
    title = _text(fonts.visible(sheet.title))
    body = "\n\n".join([f"\\sheettitle{{{title}}}", *map(block, sheet.blocks)])
    foot = [
        title,
        *map(inlines, sheet.footer),
        *([_text(sheet.sheet_id)] if sheet.sheet_id else []),
    ]
    head = preamble.write(sheet, body, r" $\cdot$ ".join(foot), _text(sheet.page_of))
    whole = f"{head}\n\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"
    return _second_font(whole)


def _second_font(source: str) -> str:
    """The source with every run of characters that Computer Modern lacks in the second font."""
    runs = groupby(source, fonts.is_second)
    return "".join(f"{{\\cjk {''.join(run)}}}" if second else "".join(run) for second, run in runs)


def _text(text: str) -> str:
    return escape.latex(text)


# Lines of text -----------------------------------------------------------------------


def inlines(parts: Content) -> str:
    """A line of text."""
    return "".join(map(_inline, parts))


_SIGNS = {"≈": r"\approx", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "−": "-", "×": r"\times",
          "·": r"\cdot", "√": r"\surd", "∞": r"\infty", "→": r"\to"}  # fmt: skip


def _inline(part: Inline) -> str:
    match part:
        case tree.Text(text):
            pieces = re.split(f"([{''.join(_SIGNS)}])", text)
            return "".join(f"${_SIGNS[p]}$" if p in _SIGNS else _text(p) for p in pieces)
        case tree.User(text):
            return _text(fonts.visible(text))
        case tree.Math(formula):
            return f"${formulas.write(formula)}$"
        case tree.Strong(parts):
            return f"\\textbf{{{inlines(parts)}}}"


def _cell(formula: Formula | None, pad: align.Pad = align.NONE) -> str:
    """A cell; numbers padded so that their points line up."""
    if formula is None:
        return ""
    if pad == align.NONE:
        return f"${formulas.write(formula)}$"
    before = "-" * pad.minus + "0" * pad.digits
    after = "." * pad.point + "0" * pad.decimals
    inner = formula.body if align.is_answer(formula) else formula
    padded = f"{_phantom(before)}{formulas.write(inner)}{_phantom(after)}"
    if align.is_answer(formula):
        padded = f"\\answer{{{formula.width}}}{{{padded}}}"
    return f"${padded}$"


def _strut(cells: Iterable[Formula | None]) -> str:
    """The height of a row with boxes: theirs and the room between two of them."""
    return " \\linestrut" if any(isinstance(c, (Answer, Blank)) for c in cells) else ""


def _phantom(text: str) -> str:
    return f"\\phantom{{{text}}}" if text else ""


# Blocks ------------------------------------------------------------------------------


def block(node: Block) -> str:
    """One block."""
    match node:
        case tree.Section(number, heading, blocks):
            head = f"\\sheetsection{{{_text(number)}}}{{{inlines(heading)}}}"
            return "\n\n".join([head, *map(block, blocks)])
        case tree.Paragraph(parts):
            return inlines(parts)
        case tree.Note(parts):
            return f"\\sheetnote{{{inlines(parts)}}}"
        case tree.Hint(parts):
            return f"\\hint{{{inlines(parts)}}}"
        case tree.Display(formula):
            return _display(formula)
        case tree.NameLine():
            return _name_line(node)
        case tree.PageBreak():
            return "\\clearpage"
        case tree.KeepTogether(blocks):
            return f"\\begin{{minipage}}{{\\linewidth}}\n{_joined(blocks)}\n\\end{{minipage}}"
        case tree.Only(_, blocks):
            return _joined(blocks)
        case _:
            return _laid_out(node)


def _laid_out(node: Block) -> str:
    match node:
        case tree.Table():
            return f"\\fit{{%\n{_table(node)}}}"
        case tree.Spread():
            return f"\\fit{{%\n{_spread(node)}}}"
        case tree.Map():
            return f"\\fit{{%\n{_map(node)}}}"
        case tree.Beside(groups, weights):
            shares = weights or (1,) * len(groups)
            return "\\hfill\n".join(
                f"\\begin{{minipage}}[t]{{{0.96 * share / sum(shares):.3f}\\linewidth}}\n"
                f"\\vspace{{0pt}}\n{_joined(group)}\n\\end{{minipage}}"
                for group, share in zip(groups, shares, strict=True)
            )
        case _:
            raise NotImplementedError(type(node).__name__)


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(map(block, blocks))


def _display(formula: Formula) -> str:
    body = formulas.write(formula)
    if measure.width(formula) > 150:
        return f"\\fit{{$\\displaystyle {body}$}}"
    return f"\\[ {body} \\]"


def _name_line(node: tree.NameLine) -> str:
    pieces = [
        f"{_text(label)} \\lineto{{{weight}}}"
        for label, weight in zip(node.labels, node.weights, strict=True)
    ]
    points = f" / {_text(node.points)}" if node.points else ""
    return f"\\noindent {' '.join(pieces)}{points}\\par\\medskip"


def _table(node: tree.Table) -> str:
    pads = align.table(node)
    sides = "".join("l" if column.align == "left" else "c" for column in node.columns)
    rows = (
        " & ".join([inlines(row.head), *map(_cell, row.cells, pad)]) + _strut(row.cells)
        for row, pad in zip(node.rows, pads, strict=True)
    )
    lines = [
        f"\\begin{{tabular}}{{@{{}}l{sides}@{{}}}}", "\\toprule", *_table_head(node), "\\midrule",
        *(f"{row} \\\\" for row in rows), "\\bottomrule", "\\end{tabular}",
    ]  # fmt: skip
    return "\n".join(lines)


def _table_head(node: tree.Table) -> Iterator[str]:
    size = len(node.columns) + 1
    caption = f"\\sheetcaption{{{inlines(node.caption)}}}" if node.caption else ""
    if node.spans:
        cells, at = [caption], 0
        for span in node.spans:
            cells += [""] * (span.first - at)
            cells.append(f"\\multicolumn{{{span.width}}}{{c}}{{{inlines(span.head)}}}")
            at = span.first + span.width
        cells += [""] * (len(node.columns) - at)
        yield " & ".join(cells) + " \\\\"
    elif caption:
        yield f"\\multicolumn{{{size}}}{{@{{}}l}}{{{caption}}} \\\\"
    heads = [inlines(column.head) for column in node.columns]
    yield " & ".join([inlines(node.corner), *heads]) + " \\\\"


def _spread(node: tree.Spread) -> str:
    """Four quarters: free corner, the matrix above; the matrix at the left, the product."""
    left, above, corner = node.left, node.above, node.corner
    depth, wide = len(left.rows[0]), len(corner.rows[0])
    aside = f"\\aside{{{inlines(node.aside)}}}" if node.aside else ""
    lines = []
    for i, row in enumerate(above.rows):
        first = f"\\multicolumn{{{depth + 1}}}{{@{{}}l}}{{{aside if i == 0 else ''}}}"
        letter = f"${formulas.write(above.letter)}$" if i == len(above.rows) // 2 else ""
        lines.append(" & ".join([first, letter, *map(_cell, row), ""]) + " \\\\")
    names = [inlines(name) for name in above.column_names or ((),) * wide]
    head = f"\\multicolumn{{{depth}}}{{c}}{{${formulas.write(left.letter)}$}}"
    lines.append(" & ".join(["", head, "", *names, ""]) + " \\\\")
    lines.append(f"\\cline{{2-{depth + wide + 2}}}")
    for i, (given, product) in enumerate(zip(left.rows, corner.rows, strict=True)):
        name = inlines(left.row_names[i]) if left.row_names else ""
        letter = f"${formulas.write(corner.letter)}$" if i == len(corner.rows) // 2 else ""
        lines.append(
            " & ".join([name, *map(_cell, given), "", *map(_cell, product), letter])
            + f"{_strut(product)} \\\\"
        )
    columns = f"@{{}}l*{{{depth}}}{{c}}c|*{{{wide}}}{{c}}c@{{}}"
    body = "\n".join(lines)
    return f"\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}"


def _map(node: tree.Map) -> str:
    """One line of the page for each token, the stages beside each other (turned: below)."""
    tops: list[str] = []
    cells: list[str] = []
    for stage in node.stages:
        if stage.rule is not None:
            rule = formulas.write(stage.rule)
            tops.append("")
            cells.append(
                f"$\\xrightarrow{{{rule}}}$" if not node.turned else f"$\\downarrow\\ {rule}$"
            )
        tops.append(_grid(stage.above.rows, "given") if stage.above else "")
        letter = f"${formulas.write(stage.matter.letter)}$"
        tops[-1] = f"\\stack{{{tops[-1]}}}{{{letter}}}"
        cells.append(_grid(stage.matter.rows, "line"))
    if node.turned:
        rows = (f"{top} & {cell} \\\\[2mm]" for top, cell in zip(tops, cells, strict=True))
        return "\\begin{tabular}{@{}rc@{}}\n" + "\n".join(rows) + "\n\\end{tabular}"
    names = _grid([[name] for name in node.names], "line")
    columns = f"@{{}}l*{{{len(cells)}}}{{@{{\\hspace{{2mm}}}}c}}@{{}}"
    return (
        f"\\begin{{tabular}}{{{columns}}}\n & " + "\n & ".join(tops) + " \\\\\n"
        f"{names}\n & " + "\n & ".join(cells) + "\n\\end{tabular}"
    )


def _grid(rows: Sequence[Sequence[Formula | Content]], strut: str) -> str:
    wide = len(rows[0])
    lines = (
        " & ".join(inlines(c) if isinstance(c, tuple) else _cell(c) for c in row)
        + f"\\{strut}strut"
        for row in rows
    )
    return (
        f"\\begin{{tabular}}[c]{{@{{}}*{{{wide}}}{{c}}@{{}}}}"
        + " \\\\ ".join(lines)
        + "\\end{tabular}"
    )
