"""Bad problems: one line each, with the key, the row, the column and what to do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symattn.errors import InputError
from symattn.problem.load import from_mapping
from symattn.problem.model import Problem

X = [[1, 2], [3, 4], [5, 6]]

REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"X": [[1, 2], [3]]},
        (
            "X, row 2: this row has 1 entry, the first has 2; "
            "give every row the same number of entries"
        ),
    ),
    (
        {"X": [[1, 2], [3]], "layout": "columns"},
        (
            "X, row 2: this row has 1 entry, the first has 2; "
            "give every row the same number of entries"
        ),
    ),
    (
        {"Q": [[[1], [2]], [[3]]], "K": [[[1]], [[1]]]},
        "Q, part 2: 1 row here, 2 in the first part",
    ),
    ({"X": [[1, [2]]]}, "X, row 1, column 2: expected a number, found a list"),
    (
        {"X": [[1, "abc"]]},
        (
            'X, row 1, column 2: expected a number, found "abc"; a symbol is one '
            r"letter, such as x or x_{12}; a product is written a \cdot b"
        ),
    ),
    ({"X": [[1, True]]}, "X, row 1, column 2: expected a number, found true; write 1 or 0"),
    ({"X": [[1, "1/0"]]}, "X, row 1, column 2: 1/0 divides by zero; write a number"),
    (
        {"X": [[float("nan")]]},
        (
            "X, row 1, column 1: nan is no number that can be reckoned with; "
            "write a finite number; hidden keys belong in attention.mask"
        ),
    ),
    (
        {"X": [["1e999999999"]]},
        (
            "X, row 1, column 1: the power of ten in e999999999 is past the "
            "limit of 1000; write a number of a size that can be printed"
        ),
    ),
    ({"X": []}, "X: the matrix is empty; give it at least one row and column"),
    ({"X": [[]]}, "X: the matrix is empty; give it at least one row and column"),
    (
        {"X": [1, 2]},
        (
            "X: expected a matrix, found a list of numbers; "
            "put it into one more pair of brackets: [[…]] for one row"
        ),
    ),
    ({"X": 3}, "X: expected [[1, 2], [3, 4]] or the like, found the number 3"),
    ({"x": X}, "x: there is no such key; did you mean X?"),
    ({"X": X, "tokns": []}, "tokns: there is no such key; did you mean tokens?"),
    ({}, "there is nothing to attend to; give X, or Q and K, or scores"),
    (
        {"Q": X},
        (
            "K: expected K beside the other inputs, found nothing; "
            "give K, or X from which it is made"
        ),
    ),
    (
        {"Q": X, "K": X, "V": X, "X": X},
        ("X: Q, K and V are given, so nothing makes use of this; leave it out"),
    ),
    (
        {"Q": X, "K": X, "W_Q": X},
        ("W_Q: Q is given itself, so nothing makes use of this; leave W_Q or Q out"),
    ),
    ({"Q": X, "K": X, "W_V": X}, "W_V: there is no X to project; give X, or leave it out"),
    (
        {"Q": X, "K": X, "W_O": X},
        ("W_O: there is no output to project without V; give V, or leave it out"),
    ),
    (
        {"X": X, "b_O": [1]},
        "b_O: there is no W_O to which it belongs; give W_O too, or leave b_O out",
    ),
    ({"Y": X}, "there is nothing to attend to; give X, or Q and K, or scores"),
    ({"scores": X, "X": X}, "X: beside scores only V (with W_O and b_O) has a place; leave X out"),
    ({"Q": X, "K": [[1, 2, 3]]}, "K: expected 2 columns (the width of a query), found 1 × 3"),
    (
        {"Q": X, "K": [[1], [2]]},
        (
            "K: expected 2 columns (the width of a query), found 2 × 1; "
            "its transpose would fit: write it transposed"
        ),
    ),
    ({"Q": X, "K": X, "V": [[1, 2]]}, "V: expected 3 rows (one for each key), found 1 × 2"),
    (
        {"Q": X, "K": X, "V": [[1, 2, 3]]},
        (
            "V: expected 3 rows (one for each key), found 1 × 3; "
            "its transpose would fit: write it transposed"
        ),
    ),
    (
        {"X": X, "W_Q": [[1, 2], [3, 4], [5, 6]]},
        (
            "W_Q: expected 2 rows (one for each column of X), "
            "found 3 × 2; its transpose "
            "would fit: write it transposed"
        ),
    ),
    (
        {"X": X, "W_Q": [[1, 2], [3, 4], [5, 6]], "W_K": X, "layout": "columns"},
        (
            "W_Q: expected 3 "
            "columns (one for each row of X), found 3 × 2; its transpose "
            "would fit: write it transposed"
        ),
    ),
    ({"X": X, "W_Q": [[1], [2]]}, "X: a query has 1 numbers, a key 2; Q and K need the same width"),
    ({"X": X, "W_O": [[1, 2, 3]]}, "W_O: expected 2 rows (heads times d_v), found 1 × 3"),
    ({"X": X, "b_Q": [1]}, "b_Q: expected 2 numbers, one for each column of Q, found 1 numbers"),
    (
        {"X": [[1, 2, 3]], "heads": 2},
        (
            "heads: Q has 3 columns, which 2 heads cannot share equally; "
            "choose a number of heads that divides it"
        ),
    ),
    ({"X": X, "heads": 0}, "heads: expected a whole number from 1 to 1000000, found the number 0"),
    ({"X": X, "heads": "2"}, 'heads: expected a whole number from 1 to 1000000, found "2"'),
    (
        {"X": [[1, 2, 3, 4]], "heads": 4, "kv_heads": 3},
        (
            "kv_heads: 4 query heads cannot share 3 key "
            "and value heads equally; choose a divisor of 4"
        ),
    ),
    ({"X": X, "mask": [[1, 0, 1]]}, "mask: expected 3 × 3 (query by key), found 1 × 3"),
    (
        {"Q": X, "K": [[1, 2]], "mask": [[1, 0, 1]]},
        (
            "mask: expected 3 × 1 (query by key), "
            "found 1 × 3; its transpose would fit: write it transposed"
        ),
    ),
    (
        {"Q": [[1]], "K": [[1], [2]], "mask": [[1, 2]]},
        (
            "mask, row 1, column 2: expected 1 or true "
            "(may look), 0 or false (hidden), found the number 2; "
            "numbers that are added to the scores belong in bias"
        ),
    ),
    (
        {"X": X, "mask": "casual"},
        'mask: expected "causal" or "causal-lower-right", found "casual"; did you mean causal?',
    ),
    ({"X": X, "mask": "alibi"}, 'mask: expected "causal" or "causal-lower-right", found "alibi"'),
    ({"X": X, "bias": [[0, 1]]}, "bias: expected 3 × 3 (query by key), found 1 × 2"),
    (
        {"X": X, "window": 0},
        "window: expected a whole number from 1 to 1000000, found the number 0",
    ),
    ({"X": X, "base": 1}, "base: expected a base above 0 other than 1, found 1"),
    ({"X": X, "base": -2}, "base: expected a base above 0 other than 1, found -2"),
    (
        {"X": X, "mask_fill": "x"},
        'mask_fill: expected "-inf", or a number such as "-1e9", found "x"',
    ),
    ({"X": X, "mask_fill": "inf"}, None),
    ({"X": X, "shift": "min"}, 'shift: expected "none" or "max", found "min"'),
    (
        {"X": X, "layout": "column"},
        'layout: expected "rows" or "columns", found "column"; did you mean columns?',
    ),
    ({"X": X, "empty_rows": 0}, 'empty_rows: expected "undefined" or "zero", found the number 0'),
    (
        {"scores": X, "scale": "1/sqrt(d_k)"},
        (
            "scale: there is no d_k where only scores are given; "
            'write "none" or a number such as "1/8"'
        ),
    ),
    ({"X": X, "scale": [1]}, "scale: expected a scale, found a list"),
    ({"X": X, "tokens": ["a"]}, "tokens: expected 3 names, one for each token, found 1"),
    (
        {"X": X, "tokens": ["a", 2, "c"]},
        ("tokens, column 2: expected a text in quotes, found the number 2"),
    ),
    (
        {"X": X, "tokens": {"query": []}},
        "tokens.query: there is no such key; known: queries, keys",
    ),
    ({"X": X, "title": "\ud800"}, None),
    ({"X": X, "title": 3}, "title: expected a text in quotes, found the number 3"),
    (
        {"X": X, "notation": {"weigths": "a"}},
        ("notation.weigths: there is no such key; did you mean weights?"),
    ),
    ({"X": X, "notation": {"weights": r"\input{x}"}}, None),
    (
        {"X": X, "sheet": {"places": {"weights": -1}}},
        ("sheet.places.weights: expected a whole number from 0 to 1000, found the number -1"),
    ),
    (
        {"X": X, "sheet": {"blank": ["score"]}},
        ("sheet.blank: score: there is no such key; did you mean scores?"),
    ),
    (
        {"X": X, "gradient": {"upstream": [[1]]}},
        ("gradient.upstream: expected 3 × 2, the shape of output, found 1 × 1"),
    ),
    (
        {"X": X, "gradient": {"upstream": "one"}},
        ('gradient.upstream: expected "ones" or "symbols", found "one"; did you mean ones?'),
    ),
    ({"X": X, "gradient": {"upstream": "ones", "target": X}}, None),
    (
        {"X": X, "printed": {"weights": [["0.1"]]}},
        (
            "printed.weights: expected 3 × 3, the shape of "
            'weights, found 1 × 1; write "" where nothing is printed'
        ),
    ),
    (
        {"X": X, "printed": {"masked": X}},
        (
            "printed.masked: this problem has no masked; its stages: "
            "Q, K, V, scores, scaled, exponentials, row_sums, weights, terms, output"
        ),
    ),
    (
        {"X": X, "printed": {"wieghts": X}},
        ("printed.wieghts: there is no such key; did you mean weights?"),
    ),
    ({"X": X, "printed": {"inputs": "round"}}, None),
]


@pytest.mark.parametrize(("given", "said"), REFUSED, ids=lambda value: str(value)[:40])
def test_refused(given: dict[str, Any], said: str | None) -> None:
    with pytest.raises(InputError) as caught:
        Problem(**given)
    assert "\n" not in str(caught.value)
    if said is not None:
        assert str(caught.value) == said


def test_a_file_names_its_tables() -> None:
    with pytest.raises(
        InputError, match=r"^f\.toml: inputs\.X, row 1, column 1: expected a number"
    ):
        from_mapping({"inputs": {"X": [["abc"]]}}, file="f.toml")
    with pytest.raises(InputError, match=r"^attention\.heads: Q has 3 columns"):
        from_mapping({"inputs": {"X": [[1, 2, 3]]}, "attention": {"heads": 2}})
    with pytest.raises(
        InputError, match=r"^attention\.scal: there is no such key; did you mean scale\?"
    ):
        from_mapping({"inputs": {"X": X}, "attention": {"scal": "none"}})
    with pytest.raises(InputError, match=r"^input: there is no such key; did you mean inputs\?"):
        from_mapping({"input": {"X": X}})
    with pytest.raises(InputError, match=r"^inputs: expected a table, found a list"):
        from_mapping({"inputs": X})


def test_deeper_arrays_name_their_part() -> None:
    with pytest.raises(InputError, match=r"^Q, part 2, row 1, column 1: "):
        Problem(Q=[[[1]], [["nan"]]], K=[[[1]], [[1]]])
    with pytest.raises(InputError, match=r"^Q, part 1,2, row 1, column 1: "):
        Problem(Q=np.array([[[[1.0]], [[np.nan]]]]), K=[[[[1]], [[1]]]])


@pytest.mark.parametrize("entry", ["nan", "inf", "-inf", "ab", True, None, "٣", "1_0"])
@pytest.mark.parametrize("key", ["X", "W_Q", "b_Q", "bias", "W_O"])
def test_bad_entries_are_refused_wherever_they_stand(key: str, entry: object) -> None:
    """Hidden by the mask or not."""
    given: dict[str, Any] = {
        "X": [[1, 2], [3, 4]],
        "W_Q": [[1, 2], [3, 4]],
        "W_K": [[1, 2], [3, 4]],
        "b_Q": [1, 2],
        "bias": [[1, 2], [3, 4]],
        "W_O": [[1, 2], [3, 4]],
        "mask": [[1, 0], [0, 0]],
    }
    given[key] = [1, entry] if key == "b_Q" else [[1, 2], [3, entry]]
    with pytest.raises(InputError) as caught:
        Problem(**given)
    place = "column 2" if key == "b_Q" else "row 2, column 2"
    assert str(caught.value).startswith(f"{key}, {place}: ")


def test_keys_that_there_are_not() -> None:
    for table in ({"attention": {"nothing": 1}}, {"layer": []}):
        with pytest.raises(InputError):
            from_mapping({"inputs": {"X": X}, **table})
