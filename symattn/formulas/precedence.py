"""Where a formula needs parentheses: decided here, once for every notation."""

from __future__ import annotations

from symattn.formulas import tree as f

__all__ = ["factor_needs", "leads_with_minus", "level", "power_base_needs", "tail_needs"]

RELATION, SUM, PRODUCT, ATOM = range(4)


def level(node: f.Formula) -> int:
    """How tightly a formula holds together: relation, sum, product, atom."""
    match node:
        case f.Chain() | f.Lines() | f.Grid():
            return RELATION
        case f.Sum():
            return SUM if len(node.terms) > 1 else level(node.terms[0])
        case f.Neg() | f.BigSum():
            return SUM
        case f.Product() | f.Sci():
            return PRODUCT
        case f.Fraction(inline=True):
            return PRODUCT
        case f.Num(text):
            return SUM if text.startswith("-") else ATOM
        case f.Answer(body):
            return ATOM
        case f.Apply(parentheses=False):
            return PRODUCT
        case _:
            return ATOM


def leads_with_minus(node: f.Formula) -> bool:
    """Whether a term is subtracted: a Neg, or a number with a minus sign."""
    return isinstance(node, f.Neg) or (isinstance(node, f.Num) and node.text.startswith("-"))


def factor_needs(node: f.Formula) -> bool:
    """Whether a factor of a product stands in parentheses."""
    return level(node) <= SUM


def tail_needs(node: f.Formula) -> bool:
    """Whether what a minus sign stands before needs parentheses."""
    return level(node) <= SUM


def power_base_needs(node: f.Formula) -> bool:
    """Whether the base of a power (or what is transposed) stands in parentheses."""
    return level(node) < ATOM or isinstance(
        node, (f.Fraction, f.Exp, f.Power, f.Apply, f.Root, f.Transpose)
    )
