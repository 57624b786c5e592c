"""A whole worksheet from a derivation: the sheet that fills in, hints, solves and derives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain as chained

from symattn.derivation.derivation import Derivation
from symattn.derivation.layers import last_stage, layers
from symattn.document.cells import SMALL, given_places, printed
from symattn.document.places import MOST, Places, choose, read_on
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Block,
    Content,
    NameLine,
    Only,
    PageBreak,
    Paper,
    Paragraph,
    Section,
    Sheet,
    Text,
    User,
    Version,
    content,
)
from symattn.document.versions import answers, show
from symattn.document.worksheet.also import also_sections
from symattn.document.worksheet.derive import derivation_sections
from symattn.document.worksheet.flow import LINE, Draft
from symattn.document.worksheet.givens import givens
from symattn.document.worksheet.map import map_sheet
from symattn.document.worksheet.ranking import ranking_sections
from symattn.document.worksheet.rules import joined_rule, with_inner
from symattn.document.worksheet.sections import joined_sections, sections
from symattn.document.worksheet.view import View
from symattn.errors import InputError
from symattn.formulas.tree import (
    Apply,
    Formula,
    Fraction,
    Group,
    Num,
    Product,
    Root,
    Sym,
    Transpose,
    chain,
)
from symattn.numbers.tensors import indices
from symattn.problem.keys import nearest
from symattn.problem.model import Problem
from symattn.problem.save import as_text
from symattn.problem.stages import STAGES, names, present, result
from symattn.words import say, template

__all__ = ["SHEETS", "Options", "build", "footer", "formula", "warnings"]

Drawn = tuple[Content, tuple[Block, ...]]
"""A section that has its heading, and no number yet."""
LARGER = 1.24
"""How much larger large print is."""
READ = frozenset({"X"})
"""What a further layer reads from the one before."""
SHEETS: tuple[Version, ...] = ("solution", "blank", "hints", "map")


@dataclass(frozen=True)
class Options:
    """How a worksheet is laid out; all optional."""

    paper: Paper = "a4"
    detail: int = 2
    large: bool = False


def build(derivation: Derivation, sheet: str, options: Options = Options()) -> Sheet:
    """The sheet of that name: "solution", "blank", "hints" or "map".

    A "map" is the filled one; "blank map" the empty one.
    """
    places = _places(derivation)
    if sheet in ("map", "blank map"):
        whole = map_sheet(derivation, places, options.paper)
        return show(whole, "solution" if sheet == "map" else "blank")
    whole = _whole(derivation, places, options)
    for version in SHEETS:
        if version == sheet:
            return show(whole, version)
    raise InputError(say("document.no_sheet", sheet=sheet), fix=nearest(sheet, SHEETS))


def warnings(derivation: Derivation) -> list[str]:
    """One sentence for each cell that misses when the asked-for places are carried on."""
    places = _places(derivation)
    return [
        say(
            "sheet.misses",
            source=miss.source,
            stage=miss.stage,
            cell=", ".join(str(i + 1) for i in miss.index),
            places=places[miss.source],
        )
        for miss in places.misses
    ]


def _places(derivation: Derivation) -> Places:
    """The places of the first layer; where a further one reads on, its last stage has most."""
    problem = derivation.problem
    further = {last_stage(problem): MOST} if problem.layers else {}
    return choose(derivation, {**further, **given_places(problem.sheet)})


def _whole(derivation: Derivation, places: Places, options: Options) -> Sheet:
    problem = derivation.problem
    leads = list(indices(_leads(derivation)))
    line = LINE / LARGER if options.large else LINE
    views = [View(derivation, places, lead, _fill(problem), line=line) for lead in leads]
    shown = views if len(views) <= 4 else [views[0], views[-1]]
    first = chained(
        _first_page(shown, options.detail), _layers(derivation, line, _first_page, options.detail)
    )
    body = tuple(_numbered(first))
    second = chained(
        _second_page(shown, options.detail),
        _layers(derivation, line, _second_page, options.detail),
        _limits(derivation),
    )
    boxes = list(answers(body))
    starred = any(box.loose for box in boxes)
    head = NameLine(
        (say("sheet.name"), say("sheet.date"), say("sheet.points")),
        (5, 3, 2),
        str(problem.sheet.get("points", len(boxes))),
    )
    blocks: tuple[Block, ...] = (head, *_intro(derivation, places, starred), *body)
    if options.detail > 1:
        blocks = (*blocks, Only(("solution",), (PageBreak(), *_numbered(second))))
    return Sheet(
        title=problem.title or say("sheet.untitled"),
        blocks=blocks,
        paper=options.paper,
        footer=footer(derivation),
        sheet_id="",
        page_of=template("sheet.page_of"),
        large=options.large,
        problem=as_text(problem),
    )


def _fill(problem: Problem) -> frozenset[str] | None:
    """The stages that ``[sheet] blank`` leaves to be filled in; None: all."""
    if "blank" not in problem.sheet:
        return None
    asked = frozenset(map(str, problem.sheet["blank"]))
    shift = {name for name in STAGES if STAGES[name].family == "shift"}
    return asked | (shift if "exponentials" in asked else set())


def _first_page(views: list[View], detail: int) -> Iterator[Drawn]:
    """The sections to fill in: each head's, and after the last of a batch what joins them."""
    for view, after in zip(views, [*views[1:], None], strict=True):
        yield from _named(sections(view, detail), view)
        yield from _named(ranking_sections(view), view)
        batch = view.lead[: len(view.steps.problem.batch)]
        if after is None or after.lead[: len(batch)] != batch:
            whole = replace(view, lead=batch)
            yield from _named(joined_sections(whole), whole)


def _second_page(views: list[View], detail: int) -> Iterator[Drawn]:
    """The derivation, and what the problem asks for beyond it."""
    for view in views:
        yield from _named(derivation_sections(view, detail), view)
        yield from _named(also_sections(view), view)


def _layers(
    derivation: Derivation,
    line: float,
    make: Callable[[list[View], int], Iterator[Drawn]],
    detail: int,
) -> Iterator[Drawn]:
    """The sections of the layers after the first; each begins with what it reads."""
    before, places = derivation, _places(derivation)
    every = layers(derivation)
    for number, layer in enumerate(every[1:], start=2):
        asked = {last_stage(layer.problem): MOST} if number < len(every) else {}
        places = choose(layer, asked, read_on(before, places, layer))
        before = layer
        views = [View(layer, places, lead, line=line, read=READ) for lead in indices(_leads(layer))]
        reads = tuple(_reads(derivation, layer, number))
        for heading, blocks in make(views, detail):
            words = (*heading, Text(f", {say('sheet.layer', number=number)}"))
            yield words, (*reads, *blocks) if make is _first_page else blocks
            reads = ()


def _reads(derivation: Derivation, layer: Derivation, number: int) -> Iterator[Block]:
    """What a further layer works with: what the one before gives, and what is its own."""
    before = derivation.notation.matrix(last_stage(layer.problem))
    parts = sentence("sheet.layer_reads", before=before, layer=number - 1, formula=formula(layer))
    yield Paragraph((*parts, Text(" "), *_scale(layer)))
    yield from givens(layer, READ)


def _limits(derivation: Derivation) -> Iterator[Drawn]:
    """What can be decided past the first layer."""
    if derivation.problem.layers:
        heading = (Text(say("heading.limits")),)
        yield heading, (Paragraph(content(say("sheet.limits"))),)


def _leads(derivation: Derivation) -> tuple[int, ...]:
    shape = derivation.carrier.cells(derivation.value("weights")).shape
    return shape[:-2]


def _named(drafts: Iterable[Draft], view: View) -> Iterator[Drawn]:
    """Headings as words; with heads, which head a section is about."""
    where = _where(view)
    for keys, blocks in drafts:
        heading = " · ".join(say(f"heading.{key}") for key in keys)
        yield (Text(", ".join((heading, *where))),), blocks


def _where(view: View) -> list[str]:
    """Which sequence of a batch and which head a section is about."""
    batch, numbers = len(view.steps.problem.batch), [i + 1 for i in view.lead]
    words = [say("sheet.sequence", number=number) for number in numbers[:batch]]
    return words + [say("sheet.head", number=number) for number in numbers[batch:]]


def _numbered(drafts: Iterable[Drawn]) -> Iterator[Section]:
    for number, (heading, blocks) in enumerate(drafts, start=1):
        yield Section(str(number), heading, blocks)


def _intro(derivation: Derivation, places: Places, starred: bool) -> Iterator[Block]:
    """What the inputs are, the formula, the scale, the rule for rounding."""
    problem = derivation.problem
    if "intro" in problem.sheet:
        yield Paragraph((User(str(problem.sheet["intro"])),))
    parts = [*sentence(f"intro.{problem.layout}", formula=formula(derivation)), Text(" ")]
    parts += _joined(derivation)
    parts += _scale(derivation)
    parts += _rounding(derivation, places, starred)
    yield Paragraph(tuple(parts))
    if problem.dyadic:
        yield Paragraph(content(say("intro.dyadic", inputs=", ".join(problem.dyadic))))
    yield from givens(derivation)


_WIDTH = Sym("d", sub=(Sym("k"),))
_ROOT = Root(_WIDTH)


def _rounding(derivation: Derivation, places: Places, starred: bool) -> Content:
    """How decimals are rounded; what small numbers and terms keep, where there are any."""
    if derivation.problem.symbolic:
        return ()
    rules = [say("intro.rounding")]
    if any(_has_small(derivation, places, name) for name in names("softmax", "weights")):
        rules.append(say("intro.figures"))
    if "output" in places:
        rules.append(say("intro.terms"))
    if starred:
        rules.append(say("intro.loose", mark="*", count=max(places.apart, 1)))
    return content(" ", " ".join(rules))


def _has_small(derivation: Derivation, places: Places, name: str) -> bool:
    """Whether an entry is printed that is below one hundredth."""
    if name not in places:
        return False
    step = derivation.step(name)
    cells = step.carrier.cells(step.value).cells
    values = (printed(step, cell, places[name]).value for cell in cells)
    return any(value is not None and 0 < abs(value) < SMALL for value in values)


def _joined(derivation: Derivation) -> Content:
    """How the heads come together: concat(O⁽¹⁾, O⁽²⁾) W_O."""
    ends = [name for name in names("joined") if name in derivation.recipe]
    if not ends:
        return ()
    rule = joined_rule(View(derivation, Places({})), ends[-1])
    return (*sentence("intro.joined", formula=rule), Text(" "))


def _scale(derivation: Derivation) -> Content:
    """What the scores are divided or multiplied by."""
    problem, kind = derivation.problem, _scale_key(derivation)
    if kind == "given":
        value: Formula = chain(Sym("c"), ("=", derivation.step("scaled").show_input(problem.scale)))
    else:
        value = chain(_WIDTH, ("=", Num(str(problem.d_k))))
    return sentence(f"intro.scale_{kind}", root=_ROOT, value=value)


def _scale_key(derivation: Derivation) -> str:
    kind = derivation.problem.scale_kind
    return {"1/sqrt(d_k)": "root", "none": "none", "1/d_k": "width", "symbolic": "symbolic"}.get(
        kind, "given"
    )


def formula(derivation: Derivation) -> Formula:
    """softmax(Q Kᵀ/√d_k) V in the letters and the layout of the problem."""
    problem = derivation.problem
    view = View(derivation, Places({}))
    if "scores" in problem.inputs or problem.kind == "additive":
        inner: Formula = derivation.notation.matrix("scores")
    else:
        first, second = _each_head(view, "Q"), _each_head(view, "K")
        inner = (
            Product((Transpose(second), first))
            if view.columns
            else Product((first, Transpose(second)))
        )
    if problem.scale_kind in ("1/sqrt(d_k)", "symbolic"):
        inner = Fraction(inner, _ROOT)
    elif problem.scale_kind == "1/d_k":
        inner = Fraction(inner, _WIDTH)
    elif problem.scale_kind == "given":
        inner = Product((Sym("c"), inner))
    for name in present(vars(problem), "logits")[1:]:
        inner = with_inner(view, name, inner)
    soft: Formula = Apply("softmax", (inner,))
    if problem.dropout is not None:
        soft = Apply("dropout", (soft,))
    if not view.has("output"):
        weights = result(present(vars(problem), "weights"))
        return chain(view.letter(weights), ("=", soft))
    value = _each_head(view, "V")
    body = Product((value, soft)) if view.columns else Product((soft, value))
    return chain(_each_head(view, "output"), ("=", body))


def _each_head(view: View, name: str) -> Formula:
    """The letter of a stage, with (h) where there is one for each head."""
    letter = view.letter(name)
    if view.steps.problem.heads == 1 or not isinstance(letter, Sym):
        return letter
    return replace(letter, sup=(Group(Sym("h")),))


def footer(derivation: Derivation) -> tuple[Content, ...]:
    """What stands at the foot of a page beside the title: scale and layout."""
    problem = derivation.problem
    return (
        sentence(f"footer.scale_{_scale_key(derivation)}", root=_ROOT, width=_WIDTH),
        (Text(say(f"footer.{problem.layout}")),),
    )
