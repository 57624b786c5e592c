"""Numbers that are no results of the worked problem: nothing of them may be called wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from tests.campaigns.texts.author import Cell
from tests.campaigns.texts.decimals import write
from tests.campaigns.texts.look import Look, Piece

Distractor = Callable[[Look], list[Piece]]


def _shown(look: Look, number: str) -> str:
    return number.replace(".", ",") if look.comma else number


def _table(look: Look, head: list[str], rows: list[list[str]]) -> Piece:
    """A table as this type of file has them."""
    rows = [[_shown(look, cell) for cell in row] for row in rows]
    if look.ending in ("md", "qmd", "ipynb"):
        lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
        return Piece("table", "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]]))
    if look.ending == "html":
        lines = [
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (head, *rows)
        ]
        return Piece("html", "<table>\n" + "\n".join(lines) + "\n</table>")
    lines = ["  ".join(f"{cell:>10}" for cell in row) for row in (head, *rows)]
    return Piece("out", "\n".join(lines))


def _simulation(look: Look) -> list[Piece]:
    rng, rows = look.rng, []
    for d in (4, 16, 64, 256)[: rng.randint(2, 4)]:
        spread = d * rng.uniform(0.96, 1.04)
        rows.append([str(d), f"{spread:.2f}", f"{spread / d:.2f}", f"{rng.uniform(0.3, 0.99):.2f}"])
    head = ["d", "Var", "Var/d", "max"]
    return [Piece("head", look.say("simulation"), "2"), _table(look, head, rows)]


def _other(look: Look) -> list[Piece]:
    rng = look.rng
    names = ("RNN", "LSTM", "Transformer")[: rng.randint(2, 3)]
    rows = []
    for name in names:
        score, rate = rng.uniform(20, 42), rng.uniform(0.5, 0.99)
        rows.append([name, f"{score:.1f}", f"{rate:.3f}", str(rng.randint(2, 340))])
    return [Piece("head", look.say("other"), "2"), _table(look, ["model", "BLEU", "F1", "M"], rows)]


def _shapes(look: Look) -> list[Piece]:
    n, d = look.rng.randint(2, 6), look.rng.choice((4, 8, 64, 512))
    text = look.say("shapes", s=f"({n}, {d})")
    if look.rng.random() < 0.5:
        return [Piece("para", text)]
    code = f"print(Q.shape, K.shape)  # ({n}, {d}) ({n}, {d})"
    return [Piece("para", text), Piece("code", code, "python")]


def _layernorm(look: Look) -> list[Piece]:
    a = look.rng.choice(("0.707", "1.000", "1.225"))
    rows = [[a, "0.000", f"-{a}"], [f"-{a}", a, "0.000"]]
    return [Piece("head", look.say("layernorm"), "2"), _table(look, ["1", "2", "3"], rows)]


def _softmax(look: Look) -> tuple[list[str], list[str], str]:
    """Scores of their own, with their weights: right, and optional to judge."""
    scores = [Decimal(look.rng.randint(0, 30)) / 10 for _ in range(look.rng.randint(2, 4))]
    powers = [score.exp() for score in scores]
    weights = [power / sum(powers) for power in powers]
    shown = [
        look.number(Cell(write(w, 3), "right", "weights", (0, j)), optional=True)
        for j, w in enumerate(weights)
    ]
    exps = [
        look.number(Cell(write(p, 3), "right", "exponentials", (0, j)), optional=True)
        for j, p in enumerate(powers)
    ]
    part = look.parted
    return exps, shown, f"[{part.join(_shown(look, f'{s:.1f}') for s in scores)}]"


def _exercise(look: Look) -> list[Piece]:
    exps, weights, scores = _softmax(look)
    part = look.parted
    pieces = [Piece("head", look.say("exercise", v=scores), "2")]
    lines = [f"exp: [{part.join(exps)}]"] if look.rng.random() < 0.5 else []
    return [*pieces, Piece("out", "\n".join([*lines, f"softmax: [{part.join(weights)}]"]))]


def _warm_up(look: Look) -> list[Piece]:
    _, weights, scores = _softmax(look)
    line = f"softmax({scores}) = [{look.parted.join(weights)}]"
    return [Piece("head", look.say("before"), "2"), Piece("para", line)]


def _literal(look: Look) -> list[Piece]:
    lines = ["p = [0.3, 0.3, 0.4]", "lr = 3e-4", "print(sum(p))"]
    return [Piece("code", "\n".join(lines), "python")]


def _settings(look: Look) -> list[Piece]:
    lines = ["d_model = 512", "n_heads = 8", "dropout = 0.1", "seed = 42"]
    return [Piece("code", "\n".join(lines[: look.rng.randint(2, 4)]), "yaml")]


def _reference(look: Look) -> list[Piece]:
    return [Piece("para", "Vaswani et al. (2017), NeurIPS 30, 5998–6008.")]


def _parameters(look: Look) -> list[Piece]:
    d = look.rng.choice((64, 128, 512))
    return [Piece("para", f"d_model = {d}: 4·{d}·{d} = {4 * d * d}")]


DISTRACTORS: Mapping[str, Distractor] = {
    "simulation": _simulation,
    "other results": _other,
    "shapes": _shapes,
    "layer norm": _layernorm,
    "exercise": _exercise,
    "warm-up": _warm_up,
    "literal": _literal,
    "settings": _settings,
    "reference": _reference,
    "parameters": _parameters,
}
"""What else a text holds, by name."""
