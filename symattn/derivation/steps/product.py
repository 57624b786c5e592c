"""Products of matrices: projections, scores Q Kᵀ, output A V, and its terms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow, ForwardOnly
from symattn.formulas.tree import Formula, Product, Sym, Transpose
from symattn.numbers.tensors import Index

__all__ = ["MatrixProduct", "Terms"]


class MatrixProduct:
    """C = A B, either factor turned where ``how["turn"]`` says so."""

    why = "step.product"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.product(values[0], values[1], str(line.how.get("turn")))

    def rule(self, line: Line, notation: Notation) -> Formula:
        turn = line.how.get("turn")
        first: Formula = notation.matrix(line.of[0])
        second: Formula = notation.matrix(line.of[1])
        if notation.columns:  # the same product read transposed: (A Bᵀ)ᵀ = B Aᵀ
            first, second = second, first
            turn = {"first": "second", "second": "first"}.get(str(turn))
        if turn == "first":
            first = Transpose(first)
        if turn == "second":
            second = Transpose(second)
        return Product((first, second))

    def working(self, step: Step, index: Index) -> Working:
        letters, terms, values = self.part(step, index)
        return Working(
            left=step.letter(index),
            rule=step.sum_of_letters(letters),
            terms=tuple(terms),
            values=tuple(values),
            result=step.show(step.at(index)),
        )

    def part(self, step: Step, index: Index) -> tuple[list[Formula], list[Formula], list[Formula]]:
        """The terms of one entry of the whole product: letters, numbers put in, values."""
        a, b = (step.carrier.cells(value) for value in step.inputs[:2])
        turn = step.line.how.get("turn")
        rows = a.shape[-2] if turn == "first" else a.shape[-1]
        at_a = [_place(a.shape, index, index[-2], k, turn == "first") for k in range(rows)]
        at_b = [_place(b.shape, index, k, index[-1], turn == "second") for k in range(rows)]
        one, two = step.line.of[:2]
        letters: list[Formula] = [
            Product((step.notation.cell(one, x), step.notation.cell(two, y)))
            for x, y in zip(at_a, at_b, strict=True)
        ]
        pairs = [(a[x], b[y]) for x, y in zip(at_a, at_b, strict=True)]
        terms: list[Formula] = [Product((step.show(x), step.show(y)), by="·") for x, y in pairs]
        values = [step.show(step.carrier.multiply(x, y)) for x, y in pairs]
        return letters, terms, values

    def products(self, step: Step, index: Index) -> list[Any]:
        """The terms of one entry of the whole product, as entries."""
        a, b = (step.carrier.cells(value) for value in step.inputs[:2])
        turn = step.line.how.get("turn")
        rows = a.shape[-2] if turn == "first" else a.shape[-1]
        at_a = (_place(a.shape, index, index[-2], k, turn == "first") for k in range(rows))
        at_b = (_place(b.shape, index, k, index[-1], turn == "second") for k in range(rows))
        return [step.carrier.multiply(a[x], b[y]) for x, y in zip(at_a, at_b, strict=True)]

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """C = A B: ∂L/∂A = ∂L/∂C · Bᵀ and ∂L/∂B = Aᵀ · ∂L/∂C, turned where a factor is."""
        a, b = line.of
        match line.how.get("turn"):
            case "second":  # C = A Bᵀ
                return (_flow(a, upstream, b, "", a), _flow(b, upstream, a, "first", b))
            case "first":  # C = Aᵀ B
                return (_flow(a, b, upstream, "second", a), _flow(b, a, upstream, "", b))
        return (_flow(b, a, upstream, "first", b), _flow(a, upstream, b, "second", a))


def _flow(to: str, one: str, two: str, turn: str, like: str) -> Flow:
    return Flow(to, "product_to", (one, two, like), {"turn": turn})


class Terms(ForwardOnly):
    """The weighted values a_ik v_kj before they are summed."""

    why = "step.terms"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.terms(values[0], values[1])

    def rule(self, line: Line, notation: Notation) -> Formula:
        factors: list[Formula] = []
        for name, axes in zip(line.of, ("ik", "kj"), strict=True):
            letter = notation.row(name)
            assert isinstance(letter, Sym)
            axes = axes[::-1] if notation.columns else axes
            factors.append(replace(letter, sub=tuple(map(Sym, axes))))
        return Product(tuple(factors))

    def working(self, step: Step, index: Index) -> Working:
        a, b = (step.carrier.cells(value) for value in step.inputs)
        x = pick(a.shape, index[:-1])
        y = pick(b.shape, (*index[:-3], *index[-2:]))
        letters = Product(tuple(map(step.notation.cell, step.line.of, (x, y))))
        put_in = Product((step.show(a[x]), step.show(b[y])), by="·")
        return Working(step.letter(index), letters, (put_in,), (), step.show(step.at(index)))


def _place(shape: tuple[int, ...], index: Index, i: int, j: int, turned: bool) -> Index:
    return pick(shape, (*index[:-2], j, i) if turned else (*index[:-2], i, j))
