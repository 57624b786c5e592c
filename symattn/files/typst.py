"""Typst source of a page: the embedded road to PDF, and ``.typ`` files.

Every formula carries its spoken text.  A user's own text stands in string
literals alone, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from symattn.document import measure, tree
from symattn.document.tree import Block, Content, Inline, Sheet
from symattn.files import align, fonts, plot
from symattn.formulas import escape, speech
from symattn.formulas import typst as formulas
from symattn.formulas.tree import Answer, Blank, Formula
from symattn.words import say

__all__ = ["render", "source"]


def render(sheet: Sheet) -> bytes:
    """The ``.typ`` file of a sheet."""
    fonts.check(sheet)
    return source(sheet).encode()


def source(sheet: Sheet) -> str:
    """Typst source that compiles alone, with the fonts inside the compiler (and Noto CJK)."""
    tall, digit = ("9mm", "2.7mm") if sheet.large else ("7mm", "2.2mm")
    head = f"#let (tall, per-digit) = ({tall}, {digit})\n{_page_typ()}"
    head = "\n".join([head, _setup(sheet), *_attached(sheet)])
    return "\n".join([head, "#title()", *map(block, sheet.blocks), ""])


def _attached(sheet: Sheet) -> list[str]:
    """The problem as a file inside the PDF."""
    if not sheet.problem:
        return []
    told = _literal(say("sheet.attached"))
    kind = f'relationship: "source", mime-type: "application/json", description: {told}'
    return [f'#pdf.attach("problem.json", bytes({_literal(sheet.problem)}), {kind})\n']


@cache
def _page_typ() -> str:
    return files(__package__).joinpath("page.typ").read_text(encoding="utf-8")


def _setup(sheet: Sheet) -> str:
    latin, math = ["New Computer Modern"], ["New Computer Modern Math"]
    second = [fonts.CJK_FAMILY] if fonts.cjk_font() else []
    foot = [inlines(part) for part in ((tree.User(sheet.title),), *sheet.footer)]
    if sheet.sheet_id:
        foot.append(f"#{_literal(sheet.sheet_id)}")
    page_of = sheet.page_of.format(page="{a}", pages="{b}")
    settings = {
        "paper": '"us-letter"' if sheet.paper == "letter" else '"a4"',
        "flipped": "true" if sheet.orientation == "landscape" else "false",
        "language": _literal(sheet.language),
        "title": _literal(sheet.title),
        "footer": "[" + " #sym.dot.c ".join(foot) + "]",
        "page-of": f"(a, b) => {_filled(page_of)}",
        "size": "13pt" if sheet.large else "10.5pt",
        "tight": "true" if sheet.paper == "letter" else "false",
        "letters": _fonts(latin + math + second),
        "symbols": _fonts(math + latin + second),
    }
    lines = ",\n".join(f"  {name}: {value}" for name, value in settings.items())
    return f"#show: page-setup.with(\n{lines},\n)\n"


def _filled(sentence: str) -> str:
    """The sentence as an expression that joins its words with the two numbers."""
    words, _, rest = sentence.partition("{a}")
    between, _, after = rest.partition("{b}")
    return f"[#{_literal(words)}#a#{_literal(between)}#b#{_literal(after)}]"


def _fonts(names: Sequence[str]) -> str:
    return "(" + "".join(f'"{name}", ' for name in names) + ")"


def _literal(text: str) -> str:
    return escape.typst(text)


# Lines of text -----------------------------------------------------------------------


def inlines(parts: Content) -> str:
    """Markup of a line of text."""
    return "".join(map(_inline, parts))


def _inline(part: Inline) -> str:
    match part:
        case tree.Text(text):
            return f"#{_literal(text)}"
        case tree.User(text):
            return f"#{_literal(text)}"
        case tree.Math(formula):
            return f"#{math(formula)}"
        case tree.Strong(parts):
            return f"#strong[{inlines(parts)}]"


def math(formula: Formula, *, display: bool = False) -> str:
    """A call (without its "#") that sets the formula, with its spoken text."""
    room = " " if display else ""
    spoken = speech.write(formula)
    return f"f({_literal(spoken)}, ${room}{formulas.write(formula)}{room}$)"


def _cell(formula: Formula | None, pad: align.Pad = align.NONE) -> str:
    """A cell's content as an expression; numbers padded so that their points line up."""
    if formula is None:
        return "[]"
    body = math(formula)
    if pad == align.NONE:
        return body
    left, right = (f"{ems:.3g}em" for ems in align.ems(pad))
    inner = formula.body if align.is_answer(formula) else formula
    padded = f"{{ h({left}); ${formulas.write(inner)}$; h({right}) }}"
    if align.is_answer(formula):
        star = ", star: true" if formula.loose else ""
        padded = f"answer({formula.width}{star}, {padded})"
    return f"f({_literal(speech.write(formula))}, $#{padded}$)"


# Blocks ------------------------------------------------------------------------------


def block(node: Block) -> str:  # noqa: C901  (one case for each node)
    """Markup of one block."""
    match node:
        case tree.Section(number, heading, blocks):
            head = f"#numbered({_literal(number)}, [{inlines(heading)}])"
            return "\n\n".join([head, *map(block, blocks)])
        case tree.Paragraph(parts):
            line = inlines(parts)
            boxes = "#blank(" in line or "#answer(" in line
            return f"\n#boxed[{line}]\n" if boxes else f"\n{line}\n"
        case tree.Note(parts):
            return f"#note[{inlines(parts)}]"
        case tree.Hint(parts):
            return f"#hint[{inlines(parts)}]"
        case tree.Display(formula):
            return f"#fit({math(formula, display=True)})"
        case tree.NameLine():
            return _name_line(node)
        case tree.PageBreak():
            return "#pagebreak(weak: true)"
        case tree.KeepTogether(blocks):
            return f"#std.block(breakable: false)[\n{_joined(blocks)}\n]"
        case tree.Only(_, blocks):
            return _joined(blocks)
        case tree.Table():
            return f"#fit({_table(node)})"
        case tree.Spread():
            return f"#fit({_spread(node)})"
        case tree.Map():
            return f"#fit(enlarged({node.scale}%, {_map(node)}))"
        case tree.Picture():
            return _picture(node)
        case tree.Beside(groups, weights):
            columns = ", ".join(f"{w}fr" if w else "auto" for w in weights or [1] * len(groups))
            cells = ", ".join(f"[\n{_joined(group)}\n]" for group in groups)
            return f"#beside(({columns},), {cells})"
        case _:
            raise TypeError(f"no page for {type(node).__name__}")


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(map(block, blocks))


def _name_line(node: tree.NameLine) -> str:
    pieces = [
        f"#{_literal(label)} #line-for({weight})"
        for label, weight in zip(node.labels, node.weights, strict=True)
    ]
    points = f" #{_literal('/ ' + node.points)}" if node.points else ""
    return f"#std.block(above: 2mm, below: 3.5mm)[{' #h(3mm) '.join(pieces)}{points}]"


def _table(node: tree.Table) -> str:
    pads = align.table(node)
    size = len(node.columns) + 1
    sides = ["left", *("left" if column.align == "left" else "center" for column in node.columns)]
    aligned = ", ".join(f"{side} + horizon" for side in sides)
    rows = ",\n  ".join(
        ", ".join([f"[{inlines(row.head)}]", *map(_cell, row.cells, pad)])
        for row, pad in zip(node.rows, pads, strict=True)
    )
    return (
        f"table(\n  columns: {size}, align: ({aligned},),{_room(node)}\n"
        f"  table.hline(stroke: 0.8pt),\n  table.header({_table_head(node)}),\n"
        f"  table.hline(stroke: 0.4pt),\n  {rows},\n  table.hline(stroke: 0.8pt),\n)"
    )


def _room(node: tree.Table) -> str:
    """Rows without boxes stand apart by themselves."""
    boxes = any(isinstance(cell, (Answer, Blank)) for row in node.rows for cell in row.cells)
    return "" if boxes else " inset: (x: 1.1mm, y: 1.2mm),"


def _table_head(node: tree.Table) -> str:
    corner = f"[{inlines(node.corner)}]"
    caption = f"caption[{inlines(node.caption)}]"
    if measure.caption_hangs(node):
        caption = f"hanging({caption})"
    cells: list[str] = []
    if node.spans:
        cells.append(caption if node.caption else "[]")
        at = 0
        for span in node.spans:
            cells += ["[]"] * (span.first - at)
            cells.append(f"table.cell(colspan: {span.width})[{inlines(span.head)}]")
            at = span.first + span.width
        cells += ["[]"] * (len(node.columns) - at)
    elif node.caption:
        cells.append(f"table.cell(colspan: {len(node.columns) + 1}, align: left, {caption})")
    heads = [f"head[{inlines(column.head)}]" for column in node.columns]
    return ", ".join([*cells, f"head{corner}", *heads])


def _spread(node: tree.Spread) -> str:
    """Four quarters: free corner, the matrix above; the matrix at the left, the product."""
    left, above, corner = node.left, node.above, node.corner
    depth, wide = len(left.rows[0]), len(corner.rows[0])
    names = above.column_names or ((),) * wide
    aside = f"place(top + left, box(width: 45mm, align(left, note[{inlines(node.aside)}])))"
    free = (
        f"grid.cell(colspan: {depth + 1}, rowspan: {len(above.rows)}, align: left + top, {aside})"
    )
    lines = [", ".join([*map(_cell, row), "[]"]) for row in above.rows]
    lines[0] = f"{free}, {_letter(above, len(above.rows))}, {lines[0]}"
    letter_row = [
        "[]",
        f"grid.cell(colspan: {depth}, {math(left.letter)})",
        "[]",
        *(f"[{inlines(name)}]" for name in names),
        "[]",
    ]
    lines.append(", ".join(letter_row))
    for i, (given, product) in enumerate(zip(left.rows, corner.rows, strict=True)):
        name = left.row_names[i] if left.row_names else ()
        end = f", {_letter(corner, len(corner.rows))}" if i == 0 else ""
        cells = ", ".join(map(_cell, given))
        lines.append(f"[{inlines(name)}], {cells}, [], {', '.join(map(_cell, product))}{end}")
    apart = max(6.5, *(measure.width(cell) + 2.4 for row in left.rows for cell in row))
    columns = f"(auto,) + ({apart:.1f}mm,) * {depth} + (9mm,) + (auto,) * {wide} + (9mm,)"
    heights = f"(4.7mm,) * {len(above.rows)} + (5.5mm,) + (tall + 1mm,) * {len(left.rows)}"
    rule = (
        f"grid.hline(y: {len(above.rows) + 1}, start: 1, end: {depth + wide + 2}, stroke: hairline)"
    )
    upright = f"grid.vline(x: {depth + 2}, stroke: hairline)"
    body = ",\n  ".join(lines)
    return (
        f"grid(\n  columns: {columns}, rows: {heights}, inset: (x: 0.5mm),\n"
        f"  {rule}, {upright},\n  {body},\n)"
    )


def _letter(matter: tree.Matter, rows: int) -> str:
    return f"grid.cell(rowspan: {rows}, {math(matter.letter)})"


def _map(node: tree.Map) -> str:
    """One line of the page for each token, the stages beside each other (turned: below)."""
    width = f"{measure.widest_cell(node):.1f}mm" if node.turned else ""
    columns: list[tuple[str, str, str]] = []
    for stage in node.stages:
        if stage.rule is not None:
            arrow = "sym.arrow.b" if node.turned else "sym.arrow.r.long"
            rule = f"arrow-by({arrow}, {math(stage.rule)}, turned: {str(node.turned).lower()})"
            columns.append(("[]", "[]", rule))
        above = stage.above
        top = "[]"
        if above:
            tall = "tall + 1mm" if _has_boxes(above) else "5mm"
            top = f"stack(spacing: 2mm, {math(above.letter)}, {_grid(above, tall)})"
        height = "5mm" if node.turned and not _has_boxes(stage.matter) else "tall + 1mm"
        columns.append((top, math(stage.matter.letter), _grid(stage.matter, height, width)))
    names = ", ".join(f"[{inlines(name)}]" for name in node.names)
    if node.turned:
        cells = ",\n  ".join(", ".join(parts) for parts in columns)
        heads = f"[], [], grid(columns: ({width},) * {len(node.names)}, {names})"
        return (
            f"grid(\n  columns: 3, column-gutter: 4mm, row-gutter: 2mm,\n  {heads},\n  {cells},\n)"
        )
    tops, letters, bodies = (", ".join(part) for part in zip(*columns, strict=True))
    tokens = f"grid(rows: (tall + 1mm,) * {len(node.names)}, align: left + horizon, {names})"
    return (
        f"grid(\n  columns: {len(columns) + 1}, column-gutter: 2mm, row-gutter: 2mm,\n"
        f"  align: (_, row) => center + if row == 0 {{ bottom }} else {{ horizon }},\n"
        f"  [], {tops},\n  [], {letters},\n  {tokens}, {bodies},\n)"
    )


def _has_boxes(matter: tree.Matter) -> bool:
    return any(isinstance(cell, (Answer, Blank)) for row in matter.rows for cell in row)


def _grid(matter: tree.Matter, height: str, width: str = "") -> str:
    """The cells of a matrix; digits that are given stand in columns of their own width."""
    boxed = _has_boxes(matter)
    across = max(5.0, *(measure.width(cell) + 1.0 for row in matter.rows for cell in row))
    width = width or ("auto" if boxed else f"{across:.1f}mm")
    rows = ", ".join(", ".join(map(_cell, row)) for row in matter.rows)
    inset = "(x: 0.5mm)" if boxed else "0mm"
    return (
        f"grid(columns: ({width},) * {len(matter.rows[0])}, "
        f"rows: ({height},) * {len(matter.rows)}, inset: {inset}, {rows})"
    )


def _picture(node: tree.Picture) -> str:
    marks = "\n  ".join(map(_mark, plot.draw(node)))
    return f"#plot({_literal(node.alt)}, {plot.WIDTH:g}mm, {plot.HEIGHT:g}mm, {{\n  {marks}\n}})"


def _mark(mark: plot.Mark) -> str:
    def down(at: plot.At) -> str:
        return f"({at[0]:.2f}mm, {plot.HEIGHT - at[1]:.2f}mm)"

    match mark:
        case plot.Stroke(through, dashed, thin):
            dash = '"dashed"' if dashed else "none"
            points = ", ".join(map(down, through))
            return f"plot-line(({points},), {'0.4pt' if thin else '0.8pt'}, {dash})"
        case plot.Dot(at):
            return f"plot-dot(..{down(at)})"
        case plot.Shade((x, y), (wide, tall), black):
            corner = down((x, y + tall))
            return f"plot-cell(..{corner}, {wide:.2f}mm, {tall:.2f}mm, {100 - black / 10:g}%)"
        case plot.Label(at, side, text):
            where = {"left": "left", "right": "right", "middle": "center"}[side]
            return f"plot-label(..{down(at)}, {where}, [{inlines(text)}])"
