"""Every way that an array is printed in: a function from look and block to pieces."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.campaigns.texts.look import Block, Look, Piece
from tests.campaigns.texts.marks import aligned, padded, width

Draw = Callable[[Look, Block], list[Piece]]
MATH = ("md", "qmd", "ipynb", "tex", "html", "rst")
MARKDOWN = ("md", "qmd", "ipynb")
EVERY = ("md", "qmd", "ipynb", "tex", "html", "rst", "txt")


@dataclass(frozen=True)
class Style:
    """How arrays are printed, and in which types of file it is met."""

    draw: Draw
    endings: tuple[str, ...] = EVERY


def _tex(env: str, before: str = "", after: str = "") -> Draw:
    def draw(look: Look, block: Block) -> list[Piece]:
        parts = []
        for k, cells in enumerate((*block.operands, block.cells)):
            optional = block.optional or k < len(block.operands)
            body = _tex_body(look, replace(block, cells=cells, optional=optional))
            columns = "{" + "c" * len(cells[0]) + "}" if env == "array" else ""
            parts.append(rf"{before}\begin{{{env}}}{columns}{body}\end{{{env}}}{after}")
        sign = r"\approx" if _rounded(block) and look.rng.random() < 0.4 else "="
        formula = f" = {block.formula[0]}" if block.formula[0] and look.rng.random() < 0.5 else ""
        name = "" if formula == f" = {block.names[0]}" else block.names[0] + formula
        name = name or block.names[0]
        product = " ".join(parts[:-1])
        return [
            Piece(
                "math",
                f"{name} = {product} {sign} {parts[-1]}"
                if product
                else f"{name} {sign} {parts[-1]}",
            )
        ]

    return draw


def _tex_body(look: Look, block: Block) -> str:
    """Rows of a matrix in one line, or in a line each."""
    rows = []
    for cells in block.cells:
        row = [look.number(cell, tex=True, optional=block.optional) for cell in cells]
        rows.append(" & ".join(look.stress(block, text, r"\mathbf{", "}") for text in row))
    if look.rng.random() < 0.4:
        return "\n" + " \\\\\n".join(rows) + "\n"
    return r" \\ ".join(rows)


def _rounded(block: Block) -> bool:
    return any("." in cell.text for row in block.cells for cell in row)


def _floats(look: Look, block: Block, trim: bool) -> list[list[str]]:
    """Entries as programs print a block of floats: "1." for 1, zeros at the end padded away."""
    rows = block.cells
    if trim:
        rows = [[cell.trimmed() if cell.text else cell for cell in row] for row in rows]
    whole = all("." not in cell.text for row in rows for cell in row)
    texts = [
        [look.number(cell, program=True, optional=block.optional) for cell in row] for row in rows
    ]
    if whole:
        if look.rng.random() < 0.5:
            return aligned(texts)
        return aligned([[text if "inf" in text else f"{text}." for text in row] for row in texts])
    places = max(len(cell.text.partition(".")[2]) for row in rows for cell in row)

    def filled(text: str) -> str:
        whole, point, decimals = text.partition(".")
        return whole + (point or " ") + decimals.ljust(places)

    return aligned([[filled(text) for text in row] for row in texts])


def _said(look: Look, block: Block, text: str) -> list[Piece]:
    """Output of a program: under its name, after a print, or under a prompt."""
    name, way = block.names[2], look.rng.randrange(4)
    if way == 0:
        return [Piece("code", f"print({name})", "python"), Piece("out", text)]
    if way == 1:
        return [Piece("out", f">>> {name}\n{text}", "python")]
    if way == 2:
        return [Piece("out", f"{name}:\n{text}")]
    return [Piece("out", f"{name} =\n{text}")]


def _numpy(look: Look, block: Block) -> list[Piece]:
    rows = _floats(look, block, look.rng.random() < 0.6)
    return _said(look, block, "[" + "\n ".join(f"[{' '.join(row)}]" for row in rows) + "]")


def _array(look: Look, block: Block) -> list[Piece]:
    rows = _floats(look, block, look.rng.random() < 0.6)
    text = "array([" + ",\n       ".join(f"[{', '.join(row)}]" for row in rows) + "])"
    return _said(look, block, text)


def _torch(look: Look, block: Block) -> list[Piece]:
    rows = _floats(look, block, False)
    text = "tensor([" + ",\n        ".join(f"[{', '.join(row)}]" for row in rows) + "])"
    return _said(look, block, text)


def _r(look: Look, block: Block) -> list[Piece]:
    rows = [
        [look.number(cell, program=True, optional=block.optional) for cell in row]
        for row in block.cells
    ]
    head = [""] + [f"[,{j + 1}]" for j in range(len(rows[0]))]
    table = aligned([head, *([f"[{i + 1},]", *row] for i, row in enumerate(rows))])
    text = "\n".join(" ".join(row) for row in table)
    return [Piece("out", f"> {block.names[2]}\n{text}", "r")]


def _julia(look: Look, block: Block) -> list[Piece]:
    rows = aligned(
        [
            [look.number(cell, program=True, optional=block.optional) for cell in row]
            for row in block.cells
        ]
    )
    kind = "Float64" if _rounded(block) else "Int64"
    size = f"{len(rows)}×{len(rows[0])} Matrix{{{kind}}}:"
    text = "\n".join(" " + "  ".join(row) for row in rows)
    return [Piece("out", f"julia> {block.names[2]}\n{size}\n{text}", "julia")]


def _pandas(look: Look, block: Block) -> list[Piece]:
    rows = [
        [look.number(cell, program=True, optional=block.optional) for cell in row]
        for row in block.cells
    ]
    table = aligned(
        [["", *block.columns], *([name, *row] for name, row in zip(block.rows, rows, strict=True))]
    )
    return _said(look, block, "\n".join("  ".join(row) for row in table))


def _matlab(look: Look, block: Block) -> list[Piece]:
    rows = aligned(
        [
            [look.number(cell, program=True, optional=block.optional) for cell in row]
            for row in block.cells
        ]
    )
    text = "\n".join("    " + "    ".join(row) for row in rows)
    return [Piece("out", f"{block.names[2]} =\n\n{text}\n", "matlab")]


def _octave(look: Look, block: Block) -> list[Piece]:
    rows = [
        " ".join(look.number(cell, program=True, optional=block.optional) for cell in row)
        for row in block.cells
    ]
    return [Piece("code", f"{block.names[2]} = [{'; '.join(rows)}]", "matlab")]


def _float64(look: Look, block: Block) -> list[Piece]:
    rows = [
        ", ".join(
            f"np.float64({look.number(cell, program=True, optional=block.optional)})"
            for cell in row
        )
        for row in block.cells
    ]
    text = "[" + ", ".join(f"[{row}]" for row in rows) + "]"
    return [Piece("out", f">>> [list(r) for r in {block.names[2]}]\n{text}", "python")]


def _grid(look: Look, block: Block) -> list[Piece]:
    rows = _plain(look, block)
    text = "\n".join("  " + "  ".join(row) for row in rows)
    return [Piece("out", f"{block.names[1]} =\n{text}")]


def _plain(look: Look, block: Block) -> list[list[str]]:
    return aligned(
        [[look.number(cell, optional=block.optional) for cell in row] for row in block.cells]
    )


def _labelled(look: Look, block: Block) -> list[list[str]]:
    """With names of rows and columns."""
    rows = _plain(look, block)
    corner = look.rng.choice(("", block.names[1]))
    table = [[corner, *block.columns]]
    table += [[name, *row] for name, row in zip(block.rows, rows, strict=True)]
    return aligned(table)


def _named_grid(look: Look, block: Block) -> list[Piece]:
    text = "\n".join("  ".join(row) for row in _labelled(look, block))
    return [Piece("out", f"{block.names[1]}:\n{text}")]


def _ruled(look: Look, block: Block) -> list[Piece]:
    """A line under the names of the columns."""
    named = [[block.names[1], *block.columns]]
    named += [[n, *row] for n, row in zip(block.rows, _plain(look, block), strict=True)]
    head, *rows = ["  ".join(row) for row in aligned(named)]
    rule = look.rng.choice("─-=") * (width(head) + 2)
    return [Piece("out", "\n".join((head, rule, *rows)))]


def _bars(look: Look, block: Block) -> list[Piece]:
    head, *rows = _labelled(look, replace(block, names=("", block.names[1], "")))
    lines = ["   ".join(head)]
    lines += [f"{row[0]} |  {'  '.join(row[1:])}  |" for row in rows]
    return [Piece("out", f"{block.names[1]}\n" + "\n".join(lines))]


def _vectors(look: Look, block: Block) -> list[Piece]:
    size = max(width(name) for name in block.rows)
    lines = [
        f"{padded(name, size, '<')}: {look.vector(row, optional=block.optional)}{look.total(block)}"
        for name, row in zip(block.rows, block.cells, strict=True)
    ]
    return [Piece("out", f"{block.names[1]}:\n" + "\n".join(lines))]


def _list(look: Look, block: Block) -> list[Piece]:
    rows = [look.vector(row, optional=block.optional) for row in block.cells]
    line = f"{block.names[1]} = " + (rows[0] if len(rows) == 1 else f"[{', '.join(rows)}]")
    return [Piece("out", line) if look.rng.random() < 0.5 else Piece("para", line)]


def _code(look: Look, block: Block) -> list[Piece]:
    name = block.names[2]
    start = f"{name} = {block.formula[2]} = [" if block.formula[2] else f"{name} = ["
    room = ",\n" + " " * len(start)
    rows = [look.vector(row, program=True, optional=block.optional) for row in block.cells]
    lines = room.join(rows).split("\n")
    if look.rng.random() < 0.5:
        ends = ["]"] if len(lines) == 1 else [""] * (len(lines) - 1) + ["]"]
        lines = [
            f"{line}{end}  # {note}"
            for line, end, note in zip(lines, ends, block.rows, strict=False)
        ]
        return [Piece("code", start + "\n".join(lines), "python")]
    return [Piece("code", start + "\n".join(lines) + "]", "python")]


def _json(look: Look, block: Block) -> list[Piece]:
    rows = [look.vector(row, program=True, optional=block.optional) for row in block.cells]
    body = ",\n    ".join(rows)
    return [Piece("code", f"{{\n  {json.dumps(block.names[2])}: [\n    {body}\n  ]\n}}", "json")]


def _yaml(look: Look, block: Block) -> list[Piece]:
    rows = [f"  - {look.vector(row, program=True, optional=block.optional)}" for row in block.cells]
    return [Piece("code", f"{block.names[2]}:\n" + "\n".join(rows), "yaml")]


def _csv(look: Look, block: Block) -> list[Piece]:
    part = ";" if look.comma else ","
    rows = [[look.number(cell, optional=block.optional) for cell in row] for row in block.cells]
    lines = [part.join((block.names[1], *block.columns))]
    lines += [part.join((name, *row)) for name, row in zip(block.rows, rows, strict=True)]
    return [Piece("out", "\n".join(lines), "csv")]


def _frame(look: Look, block: Block) -> list[Piece]:
    """A drawn table."""
    rows = _labelled(look, block)
    widths = [width(cell) + 2 for cell in rows[0]]

    def rule(left: str, middle: str, right: str) -> str:
        return left + middle.join("─" * size for size in widths) + right

    lines = ["│" + "│".join(f" {cell} " for cell in row) + "│" for row in rows]
    between = ("\n" + rule("├", "┼", "┤") + "\n").join(lines)
    whole = (block.names[1], rule("┌", "┬", "┐"), between, rule("└", "┴", "┘"))
    return [Piece("out", "\n".join(whole))]


def _boxed(look: Look, block: Block) -> list[Piece]:
    """Everything inside a frame."""
    rows = [look.vector(row, optional=block.optional) for row in block.cells]
    start = f"{block.names[1]} = ["
    lines = [start + rows[0], *(" " * width(start) + row for row in rows[1:])]
    lines = [line + ("," if k < len(lines) - 1 else "]") for k, line in enumerate(lines)]
    size = max(width(line) for line in lines)
    body = "\n".join(f"│  {padded(line, size, '<')}  │" for line in lines)
    rule = "─" * (size + 4)
    return [Piece("out", f"┌{rule}┐\n{body}\n└{rule}┘")]


def _brackets(look: Look, block: Block) -> list[Piece]:
    """Brackets drawn over several lines, ┌ │ └ or ⎡ ⎢ ⎣."""
    rows = ["  ".join(row) for row in _plain(look, block)]
    size, name = width(rows[0]), block.names[1]
    room = " " * (width(name) + 3)
    if look.rng.random() < 0.5 or len(rows) < 2:
        body = [f"│ {row} │" for row in rows]
        lines = [f"┌ {' ' * size} ┐", *body, f"└ {' ' * size} ┘"]
    else:
        ends = [("⎡", "⎤"), *[("⎢", "⎥")] * (len(rows) - 2), ("⎣", "⎦")]
        lines = [f"{left} {row} {right}" for row, (left, right) in zip(rows, ends, strict=True)]
    middle = len(lines) // 2
    named = [(f"{name} = " if k == middle else room) + line for k, line in enumerate(lines)]
    return [Piece("out", "\n".join(named))]


def _markdown(look: Look, block: Block) -> list[Piece]:
    rows = [[look.number(cell, optional=block.optional) for cell in row] for row in block.cells]
    lines = ["| " + " | ".join((look.rng.choice(("", block.names[1])), *block.columns)) + " |"]
    lines.append("|" + "---|" * (len(block.columns) + 1))
    lines += [
        "| " + " | ".join((name, *(look.stress(block, cell, "**", "**") for cell in row))) + " |"
        for name, row in zip(block.rows, rows, strict=True)
    ]
    return [Piece("para", f"{block.names[1]}:"), Piece("table", "\n".join(lines))]


def _html(look: Look, block: Block) -> list[Piece]:
    rows = [[look.number(cell, optional=block.optional) for cell in row] for row in block.cells]
    head = "".join(f"<th>{name}</th>" for name in ("", *block.columns))
    lines = [f"<tr>{head}</tr>"]
    for name, row in zip(block.rows, rows, strict=True):
        cells = "".join(f"<td>{look.stress(block, cell, '<b>', '</b>')}</td>" for cell in row)
        lines.append(f"<tr><th>{name}</th>{cells}</tr>")
    caption = f"<caption>{block.names[1]}</caption>\n" if look.rng.random() < 0.5 else ""
    said = [] if caption else [Piece("para", f"{block.names[1]}:")]
    return [*said, Piece("html", f"<table>\n{caption}" + "\n".join(lines) + "\n</table>")]


def _rst(look: Look, block: Block) -> list[Piece]:
    rows = _labelled(look, block)
    widths = [max(width(cell), 1) + 2 for cell in rows[0]]
    rule = "+" + "+".join("-" * size for size in widths) + "+"
    lines = [rule]
    for k, row in enumerate(rows):
        lines.append(
            "|"
            + "|".join(f" {padded(cell, w - 2)} " for cell, w in zip(row, widths, strict=True))
            + "|"
        )
        lines.append(rule.replace("-", "=") if k == 0 else rule)
    return [Piece("para", f"{block.names[1]}:"), Piece("table", "\n".join(lines))]


def _list_table(look: Look, block: Block) -> list[Piece]:
    lines = [f".. list-table:: {block.names[1]}", "   :header-rows: 1", ""]
    table = [["", *block.columns]]
    table += [
        [name, *(look.number(cell, optional=block.optional) for cell in row)]
        for name, row in zip(block.rows, block.cells, strict=True)
    ]
    for row in table:
        lines += [f"   {'* -' if k == 0 else '  -'} {cell}".rstrip() for k, cell in enumerate(row)]
    return [Piece("table", "\n".join(lines))]


def _tabular(look: Look, block: Block) -> list[Piece]:
    rows = [
        [look.number(cell, tex=True, optional=block.optional) for cell in row]
        for row in block.cells
    ]
    lines = [" & ".join(("", *block.columns)) + r" \\ \hline"]
    lines += [
        " & ".join((name, *(f"${cell}$" for cell in row))) + r" \\"
        for name, row in zip(block.rows, rows, strict=True)
    ]
    spec = "l|" + "r" * len(block.columns)
    body = "\n".join(lines)
    return [
        Piece("para", f"${block.names[0]}$:"),
        Piece("table", f"\\begin{{tabular}}{{{spec}}}\n{body}\n\\end{{tabular}}"),
    ]


def _tex_rows(look: Look, block: Block) -> list[Piece]:
    """Each row a vector of its own: q_1 = (1, 0)."""
    small = {
        "Q": "q",
        "K": "k",
        "V": "v",
        "X": "x",
        "scores": "s",
        "scaled": "s'",
        "weights": "a",
        "output": "o",
    }.get(block.stage)
    if small is None:
        return _tex("pmatrix")(look, block)
    part = ";\\," if look.comma else ", "
    mark = f"^{{({(block.head or 0) + 1})}}" if block.suffix else ""
    rows = [
        rf"{small}_{{{i + look.first}}}{mark} = ("
        + part.join(look.number(cell, tex=True, optional=block.optional) for cell in row)
        + ")"
        for i, row in enumerate(block.cells)
    ]
    return [Piece("math", r",\quad ".join(rows))]


def _arrows(look: Look, block: Block) -> list[Piece]:
    lines = [
        f"{name} → {look.vector(row, optional=block.optional)}{look.total(block)}"
        for name, row in zip(block.rows, block.cells, strict=True)
    ]
    return [Piece("out", f"{block.names[1]}\n" + "\n".join(lines))]


def _items(look: Look, block: Block) -> list[Piece]:
    lines = [
        f"- {name}: {look.vector(row, optional=block.optional)}"
        for name, row in zip(block.rows, block.cells, strict=True)
    ]
    return [Piece("para", f"{block.names[1]}:"), Piece("para", "\n".join(lines))]


def _mathematica(look: Look, block: Block) -> list[Piece]:
    rows = [
        ", ".join(look.number(cell, program=True, optional=block.optional) for cell in row)
        for row in block.cells
    ]
    text = "{" + ", ".join(f"{{{row}}}" for row in rows) + "}"
    return [Piece("out", f"{block.names[2].replace('_', '')} = {text}", "mathematica")]


def side_by_side(look: Look, blocks: Sequence[Block]) -> list[Piece]:
    """The same stage of several heads as labelled grids next to each other."""
    grids = []
    for k, block in enumerate(blocks):
        rows = [f"{look.say('head', i=k + 1)}"]
        rows += ["  ".join(row) for row in _labelled(look, replace(block, names=("", "", "")))]
        size = max(width(row) for row in rows)
        grids.append([padded(row, size, "<") for row in rows])
    lines = ["      ".join(parts).rstrip() for parts in zip(*grids, strict=True)]
    return [Piece("out", "\n".join(lines))]


def table_of_vectors(look: Look, blocks: Sequence[Block]) -> list[Piece]:
    """Q, K and V in one table, a row for each token, its vectors in the cells."""
    table = [["", *(f"{look.say(block.stage)} {block.names[1]}" for block in blocks)]]
    for i, name in enumerate(blocks[0].rows):
        table.append([name, *(look.vector(block.cells[i], optional=True) for block in blocks)])
    if look.ending in MARKDOWN and look.rng.random() < 0.5:
        head, *rows = ["| " + " | ".join(row) + " |" for row in table]
        return [Piece("table", "\n".join([head, "|" + "---|" * len(table[0]), *rows]))]
    part = look.rng.choice((" │ ", " | ", "   "))
    head, *rows = [part.join(row) for row in aligned(table, "<")]
    return [Piece("out", "\n".join((head, "─" * width(head), *rows)))]


STYLES: Mapping[str, Style] = {
    "bmatrix": Style(_tex("bmatrix"), MATH),
    "pmatrix": Style(_tex("pmatrix"), MATH),
    "array": Style(_tex("array", r"\left[", r"\right]"), MATH),
    "left matrix": Style(_tex("matrix", r"\left(", r"\right)"), MATH),
    "vectors in LaTeX": Style(_tex_rows, MATH),
    "numpy": Style(_numpy),
    "numpy array": Style(_array),
    "torch": Style(_torch),
    "R": Style(_r),
    "Julia": Style(_julia),
    "pandas": Style(_pandas),
    "Matlab": Style(_matlab),
    "Octave": Style(_octave),
    "float64": Style(_float64),
    "grid": Style(_grid),
    "named grid": Style(_named_grid),
    "ruled": Style(_ruled),
    "bars": Style(_bars),
    "vectors": Style(_vectors),
    "nested list": Style(_list),
    "code": Style(_code),
    "JSON": Style(_json),
    "YAML": Style(_yaml),
    "CSV": Style(_csv),
    "drawn table": Style(_frame),
    "frame": Style(_boxed),
    "drawn brackets": Style(_brackets),
    "Markdown table": Style(_markdown, MARKDOWN),
    "HTML table": Style(_html, ("html", "md")),
    "rst table": Style(_rst, ("rst",)),
    "rst list table": Style(_list_table, ("rst",)),
    "tabular": Style(_tabular, ("tex",)),
    "arrows": Style(_arrows),
    "items": Style(_items),
    "Mathematica": Style(_mathematica),
}
"""Ways to print whole arrays, by name."""
