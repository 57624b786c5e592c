"""The rules that a page states above its tables, in the letters that the page uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symattn.derivation.steps import KINDS
from symattn.derivation.steps.position import PERIOD
from symattn.document.sentences import sentence
from symattn.document.tree import Block, Note, content
from symattn.document.worksheet.view import View
from symattn.formulas.rebuild import rebuilt
from symattn.formulas.tree import (
    Apply,
    Dots,
    Formula,
    Fraction,
    Num,
    Power,
    Product,
    Sum,
    Sym,
    chain,
    sum_of,
)
from symattn.problem.stages import present
from symattn.words import say

__all__ = ["Logits", "defined", "encodings", "joined_rule", "projection_rule"]


def projection_rule(view: View, name: str) -> Formula:
    """Q = X W_Q + b_Q, whatever lines in between make it up."""
    problem, notation = view.steps.problem, view.steps.notation
    head = view.lead[-1:] if problem.heads > 1 else ()
    source = "Y" if name != "Q" and "Y" in problem.inputs else "X"
    parts: list[Formula] = [notation.matrix(source)]
    if f"W_{name}" in problem.inputs:
        weight = notation.headed(f"W_{name}", head)
        parts = [weight, *parts] if view.columns else [*parts, weight]
    body: Formula = Product(tuple(parts)) if len(parts) > 1 else parts[0]
    if f"b_{name}" in problem.inputs:
        body = sum_of((body, notation.headed(f"b_{name}", head)))
    return chain(notation.headed(name, head), ("=", body))


def joined_rule(view: View, name: str) -> Formula:
    """P = concat(O⁽¹⁾, O⁽²⁾) W_O, the bias with it."""
    problem, notation = view.steps.problem, view.steps.notation
    body: Formula = notation.matrix("output")
    if view.has("concat"):
        batch = (0,) * len(problem.batch) if not view.lead else view.lead
        ends = [0, 1] if problem.heads == 2 else [0, None, problem.heads - 1]
        heads = (Dots("row") if h is None else notation.headed("output", (*batch, h)) for h in ends)
        body = Apply("concat", tuple(heads))
    if name == "projected" and "W_O" in problem.inputs:
        factors = (body, notation.matrix("W_O"))
        body = Product(tuple(reversed(factors)) if view.columns else factors)
    if name == "projected" and "b_O" in problem.inputs:
        body = sum_of((body, notation.matrix("b_O")))
    return chain(view.letter(name), ("=", body))


def with_inner(view: View, name: str, inner: Formula) -> Formula:
    """The rule of a stage with ``inner`` in place of the letter of what it reads first."""
    line, notation = view.steps.recipe[name], view.steps.notation
    letter = notation.matrix(notation.read(line.of[0]))
    rule = KINDS[line.op].rule(line, notation)
    return rebuilt(rule, lambda node: inner if node == letter else node)


def encodings() -> Iterator[Formula]:
    """The two rules of sinusoidal positions (Vaswani et al. 2017, section 3.5)."""
    p, i, two = Sym("p"), Sym("i"), Num("2")
    even = Product((two, i))
    angle = Fraction(p, Power(Num(str(PERIOD)), Fraction(even, Sym("d"), inline=True)))
    for name, column in (("sin", even), ("cos", Sum((even, Num("1"))))):
        yield chain(Sym("P", sub=(p, column)), ("=", Apply(name, (angle,))))


def defined(view: View) -> Iterator[Block]:
    """What m and z are, and what becomes of a query that sees no key."""
    sums = view.letter("row_sums")
    if view.steps.problem.shift == "max":
        scores = view.letter(view.steps.recipe["_row_max"].of[0])
        largest = view.letter("_row_max")
        parts = sentence("sheet.is_largest", largest=largest, scores=scores, sums=sums)
    else:
        parts = sentence("sheet.is_sum", sums=sums)
    if view.sees_nothing:
        parts = (*parts, *content(" ", say(f"sheet.is_{view.steps.problem.empty_rows}")))
    yield Note(parts)


@dataclass(frozen=True)
class Logits:
    """Scale, bias, mask and whatever else stands between the scores and the softmax."""

    view: View

    @property
    def new(self) -> tuple[str, ...]:
        """Those that change anything."""
        made = present(vars(self.view.steps.problem), "logits")
        return tuple(name for name in made if self.view.is_new(name))

    def shown(self, detail: int) -> tuple[str, ...]:
        """Those with a table: the last, those asked for in [sheet] blank, all at detail 3."""
        asked = self.view.fill or frozenset()
        return tuple(
            name for name in self.new if detail >= 3 or name == self.new[-1] or name in asked
        )

    def rule(self, name: str, shown: tuple[str, ...] | None = None) -> Formula:
        """S̄ = mask(S/√d_k + B): what leads to a stage from the one that is shown before it."""
        return chain(self.view.letter(name), ("=", self._body(name, shown or self.shown(2))))

    def _body(self, name: str, shown: tuple[str, ...]) -> Formula:
        line = self.view.step(name).line
        before = line.of[0]
        if before not in self.new or before in shown:
            return KINDS[line.op].rule(line, self.view.steps.notation)
        return with_inner(self.view, name, self._body(before, shown))
