"""The page that shows why scores are divided by √d_k: one page, one table, one picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symattn.derivation.argument import LETTERS, Justified
from symattn.derivation.scaling import SCALES, Scaling
from symattn.derivation.typical import KEYS, ROWS, Drawn, TwoKeys, rate
from symattn.document import bounds
from symattn.document.cells import answer_width
from symattn.document.gradient import as_version
from symattn.document.names import named
from symattn.document.pictures import rows_by_width
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Beside,
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
    Span,
    Table,
    Text,
    content,
)
from symattn.document.versions import answers, show
from symattn.formulas.tree import (
    Answer,
    BigSum,
    Chain,
    Exp,
    Formula,
    Fraction,
    Matrix,
    Neg,
    Num,
    Power,
    Product,
    Root,
    Sci,
    Sum,
    Sym,
    Word,
    chain,
)
from symattn.numbers import certify
from symattn.numbers import show as numbers
from symattn.numbers.entries import Entry
from symattn.words import say, template

__all__ = ["build", "scale_name"]

FIGURES = 3
BELOW = "0.001"
"""Smaller numbers stand in powers of ten."""
PLACES = 3
BOX = 10
"""Digits wide is the place for a formula on the right of a line."""
MOST_QUERIES = 3
"""Of a problem with more, the first ones stand on the page."""
ON_PAGE = ("standard_term", "standard", "root", "two_keys", "slope", "median", "mean")
"""The lines of the argument that one page has room for; the terminal shows all."""
_WIDTH = Sym("d", sub=(Sym("k"),))
_ROOT = Root(_WIDTH)
_RISE = Product((Sym("a"), Sum((Num("1"), Neg(Sym("a"))))))
_TRACE = Sum((Num("1"), Neg(BigSum(Power(Sym("a"), Num("2")), Sym("j")))))


def build(found: Scaling, sheet: str, paper: Paper = "a4") -> Sheet:
    """The sheet "solution", "blank" or "hints"; additive attention has a second page."""
    parts: list[tuple[str, tuple[Block, ...]]] = [
        ("argument", (_argument((*found.variance, *found.saturation), ON_PAGE), _kappa())),
        ("rows", tuple(_rows(found))),
    ]
    if found.views:
        parts.append(("numbers", tuple(_numbers(found))))
    if found.problem is not None and found.problem.kind == "additive":
        parts.append(("reach", tuple(_reach(found))))
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


def _argument(lines: Iterable[Justified], keys: Sequence[str]) -> Table:
    """One line each: the reason, and the line, whose last part is what one fills in."""
    listed = [one for one in lines if one.why.removeprefix("scaling.why_") in keys]
    width = max(BOX, answer_width(one.line.parts[-1] for one in listed))
    rows = []
    for one in listed:
        parts = (*one.line.parts[:-1], Answer(one.line.parts[-1], width))
        why = sentence(one.why, **LETTERS)
        rows.append(Row(why, (Chain(parts, one.line.relations),)))
    return Table((Column((), "left"),), tuple(rows), summary=say("scaling.lines"))


def _kappa() -> Block:
    value = Num(certify.decimal(rate(), PLACES))
    return Note(sentence("scaling.kappa", value=value, root_two=Root(Num("2")), **LETTERS))


def _rows(found: Scaling) -> Iterator[Block]:
    """Rows of two keys and of more against d_k; and what the chain rule makes of it."""
    yield Paragraph(
        sentence(
            "scaling.rows_intro", rise=_RISE, trace=_TRACE, keys=KEYS, rows=ROWS, seed=found.seed
        )
    )
    yield _table(found)
    small = Exp(Neg(Product((Num(certify.decimal(rate(), PLACES)), _ROOT))))
    text = sentence(
        "scaling.chain_rule",
        root=_ROOT,
        small=small,
        two_mean=_number(found.with_factor.mean),
        two_median=_number(found.with_factor.median),
    )
    conclusion = Paragraph(sentence("scaling.conclusion"))
    said = Only(("solution",), (Paragraph(text), conclusion))
    source = Note(content(say("scaling.source")))
    yield Beside(((rows_by_width(),), (said, source)), (3, 2))


def _table(found: Scaling) -> Table:
    heads = [say(f"scaling.{key}") for key in ("median", "mean", "top_tenth")] * 2
    columns = tuple(Column((Text(head),), "centre") for head in heads)
    rows = [
        Row(content(Num(str(two.variance))), _cells(two, more))
        for two, more in zip(found.two_keys, found.drawn, strict=True)
    ]
    name = sentence("scaling.with_factor", root=_ROOT)
    rows.append(Row(name, _cells(found.with_factor, found.drawn_with_factor)))
    spans = (
        Span((Text(say("scaling.two_keys")),), 0, 3),
        Span((Text(say("scaling.more_keys", keys=KEYS)),), 3, 3),
    )
    return Table(columns, tuple(rows), (Math(_WIDTH),), spans, (), say("scaling.rows_table"))


def _cells(two: TwoKeys, more: Drawn) -> tuple[Formula, ...]:
    drawn = (_float(more.median), _float(more.mean), _per_cent(f"{100 * more.share:.0f}"))
    share = _per_cent(certify.decimal(two.share * 100, 0))
    return (_number(two.median), _number(two.mean), share, *drawn)


def _per_cent(text: str) -> Formula:
    return Product((Num(text), Word("%")))


def _number(entry: Entry) -> Formula:
    """Three figures; small numbers in powers of ten."""
    mantissa, exponent = certify.significant(entry, FIGURES)
    if exponent < -3:
        return Sci(mantissa, exponent)
    return Num(certify.decimal(entry, FIGURES - 1 - exponent))


def _float(number: float) -> Formula:
    mantissa, exponent = f"{number:.{FIGURES - 1}e}".split("e")
    power = int(exponent)
    if power < -3:
        return Sci(mantissa, power)
    return Num(f"{number:.{FIGURES - 1 - power}f}")


def _numbers(found: Scaling) -> Iterator[Block]:
    """The problem's own rows under its scales, and a sentence on each surprise."""
    steps = found.views[0].steps
    scores, letter = steps["scores"], steps.notation.matrix("scores")
    queries = min(MOST_QUERIES, len(found.views[0].trace))
    cells = steps.carrier.cells(steps.value("scores"))
    shown = tuple(tuple(map(scores.show, cells.row(i))) for i in range(queries))
    width = chain(_WIDTH, ("=", Num(str(steps.problem.d_k))))
    intro = Paragraph(sentence("scaling.own_rows", width=width, trace=_TRACE))
    given = Display(chain(letter, ("=", Matrix(shown))))
    said = tuple(map(Paragraph, _surprises(found, queries)))
    yield intro
    yield Beside(((given,), (_own(found, queries),), (Only(("solution",), said),)), (2, 7, 6))


def _own(found: Scaling, queries: int) -> Table:
    """For each query what the chain rule leaves of 1 − Σa² under each scale."""
    labels = found.views[0].steps.notation
    columns = tuple(Column(scale_name(view.scale), "centre") for view in found.views)
    cells = [[_decimal(view.arrives[i]) for view in found.views] for i in range(queries)]
    width = answer_width(cell for row in cells for cell in row)
    rows = tuple(
        Row((named(labels, "query", i),), tuple(Answer(cell, width) for cell in row))
        for i, row in enumerate(cells)
    )
    caption: Content = (Text(say("sheet.places", places=PLACES)),)
    corner: Content = (Text(say("sheet.query")),)
    return Table(columns, rows, corner, (), caption, say("scaling.own_table"))


def _surprises(found: Scaling, queries: int) -> Iterator[Content]:
    """The first row where the root leaves less than no scale does, and the first where 1/d_k
    leaves more than the root.
    """
    views = {view.scale: view.arrives for view in found.views}
    if not set(SCALES) <= set(views):
        return
    labels = found.views[0].steps.notation
    for key, more in (("root_leaves_less", SCALES[0]), ("width_leaves_more", SCALES[2])):
        for i in range(queries):
            low, high = views[SCALES[1]][i], views[more][i]
            if low is None or high is None or (high - low).sign() != 1:
                continue
            without, left, other = (_decimal(views[scale][i]) for scale in SCALES)
            name = named(labels, "query", i)
            values = {"without": without, "left": left, "other": other}
            yield sentence(f"scaling.{key}", query=name, d=_WIDTH, root=_ROOT, **values)
            break


def _decimal(entry: Entry | None) -> Formula:
    if entry is None:
        return Word("–")
    rational = entry.rational()
    if rational is not None:
        return numbers.formula(rational)
    return _small(entry) or Num(certify.decimal(entry, PLACES))


def _small(entry: Entry) -> Formula | None:
    mantissa, exponent = certify.significant(entry, 2)
    return Sci(mantissa, exponent) if exponent < -2 else None


def _reach(found: Scaling) -> Iterator[Block]:
    """How far scores of either kind reach, where additive attention stands beside."""
    lines = found.reach
    yield _argument(lines, [one.why.removeprefix("scaling.why_") for one in lines])
    top = numbers.formula(found.bounds[0].additive)
    letter = Sym("w", sub=(Sym("v"),))
    yield Only(
        ("solution",),
        (
            KeepTogether(
                (
                    Paragraph(sentence("scaling.bounds", letter=letter, bound=top)),
                    bounds.table(found.bounds),
                    Note(content(say("further.one_less"))),
                )
            ),
        ),
    )


def scale_name(scale: str) -> Content:
    """The scale of a view: in words, or as a formula."""
    if scale in ("none", "additive"):
        return (Text(say(f"scaling.scale_{scale}")),)
    under = _ROOT if scale == "1/sqrt(d_k)" else _WIDTH
    return (Math(Fraction(Num("1"), under, inline=True)),)
