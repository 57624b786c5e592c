"""Formulas with what each notation makes of them, as a person would write it."""

from __future__ import annotations

from typing import NamedTuple

from symattn.formulas.tree import (
    Answer,
    Apply,
    BigSum,
    Blank,
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
    num,
)


class Golden(NamedTuple):
    """A formula in LaTeX, in plain text, in SymPy's syntax, and as it is spoken."""

    formula: Formula
    latex: str
    plain: str
    sympy: str
    spoken: str


e2 = Exp(num(-2))
x, y, s, m = Sym("x"), Sym("y"), Sym("s"), Sym("m")
Q, K, S = Sym("Q"), Sym("K"), Sym("S")
d_k = Sym("d", sub=(Sym("k"),))
half = Fraction(num(1), num(2))

GOLDENS: dict[str, Golden] = {
    "weight": Golden(
        Fraction(e2, Sum((num(2), e2))),
        r"\frac{e^{-2}}{2 + e^{-2}}",
        "e⁻²/(2 + e⁻²)",
        "exp(-2)/(2 + exp(-2))",
        "e to the minus 2, over 2 plus e to the minus 2",
    ),
    "inline": Golden(
        Fraction(e2, Sum((num(2), e2)), inline=True),
        "e^{-2}/(2 + e^{-2})",
        "e⁻²/(2 + e⁻²)",
        "exp(-2)/(2 + exp(-2))",
        "e to the minus 2, over 2 plus e to the minus 2",
    ),
    "root": Golden(
        Fraction(Root(num(5)), num(5)),
        r"\frac{\sqrt{5}}{5}",
        "√5/5",
        "sqrt(5)/5",
        "the square root of 5, over 5",
    ),
    "cube root": Golden(
        Root(Sum((x, num(1))), 3),
        r"\sqrt[3]{x + 1}",
        "∛(x + 1)",
        "root(x + 1, 3)",
        "the cube root of the quantity x plus 1",
    ),
    "coefficient": Golden(
        Product((num(2), e2)),
        "2e^{-2}",
        "2e⁻²",
        "2*exp(-2)",
        "2 times e to the minus 2",
    ),
    "tilde": Golden(
        Sym("S", accent="tilde"),
        r"\tilde S",
        "S̃",
        "Symbol('tilde_S')",
        "S tilde",
    ),
    "hat of Greek": Golden(
        Sym("alpha", accent="hat"),
        r"\hat{\alpha}",
        "α̂",
        "Symbol('hat_alpha')",
        "alpha hat",
    ),
    "tokens": Golden(
        Sym("s", sub=(Name("笔"), Name("本"))),
        r"s_{\text{笔},\text{本}}",
        "s_(笔,本)",
        "Symbol('s_{笔,本}')",
        "s sub 笔 本",
    ),
    "numbers": Golden(
        Sym("a", sub=(num(2), num(1))),
        "a_{2,1}",
        "a₂,₁",
        "Symbol('a_{2,1}')",
        "a sub 2 1",
    ),
    "one index": Golden(Sym("a", sub=(Sym("n"),)), "a_n", "aₙ", "a_n", "a sub n"),
    "head": Golden(
        Sym("A", sub=(num(1), num(2)), sup=(Group(num(1)),)),
        "A_{1,2}^{(1)}",
        "A₁,₂⁽¹⁾",
        "Symbol('A_{1,2}^1')",
        "A sub 1 2 superscript 1",
    ),
    "batch and head": Golden(
        Sym("A", sup=(Group(Sym("", sub=(num(1), num(2)))),)),
        "A^{(1,2)}",
        "A^(1,2)",
        "Symbol('A^{1,2}')",
        "A superscript 1 2",
    ),
    "projection": Golden(
        Product((Sym("X"), Sym("W", sub=(Sym("Q"),)))),
        "X W_Q",
        "X W_Q",
        "X*W_Q",
        "X times W sub Q",
    ),
    "softmax": Golden(
        Apply("softmax", (Fraction(Product((Q, Transpose(K))), Root(d_k)),)),
        r"\operatorname{softmax}\left( \frac{Q K^{\top}}{\sqrt{d_k}} \right)",
        "softmax(Q Kᵀ/√dₖ)",
        "softmax(Symbol('Q')*transpose(K)/sqrt(d_k))",
        "softmax of Q times K transpose, over the square root of d sub k",
    ),
    "transposed head": Golden(
        Transpose(Sym("K", sup=(Group(num(1)),))),
        r"(K^{(1)})^{\top}",
        "(K⁽¹⁾)ᵀ",
        "transpose(Symbol('K^1'))",
        "K superscript 1 transpose",
    ),
    "ln": Golden(
        Apply("ln", (num(3),), parentheses=False),
        r"\ln 3",
        "ln 3",
        "log(3)",
        "the natural logarithm of 3",
    ),
    "ln of a quotient": Golden(
        Apply("ln", (Fraction(num(3), num(4)),), parentheses=False),
        r"\ln \frac{3}{4}",
        "ln(3/4)",
        "log(3/4)",
        "the natural logarithm of 3 over 4",
    ),
    "ln times": Golden(
        Product((Apply("ln", (num(3),), parentheses=False), x)),
        r"(\ln 3) x",
        "(ln 3) x",
        "(log(3))*x",
        "the natural logarithm of 3 times x",
    ),
    "largest": Golden(
        Apply("max", (num(11), num(-9), num(11))),
        r"\max(11, -9, 11)",
        "max(11, −9, 11)",
        "Max(11, -9, 11)",
        "the largest of 11, minus 9, 11",
    ),
    "bare function": Golden(Apply("max", ()), r"\max", "max", "Max()", "the largest"),
    "difference in an exponent": Golden(
        Exp(Sum((s, Neg(m)))),
        "e^{s - m}",
        "eˢ⁻ᵐ",
        "exp(s - m)",
        "e to the power s minus m",
    ),
    "quotient in an exponent": Golden(
        Exp(Fraction(num(11), Root(num(5)))),
        r"e^{11/\sqrt{5}}",
        "e^(11/√5)",
        "exp(11/sqrt(5))",
        "e to the power 11 over the square root of 5",
    ),
    "letter in an exponent": Golden(
        Exp(Sym("s", sub=(num(1), num(2)))),
        "e^{s_{1,2}}",
        "e^(s₁,₂)",
        "exp(Symbol('s_{1,2}'))",
        "e to the power s sub 1 2",
    ),
    "product": Golden(
        Product((num(3), num(4)), "·"),
        r"3 \cdot 4",
        "3·4",
        "3*4",
        "3 times 4",
    ),
    "side by side": Golden(Product((num(3), num(4))), r"3 \cdot 4", "3·4", "3*4", "3 times 4"),
    "no mixed number": Golden(
        Product((num(2), half)),
        r"2 \cdot \frac{1}{2}",
        "2·(1/2)",
        "2*(1/2)",
        "2 times 1 over 2",
    ),
    "minus in a product": Golden(
        Sum((Product((num(1), num(2)), "·"), Product((num(-3), num(4)), "·"))),
        r"1 \cdot 2 + (-3) \cdot 4",
        "1·2 + (−3)·4",
        "1*2 + (-3)*4",
        "1 times 2 plus minus 3 times 4",
    ),
    "differences": Golden(
        Sum((num(-1), num(-2), Neg(x), Sci("-1.5", 3))),
        r"-1 - 2 - x - 1.5 \times 10^{3}",
        "−1 − 2 − x − 1.5 × 10³",
        "-1 - 2 - x - (3/2)*10**3",
        "minus 1 minus 2 minus x minus 1.5 times 10 to the 3",
    ),
    "minus minus": Golden(
        Sum((x, Neg(Neg(y)))),
        "x - (-y)",
        "x − (−y)",
        "x - (-y)",
        "x minus the quantity minus y",
    ),
    "minus a sum": Golden(
        Sum((x, Neg(Sum((y, num(-1)))))),
        "x - (y - 1)",
        "x − (y − 1)",
        "x - (y - 1)",
        "x minus the quantity y minus 1",
    ),
    "product of sums": Golden(
        Product((Sum((x, num(1))), Sum((y, num(2))))),
        "(x + 1) (y + 2)",
        "(x + 1) (y + 2)",
        "(x + 1)*(y + 2)",
        "the quantity x plus 1, end quantity, times the quantity y plus 2",
    ),
    "power of a quotient": Golden(
        Power(half, num(2)),
        r"\left( \frac{1}{2} \right)^2",
        "(1/2)²",
        "(1/2)**2",
        "the quantity 1 over 2, end quantity, squared",
    ),
    "power of a minus": Golden(
        Power(num(-3), Sym("n")),
        "(-3)^n",
        "(−3)ⁿ",
        "(-3)**n",
        "the quantity minus 3, end quantity, to the n",
    ),
    "tower": Golden(
        Power(num(2), Power(num(3), num(2))),
        "2^{3^2}",
        "2^(3²)",
        "2**(3**2)",
        "2 to the power 3 squared",
    ),
    "quotient of quotients": Golden(
        Fraction(half, Fraction(x, y)),
        r"\frac{\frac{1}{2}}{\frac{x}{y}}",
        "(1/2)/(x/y)",
        "(1/2)/(x/y)",
        "1 over 2, over the fraction x over y",
    ),
    "decimal": Golden(Num("-0.468"), "-0.468", "−0.468", "-117/250", "minus 0.468"),
    "small": Golden(
        Sci("9.05", -4),
        r"9.05 \times 10^{-4}",
        "9.05 × 10⁻⁴",
        "(181/20)*10**(-4)",
        "9.05 times 10 to the minus 4",
    ),
    "hidden": Golden(Neg(Infinity()), r"-\infty", "−∞", "-oo", "minus infinity"),
    "sum over": Golden(
        BigSum(Product((Sym("a", sub=(Sym("j"),)), y)), Sym("j"), num(1), Sym("n")),
        r"\sum_{j=1}^n a_j y",
        "Σⱼ₌₁ⁿ aⱼ y",
        "Sum(a_j*y, (j, 1, n))",
        "the sum over j from 1 to n of a sub j times y",
    ),
    "sum over all": Golden(
        Sum((BigSum(Sum((x, y)), Sym("j")), num(1))),
        r"\sum_j (x + y) + 1",
        "Σⱼ (x + y) + 1",
        "Sum(x + y, j) + 1",
        "the sum over j of the quantity x plus y, end quantity, plus 1",
    ),
    "norm": Golden(
        Product((half, Power(Group(Sum((S, Neg(Sym("T")))), "‖‖"), num(2)))),
        r"\frac{1}{2} \|S - T\|^2",
        "(1/2) ‖S − T‖²",
        "(1/2)*Norm(Symbol('S') - T)**2",
        "1 over 2 times the norm of S minus T squared",
    ),
    "gradient": Golden(
        Fraction(Product((Sym("partial"), Sym("L"))), Product((Sym("partial"), Sym("O")))),
        r"\frac{\partial L}{\partial O}",
        "∂ L/(∂ O)",
        "Symbol('partial')*L/(Symbol('partial')*Symbol('O'))",
        "partial times L, over partial times O",
    ),
    "chain": Golden(
        chain(S, ("=", Blank(3)), ("≈", Answer(Num("0.47"), 4))),
        r"S = \blank{3} \approx \answer{4}{0.47}",
        "S = ___ ≈ 0.47",
        "(Eq(Symbol('S'), Symbol('blank')), Approximately(Symbol('blank'), 47/100))",
        "S equals blank is about 0.47",
    ),
    "lines": Golden(
        Lines((chain(x, ("=", half), ("≈", Num("0.5"))), Chain((num(1),), ("≥",)))),
        "\\begin{aligned}\nx &= \\frac{1}{2} \\approx 0.5 \\\\\n&\\ge 1\n\\end{aligned}",
        "x = 1/2 ≈ 0.5; ≥ 1",
        "((Eq(x, 1/2), Approximately(1/2, 1/2)), 1, )",
        "x equals 1 over 2 is about 0.5. is at least 1",
    ),
    "grid": Golden(
        Grid(
            (
                (x, (Product((num(1), num(2)), "·"), num(-3)), Chain((num(-1),), ("=",))),
                (y, (num(4),), Chain((num(4),), ("=",))),
            )
        ),
        "\\begin{alignedat}{3}\nx &= 1 \\cdot 2 &&- 3 &&= -1 \\\\\ny &= 4 && &&= 4\n"
        "\\end{alignedat}",
        "x = 1·2 − 3 = −1; y = 4 = 4",
        "((Eq(x, 1*2 - 3), Eq(1*2 - 3, -1)), (Eq(y, 4), Eq(4, 4)), )",
        "x equals 1 times 2 minus 3 equals minus 1. y equals 4 equals 4",
    ),
    "matrix": Golden(
        Matrix(((num(1), half), (num(3), Dots()))),
        "\\begin{bmatrix}\n1 & \\frac{1}{2} \\\\\n3 & \\cdots\n\\end{bmatrix}",
        "[1, 1/2; 3, …]",
        "Matrix([[1, 1/2], [3, Symbol('dots')]])",
        "matrix of 2 by 2. row 1: 1, 1 over 2. row 2: 3, and so on",
    ),
    "named matrix": Golden(
        Matrix(
            ((num(1), num(2)), (num(3), num(4))), (Name("a"), Name("b")), (Name("c"), Name("%"))
        ),
        "\\begin{array}{r|cc}\n & \\text{c} & \\text{\\%} \\\\\n\\hline \\text{a} & 1 & 2 \\\\\n"
        "\\text{b} & 3 & 4\n\\end{array}",
        "[c, %; a: 1, 2; b: 3, 4]",
        "Matrix([[1, 2], [3, 4]])",
        "matrix of 2 by 2. columns c, %. a: 1, 2. b: 3, 4",
    ),
    "words": Golden(
        chain(S, ("→", Word("undefined"))),
        r"S \to \text{undefined}",
        "S → undefined",
        "Approaches(Symbol('S'), Symbol('undefined'))",
        "S tends to undefined",
    ),
}
