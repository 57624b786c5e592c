"""Mistakes with whole matrices: each product by mpmath (or by hand) from the wrong matrices."""

from __future__ import annotations

from typing import Any

from tests.mistakes.wrongly import product, results, same, soft, told, turned, ways_of

Q, K, V = [[1, 2], [0, 1]], [[1, 0], [2, 1]], [[1, 0], [3, 2]]
PAIR: dict[str, Any] = {"Q": Q, "K": K, "V": V, "scale": "none"}
GIVEN: dict[str, Any] = {"scores": [[1, 2], [3, 1]], "V": V, "scale": "none"}
ADDITIVE: dict[str, Any] = {
    "Q": Q,
    "K": K,
    "V": V,
    "kind": "additive",
    "W_q": [[1, 0], [0, 1]],
    "W_k": [[1, 0], [0, 1]],
    "w_v": [1, 1],
    "scale": "none",
}


def test_keys_not_transposed() -> None:
    assert same(results("keys_not_transposed", PAIR, "scores"), [[product(Q, K)]])
    assert ways_of("keys_not_transposed", {**PAIR, "K": [[1, 0]] * 3, "V": [[1]] * 3}) == []
    assert ways_of("keys_not_transposed", GIVEN) == []
    assert ways_of("keys_not_transposed", ADDITIVE) == []


def test_queries_and_keys_swapped() -> None:
    assert same(results("queries_keys_swapped", PAIR, "scores"), [[product(K, turned(Q))]])
    assert ways_of("queries_keys_swapped", {**PAIR, "Q": [[1, 2]]}) == []
    assert ways_of("queries_keys_swapped", GIVEN) == []


def test_sequences_exchanged() -> None:
    x, y = [[1, 0], [1, 2]], [[2, 1], [0, 1]]
    cross: dict[str, Any] = {"X": x, "Y": y, "scale": "none"}
    (found,) = results("sequences_exchanged", cross, "Q", "K", "V", "scores")
    assert same(found, [y, x, x, product(y, turned(x))])
    assert ways_of("sequences_exchanged", {"X": x}) == []
    assert ways_of("sequences_exchanged", {**cross, "Y": [*y, [1, 1]]}) == []
    wide = {
        **cross,
        "Y": [[2, 1, 0], [0, 1, 0]],
        "W_Q": K,
        "W_K": [*K, [0, 0]],
        "W_V": [*K, [1, 1]],
    }
    assert ways_of("sequences_exchanged", wide) == []


X, WQ, WK, WV = [[1, 2], [0, 1], [2, 1]], [[1, 2], [0, 1]], [[1, 0], [1, 1]], [[2, 1], [1, 3]]
TOKENS: dict[str, Any] = {"X": X, "W_Q": WQ, "W_K": WK, "W_V": WV, "scale": "none"}


def test_projections_transposed() -> None:
    found = results("projection_transposed", TOKENS, "Q", "K", "V")
    plain = {"Q": product(X, WQ), "K": product(X, WK), "V": product(X, WV)}
    wrong = {"Q": product(X, turned(WQ)), "K": product(X, turned(WK)), "V": product(X, turned(WV))}
    which = [("Q",), ("K",), ("V",), ("Q", "K", "V"), ("Q", "K")]
    assert same(found, [[wrong[n] if n in some else plain[n] for n in "QKV"] for some in which])
    assert told("projection_transposed", TOKENS) == [
        {"which": ", ".join(f"W_{n}" for n in some)} for some in which
    ]


def test_projections_that_are_not_square_show_it() -> None:
    some = {**TOKENS, "W_V": [[2], [1]]}
    assert [one["which"] for one in told("projection_transposed", some)] == [
        "W_Q",
        "W_K",
        "W_Q, W_K",
    ]
    four = {**TOKENS, "W_O": [[1, 2], [3, 4]]}
    assert told("projection_transposed", four)[-1] == {"which": "W_Q, W_K, W_V, W_O"}
    assert [one["which"] for one in told("projection_transposed", four)][3] == "W_O"
    heads = results("projection_transposed", four, "projected")[3]
    plain = product(soft(product(product(X, WQ), turned(product(X, WK)))), product(X, WV))
    assert same(heads, [product(plain, turned([[1, 2], [3, 4]]))])
    assert ways_of("projection_transposed", PAIR) == []
    assert told("projection_transposed", ADDITIVE) == [{"which": "W_q"}, {"which": "W_k"}]


def test_values_left_out() -> None:
    weights = soft(product(Q, turned(K)))
    assert same(results("values_left_out", PAIR, "output"), [[weights]])
    dropped = {**PAIR, "dropout": {"p": "1/2", "keep": [[1, 0], [1, 1]]}}
    assert same(results("values_left_out", dropped, "output"), [[weights]])
    assert ways_of("values_left_out", {"Q": Q, "K": K}) == []
    assert ways_of("values_left_out", {**PAIR, "V": [[1], [2]]}) == []


def test_tokens_in_place_of_their_values() -> None:
    weights = soft(product(product(X, WQ), turned(product(X, WK))))
    found = results("values_left_out", TOKENS, "V", "output")
    tokens, values = product(weights, X), product(X, WV)
    assert same(found, [[X, tokens], [values, tokens]])
    square = {**TOKENS, "W_V": [[2, 1, 0], [1, 3, 1]]}
    (found_one,) = results("values_left_out", square, "output")
    assert same(found_one, [weights])
    y = [[2, 1], [0, 1]]
    cross = {**TOKENS, "Y": y}
    weights = soft(product(product(X, WQ), turned(product(y, WK))))
    found = results("values_left_out", cross, "output")
    assert same(found, [[weights], [product(weights, y)], [product(weights, y)]])
    assert ways_of("values_left_out", {"X": [[1, 2], [3, 4], [5, 6]], "scale": "none"}) == []


def test_tokens_in_place_of_their_values_are_without_positions() -> None:
    found = results("values_left_out", {**TOKENS, "positions": "sinusoidal"}, "V")
    assert same(found[0], [X])


def test_projections_of_single_heads_are_square_by_themselves() -> None:
    def which(weights: object) -> list[object]:
        problem = {"X": X, "W_Q": weights, "W_K": weights, "W_V": weights, "heads": 2}
        return [one["which"] for one in told("projection_transposed", problem)]

    assert which([[[1], [2]]] * 2) == []
    assert which([WQ, WK])[0] == "W_Q"


def test_keys_for_values() -> None:
    weights = soft(product(Q, turned(K)))
    (found,) = results("keys_for_values", PAIR, "output", "terms")
    assert same(found[0], product(weights, K))
    assert same(found[1], [[[w * k for k in K[j]] for j, w in enumerate(row)] for row in weights])
    for problem in ({"Q": Q, "K": K}, {**PAIR, "V": [[1], [2]]}, GIVEN, ADDITIVE):
        assert ways_of("keys_for_values", problem) == []


HEADS: dict[str, Any] = {"X": [[1, 2, 3, 4], [5, 6, 7, 8]], "heads": 2, "scale": "none"}


def test_heads_split_wrong() -> None:
    """In memory 1 … 8: head 0 gets 1 2; 3 4. Every second column: head 0 gets 1 3; 5 7."""
    flat = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    mixed = [[[1, 3], [5, 7]], [[2, 4], [6, 8]]]
    found = results("heads_split_wrong", HEADS, "Q", "K", "V")
    assert same(found, [[one] * 3 for one in (flat, flat, mixed, mixed)])
    plain, joined = results("heads_split_wrong", HEADS, "output", "concat")[:2]
    (a, b), (c, d) = plain[0]
    assert same(plain[1], [[*a, *c], [*b, *d]])
    assert same(joined[1], [[*a, *b], [*c, *d]])
    assert ways_of("heads_split_wrong", PAIR) == []


def test_heads_of_a_batch_are_split_in_their_own_matrix() -> None:
    batch = {**HEADS, "X": [HEADS["X"], [[10 * c for c in row] for row in HEADS["X"]]]}
    found = results("heads_split_wrong", batch, "Q")
    assert same(found[0][0][1], [[[10, 20], [30, 40]], [[50, 60], [70, 80]]])
    assert same(found[2][0][1], [[[10, 30], [50, 70]], [[20, 40], [60, 80]]])


def test_heads_joined_wrong() -> None:
    (found,) = results("heads_joined_wrong", HEADS, "output", "concat")
    (a, b), (c, d) = found[0]
    assert same(found[1], [[*a, *b], [*c, *d]])
    assert ways_of("heads_joined_wrong", PAIR) == []


def test_key_heads_tiled() -> None:
    """Of four query heads the first and the third read key head 0."""
    shared = {
        "Q": [[[1, 0]], [[1, 0]], [[1, 0]], [[1, 0]]],
        "K": [[[1, 0], [0, 2]], [[7, 1], [9, 1]]],
        "V": [[[1], [2]], [[3], [4]]],
        "heads": 4,
        "kv_heads": 2,
        "scale": "none",
    }
    (found,) = results("kv_heads_tiled", shared, "scores")
    assert same(found, [[[[1, 0]], [[7, 9]], [[1, 0]], [[7, 9]]]])
    output = results("kv_heads_tiled", shared, "output")[0][0]
    first = soft([[1, 0]])[0]
    assert same(output[2], [[first[0] + 2 * first[1]]])
    assert ways_of("kv_heads_tiled", HEADS) == []


def test_one_term_left_out_of_every_sum() -> None:
    problem = {**TOKENS, "scale": "none"}
    values = told("product_slip", problem)
    assert values == [
        {"stage": stage, "term": term}
        for stage, width in (("Q", 2), ("K", 2), ("V", 2), ("scores", 2), ("output", 3))
        for term in range(1, width + 1)
    ]
    found = results("product_slip", problem, "Q", "scores", "output")
    assert same(found[0][0], [[row[1] * w for w in WQ[1]] for row in X])
    assert same(found[1][0], [[row[0] * w for w in WQ[0]] for row in X])
    q, k, v = (product(X, w) for w in (WQ, WK, WV))
    assert same(found[6][1], [[one[1] * two[1] for two in k] for one in q])
    weights = soft(product(q, turned(k)))
    without = [[[row[0] * v[0][c] + row[1] * v[1][c] for c in range(2)] for row in weights]]
    assert same(found[10][2], without[0])


def test_sums_of_two_to_eight_terms() -> None:
    def stages(width: int) -> list[object]:
        row = [1] * width
        values = told("product_slip", {"Q": [row], "K": [row], "scale": "none"})
        return [one["term"] for one in values]

    assert stages(1) == [] and stages(2) == [1, 2]
    assert stages(8) == [1, 2, 3, 4, 5, 6, 7, 8] and stages(9) == []
    cross = {"X": [[1] * 9] * 2, "W_Q": [[1, 1]] * 9, "W_K": [[1, 1]] * 9, "W_V": [[1, 1]] * 9}
    assert {one["stage"] for one in told("product_slip", cross)} == {"scores", "output"}


def test_products_of_other_stages_are_left_alone() -> None:
    four = {**TOKENS, "W_O": [[1, 2], [3, 4]]}
    assert {one["stage"] for one in told("product_slip", four)} == {
        "Q",
        "K",
        "V",
        "scores",
        "output",
    }
    assert {one["stage"] for one in told("product_slip", ADDITIVE)} == {"output"}
