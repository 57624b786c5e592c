"""LaTeX source of a page, as a person would write it.

The preamble lists the packages that the page uses and no others.  Without CJK
characters the file compiles with pdfLaTeX as with XeLaTeX.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from symattn.document import measure, tree
from symattn.document.tree import Block, Content, Inline, Sheet
from symattn.files import align, fonts, plot, preamble
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
    title = _text(sheet.title)
    body = "\n\n".join([f"\\sheettitle{{{title}}}", *map(block, sheet.blocks)])
    foot = [
        title,
        *map(inlines, sheet.footer),
        *([_text(sheet.sheet_id)] if sheet.sheet_id else []),
    ]
    head = preamble.write(sheet, body, r" $\cdot$ ".join(foot), _text(sheet.page_of))
    carried = f"% symattn: problem={sheet.problem}\n" if sheet.problem else ""
    whole = f"{head}\n\\begin{{document}}\n{carried}\n{body}\n\n\\end{{document}}\n"
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


def _inline(part: Inline) -> str:
    match part:
        case tree.Text(text) | tree.User(text):
            return _text(text)
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


def block(node: Block) -> str:  # noqa: C901  (one case for each node)
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
        case tree.Table():
            return f"\\fit{{%\n{_table(node)}}}"
        case tree.Spread():
            return f"\\fit{{%\n{_spread(node)}}}"
        case tree.Map():
            factor = f"\\scalebox{{{node.scale / 100:g}}}"
            return f"\\fit{{{factor}{{%\n{_map(node)}}}}}"
        case tree.Picture():
            return _picture(node)
        case tree.Beside(groups, weights):
            return _beside(groups, weights or (1,) * len(groups))
        case _:
            raise TypeError(f"no page for {type(node).__name__}")


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(map(block, blocks))


def _beside(groups: Sequence[Sequence[Block]], weights: Sequence[int]) -> str:
    own = [0.0 if w else measure.blocks_width(g) for g, w in zip(groups, weights, strict=True)]
    pairs = zip(own, weights, strict=True)
    widths = [f"{wide:.1f}mm" if wide else _share(w, sum(weights), sum(own)) for wide, w in pairs]
    gap = "\\hfill" if any(weights) else "\\hspace{6mm}"
    columns = f"{gap}\n".join(
        f"\\begin{{minipage}}[t]{{{wide}}}\\raggedright\n"
        f"\\vspace{{0pt}}\n{_joined(group)}\n\\end{{minipage}}"
        for group, wide in zip(groups, widths, strict=True)
    )
    return f"\\par\\nointerlineskip\\noindent\n{columns}\\par"


def _share(weight: int, whole: int, taken: float) -> str:
    """A share of the line, less its share of what groups of their own width take."""
    part = weight / whole
    less = f" - {part * taken:.1f}mm" if taken else ""
    return f"\\dimexpr {0.95 * part:.3f}\\linewidth{less}\\relax"


def _display(formula: Formula) -> str:
    return f"\\sheetdisplay{{{formulas.write(formula)}}}"


def _name_line(node: tree.NameLine) -> str:
    pieces = [
        f"{_text(label)} \\lineto{{{weight}}}"
        for label, weight in zip(node.labels, node.weights, strict=True)
    ]
    points = f" / {_text(node.points)}" if node.points else ""
    return f"\\noindent {' '.join(pieces)}{points}\\par\\smallskip"


def _table(node: tree.Table) -> str:
    pads = align.table(node)
    sides = "".join("l" if column.align == "left" else "c" for column in node.columns)
    rows = (
        " & ".join([inlines(row.head), *map(_cell, row.cells, pad)]) + _strut(row.cells)
        for row, pad in zip(node.rows, pads, strict=True)
    )
    lines = [
        f"\\begin{{tabular}}{{@{{}}l{sides}@{{}}}}",
        "\\toprule",
        *_table_head(node),
        "\\midrule",
        *(f"{row} \\\\" for row in rows),
        "\\bottomrule",
        "\\end{tabular}",
    ]
    return "\n".join(lines)


def _table_head(node: tree.Table) -> Iterator[str]:
    size = len(node.columns) + 1
    caption = f"\\sheetcaption{{{inlines(node.caption)}}}" if node.caption else ""
    if measure.caption_hangs(node):
        caption = f"\\rlap{{{caption}}}"
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
        letter = _math(above.letter) if i == len(above.rows) // 2 else ""
        lines.append(" & ".join([first, letter, *map(_cell, row), ""]) + " \\\\")
    names = [inlines(name) for name in above.column_names or ((),) * wide]
    head = f"\\multicolumn{{{depth}}}{{c}}{{{_math(left.letter)}}}"
    lines.append(" & ".join(["", head, "\\given{}", *names, ""]) + " \\\\")
    lines.append(f"\\cline{{2-{depth + wide + 2}}}")
    for i, (given, product) in enumerate(zip(left.rows, corner.rows, strict=True)):
        name = inlines(left.row_names[i]) if left.row_names else ""
        letter = _math(corner.letter) if i == len(corner.rows) // 2 else ""
        cells = [name, *(f"\\given{{{_cell(x)}}}" for x in given), "", *map(_cell, product), letter]
        lines.append(f"{' & '.join(cells)}{_strut(product)} \\\\")
    columns = f"@{{}}l*{{{depth}}}{{c}}c|*{{{wide}}}{{c}}c@{{}}"
    return _tabular(columns, "\n".join(lines))


def _tabular(columns: str, body: str) -> str:
    return f"\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}"


def _math(formula: Formula) -> str:
    return f"${formulas.write(formula)}$"


def _map(node: tree.Map) -> str:
    """One line of the page for each token, the stages beside each other (turned: below)."""
    width = measure.widest_cell(node) if node.turned else 0.0
    columns: list[tuple[str, str, str]] = []
    for stage in node.stages:
        if stage.rule is not None:
            rule = formulas.write(stage.rule)
            arrow = (
                f"\\downarrow\\ {rule}\\linestrut" if node.turned else f"\\xrightarrow{{{rule}}}"
            )
            columns.append(("", "", f"${arrow}$"))
        above = stage.above
        top = ""
        if above:
            strut = "line" if _has_boxes(above) else "given"
            top = f"\\stack{{{_math(above.letter)}}}{{{_grid(above.rows, strut)}}}"
        body = _grid(stage.matter.rows, "given" if _is_given(stage, node) else "line", width)
        columns.append((top, _math(stage.matter.letter), body))
    if node.turned:
        heads = ("", "", _grid([node.names], "given", width))
        lines = (" & ".join(parts) + " \\\\[1.5mm]" for parts in (heads, *columns))
        return _tabular("@{}rrc@{}", "\n".join(lines))
    tops, letters, bodies = zip(*columns, strict=True)
    names = _grid([[name] for name in node.names], "line")
    rows = (["", *tops], ["", *letters], [names, *bodies])
    sides = f"@{{}}l*{{{len(columns)}}}{{@{{\\hspace{{2mm}}}}c}}@{{}}"
    return _tabular(sides, " \\\\[1mm]\n".join("\n & ".join(row) for row in rows))


def _is_given(stage: tree.MapStage, node: tree.Map) -> bool:
    """Whether the stage's lines need no room for boxes (a token's line always has it)."""
    return node.turned and not _has_boxes(stage.matter)


def _has_boxes(matter: tree.Matter) -> bool:
    return any(isinstance(cell, (Answer, Blank)) for row in matter.rows for cell in row)


def _spaced(formula: Formula) -> str:
    """A cell of a grid: a box as it is, a given number in a column of its own width."""
    body = _cell(formula)
    return body if isinstance(formula, (Answer, Blank)) else f"\\given{{{body}}}"


def _grid(rows: Sequence[Sequence[Formula | Content]], strut: str, width: float = 0.0) -> str:
    """Rows of cells; ``width`` (in millimetres) makes all columns equally wide."""
    lines = []
    for row in rows:
        cells = [inlines(c) if isinstance(c, tuple) else _spaced(c) for c in row]
        if width:
            cells = [f"\\makebox[{width:.1f}mm]{{{cell}}}" for cell in cells]
        lines.append(f"{' & '.join(cells)}\\{strut}strut")
    body = " \\\\ ".join(lines)
    room = "@{\\hspace{0.5mm}}"
    columns = f"*{{{len(rows[0])}}}{{{room}c{room}}}"
    return f"\\begin{{tabular}}[c]{{{columns}}}{body}\\end{{tabular}}"


def _picture(node: tree.Picture) -> str:
    marks = "\n".join(map(_mark, plot.draw(node)))
    return f"\\fit{{\\begin{{tikzpicture}}[x=1mm, y=1mm]\n{marks}\n\\end{{tikzpicture}}}}"


def _mark(mark: plot.Mark) -> str:
    match mark:
        case plot.Stroke(through, dashed, thin):
            path = " -- ".join(f"({x:.2f}, {y:.2f})" for x, y in through)
            return f"\\draw[{'dashed, ' * dashed}{'thin' if thin else 'thick'}] {path};"
        case plot.Dot((x, y)):
            return f"\\fill ({x:.2f}, {y:.2f}) circle[radius=0.6];"
        case plot.Shade((x, y), (wide, tall), black):
            return (
                f"\\filldraw[fill=black!{black / 10:g}, draw=hairline]"
                f" ({x:.2f}, {y:.2f}) rectangle +({wide:.2f}, {tall:.2f});"
            )
        case plot.Label((x, y), side, text):
            anchor = {"left": "west", "right": "east", "middle": "center"}[side]
            style = f"anchor={anchor}, inner sep=0, font=\\small"
            return f"\\node[{style}] at ({x:.2f}, {y:.2f}) {{{inlines(text)}}};"
