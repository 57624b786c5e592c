"""The worksheet that shows why scores are divided by √d_k."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symattn.derivation.argument import Justified
from symattn.derivation.derivation import Derivation
from symattn.derivation.scaling import Scaling
from symattn.derivation.step import Step
from symattn.document.bounds import table
from symattn.document.cells import answer_width, printed
from symattn.document.gradient import as_version
from symattn.document.pictures import (
    HIGHEST,
    LOWEST,
    heat_names,
    heatmap,
    jacobian_by_width,
    slopes_by_width,
    weights_by_scale,
)
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Block,
    Column,
    Content,
    Display,
    Hint,
    KeepTogether,
    Math,
    NameLine,
    Note,
    Only,
    Paper,
    Paragraph,
    Row,
    Section,
    Sheet,
    Table,
    Text,
    User,
    content,
)
from symattn.document.versions import answers, show
from symattn.document.worksheet.flow import flow
from symattn.formulas.tree import Answer, Chain, Formula, Lines, Name, Num, Root, Sym, Word
from symattn.numbers import certify
from symattn.numbers import show as numbers
from symattn.numbers.entries import Entry
from symattn.words import say, template

__all__ = ["build", "scale_name"]

PLACES = 4
MOST = 6
"""Larger arrays have no heatmap on the page: their numbers would not stand beside it."""
SHADED = ("none", "1/sqrt(d_k)", "additive")
"""The views whose weights have a heatmap."""
_WIDTH = Sym("d", sub=(Sym("k"),))
BOX = 14
"""Digits wide is the place for a formula on the right of a line."""


def build(found: Scaling, sheet: str, paper: Paper = "a4") -> Sheet:
    """The sheet "solution", "blank" or "hints"."""
    parts: list[tuple[str, tuple[Block, ...]]] = [
        ("variance", tuple(_argument(found.variance))),
        ("saturation", (*_argument(found.saturation), *_width_picture(found))),
        ("both_sides", tuple(_argument(found.both_sides))),
        ("reach", (*_argument(found.reach), *_bounds(found))),
    ]
    if found.views:
        parts.append(("numbers", tuple(_numbers(found))))
    parts.append(("experiment_heading", tuple(_experiment(found))))
    body = tuple(
        Section(str(number), (Text(say(f"scaling.{key}")),), (_hint(key), *blocks))
        for number, (key, blocks) in enumerate(parts, start=1)
    )
    count = sum(1 for _ in answers(body))
    labels = (say("sheet.name"), say("sheet.date"), say("sheet.points"))
    head = NameLine(labels, (5, 3, 2), str(count))
    title = say("scaling.title")
    if found.problem is not None and found.problem.title:
        title = say("scaling.title_of", title=found.problem.title)
    whole = Sheet(title=title, blocks=(head, *body), paper=paper, page_of=template("sheet.page_of"))
    return show(whole, as_version(sheet))


def _hint(key: str) -> Block:
    return Only(("hints",), (Hint(content(say(f"scaling.hint_{key}"))),))


def _argument(lines: Iterable[Justified]) -> Iterator[Block]:
    """Each line with its reason; the last part of a line is what one fills in."""
    listed = list(lines)
    width = max(BOX, answer_width(one.line.parts[-1] for one in listed))
    for one in listed:
        line = one.line
        parts = (*line.parts[:-1], Answer(line.parts[-1], width))
        yield KeepTogether(
            (
                Display(Lines((Chain(parts, line.relations),))),
                Note(sentence(one.why, d=_WIDTH, root=Root(_WIDTH))),
            )
        )


def _bounds(found: Scaling) -> Iterator[Block]:
    top = numbers.formula(found.bounds[0].additive)
    letter = Sym("w", sub=(Sym("v"),))
    yield Only(
        ("solution",),
        (
            KeepTogether(
                (
                    Paragraph(sentence("scaling.bounds", letter=letter, bound=top)),
                    table(found.bounds),
                    Note(content(say("further.one_less"))),
                )
            ),
        ),
    )


def _width_picture(found: Scaling) -> Iterator[Block]:
    width = None if found.problem is None else found.problem.d_k
    yield Only(
        ("solution",),
        (
            KeepTogether(
                (
                    Paragraph(sentence("scaling.by_width", d=_WIDTH)),
                    jacobian_by_width(width),
                    _width_table(),
                )
            ),
        ),
    )


def _width_table() -> Table:
    """The numbers of the picture."""
    heads = [*(str(2**power) for power in range(LOWEST, HIGHEST + 1, 2))]
    columns = tuple(Column((Text(head),), "centre") for head in heads)
    rows = tuple(
        Row((Text(say(f"picture.{key}")),), tuple(Num(f"{value:.4f}") for value in values))
        for key, values in slopes_by_width()
    )
    return Table(columns, rows, (Math(_WIDTH),), (), (), say("scaling.table"))


def _numbers(found: Scaling) -> Iterator[Block]:
    """The problem under the three scales: entropies, Jacobian entries, ∂L/∂Q, and the ratio."""
    steps = found.views[0].steps
    rows = range(len(found.views[0].steepest))
    yield _comparison(found)
    for row in rows:
        ratio = found.ratio(row)
        if ratio is not None:
            yield Paragraph(
                sentence(
                    "scaling.ratio_sentence",
                    query=_name(steps.notation.label("query", row)),
                    ratio=Answer(Num(certify.decimal(ratio, 3)), 7),
                    root=Root(_WIDTH),
                )
            )
    yield Only(("solution",), tuple(_shades("scaling.view_scores", steps["scores"])))
    for view in found.views:
        if view.scale in SHADED:
            key = f"scaling.view_{SHADED.index(view.scale)}"
            yield Only(("solution",), tuple(_shades(key, view.steps["weights"])))
    last = rows[-1]
    dot = steps.problem.kind == "dot"
    if dot and steps.problem.visible is None and steps.problem.bias is None:
        query = _name(steps.notation.label("query", last))
        yield Only(
            ("solution",),
            (
                KeepTogether(
                    (
                        Paragraph(sentence("scaling.by_scale", query=query)),
                        weights_by_scale(found, last),
                    )
                ),
            ),
        )


def _shades(key: str, step: Step) -> Iterator[Block]:
    """A heatmap with its numbers in a table beside it."""
    if max(step.shape) > MOST:
        return
    picture, head = heatmap(step), Paragraph((Text(say(key)),))
    shown = step.cells.map(lambda cell: printed(step, cell, _places(step)).formula)
    names, columns = heat_names(step)
    table = Table(
        tuple(Column(name, "centre") for name in columns),
        tuple(Row(name, shown.row(i)) for i, name in enumerate(names)),
        summary=say(key),
    )
    yield KeepTogether((head, *flow([(picture,), (table,)])))


def _places(step: Step) -> int | None:
    return None if step.denominator is not None else PLACES


def scale_name(scale: str) -> str:
    """The scale of a view: in words where it is a word, else as a problem file has it."""
    return say(f"scaling.scale_{scale}") if scale in ("none", "additive") else scale


def _name(label: Formula) -> User | Math:
    return User(label.text) if isinstance(label, Name) else Math(label)


def _comparison(found: Scaling) -> Table:
    heads = [say(f"scaling.{key}") for key in ("scale", "entropy", "slope", "largest_dq")]
    columns = tuple(Column((Text(head),), "centre") for head in heads)
    cells: list[tuple[Content, list[Formula]]] = []
    labels = found.views[0].steps.notation
    for row in range(len(found.views[0].steepest)):
        for k, view in enumerate(found.views):
            name: Content = (_name(labels.label("query", row)),) if k == 0 else ()
            numbers = [view.entropy[row], view.steepest[row], _largest(view.back, row)]
            cells.append(
                (name, [Word(scale_name(view.scale)), *(_decimal(number) for number in numbers)])
            )
    width = answer_width(cell for _, row_cells in cells for cell in row_cells[1:])
    rows = tuple(
        Row(name, (row_cells[0], *(Answer(cell, width) for cell in row_cells[1:])))
        for name, row_cells in cells
    )
    caption: Content = (Text(say("sheet.places", places=PLACES)),)
    return Table(columns, rows, (Text(say("sheet.query")),), (), caption, say("scaling.table"))


def _largest(back: Derivation, row: int) -> Entry | None:
    """The largest entry of ∂L/∂Q of a query, by absolute value, compared exactly."""
    cells = back.carrier.cells(back.value("dQ")).row(row)
    best: Entry | None = None
    for cell in cells:
        if not isinstance(cell, Entry):
            return None
        size = -cell if cell.sign() == -1 else cell
        if best is None or (size - best).sign() == 1:
            best = size
    return best


def _decimal(entry: Entry | None) -> Formula:
    return Word("–") if entry is None else Num(certify.decimal(entry, PLACES))


def _experiment(found: Scaling) -> Iterator[Block]:
    """The seeded trials beside what the proof says; floats, and named so."""
    columns = tuple(
        Column(sentence(f"scaling.head_{k}", root=Root(_WIDTH)), "point") for k in range(1, 6)
    )
    rows = []
    for trial in found.experiment:
        numbers = (trial.spread[0], trial.expected[0], trial.spread[1], *trial.steepest)
        shown = tuple(Num(f"{number:.3f}") for number in numbers)
        rows.append(Row((Text(str(trial.width)),), shown))
    yield Paragraph(content(say("scaling.experiment", seed=found.seed)))
    yield Table(columns, tuple(rows), (Math(_WIDTH),), (), (), say("scaling.table"))
