"""The recipe of each problem, line by line as the paper has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import symattn as sa
from symattn.derivation.forward import LINES, forward
from symattn.problem.stages import STAGES, names

X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]
W = [[1, 0, 2, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 2]]
HALF = [row[:2] for row in W]
PER_HEAD = [HALF, [row[2:] for row in W]]
SOFTMAX = [
    ("exponentials", "exp", ("scaled",)),
    ("row_sums", "sum_rows", ("exponentials",)),
    ("weights", "divide", ("exponentials", "row_sums")),
]
OUTPUT = [("terms", "terms", ("weights", "V")), ("output", "product", ("weights", "V"))]
SCALED = [("scores", "product", ("Q", "K")), ("scaled", "times", ("scores",))]


def lines(**problem: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(line.name, line.op, line.of) for line in forward(sa.Problem(**problem))]


def copies(*sources: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(name, "copy", (source,)) for name, source in zip("QKV", sources, strict=True)]


def how(name: str, **problem: Any) -> dict[str, object]:
    return dict(forward(sa.Problem(**problem))[name].how)


def test_plain_self_attention() -> None:
    assert lines(X=X) == [*copies("X", "X", "X"), *SCALED, *SOFTMAX, *OUTPUT]


def test_cross_attention_and_given_matrices() -> None:
    assert lines(X=X, Y=X[:2])[:3] == copies("X", "Y", "Y")
    assert lines(Q=X, K=X, V=X)[:3] == copies("Q_given", "K_given", "V_given")
    assert lines(Q=X, K=X) == [*copies("Q_given", "K_given", "")[:2], *SCALED, *SOFTMAX]
    mixed = lines(X=X, K=X, V=X, W_Q=W)
    assert mixed[:3] == [("Q", "product", ("X", "W_Q")), *copies("", "K_given", "V_given")[1:]]


def test_scores_given() -> None:
    found = lines(scores=[[1, 2]], V=[[1], [2]])
    assert found[:3] == [
        ("scores", "copy", ("scores_given",)),
        ("V", "copy", ("V_given",)),
        ("scaled", "copy", ("scores",)),
    ]
    assert found[3:] == [*SOFTMAX, *OUTPUT]
    assert lines(scores=[[1, 2]]) == [found[0], found[2], *SOFTMAX]


def test_projections_with_biases() -> None:
    found = lines(X=X, Y=X, W_Q=W, W_K=W, W_V=W, b_Q=[1, 2, 3, 4], b_V=[1, 0, 0, 0])
    assert found[:5] == [
        ("_Q_product", "product", ("X", "W_Q")),
        ("Q", "plus", ("_Q_product", "b_Q")),
        ("K", "product", ("Y", "W_K")),
        ("_V_product", "product", ("Y", "W_V")),
        ("V", "plus", ("_V_product", "b_V")),
    ]


def test_heads_are_split_and_joined() -> None:
    given = {"X": X, "W_Q": W, "W_K": W, "b_K": [1, 2, 3, 4], "heads": 2, "W_O": W}
    found = lines(**given)
    assert found[:6] == [
        ("_Q_product", "product", ("X", "W_Q")),
        ("Q", "split", ("_Q_product",)),
        ("_K_product", "product", ("X", "W_K")),
        ("_K_biased", "plus", ("_K_product", "b_K")),
        ("K", "split", ("_K_biased",)),
        ("V", "split", ("X",)),
    ]
    assert found[-4:] == [
        *OUTPUT,
        ("concat", "join", ("output",)),
        ("projected", "product", ("concat", "W_O")),
    ]
    assert how("Q", **given) == {"heads": 2}
    assert how("K", **given) == {"heads": 2}
    assert how("_Q_product", **given) == {}


def test_shared_keys_are_repeated_for_each_group() -> None:
    given = {"X": X, "W_Q": W, "W_K": HALF, "W_V": HALF, "heads": 4, "kv_heads": 2}
    found = lines(**given)
    assert ("_K_repeated", "repeat", ("K",)) in found
    assert ("scores", "product", ("Q", "_K_repeated")) in found
    assert ("_V_repeated", "repeat", ("V",)) in found
    assert ("terms", "terms", ("weights", "_V_repeated")) in found
    assert ("output", "product", ("weights", "_V_repeated")) in found
    assert (how("Q", **given), how("K", **given)) == ({"heads": 4}, {"heads": 2})
    assert how("V", **given) == {"heads": 2}
    assert how("_K_repeated", **given) == how("_V_repeated", **given) == {"group": 2}
    assert type(how("_K_repeated", **given)["group"]) is int


def test_given_heads_are_not_split() -> None:
    found = lines(Q=[X, X], K=[X, X], V=[X, X], heads=2)
    assert found[:3] == copies("Q_given", "K_given", "V_given")


def test_a_projection_for_each_head_stretches_the_tokens() -> None:
    found = lines(X=X, W_Q=PER_HEAD, W_K=PER_HEAD, b_Q=[1, 0, 0, 1], heads=2, V=[X, X])
    assert found[:5] == [
        ("_Q_heads", "expand", ("X",)),
        ("_Q_product", "product", ("_Q_heads", "W_Q")),
        ("Q", "plus", ("_Q_product", "b_Q")),
        ("_K_heads", "expand", ("X",)),
        ("K", "product", ("_K_heads", "W_K")),
    ]


def test_additive_scores() -> None:
    found = lines(
        kind="additive", Q=[[1]], K=[[1], [2]], V=[[1], [2]], W_q=[[1]], W_k=[[2]], w_v=[1]
    )
    assert found[3:8] == [
        ("projected_queries", "product", ("Q", "W_q")),
        ("projected_keys", "product", ("K", "W_k")),
        ("hidden", "hidden", ("projected_queries", "projected_keys")),
        ("scores", "weigh", ("hidden", "w_v")),
        ("scaled", "copy", ("scores",)),
    ]


def test_bias_mask_and_shift_in_their_order() -> None:
    given: dict[str, Any] = {"X": X, "bias": [[0, 1, 2]] * 3, "mask": "causal", "base": 3}
    found = lines(**given, shift="max")
    assert found[4:] == [
        ("scaled", "times", ("scores",)),
        ("biased", "plus", ("scaled", "bias")),
        ("masked", "fill", ("biased",)),
        ("_row_max", "largest", ("masked",)),
        ("_shifted", "minus_rows", ("masked", "_row_max")),
        ("exponentials", "exp", ("_shifted",)),
        *SOFTMAX[1:],
        *OUTPUT,
    ]
    problem = sa.Problem(**given, mask_fill="-7")
    assert dict(forward(problem)["masked"].how) == {"where": problem.visible, "fill": problem.fill}
    assert str(problem.fill) == "-7"
    assert dict(forward(problem)["exponentials"].how) == {"base": 3}
    assert how("exponentials", X=X) == {"base": None}
    assert how("scaled", X=X) == {"by": sa.Problem(X=X).scale}
    assert how("scores", X=X) == {"turn": "second"}
    for empty in ("zero", "undefined"):
        assert how("weights", X=X, empty_rows=empty) == {"empty": empty}


def test_no_scale_is_a_copy() -> None:
    assert ("scaled", "copy", ("scores",)) in lines(X=X, scale="none")


def test_positions_are_added_to_each_sequence() -> None:
    found = lines(X=X, Y=X, positions="sinusoidal", W_Q=W)
    assert found[:7] == [
        ("positional", "positions", ("X",)),
        ("embedded", "plus", ("X", "positional")),
        ("_positional_keys", "positions", ("Y",)),
        ("embedded_keys", "plus", ("Y", "_positional_keys")),
        ("Q", "product", ("embedded", "W_Q")),
        *copies("", "embedded_keys", "embedded_keys")[1:],
    ]
    assert lines(X=X, positions="sinusoidal")[:3] == [*found[:2], ("Q", "copy", ("embedded",))]


def test_dropout_with_and_without_the_kept_entries() -> None:
    keep = [[1, 0, 1]] * 3
    found = lines(X=X, dropout={"p": "1/3", "keep": keep})
    assert found[-3:] == [
        ("dropped", "dropout", ("weights",)),
        ("terms", "terms", ("dropped", "V")),
        ("output", "product", ("dropped", "V")),
    ]
    problem = sa.Problem(X=X, dropout={"p": "1/3", "keep": keep})
    assert problem.dropout is not None
    dropped = dict(forward(problem)["dropped"].how)
    assert dropped == {"p": problem.dropout.p, "keep": problem.dropout.keep}
    assert str(problem.dropout.p) == "1/3"
    found = lines(X=X, dropout={"p": "1/3"})
    assert found[-4:] == [
        ("dropped", "copy", ("weights",)),
        ("terms", "terms", ("dropped", "V")),
        ("output", "product", ("dropped", "V")),
        ("output_variance", "dropout_variance", ("weights", "V")),
    ]
    assert str(how("output_variance", X=X, dropout={"p": "1/3"})["p"]) == "1/3"
    assert list(how("output_variance", X=X, dropout={"p": "1/3"})) == ["p"]
    shared = {"X": X, "W_Q": W, "W_K": HALF, "W_V": HALF, "heads": 4, "kv_heads": 2}
    found = lines(**shared, dropout={"p": "1/3"})
    assert ("output_variance", "dropout_variance", ("weights", "_V_repeated")) in found
    assert lines(Q=X, K=X, dropout={"p": "1/3"})[-1] == ("dropped", "copy", ("weights",))


def test_the_projection_of_the_output() -> None:
    plain = lines(X=X, W_O=W)
    assert plain[-2:] == [OUTPUT[-1], ("projected", "product", ("output", "W_O"))]
    assert lines(X=X, W_O=W, b_O=[1, 2, 3, 4])[-2:] == [
        ("_projected_product", "product", ("output", "W_O")),
        ("projected", "plus", ("_projected_product", "b_O")),
    ]


def test_every_stage_of_a_chain_has_what_makes_it() -> None:
    chained = names("logits", "softmax", "weights", "joined")
    assert set(LINES) == set(chained)


@pytest.mark.parametrize("heads", [1, 2])
def test_every_line_reads_what_stands_before_it(heads: int) -> None:
    seen = {"X", "W_Q", "b_Q", "W_O", "b_O", "bias"}
    recipe = forward(
        sa.Problem(
            X=X, W_Q=W, b_Q=[1, 0, 0, 1], W_O=W, b_O=[1, 1, 0, 0], bias=[[0, 1, 2]] * 3, heads=heads
        )
    )
    for line in recipe:
        assert seen.issuperset(line.of), line
        seen.add(line.name)


def test_a_row_of_the_table_without_a_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    row = replace(STAGES["output"], name="gated", after="output")
    monkeypatch.setitem(STAGES, "gated", row)
    with pytest.raises(ValueError) as error:
        forward(sa.Problem(X=X))
    assert str(error.value) == "no line of derivation/forward.py makes the stage gated"


def test_the_loss_is_left_to_the_backward_pass() -> None:
    found = lines(X=X, gradient={"target": X})
    assert [name for name, *_ in found][-1] == "output"
