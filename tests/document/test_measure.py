"""The estimate of a width is on the safe side, and not far off."""

from __future__ import annotations

import pytest

from symattn.document import measure
from symattn.document.tree import Sheet
from symattn.files import pdf, typst
from symattn.formulas.tree import (
    Answer,
    Apply,
    BigSum,
    Chain,
    Dots,
    Exp,
    Formula,
    Fraction,
    Grid,
    Group,
    Infinity,
    Lines,
    Matrix,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Root,
    Sci,
    Sum,
    Sym,
    Transpose,
    Word,
    chain,
)

A, B = Sym("a", (Num("1"), Num("2"))), Exp(Neg(Num("2")))
FORMULAS: list[Formula] = [
    Num("0.468311"),
    Num("-12"),
    Sci("9.05", -4),
    A,
    Sym("S", (), (), "tilde"),
    Name("token"),
    Word("for all rows"),
    Infinity(),
    Neg(Num("3")),
    Sum((A, B, Num("3"))),
    Sum((A, Neg(B))),
    Product((A, B)),
    Product((A, B), "·"),
    Fraction(B, Sum((Num("2"), B))),
    Fraction(Num("1"), Num("2"), inline=True),
    Power(A, Num("12")),
    B,
    Root(Num("5")),
    Apply("softmax", (A,)),
    Transpose(Sym("X")),
    Group(Sum((A, B))),
    BigSum(A, Sym("i"), Num("1"), Sym("n")),
    Dots(),
    Answer(Num("0.468"), 5),
    Matrix(tuple(tuple(Num(str(i * j)) for i in range(6)) for j in range(3))),
    chain(A, ("=", B), ("≈", Num("0.135"))),
    Lines((chain(A, ("=", B)), Chain((B,), ("=",)))),
    Grid(((A, (Num("1"), Num("2"), Num("3")), Chain((Num("6"),), ("=",))),)),
]


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: type(f).__name__)
def test_not_narrower_than_it_prints(formula: Formula) -> None:
    limit = measure.width(formula) + 0.3
    check = (
        f"#context {{ let w = measure({typst.math(formula)}).width\n"
        f"assert(w <= {limit:.3f}mm, message: repr(w / 1mm)); "
        f"assert(w * 2.2 + 3mm >= {limit:.3f}mm, message: repr(w / 1mm)) }}"
    )
    pdf.compiled(f"{typst.source(Sheet('t', ()))}\n{check}\n".encode())


def test_fits() -> None:
    sheet = Sheet("t", ())
    row = Matrix((tuple(Num("0.123") for _ in range(12)),))
    wide = Matrix((tuple(Num("0.123456789") for _ in range(12)),))
    assert measure.fits(row, sheet)
    assert not measure.fits(wide, sheet)
    assert measure.text_width(Sheet("t", (), orientation="landscape")) == 253
