"""Forty right and forty wrong uses of the library, written from its documents alone.

``test_uses.py`` gives this file to ``mypy --strict``: exactly the lines of the wrong ones must
fail.  The right ones are run too, and what the wrong ones raise must be an error of ours.
"""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import sympy

import symattn as sa

X = [[1, 2], [3, 4]]


def _problem() -> sa.Problem:
    return sa.Problem(X=X, scale="none", tokens=["a", "b"])


def _steps() -> sa.Derivation:
    return sa.solve(_problem())


# The right uses.


def right_01() -> None:
    problem: sa.Problem = sa.Problem(X=[[1, 2], [3, 4]], scale="none")
    assert problem.n == 2


def right_02() -> None:
    assert sa.Problem(X=[["1/3", 0.25], [Fraction(1, 2), Decimal("0.1")]]).d_k == 2


def right_03() -> None:
    assert sa.Problem(X=np.eye(3), mask="causal").n == 3


def right_04() -> None:
    assert sa.Problem(Q=[[1, 0]], K=X, V=X, mask=[[True, False]]).m == 2


def right_05() -> None:
    assert sa.Problem(Q=[[[1], [0]], [[0], [1]]], K=[[[1]], [[2]]], V=[[[1]], [[2]]]).heads == 2


def right_06() -> None:
    sa.Problem(X=X, W_Q=X, W_K=X, W_V=X, b_Q=[1, 2], W_O=X, b_O=["1/2", 0], heads=2)


def right_07() -> None:
    sa.Problem(X=X, scale="1/8", shift="max", base=2, empty_rows="zero", layout="columns")


def right_08() -> None:
    sa.Problem(X=X, mask="causal-lower-right", window=1, mask_fill="-1e9", tokens=["a", "b"])


def right_09() -> None:
    sa.Problem(Q=X, K=X, bias={"alibi": "1/2"}, mask="causal", title="ALiBi")


def right_10() -> None:
    sa.Problem(Q=X, K=X, V=X, gradient={"upstream": "ones"}, notation={"weights": "\\alpha"})


def right_11() -> None:
    sa.Problem(X=X, dropout={"p": "1/10", "keep": [[1, 0], [1, 1]]}, positions="sinusoidal")


def right_12() -> None:
    sa.Problem(X=r"\begin{bmatrix} 1 & \frac12 \\ \sqrt{2} & 3 \end{bmatrix}")


def right_13() -> None:
    problem = sa.Problem(
        X=X, sheet={"places": {"weights": 3}, "intro": "Work it out.", "blank": ["scores"]}
    )
    assert problem.sheet["places"] == {"weights": 3}


def right_14() -> None:
    names: list[str] = list(_steps())
    assert names[0] == "Q"


def right_15() -> None:
    step: sa.Step = _steps()["weights"]
    assert step.name == "weights"


def right_16() -> None:
    rows: list[list[str]] = _steps()["weights"].decimal(3)
    assert "|".join(rows[0]) == "0.002|0.998"


def right_17() -> None:
    for row in _steps()["weights"].decimal(6, "half-up"):
        assert " & ".join(row)


def right_18() -> None:
    latex: str = _steps()["weights"].latex
    assert latex.startswith("\\begin")


def right_19() -> None:
    lower, upper = _steps()["weights"].enclosure(30)[0][1]
    assert float(lower) <= float(upper)


def right_20() -> None:
    shape: tuple[int, ...] = _steps()["weights"].shape
    assert shape == (2, 2)


def right_21() -> None:
    assert _steps()["scores"].exact == sympy.Matrix([[5, 11], [11, 25]])


def right_22() -> None:
    weights = _steps()["weights"]
    assert weights[0, 1].decimal(3) == "0.998"


def right_23() -> None:
    weights = _steps()["weights"]
    assert [entry.decimal(2) for entry in weights[0]] == ["0.00", "1.00"]
    assert [len(row) for row in weights] == [2, 2]


def right_24() -> None:
    weights = _steps()["weights"]
    assert len(weights) == 2 == len(weights[0])


def right_25() -> None:
    array = np.asarray(_steps()["weights"])
    assert array.shape == (2, 2) and array.dtype == np.float64


def right_26() -> None:
    nearest: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = _steps()["weights"].nearest(3)
    assert nearest[0, 1] == 0.998


def right_27() -> None:
    name: object = _steps()["weights"].to_dict()["name"]
    assert name == "weights"


def right_28() -> None:
    gradient: sa.Derivation = sa.gradients(_problem())
    assert gradient["dX"].shape == (2, 2)


def right_29() -> None:
    report: sa.Report = sa.verify(_problem(), printed={"weights": [["0.002", "0.998"], ["", ""]]})
    assert report.wrong == () and report.holds()


def right_30() -> None:
    wrong = sa.verify(_problem(), printed={"scores": [["5", "12"], ["", ""]]}).wrong
    assert [one.nearest for one in wrong] == ["11"]


def right_31() -> None:
    pages: sa.Pages = sa.worksheet(_steps(), sheet="blank", paper="letter", detail=1)
    assert pages.render(".tex").startswith(b"\\documentclass")


def right_32(folder: Path) -> None:
    sa.worksheet(_steps(), sheet="map").write(folder / "map.typ")


def right_33() -> None:
    scaling: sa.Scaling = sa.scaling(sa.Problem(X=X), seed=1)
    assert scaling.seed == 1


def right_34() -> None:
    step = sa.scaled_dot_product_attention(X, X, X, is_causal=True, scale=1)
    assert step.decimal(1)[0] == ["1.0", "2.0"]


def right_35() -> None:
    step = sa.scaled_dot_product_attention(np.ones((2, 3, 4)), np.ones((2, 5, 4)), np.eye(5))
    assert step.shape == (2, 3, 5)


def right_36() -> None:
    hidden = sa.attention_mask([[False, True]], key_padding=True)
    assert hidden == [[[[True, False]]]]


def right_37() -> None:
    copied: sa.Problem = pickle.loads(pickle.dumps(_problem()))
    assert copied == _problem() and len({copied, _problem()}) == 1


def right_38() -> None:
    assert copy.deepcopy(_steps()) == _steps() and copy.copy(_steps()["Q"]) == _steps()["Q"]


def right_39() -> None:
    error: sa.SymattnError = sa.InputError("expected a number", key="X", row=1, column=2)
    assert str(error) == "X, row 1, column 2: expected a number"


def right_40(folder: Path) -> None:
    file = folder / "problem.toml"
    file.write_text("inputs.X = [[1, 2]]", encoding="utf-8")
    assert sa.load(file, layout="columns").n == 2


# The wrong uses: one mistake each.


def wrong_01() -> None:
    sa.Problem(X=X, skale=1)  # wrong


def wrong_02() -> None:
    sa.Problem(X=X, mask="casual")  # wrong


def wrong_03() -> None:
    sa.Problem(X=X, layout="cols")  # wrong


def wrong_04() -> None:
    sa.Problem(X=X, shift="largest")  # wrong


def wrong_05() -> None:
    sa.sovle(_problem())  # wrong


def wrong_06() -> None:
    sa.Problem(X=X, heads="two")  # wrong


def wrong_07() -> None:
    sa.Problem(X=3)  # wrong


def wrong_08() -> None:
    sa.Problem(X=[1, 2])  # wrong


def wrong_09() -> None:
    sa.Problem(X=X, kind="dots")  # wrong


def wrong_10() -> None:
    sa.Problem(X=X, tokens=3)  # wrong


def wrong_11() -> None:
    sa.Problem(X)  # wrong


def wrong_12() -> None:
    sa.solve({"X": X})  # wrong


def wrong_13() -> None:
    sa.worksheet(_problem())  # wrong


def wrong_14() -> None:
    sa.gradients(_steps())  # wrong


def wrong_15() -> None:
    sa.worksheet(_steps(), sheet="blnk")  # wrong


def wrong_16() -> None:
    sa.worksheet(_steps(), paper="a5")  # wrong


def wrong_17() -> None:
    sa.worksheet(_steps(), detail="2")  # wrong


def wrong_18() -> None:
    sa.worksheet(_steps(), "blank")  # wrong


def wrong_19() -> None:
    _steps()["weights"].decimal("3")  # wrong


def wrong_20() -> None:
    _steps()["weights"].decimal(3, "half_up")  # wrong


def wrong_21() -> None:
    _steps()["weights"].decimal(3)[0][0] + 1  # wrong


def wrong_22() -> None:
    numbers: list[list[float]] = _steps()["weights"].decimal(3)  # wrong
    raise sa.SymattnError(numbers)


def wrong_23() -> None:
    _steps()[0]  # wrong


def wrong_24() -> None:
    _steps()["weights"]["a", "b"]  # wrong


def wrong_25() -> None:
    _steps()["weights"].enclosure("30")  # wrong


def wrong_26() -> None:
    _steps()["weights"].decimals(3)  # wrong


def wrong_27() -> None:
    _steps()["weights"].latex()  # wrong


def wrong_28() -> None:
    _steps()["weights"].value = 3  # wrong


def wrong_29() -> None:
    _problem().scale = 2  # wrong


def wrong_30() -> None:
    sa.verify(_steps())  # wrong


def wrong_31() -> None:
    sa.verify(_problem(), printed={"weights": X}, inputs="round")  # wrong


def wrong_32() -> None:
    sa.verify(_problem(), printed=3)  # wrong


def wrong_33() -> None:
    sa.worksheet(_steps()).write("sheet.pdf", engine="pdflatex")  # wrong


def wrong_34() -> None:
    sa.worksheet(_steps()).render(3)  # wrong


def wrong_35() -> None:
    sa.load(b"problem.toml", layout="sideways")  # wrong


def wrong_36() -> None:
    sa.scaling(_problem(), seed="2017")  # wrong


def wrong_37() -> None:
    sa.scaled_dot_product_attention(X, X, X, is_causal="yes")  # wrong


def wrong_38() -> None:
    sa.scaled_dot_product_attention(X, X)  # wrong


def wrong_39() -> None:
    sa.attention_mask(X, key_padding="yes")  # wrong


def wrong_40() -> None:
    sa.gradients(_problem()).jacobian("0")  # wrong
