"""How one text looks: language, decimals, names; and the pieces that styles make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.campaigns.texts.author import Cell, Cells
from tests.campaigns.texts.languages import COMMA, LANGUAGES
from tests.campaigns.texts.marks import Marks

NAMES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "X": (("X", "X", "X"), (r"\mathbf{X}", "X", "x"), ("E", "E", "emb")),
    "Q": (("Q", "Q", "Q"), (r"\mathbf{Q}", "Q", "q"), ("Q", "Q", "queries")),
    "K": (("K", "K", "K"), (r"\mathbf{K}", "K", "k"), ("K", "K", "keys")),
    "V": (("V", "V", "V"), (r"\mathbf{V}", "V", "v"), ("V", "V", "values")),
    "scores": (
        ("S", "S", "scores"),
        (r"QK^\top", "QKᵀ", "scores"),
        ("QK^T", "Q·K^T", "S"),
        (r"\text{scores}", "scores", "raw_scores"),
        ("E", "E", "logits"),
    ),
    "scaled": (
        (r"\tilde S", "S'", "scaled"),
        (r"\frac{QK^\top}{\sqrt{d_k}}", "QKᵀ/√d_k", "scaled"),
        (r"S / \sqrt{d_k}", "S / √d_k", "scaled_scores"),
        (r"\text{scaled}", "scaled", "scaled"),
    ),
    "masked": ((r"\hat S", "masked", "masked"), (r"S + M", "S + M", "masked_scores")),
    "exponentials": ((r"\exp(\tilde S)", "exp", "exps"), (r"e^{s_{ij}}", "e^s", "exp_scores")),
    "row_sums": (("Z", "Z", "sums"), (r"\sum_j e^{s_{ij}}", "Σ", "denominators")),
    "weights": (
        ("A", "A", "weights"),
        (r"\alpha", "α", "attn"),
        ("P", "P", "attention_weights"),
        (r"\operatorname{softmax}(\tilde S)", "softmax", "A"),
    ),
    "output": (
        ("O", "O", "output"),
        ("Z", "Z", "out"),
        ("AV", "A·V", "context"),
        (r"\text{Attention}(Q,K,V)", "Attention(Q, K, V)", "Z"),
        ("C", "C", "ctx"),
    ),
    "concat": ((r"\text{Concat}", "Concat", "concat"),),
    "projected": ((r"\text{MultiHead}", "MultiHead", "mha_out"), (r"Y", "Y", "y")),
    "W_O": (("W_O", "W_O", "W_o"), ("W^O", "W^O", "W_O")),
}
"""Names of each array in LaTeX, in plain text and in code."""


@dataclass(frozen=True)
class Piece:
    """A part of a text: ``para head code out math table html``, with a word on its kind."""

    kind: str
    text: str
    word: str = ""


@dataclass(frozen=True)
class Block:
    """One array to be printed, rows as the layout has them.

    ``formula`` is what it is computed from, in LaTeX, plain text and code; "" for sources.
    ``suffix``: what names the head in LaTeX.  ``operands``: the matrices of that product, printed
    before the result.
    """

    stage: str
    head: int | None
    cells: Cells
    names: tuple[str, str, str]
    formula: tuple[str, str, str] = ("", "", "")
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    optional: bool = False
    suffix: str = ""
    operands: tuple[Cells, ...] = ()


@dataclass
class Look:
    """What is drawn once for a text.

    ``first``: the number of the first token; ``percent``: weights are printed in per cent;
    ``stressed``: some weights in bold; ``summed``: "sum = 1" behind rows of weights.
    """

    rng: Random
    language: str
    comma: bool
    ending: str
    marks: Marks
    tokens: tuple[str, ...]
    names: Mapping[str, tuple[str, str, str]]
    minus: str
    first: int
    percent: bool
    stressed: bool
    summed: bool

    def say(self, key: str, **parts: object) -> str:
        """A sentence of the language."""
        return LANGUAGES[self.language][key].format(**parts)

    def number(
        self,
        cell: Cell,
        tex: bool = False,
        program: bool = False,
        equation: str = "",
        optional: bool = False,
    ) -> str:
        """A cell as it is printed, with its mark."""
        if not cell.text:
            shown = r"-\infty" if tex else "-inf" if program else "-∞"
            return self.marks.put(shown, cell, "", True)
        shown = cell.text
        if not program:
            shown = self._by_hand(cell, tex)
        return self.marks.put(shown, cell, equation, optional or cell.kind == "given")

    def stress(self, block: Block, text: str, before: str, after: str) -> str:
        """A number in bold, now and then."""
        bold = self.stressed and block.stage == "weights" and self.rng.random() < 0.25
        return f"{before}{text}{after}" if bold else text

    def total(self, block: Block) -> str:
        """What stands behind a row of weights."""
        shown = self.summed and block.stage == "weights"
        return f"   ({self.say('sum')} = 1)" if shown else ""

    def _by_hand(self, cell: Cell, tex: bool) -> str:
        """The digits with the text's decimal sign, minus and per cent."""
        shown = cell.text
        if self.percent and cell.stage == "weights":
            shown = f"{Decimal(shown).scaleb(2):f}" + (r"\%" if tex else "%")
        if self.comma:
            shown = shown.replace(".", "{,}" if tex else ",")
        return shown if tex else shown.replace("-", self.minus)

    @property
    def parted(self) -> str:
        """What stands between the entries of a list."""
        return " ; " if self.comma else ", "

    def vector(self, cells: list[Cell], program: bool = False, optional: bool = False) -> str:
        """A row as a list in brackets."""
        part = ", " if program else self.parted
        shown = [self.number(cell, program=program, optional=optional) for cell in cells]
        return f"[{part.join(shown)}]"


def draw_look(rng: Random, language: str, ending: str) -> Look:
    """A look for this language and type of file."""
    letters = LANGUAGES[language]["tokens"].split(";")
    first = rng.choices((1, 0), (85, 15))[0]
    counted = [str(first + k) for k in range(5)]
    tokens = rng.choice((tuple(letters), tuple(f"t{k}" for k in counted), tuple(counted)))
    names = {stage: rng.choice(choices) for stage, choices in NAMES.items()}
    comma = language in COMMA and rng.random() < 0.5
    return Look(
        rng=rng,
        language=language,
        comma=comma,
        ending=ending,
        marks=Marks(),
        tokens=tokens,
        names=names,
        minus=rng.choices(("-", "−"), (85, 15))[0],
        first=first,
        percent=rng.random() < 0.05,
        stressed=rng.random() < 0.1,
        summed=rng.random() < 0.15,
    )
