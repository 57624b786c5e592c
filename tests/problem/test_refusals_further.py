"""Bad values of each key that additive attention, dropout, biases, layers and pages bring:
one line that begins with the key and says what was expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from symattn.cli import main
from symattn.errors import InputError
from symattn.problem.model import Problem

X = [[1, 2], [3, 4], [5, 6]]
EYE = [[1, 0], [0, 1]]
ADDITIVE: dict[str, Any] = {
    "kind": "additive",
    "Q": [[1, 0]],
    "K": [[1, 1], [0, 1]],
    "V": [[1], [2]],
    "W_q": EYE,
    "W_k": EYE,
    "w_v": [1, 2],
}
KEEP = [[1, 1, 1]] * 3

REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"X": X, "kind": "aditive"}, "kind", '"dot" or "additive"'),
    ({"X": X, "kind": 1}, "kind", "found the number 1"),
    ({"X": X, "w_v": [1]}, "w_v", "only additive attention"),
    ({**ADDITIVE, "w_v": [1]}, "W_q", "expected 2 × 1"),
    ({**ADDITIVE, "W_q": [[1, 0]]}, "W_q", "expected 2 × 2"),
    ({**ADDITIVE, "W_k": [[1, 0]]}, "W_k", "expected 2 × 2"),
    ({**ADDITIVE, "W_q": None}, "W_q", "is missing"),
    ({**ADDITIVE, "positions": "sinusoidal"}, "positions", "there is no X"),
    ({"X": X, "positions": "learned"}, "positions", '"none" or "sinusoidal"'),
    ({"X": X, "positions": 1}, "positions", "found the number 1"),
    ({"X": X, "dropout": "0.5"}, "dropout", "expected a table"),
    ({"X": X, "dropout": True}, "dropout", "expected a table"),
    ({"X": X, "dropout": {"keep": KEEP}}, "dropout", "rate p is missing"),
    ({"X": X, "dropout": {"p": 2}}, "dropout.p", "from 0 to 1"),
    ({"X": X, "dropout": {"p": "a"}}, "dropout.p", "from 0 to 1"),
    ({"X": X, "dropout": {"p": "1/2", "keep": [[1, 1]]}}, "dropout.keep", "expected 3 × 3"),
    ({"X": X, "dropout": {"p": "1/2", "keep": [[1, 2, 1]] * 3}}, "dropout.keep", "1 or true"),
    ({"X": X, "dropout": {"p": "1/2", "kep": 1}}, "dropout.kep", "did you mean keep"),
    ({"X": X, "bias": 3}, "bias", "found the number 3"),
    ({"X": X, "bias": {}}, "bias", "expected one rule"),
    ({"X": X, "bias": {"slope": 1}}, "bias.slope", "there is no such key"),
    ({"X": X, "bias": {"alibi": "a"}}, "bias.alibi", "rational number"),
    ({"X": X, "bias": {"alibi": ["1/2", "1/4"]}}, "bias.alibi", "one slope for each"),
    ({"X": X, "bias": {"alibi": "1/2", "by": "way"}}, "bias.by", '"distance" or "position"'),
    ({"X": X, "bias": {"alibi": "1/2", "relative": [1]}}, "bias", "expected one rule"),
    ({"X": X, "bias": {"relative": [1, 2]}}, "bias.relative", "odd number"),
    ({"X": X, "bias": {"relative": "1"}}, "bias.relative", "odd number"),
    ({"X": X, "bias": {"relative": [1, "b", 2]}}, "bias.relative", "rational number"),
    ({"X": X, "bias": {"relative": [1], "by": "distance"}}, "bias.by", "only alibi"),
    ({"X": X, "window": -1}, "window", "whole number from 1"),
    ({"X": X, "window": 1.5}, "window", "whole number from 1"),
    ({"X": X, "prefix": 2}, "prefix", "causal mask"),
    ({"X": X, "mask": "causal", "prefix": 9}, "prefix", "from 0 to 3"),
    ({"X": X, "mask": "causal", "prefix": "a"}, "prefix", "from 0 to 3"),
    ({"X": X, "heads": 2, "kv_heads": 3}, "kv_heads", "cannot share"),
    ({"X": X, "kv_heads": 0}, "kv_heads", "whole number from 1"),
    ({"X": X, "mask_fill": "x"}, "mask_fill", '"-inf"'),
    ({"X": X, "empty_rows": "nan"}, "empty_rows", '"undefined" or "zero"'),
    ({"X": X, "layers": {}}, "layers", "[[layers]]"),
    ({"X": X, "layers": [1]}, "layers", "expected a table"),
    ({"X": X, "layers": [{"X": X}]}, "layers, part 1, X", "there is no such key"),
    ({"X": X, "layers": [{"W_Q": [[1]]}]}, "layers, part 1, W_Q", "expected 2 rows"),
    ({"X": X, "sheet": {"also": "decoding"}}, "sheet.also", "list of names"),
    ({"X": X, "sheet": {"also": ["dekoding"]}}, "sheet.also", "did you mean decoding"),
    ({"X": X, "sheet": {"block": 0}}, "sheet.block", "whole number from 1"),
]


@pytest.mark.parametrize(("given", "key", "says"), REFUSED, ids=lambda value: str(value)[-40:])
def test_refused(given: dict[str, Any], key: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        Problem(**given)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith((f"{key}: ", f"{key}, "))
    assert says in sentence


DOT = "[inputs]\nX = [[1, 2], [3, 4]]\n"
LETTERS = '[inputs]\nX = [["a", 2], [3, 4]]\n'
SCORES = "[inputs]\nscores = [[1, 2], [3, 4]]\n"
DROPPED = DOT + '[attention]\ndropout = {p = "1/2"}\n'
PAGES = {
    "comparison": (DOT, "attention.kind", "additive"),
    "decoding": (DOT, "attention.mask", 'mask = "causal"'),
    "kernel of scores": (SCORES, "inputs.scores", "give Q and K"),
    "kernel of letters": (LETTERS, "inputs", "write numbers"),
    "blocks of letters": (LETTERS, "sheet.also", "numbers"),
    "blocks dropped": (DROPPED, "attention.dropout", "without dropout"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_section_that_does_not_apply_names_the_file_and_leaves_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, key, says = PAGES[name]
    file, out = tmp_path / "p.toml", tmp_path / "out.typ"
    file.write_text(f'{text}[sheet]\nalso = ["{name.split()[0]}"]\n', encoding="utf-8")
    assert main(["worksheet", str(file), "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith(f"symattn: {file}: {key}: ")
    assert says in said
    assert not out.exists()
