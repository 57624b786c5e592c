"""How a text is read: what speaks for a reading, what does not, and what then may be accused."""

from __future__ import annotations

from pathlib import Path

import pytest

from symattn.errors import InputError
from symattn.reading.documents import read
from symattn.texts.documents import verify_document
from symattn.texts.evidence import AWAY, EXACTLY, Evidence
from symattn.texts.reading import recognise
from symattn.texts.scopes import scopes
from symattn.texts.stated import stated
from symattn.verification.report import Report

np = pytest.importorskip("numpy")


def reports(text: str, folder: Path, name: str = "text.md") -> list[Report]:
    """The reports of a text; none where nothing was judged."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    try:
        return list(verify_document(path))
    except InputError:
        return []


def accused(text: str, folder: Path) -> list[tuple[str, tuple[int, ...], str]]:
    """Stage, index and digits of every number that is called wrong or cut off."""
    return [
        (one.claim.stage, one.claim.index, one.claim.text)
        for report in reports(text, folder)
        for one in report.claims
        if one.faulty
    ]


def judged(text: str, folder: Path) -> dict[str, int]:
    """How many numbers of each stage have a verdict."""
    out: dict[str, int] = {}
    for report in reports(text, folder):
        for one in report.claims:
            out[one.claim.stage] = out.get(one.claim.stage, 0) + 1
    return out


def test_what_a_mask_gives_says_nothing_of_the_scores(tmp_path: Path) -> None:
    """The first row of causal weights is 1 0 whatever is scaled, so the second stands alone."""
    text = """
A causal mask hides every later token. The scores are divided by √d_k.

S = [[-0.11, 0.05], [0.06, -0.12]]

A = [[1.00, 0.00], [0.53, 0.47]]
"""
    assert accused(text, tmp_path) == []


def test_forced_cells_place_an_array_and_accuse_nothing() -> None:
    held = Evidence(
        np.array([[EXACTLY, EXACTLY, AWAY]]),
        np.array([[5.0, 6.0, -7.0]]),
        np.array([[True, False, False]]),
    )
    assert held.net == 4.0
    assert held.without(0, 2) == 6.0


@pytest.mark.parametrize(
    ("words", "scales"),
    [
        ("We compute softmax(QKᵀ)·V.", ("none",)),
        ("We compute softmax(XXᵀ)·X.", ("none",)),
        ("We compute softmax(QKᵀ/√d_k)·V.", ("1/sqrt(d_k)",)),
    ],
)
def test_a_formula_states_the_scale(words: str, scales: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text(words)
    assert stated(read(path)).scales == scales


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("Head 1 takes the first 2 columns, head 2 the last 2.", (2,)),
        ("La testa 1 prende le prime 2 colonne, la testa 2 le ultime 2.", (2,)),
        ("head 0, head 1 and head 2", (3,)),
        ("Section 11. Głowa. Głowa 1. Głowa 2.", (2,)),
        ("with h = 4 heads; head 1 is shown", (4,)),
        ("Head 1 is shown.", ()),
    ],
)
def test_heads_are_counted_by_their_numbers(
    words: str, counts: tuple[int, ...], tmp_path: Path
) -> None:
    path = tmp_path / "text.md"
    path.write_text(words)
    assert stated(read(path)).head_counts == counts


def test_sizes_are_no_array(tmp_path: Path) -> None:
    text = """
The shape of Q is (2, 2). Queries, keys and values are the rows of X itself.

X = [[1, 0], [0, 2]]

softmax(XXᵀ/√2) = [[0.670, 0.330], [0.056, 0.944]]
"""
    assert judged(text, tmp_path) == {"weights": 4}
    assert accused(text, tmp_path) == []


def test_e_may_be_scores(tmp_path: Path) -> None:
    text = """
We do not scale the scores here.

| E | 1 | 2 | 3 |
|---|---|---|---|
| 1 | 0.613 | 1.227 | 0.941 |
| 2 | 0.318 | 0.542 | 1.533 |
| 3 | 0.027 | 1.614 | 0.739 |

Attention weights:

|  | 1 | 2 | 3 |
|---|---|---|---|
| 1 | 0.236 | 0.436 | 0.328 |
| 2 | 0.178 | 0.223 | 0.690 |
| 3 | 0.126 | 0.617 | 0.257 |
"""
    assert judged(text, tmp_path) == {"weights": 9}
    assert accused(text, tmp_path) == [("weights", (1, 2), "0.690")]


ANOTHER = """
# Attention

The scores are divided by √3.

Q = [[2, 2, 0], [1, 2, 0]]

K = [[0, 0, 1], [0, 2, 0]]

QKᵀ = [[0, 4], [0, 4]]

Scaled scores = [[0.000, 2.309], [0.000, 2.309]]

# A second example

Queries, keys and values are the rows of X. We compute softmax(XXᵀ)·X.

X = [[0.1, 0.1], [0.0, 0.4]]

XXᵀ = [[0.02, 0.04], [0.04, 0.16]]

Weights:

A = [[0.495, 0.505], [0.470, 0.530]]
"""


def test_another_example_has_tokens_and_settings_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text(ANOTHER, encoding="utf-8")
    found = recognise(read(path))
    scales = {one.component.choice.keys["scale"] for one in found}
    assert scales == {"1/sqrt(d_k)", "none"}
    assert judged(ANOTHER, tmp_path) == {"scores": 8, "scaled": 4, "weights": 4}
    assert accused(ANOTHER, tmp_path) == []


CARRIED = """
The scores are divided by sqrt(2).

q = [2.00, 1.00]

K = [[-2.00, 0.00], [1.00, 0.00], [-1.00, 2.00]]

QKᵀ = [-4.00, 2.00, 0.50]

Attention weights: [0.01, 0.73, 0.25]
"""


def test_what_follows_a_slip_is_told_from_what_rounded_inputs_give(tmp_path: Path) -> None:
    """No inputs that round to those printed give 0.73: it follows from the slip before it."""
    assert accused(CARRIED, tmp_path) == [
        ("scores", (0, 2), "0.50"),
        ("weights", (0, 1), "0.73"),
        ("weights", (0, 2), "0.25"),
    ]


MISREAD = """
Q = [[2, 0, 2], [2, 2, 0], [0, 2, -1]]

K = [[0, -2, -2], [-2, 2, -2], [2, 1, 2]]

V = [[1, 1, -1], [2, 2, 0], [3, -2, 2]]

scores = [[1, 2, 3, 4], [1, -4, -12, 12], [2, -4, 0, 6], [3, -2, 10, -4]]

weights = [[1, 2, 3, 4], [1, 1.00, 0.00, 0.00], [2, 0.12, 0.88, 0.00], [3, 0, 1, 0]]

output = [[1.02, 1.02, -0.97], [2.00, 2.00, 0.01], [2.97, -1.87, 1.91]]
"""


def test_nothing_is_accused_where_most_results_lie_nowhere(tmp_path: Path) -> None:
    """A column of labels was read into the tables: what fits by chance convicts nobody."""
    assert accused(MISREAD, tmp_path) == []


QUERY = """
We do not scale the scores here.

v = [[0.04, -0.23], [1.11, -1.21], [0.13, -0.53]]

q = [[0.17, -0.03], [-0.10, 0.50], [0.16, 0.04]]

K = [[-0.36, -0.10], [0.42, 0.85], [-0.70, -0.19]]

### Query 2

Raw scores: [-0.06, 0.10, -0.12]

Attention weights: [0.32, 0.38, 0.30]

o2 = [0.47, -0.69]
"""


def test_all_under_the_heading_of_a_query_is_about_one_row(tmp_path: Path) -> None:
    """The text counts from 0, and the output alone would fit the first row too."""
    rows = {claim.claim.index[0] for report in reports(QUERY, tmp_path) for claim in report.claims}
    assert rows == {2}
    assert accused(QUERY, tmp_path) == []


def test_a_lone_row_in_code_under_a_letter_is_no_row_of_weights(tmp_path: Path) -> None:
    text = """
```python
p = [0.3, 0.3, 0.4]
print(sum(p))
```

We do not scale the scores here.

Q = [[-0.568, 0.436], [-0.225, 0.294], [0.241, -0.005]]

K = [[-0.305, -0.139], [0.657, 0.083], [0.610, 0.168]]

QKᵀ = [[0.113, -0.337, -0.273], [0.028, -0.123, -0.088], [-0.073, 0.158, 0.146]]

weights = [[0.431, 0.275, 0.293], [0.364, 0.313, 0.324], [0.285, 0.359, 0.355]]
"""
    assert [one for one in accused(text, tmp_path) if one[2] in ("0.3", "0.4")] == []
    assert judged(text, tmp_path)["weights"] == 9


def test_a_heading_that_numbers_a_head_ends_no_example(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text(
        "# One\n\nX = [[1, 2]]\n\n# A new example\n\nX = [[3, 4]]\n\n# Head 1\n\nQ = [[1, 1]]\n\n"
        "# Another task\n\nB = [[1, 1]]\n"
    )
    of = scopes(read(path))
    assert [bool(of[section]) for section in sorted(of)] == [False, True, True, False]


def test_numbered_vectors_are_joined_letter_by_letter(tmp_path: Path) -> None:
    """x_1, x_2, then k_1, k_2 of the same width, and the heads of s apart."""
    path = tmp_path / "text.md"
    path.write_text(
        "$$x_{1} = (0.9, -0.2),\\quad x_{2} = (-0.9, -0.1)$$\n\n"
        "$$k_{1} = (0.7, -0.1),\\quad k_{2} = (0.5, -0.3)$$\n\n"
        "$$k_{1} = (0.8, -0.4),\\quad k_{2} = (0.9, -0.5)$$\n\n"
        "$$s_{1}^{(1)} = (0.1, 0.2),\\quad s_{2}^{(1)} = (0.3, 0.4)$$\n\n"
        "$$s_{1}^{(2)} = (0.5, 0.6),\\quad s_{2}^{(2)} = (0.7, 0.8)$$\n"
    )
    assert [grid.row_names for grid in read(path).grids()] == [
        ("x_1", "x_2"),
        ("k_1", "k_2"),
        ("k_1", "k_2"),
        ("s_1^(1)", "s_2^(1)"),
        ("s_1^(2)", "s_2^(2)"),
    ]


def test_minus_infinity_stands_after_the_mask_alone(tmp_path: Path) -> None:
    text = """
All numbers are rounded. A causal mask hides every later token. The scores are divided by √4.

Q = [[0.330, -1.035, 0.860, -0.293], [1.163, -1.152, 0.115, 0.347]]

K = [[-0.752, 0.003, 0.309, 0.757], [0.428, -1.266, -0.172, 0.925]]

scores = [[-0.20840, 1.03306], [-0.57906, 2.25814]]

masked scores = [[-0.10420, -∞], [-0.28953, 1.12907]]

weights = [[1.000, 0.000], [0.195, 0.805]]
"""
    assert accused(text, tmp_path) == []
    assert judged(text, tmp_path)["masked"] == 4


def test_a_prime_belongs_to_its_letter(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text("$$s'_{1} = (-2.00, 2.00),\\quad s'_{2} = (1.50, -2.00)$$\n")
    assert [grid.row_names for grid in read(path).grids()] == [("s'_1", "s'_2")]
