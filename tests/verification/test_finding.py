"""Diagnoses: the cells that they explain, their words, and the object of the contract."""

from __future__ import annotations

from symattn.verification.finding import Diagnosis
from symattn.words import say

FOUND = Diagnosis(
    "scores",
    "no_scale",
    ((0, 1), (1, 0)),
    certain=True,
    carried=(("weights", (0, 1)), ("output", (1, 1))),
    also=("scaled_twice",),
)


def test_the_cells_that_it_explains() -> None:
    assert list(FOUND.spots()) == [
        ("scores", (0, 1)),
        ("scores", (1, 0)),
        ("weights", (0, 1)),
        ("output", (1, 1)),
    ]


def test_its_words_are_those_of_the_mistake() -> None:
    assert FOUND.says == say("mistake.no_scale")


def test_its_object() -> None:
    assert FOUND.to_json() == {
        "stage": "scores",
        "mistake": "no_scale",
        "indices": [[0, 1], [1, 0]],
        "certain": True,
        "says": say("mistake.no_scale"),
        "carried": [
            {"stage": "weights", "index": [0, 1]},
            {"stage": "output", "index": [1, 1]},
        ],
        "also": ["scaled_twice"],
    }


def test_what_is_empty_is_left_out() -> None:
    bare = Diagnosis("scores", "no_scale", ((0, 0),), certain=False)
    assert bare.to_json() == {
        "stage": "scores",
        "mistake": "no_scale",
        "indices": [[0, 0]],
        "certain": False,
        "says": say("mistake.no_scale"),
    }
    assert list(bare.spots()) == [("scores", (0, 0))] and bare.values == {}
