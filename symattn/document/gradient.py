"""The worksheet of the backward pass: every gradient to fill in, its rule, an entry worked out."""

from __future__ import annotations

from collections.abc import Iterator

from symattn.derivation.backward import Gradients
from symattn.derivation.notation import gradient_of
from symattn.derivation.recipe import Recipe
from symattn.derivation.step import Working
from symattn.document.cells import answer_width, given_places, printed
from symattn.document.measure import width as width_of
from symattn.document.places import Places, choose
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Block,
    Content,
    Display,
    Hint,
    KeepTogether,
    NameLine,
    Note,
    Only,
    PageBreak,
    Paper,
    Paragraph,
    Section,
    Sheet,
    Text,
    Version,
    content,
)
from symattn.document.versions import answers, show
from symattn.document.worksheet.flow import flow
from symattn.document.worksheet.page import footer, formula
from symattn.document.worksheet.view import View, kept
from symattn.formulas.tree import (
    Answer,
    Apply,
    Chain,
    Formula,
    Lines,
    Matrix,
    Neg,
    Product,
    Relation,
    Sum,
    Sym,
    Transpose,
    chain,
    sum_of,
)
from symattn.numbers.entries import Entry, Special
from symattn.numbers.tensors import Index, indices
from symattn.problem.save import as_text
from symattn.problem.stages import STAGES, family, leaves, order, stem
from symattn.words import say, template

__all__ = ["as_version", "build"]

PLACES = 4
MOST_TERMS = 6

_SECTIONS = (
    "upstream",
    "values",
    "jacobian",
    "scores",
    "hidden",
    "queries_keys",
    "projections",
    "tokens",
)
"""Sections in the order in which a person works backward."""


def _section(name: str) -> str:
    """The section of a gradient, or of one of the paths that it is the sum of; "" for neither."""
    of = gradient_of(name)
    if of is None or of[0].startswith("_"):
        return ""
    about, via = of
    if about in STAGES:
        return "" if via and not name.startswith("_") else STAGES[about].backward
    if about in ("X", "Y"):
        return "tokens"
    return "hidden" if about == "w_v" else "projections" if about in leaves() and not via else ""


def _listed(steps: Gradients, section: str) -> list[str]:
    """The gradients of a section in the order of the stages, but each after what it is made from,
    and after the paths that it is the sum of.
    """
    waiting = [line.name for line in steps.recipe if _section(line.name) == section]
    waiting.sort(key=_rank)
    out: list[str] = []
    while waiting:
        ready = (n for n in waiting if not _sources(steps.recipe, n) & {*waiting} - {n})
        out.append(next(ready))
        waiting.remove(out[-1])
    return out


def _rank(name: str) -> tuple[bool, int]:
    """Paths first, then all in the order of the stages and inputs that they are about."""
    about, via = gradient_of(name) or (name, "")
    listed = (*order(), *leaves())
    where = via or about
    return not via, listed.index(where) if where in listed else len(listed)


def _sources(recipe: Recipe, name: str) -> set[str]:
    """The lines that a line is made from, directly or not."""
    found = {name}
    for line in reversed(recipe.lines):
        if line.name in found:
            found.update(line.of)
    return found


def build(steps: Gradients, sheet: str, paper: Paper = "a4") -> Sheet:
    """The sheet "solution", "blank" or "hints" of the backward pass."""
    view = View(steps, _places(steps), (0,) * (len(_shape(steps, "weights")) - 2))
    body = tuple(_sections(view, steps))
    count = sum(1 for _ in answers(body))
    labels = (say("sheet.name"), say("sheet.date"), say("sheet.points"))
    head = NameLine(labels, (5, 3, 2), str(count))
    worked = tuple(_worked(view, steps))
    title = say("gradient.title_of", title=steps.problem.title or say("sheet.untitled"))
    whole = Sheet(
        title=title,
        blocks=(
            head,
            *_intro(view, steps),
            *body,
            Only(
                ("solution",), (PageBreak(), Section("", (Text(say("gradient.worked")),), worked))
            ),
        ),
        paper=paper,
        footer=footer(steps),
        page_of=template("sheet.page_of"),
        problem=as_text(steps.problem),
    )
    return show(whole, as_version(sheet))


def as_version(sheet: str) -> Version:
    """The version of that name; what these pages do not have is shown blank."""
    return "solution" if sheet == "solution" else "hints" if sheet == "hints" else "blank"


def _shape(steps: Gradients, name: str) -> tuple[int, ...]:
    return tuple(steps.carrier.cells(steps.value(name)).shape)


def _places(steps: Gradients) -> Places:
    """The forward places, and four places for every gradient that is not rational."""
    forward = choose(steps, given_places(steps.problem.sheet))
    of = dict(forward.of)
    names = [line.name for line in steps.recipe if gradient_of(line.name) is not None]
    for name in (*names, "_jacobian"):
        if name in steps.recipe and not _rational(steps, name):
            of[name] = PLACES
    return Places(of, forward.misses, forward.asked)


def _rational(steps: Gradients, name: str) -> bool:
    cells = steps.carrier.cells(steps.value(name)).cells
    return not any(
        isinstance(cell, Entry) and (cell.rows() or cell.plain().rational() is None)
        for cell in cells
    )


def _intro(view: View, steps: Gradients) -> Iterator[Block]:
    gradient = steps.problem.gradient
    kind = "target" if "target" in gradient else str(gradient.get("upstream", "ones"))
    key = kind if kind in ("ones", "symbols", "target") else "given"
    yield Paragraph(
        (
            *sentence("gradient.intro", formula=formula(steps)),
            Text(" "),
            Text(say(f"gradient.upstream_{key}")),
            Text(" "),
            Text(say("intro.rounding")),
        )
    )
    for row in steps.undefined_rows:
        number = row if isinstance(row, int) else row[-1]
        yield Note(sentence("gradient.undefined_row", query=view.name("query", number)))
    given = [name for name in ("X", "Y", "Q", "K", "V") if name in steps.problem.inputs]
    groups: list[tuple[Block, ...]] = []
    for name in given:
        source = f"{name}_given" if name in ("Q", "K", "V") else name
        groups.append((Display(chain(view.letter(source), ("=", _matrix(view, source)))),))
    if "target" in gradient:
        for name in (steps.result, "target"):
            shown = (_sign(view, name), _matrix(view, name))
            groups.append((Display(chain(view.steps.notation.matrix(name), shown)),))
    weights = (_sign(view, "weights"), _matrix(view, "weights"))
    groups.append((Display(chain(view.letter("weights"), weights)),))
    yield from flow(groups)


def _sign(view: View, name: str) -> Relation:
    return "≈" if name in view.places else "="


def _matrix(view: View, name: str) -> Formula:
    return Matrix(view.rows(name, given=True))


def _sections(view: View, steps: Gradients) -> Iterator[Section]:
    number = 0
    for key in _SECTIONS:
        found = [name for name in _listed(steps, key) if _is_shown(view, name)]
        blocks = list(_jacobian(view, steps)) if key == "jacobian" else list(_tables(view, found))
        if not blocks:
            continue
        number += 1
        heading: Content = (Text(say(f"gradient.heading_{key}")),)
        hint = Only(("hints",), (Hint(content(say(f"gradient.hint_{key}"))),))
        yield Section(str(number), heading, (hint, *blocks))


def _is_shown(view: View, name: str) -> bool:
    """A gradient that differs from the one it is read from; the upstream one is given."""
    return _is_output(name) or view.steps.recipe[name].op != "copy"


def _is_output(name: str) -> bool:
    return family(stem(name)) == "output"


def _tables(view: View, names: list[str]) -> Iterator[Block]:
    groups: list[tuple[Block, ...]] = []
    for name in names:
        given = view.steps.recipe[name].of[:1] == ("upstream",)
        rule = Display(view.step(name).rule())
        if view.depth(name) < 2:
            cells = view.formulas(name, given=given)
            groups.append((rule, Display(Matrix((tuple(cells.cells),)))))
        else:
            table = view.table(name, say("gradient.table"), given=given)
            groups.append((KeepTogether((rule, table)),))
    yield from flow(groups)


def _jacobian(view: View, steps: Gradients) -> Iterator[Block]:
    """diag(a) − a aᵀ of one row, in boxes; no page has room for every row's."""
    weights = view.at("weights")
    defined = [i for i in range(weights.shape[0]) if not isinstance(weights[(i, 0)], Special)]
    if not defined:
        return
    row = defined[-1]
    step = steps.jacobian(*view.lead, row)
    cells = step.carrier.cells(step.value)
    places = None if "weights" not in view.places else PLACES
    shown = cells.map(lambda cell: printed(step, cell, places).formula)
    width = answer_width(shown.cells)
    lines = kept(shown.shape[0])
    rows = tuple(
        tuple(Answer(shown[(i, j)], width) for j in lines if j is not None)
        for i in lines
        if i is not None
    )
    yield Paragraph(sentence("gradient.jacobian_of", query=view.name("query", row)))
    yield Display(chain(_jacobian_rule(view, row), ("=" if places is None else "≈", Matrix(rows))))


def _jacobian_rule(view: View, row: int) -> Formula:
    a = Sym("a", sub=(view.steps.notation.label("query", row),))
    return Sum((Apply("diag", (a,)), Neg(Product((a, Transpose(a))))))


def _worked(view: View, steps: Gradients) -> Iterator[Block]:
    """For each gradient one entry with its numbers in, exactly and as a decimal."""
    for key in _SECTIONS:
        for name in _listed(steps, key):
            if _is_output(name) or not _is_shown(view, name):
                continue
            shape = view.at(name).shape
            index = next(iter(indices(shape)))
            yield Display(Lines(tuple(_lines(view, name, view.index(name, index), index))))
    yield Note(content(say("gradient.others")))


def _lines(view: View, name: str, whole: Index, index: Index) -> Iterator[Chain]:
    step = view.step(name)
    working: Working = step.working(whole)
    rounded = view.printed(name, index)
    yield chain(working.left, ("=", working.rule))
    if 1 < len(working.terms) <= MOST_TERMS and _is_short(working):
        yield Chain((sum_of(working.terms),), ("=",))
    if _is_narrow(working.result):
        yield Chain((working.result,), ("=",))
    if rounded != working.result:
        yield Chain((rounded,), ("≈",))


def _is_short(working: Working) -> bool:
    return sum(width_of(term) for term in working.terms) < 120


def _is_narrow(result: Formula) -> bool:
    return width_of(result) < 150
