"""Every type in a notebook that runs: what a person sees of it, short and readable."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

import symattn as sa
from tests.conftest import missing

X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
SETUP = """\
import symattn as sa
problem = sa.Problem(X=[[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]], scale="none",
                     tokens=["笔", "记", "本"], title="Costs $5 & <b>more</b>")
steps = sa.solve(problem)
report = sa.verify(problem, printed={"weights": [["0.468", "0.064", "0.468"], [""] * 3, [""] * 3]})
"""
CELLS = {
    "problem": ["Costs", "scale", "笔"],
    'steps["weights"]': ["0.063379", "笔", "displaystyle"],
    'steps["weights"][0, 1]': ["frac{e^{-2}}"],
    "steps": ["row_sums", "2.984816"],
    "sa.gradients(problem)": ["dweights"],
    "report": ["0.064", "0.063", "wrong"],
    'sa.worksheet(steps, sheet="blank")': ["data:image/png;base64,"],
    "sa.scaling(problem)": ["sqrt{d_k}", "1024"],
}
"""A cell and what its output must show."""

MOST = 20_000
"""Characters of an output without its pictures: what a dataclass said of a problem was 17 kB."""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the cells of a notebook give, by their source, as nbclient runs them."""
    for name in ("nbclient", "nbformat", "ipykernel"):
        if importlib.util.find_spec(name) is None:
            missing(f"{name} is not installed")
    import nbclient
    import nbformat

    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *CELLS)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    folder = tmp_path_factory.mktemp("notebook")
    nbclient.NotebookClient(
        notebook, timeout=200, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    nbformat.write(notebook, folder / "types.ipynb")
    return {cell.source: cell.outputs[0].data for cell in notebook.cells[1:]}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("source", CELLS)
def test_each_type_shows_itself(outputs: dict[str, dict[str, Any]], source: str) -> None:
    shown = outputs[source]
    rich = shown.get("text/html", shown.get("text/latex"))
    assert rich is not None and len(shown["text/plain"]) < 300
    for wanted in CELLS[source]:
        assert wanted in rich, wanted
    assert "<b>more" not in rich
    assert "data:image" in rich or len(rich) < MOST


def test_pages_are_pictures_with_their_numbers() -> None:
    pages = sa.worksheet(sa.solve(sa.Problem(X=X)))._repr_html_()
    assert pages.count("<img ") == pages.count("data:image/png;base64,iVBOR") >= 1
    assert 'alt="page 1 of' in pages


def test_large_stages_are_cut_and_symbols_have_no_decimals() -> None:
    large = sa.solve(sa.Problem(Q=[[1]] * 30, K=[[1]] * 20))["scores"]._repr_html_()
    assert large.count("<tr>") == 14 and large.count("…") > 12
    symbols = sa.solve(sa.Problem(X=[["x", 1]]))["scores"]._repr_html_()
    assert "x²" in symbols


def test_columns_are_shown_as_columns(tmp_path: Path) -> None:
    shown = sa.Problem(X=[[1, 2, 3]], layout="columns")._repr_html_()
    assert "<td>1</td><td>2</td><td>3</td>" in shown
