"""The forward pass as a recipe: softmax(QKᵀ/√d_k)V and all that may stand around it.

Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1, equation (1)
(scores to output) and section 3.2.2 (heads, concat, W^O).  Every line is
written for row vectors; the column layout is the same computation, shown
transposed.
"""

from __future__ import annotations

from symattn.derivation.recipe import Line, Recipe
from symattn.problem.model import Problem

__all__ = ["SOFTMAX", "forward"]

SOFTMAX = ("exponentials", "row_sums", "weights")


def forward(problem: Problem) -> Recipe:
    """The recipe of a problem: lines for Q, K, V through weights, output and projection."""
    lines = _positions(problem)
    if "scores" in problem.inputs:
        lines.append(Line("scores", "copy", ("scores_given",)))
        if _has_values(problem):
            lines += _projection(problem, "V")
    else:
        for which in ("Q", "K", "V") if _has_values(problem) else ("Q", "K"):
            lines += _projection(problem, which)
        lines += _scores(problem)
    lines += _logits(problem)
    lines += _softmax(problem)
    lines += _dropout(problem)
    if _has_values(problem):
        lines += _output(problem)
    return Recipe(tuple(lines))


def _has_values(problem: Problem) -> bool:
    return "V" in problem.inputs or "X" in problem.inputs


def _source(problem: Problem, which: str) -> str:
    if which in problem.inputs:
        return f"{which}_given"
    source = "Y" if which != "Q" and "Y" in problem.inputs else "X"
    return _EMBEDDED[source] if problem.positions != "none" else source


_EMBEDDED = {"X": "embedded", "Y": "embedded_keys"}


def _positions(problem: Problem) -> list[Line]:
    """Encodings added to the tokens of each sequence, where the problem has positions."""
    if problem.positions == "none":
        return []
    lines = [
        Line("positional", "positions", ("X",)),
        Line("embedded", "plus", ("X", "positional")),
    ]
    if "Y" in problem.inputs:
        lines.append(Line("_positional_keys", "positions", ("Y",)))
        lines.append(Line("embedded_keys", "plus", ("Y", "_positional_keys")))
    return lines


def _projection(problem: Problem, which: str) -> list[Line]:
    """Q = X W_Q + b_Q, split into heads; a copy where nothing is to be done."""
    source, weight, bias = _source(problem, which), f"W_{which}", f"b_{which}"
    todo: list[tuple[str, str, tuple[str, ...], dict[str, object]]] = []
    given = which in problem.inputs
    if not given and weight in problem.inputs:
        if problem.per_head_projections:
            todo.append(("heads", "expand", (), {}))
        todo.append(("product", "product", (weight,), {}))
    if not given and bias in problem.inputs:
        todo.append(("biased", "plus", (bias,), {}))
    heads = problem.heads if which == "Q" else problem.kv_heads
    if not given and problem.heads > 1 and not problem.per_head_projections:
        todo.append(("split", "split", (), {"heads": heads}))
    if not todo:
        return [Line(which, "copy", (source,))]
    lines: list[Line] = []
    for position, (stem, op, more, how) in enumerate(todo):
        name = which if position == len(todo) - 1 else f"_{which}_{stem}"
        lines.append(Line(name, op, (source, *more), how))
        source = name
    return lines


def _grouped(problem: Problem, which: str) -> tuple[str, list[Line]]:
    """K or V as the query heads read it: query head h reads head h // (heads / kv_heads)."""
    if problem.heads == problem.kv_heads:
        return which, []
    group = problem.heads // problem.kv_heads
    name = f"_{which}_repeated"
    return name, [Line(name, "repeat", (which,), {"group": group})]


def _scores(problem: Problem) -> list[Line]:
    """Dot products Q Kᵀ, or tanh(Q W_q + K W_k) w_v."""
    if problem.kind == "additive":
        return [
            Line("projected_queries", "product", ("Q", "W_q")),
            Line("projected_keys", "product", ("K", "W_k")),
            Line("hidden", "hidden", ("projected_queries", "projected_keys")),
            Line("scores", "weigh", ("hidden", "w_v")),
        ]
    keys, lines = _grouped(problem, "K")
    return [*lines, Line("scores", "product", ("Q", keys), {"turn": "second"})]


def _logits(problem: Problem) -> list[Line]:
    """Scores to exponents: scale, then bias, then mask."""
    plain = problem.scale_kind == "none"
    how = {} if plain else {"by": problem.scale}
    lines = [Line("scaled", "copy" if plain else "times", ("scores",), how)]
    last = "scaled"
    if problem.bias is not None:
        lines.append(Line("biased", "plus", (last, "bias")))
        last = "biased"
    if problem.visible is not None:
        lines.append(
            Line("masked", "fill", (last,), {"where": problem.visible, "fill": problem.fill})
        )
        last = "masked"
    if problem.shift == "max":
        lines.append(Line("_row_max", "largest", (last,)))
        lines.append(Line("_shifted", "minus_rows", (last, "_row_max")))
        last = "_shifted"
    return [*lines, Line("exponentials", "exp", (last,), {"base": problem.base})]


def _softmax(problem: Problem) -> list[Line]:
    return [
        Line("row_sums", "sum_rows", ("exponentials",)),
        Line("weights", "divide", ("exponentials", "row_sums"), {"empty": problem.empty_rows}),
    ]


def _dropout(problem: Problem) -> list[Line]:
    """The weights that the output reads: in expectation where no kept entries are named."""
    dropout = problem.dropout
    if dropout is None:
        return []
    if dropout.keep is None:
        return [Line("dropped", "copy", ("weights",))]
    how = {"p": dropout.p, "keep": dropout.keep}
    return [Line("dropped", "dropout", ("weights",), how)]


def _output(problem: Problem) -> list[Line]:
    values, lines = _grouped(problem, "V")
    weights = "weights" if problem.dropout is None else "dropped"
    lines.append(Line("terms", "terms", (weights, values)))
    lines.append(Line("output", "product", (weights, values)))
    if problem.dropout is not None and problem.dropout.keep is None:
        how = {"p": problem.dropout.p}
        lines.append(Line("output_variance", "dropout_variance", ("weights", values), how))
    last = "output"
    if problem.heads > 1 or problem.per_head_projections:
        lines.append(Line("concat", "join", (last,)))
        last = "concat"
    if "W_O" in problem.inputs:
        biased = "b_O" in problem.inputs
        lines.append(
            Line("_projected_product" if biased else "projected", "product", (last, "W_O"))
        )
        if biased:
            lines.append(Line("projected", "plus", ("_projected_product", "b_O")))
    return lines
