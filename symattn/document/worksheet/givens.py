"""What a page gives before its sections: inputs, bias, mask, dropout, and who has which columns.

Nothing here is a result: a blank has all of it, and all that a box needs stands here or
in the box's own section.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symattn.derivation.derivation import Derivation
from symattn.document.places import Places
from symattn.document.sentences import sentence
from symattn.document.tree import Beside, Block, Display, Note, Paragraph, content
from symattn.document.worksheet.flow import flow
from symattn.document.worksheet.view import View
from symattn.formulas.tree import Formula, Group, Infinity, Matrix, Neg, Num, Sym, chain
from symattn.numbers.show import formula as exact_formula
from symattn.numbers.tensors import Index, Tensor, indices
from symattn.problem.model import Problem

__all__ = ["givens", "shares"]

_SEEN = Sym("M")
"""Who may look at whom; no stage and no input has the letter."""


def givens(derivation: Derivation, read: frozenset[str] = frozenset()) -> Iterator[Block]:
    """The matrices that a page is about and that its spread does not show, and its mask.

    ``read``: inputs that are the results of what comes before; the reader has them.
    """
    yield from flow((Display(display),) for display in _inputs(derivation, read))
    yield from _mask(derivation)


def _inputs(derivation: Derivation, read: frozenset[str]) -> Iterator[Formula]:
    problem = derivation.problem
    view = View(derivation, Places({}))
    recipe = derivation.recipe
    given = all(name in recipe and recipe[name].op == "copy" for name in ("Q", "K"))
    laid_out = given and recipe["scores"].op == "product" and not view.has("embedded")
    for name, tensor in problem.inputs.items():
        stem = name.removesuffix("_given")
        if stem in ("scores", "V", "W_O", *read) or (laid_out and stem in ("X", "Y", "Q", "K")):
            continue
        for lead in indices(tensor.shape[:-2] if len(tensor.shape) > 2 else ()):
            yield _input(view, f"{name}_given" if name in ("Q", "K", "V") else name, lead)
    if problem.bias is not None:
        for lead in indices(problem.bias.shape[:-2]):
            yield _input(view, "bias", lead)
    yield from _kept_entries(problem)


def _input(view: View, name: str, lead: Index) -> Formula:
    whole = replace(view, lead=lead)
    cells = whole.formulas(name, given=True)
    letter = view.steps.notation.headed(name, lead)
    if len(cells.shape) == 1:
        return chain(letter, ("=", Matrix((cells.cells,))))
    rows = whole.rows(name, given=True)
    return chain(letter, ("=", Matrix(rows)))


def _kept_entries(problem: Problem) -> Iterator[Formula]:
    """The rate of dropout, and the table D of what is kept."""
    if problem.dropout is None:
        return
    yield chain(Sym("p"), ("=", exact_formula(problem.dropout.p)))
    keep = problem.dropout.keep
    if keep is not None and len(keep.shape) == 2:
        yield chain(Sym("D"), ("=", _ones(keep, problem)))


def _ones(table: Tensor[bool], problem: Problem) -> Matrix:
    """1 for true, 0 for false, in the layout of the problem."""
    shown = table.transposed() if problem.layout == "columns" else table
    rows = (shown.row(i) for i in range(shown.shape[0]))
    return Matrix(tuple(tuple(Num(str(int(cell))) for cell in row) for row in rows))


def _mask(derivation: Derivation) -> Iterator[Block]:
    """M, 1 where a query may look at a key and 0 where not, and what a hidden score becomes."""
    visible = derivation.problem.visible
    if visible is None:
        return
    leads = list(indices(visible.shape[:-2]))
    tables: list[Block] = []
    for lead in leads:
        letter = _lettered(lead) if len(leads) > 1 else _SEEN
        tables.append(
            Display(chain(letter, ("=", _ones(_part(visible, lead), derivation.problem))))
        )
    told = Paragraph(sentence("sheet.mask", letter=_SEEN, fill=_fill(derivation)))
    if len(tables) == 1:
        yield Beside(((tables[0],), (told,)), (0, 1))
    else:
        yield from (*flow((table,) for table in tables), told)


def _part(table: Tensor[bool], lead: Index) -> Tensor[bool]:
    """The matrix at a leading index."""
    return Tensor.build(table.shape[-2:], lambda i: table[(*lead, *i)])


def _lettered(lead: Index) -> Formula:
    """M with the numbers of its leading axes, as other letters have them."""
    return replace(_SEEN, sup=tuple(Group(Num(str(i + 1))) for i in lead))


def _fill(derivation: Derivation) -> Formula:
    fill = derivation.problem.fill
    if fill == "-inf":
        return Neg(Infinity())
    return derivation.step("scores").show_input(fill)


def shares(view: View) -> Iterator[Block]:
    """Which columns of each projection are this head's, and whose keys it reads."""
    problem = view.steps.problem
    if problem.heads == 1 or problem.per_head_projections:
        return
    head = view.lead[-1]
    for names, first, last in _parts(problem, head):
        letters = [part for name in names for part in (", ", view.letter(name))][1:]
        place = {"first": first, "last": last, "count": last - first + 1}
        key = f"sheet.share_{problem.layout}"
        yield Note(sentence(key, head=head + 1, letters=content(*letters), **place))


def _parts(problem: Problem, head: int) -> Iterator[tuple[list[str], int, int]]:
    """Projections whose columns lie at the same places: their names, first and last, from 1."""
    found: dict[tuple[int, int], list[str]] = {}
    for name, tensor in problem.inputs.items():
        stem, _, of = name.partition("_")
        if of not in ("Q", "K", "V") or stem not in ("W", "b"):
            continue
        heads = problem.heads if of == "Q" else problem.kv_heads
        own = head if of == "Q" else head // (problem.heads // problem.kv_heads)
        width = tensor.shape[-1] // heads
        found.setdefault((own * width + 1, (own + 1) * width), []).append(name)
    for (first, last), names in found.items():
        yield names, first, last
