"""The forward pass as a recipe: softmax(QKᵀ/√d_k)V and all that may stand around it.

Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1, equation (1)
(scores to output) and section 3.2.2 (heads, concat, W^O).  Every line is
written for row vectors; the column layout is the same computation, shown
transposed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from symattn.derivation.recipe import Line, Recipe
from symattn.problem.model import Problem
from symattn.problem.stages import STAGES, Family, family, present, result

__all__ = ["LINES", "forward"]

Makes: TypeAlias = Callable[[Problem, str], list[Line]]


def forward(problem: Problem) -> Recipe:
    """The recipe of a problem: lines for Q, K, V through weights, output and projection.

    Raises ValueError for a row of the table of stages that no line here makes.
    """
    lines = _positions(problem)
    if "scores" in problem.inputs:
        lines.append(Line("scores", "copy", ("scores_given",)))
    for which in ("Q", "K", "V"):
        if STAGES[which].when(vars(problem)):
            lines += _projection(problem, which)
    if "scores" not in problem.inputs:
        lines += _scores(problem)
    lines += _chain(problem, "scores", "logits", "softmax", "weights")
    if problem.d_v is not None:
        lines += _output(problem)
    made = Recipe(tuple(lines))
    for stage in present(vars(problem)):
        if stage not in made and family(stage) != "loss":  # which the backward pass makes
            raise ValueError(f"no line of derivation/forward.py makes the stage {stage}")
    return made


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


def _chain(problem: Problem, last: str, *families: Family) -> list[Line]:
    """The lines of these families, each made from the stage before it, the first from ``last``."""
    lines: list[Line] = []
    for stage in present(vars(problem), *families):
        lines += LINES[stage](problem, last)
        last = stage
    return lines


def _scaled(problem: Problem, last: str) -> list[Line]:
    if problem.scale_kind == "none":
        return [Line("scaled", "copy", (last,))]
    return [Line("scaled", "times", (last,), {"by": problem.scale})]


def _biased(problem: Problem, last: str) -> list[Line]:
    return [Line("biased", "plus", (last, "bias"))]


def _masked(problem: Problem, last: str) -> list[Line]:
    how = {"where": problem.visible, "fill": problem.fill}
    return [Line("masked", "fill", (last,), how)]


def _exponentials(problem: Problem, last: str) -> list[Line]:
    """The powers of the scores, of each row's largest taken out where the problem says so."""
    lines: list[Line] = []
    if problem.shift == "max":
        lines.append(Line("_row_max", "largest", (last,)))
        lines.append(Line("_shifted", "minus_rows", (last, "_row_max")))
        last = "_shifted"
    return [*lines, Line("exponentials", "exp", (last,), {"base": problem.base})]


def _row_sums(problem: Problem, last: str) -> list[Line]:
    return [Line("row_sums", "sum_rows", (last,))]


def _weights(problem: Problem, last: str) -> list[Line]:
    return [Line("weights", "divide", ("exponentials", last), {"empty": problem.empty_rows})]


def _dropped(problem: Problem, last: str) -> list[Line]:
    """The weights that the output reads: in expectation where no kept entries are named."""
    dropout = problem.dropout
    if dropout is None or dropout.keep is None:
        return [Line("dropped", "copy", (last,))]
    return [Line("dropped", "dropout", (last,), {"p": dropout.p, "keep": dropout.keep})]


def _concat(problem: Problem, last: str) -> list[Line]:
    return [Line("concat", "join", (last,))]


def _projected(problem: Problem, last: str) -> list[Line]:
    if "b_O" not in problem.inputs:
        return [Line("projected", "product", (last, "W_O"))]
    return [
        Line("_projected_product", "product", (last, "W_O")),
        Line("projected", "plus", ("_projected_product", "b_O")),
    ]


LINES: Mapping[str, Makes] = {
    "scaled": _scaled,
    "biased": _biased,
    "masked": _masked,
    "exponentials": _exponentials,
    "row_sums": _row_sums,
    "weights": _weights,
    "dropped": _dropped,
    "concat": _concat,
    "projected": _projected,
}
"""What makes each stage of a chain from the name of the stage before it: the scores on their
way to the softmax, the softmax, the weights, the outputs of heads.  Which of them a problem
has, and in which order, stands in the table of stages."""


def _output(problem: Problem) -> list[Line]:
    values, lines = _grouped(problem, "V")
    weights = result(present(vars(problem), "weights"))
    lines.append(Line("terms", "terms", (weights, values)))
    lines.append(Line("output", "product", (weights, values)))
    if problem.dropout is not None and present(vars(problem), "spread"):
        how = {"p": problem.dropout.p}
        lines.append(Line("output_variance", "dropout_variance", ("weights", values), how))
    return [*lines, *_chain(problem, "output", "joined")]
