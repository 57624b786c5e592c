"""Derivations in the terminal: within the window, without colour, nothing misread."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

import symattn as sa
from symattn.files import terminal

FOLDER = Path(__file__).resolve().parents[2] / "worksheets"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def printed(derivation: sa.Derivation, names: list[str] | None = None, width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, no_color=True, highlight=False, soft_wrap=True)
    terminal.print_steps(derivation, names or list(derivation), 4, "half-even", console)
    return out.getvalue()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "symbols"])
def test_lines_keep_to_the_window(name: str) -> None:
    text = printed(sa.solve(sa.load(FOLDER / f"{name}.toml")))
    assert [line for line in text.splitlines() if cell_len(line.rstrip()) > 80] == []
    assert "\x1b" not in text


def test_closed_forms_and_decimals_stand_under_their_names() -> None:
    text = printed(sa.solve(sa.load(FOLDER / "notebook.toml")), ["weights", "terms"])
    assert "weights   A = E/z" in text
    assert "e⁻²/(2 + e⁻²)" in text
    assert "0.0634" in text
    assert "aᵢ,ₖ vₖ,ⱼ" in text
    assert "every row of weights adds to exactly 1" in text


def test_heads_and_sequences_are_named() -> None:
    batch = [[[1, 0, 1, 0], [0, 1, 1, 1]]] * 2
    text = printed(sa.solve(sa.Problem(X=batch, heads=2)), ["weights"])
    assert "sequence 1, head 2" in text


def test_undefined_rows_are_said_in_words() -> None:
    text = printed(sa.solve(sa.Problem(X=[[1, 0], [0, 1]], mask=[[0, 0], [1, 1]])))
    assert "query 1: every key is hidden; its weights are undefined" in text


def test_long_formulas_in_symbols_are_listed() -> None:
    text = printed(sa.solve(sa.load(FOLDER / "symbols.toml")), ["weights"])
    assert "a₁,₁ = " in text


@pytest.mark.parametrize("token", ["[bold]x[/]", "\x1b[31mred", "a\nb", "%#&", '"q"'])
def test_tokens_print_as_they_are(token: str) -> None:
    problem = sa.Problem(X=[[1, 0], [0, 1]], tokens=[token, "b"])
    text = printed(sa.solve(problem), ["scores"])
    assert "\x1b" not in text
    assert token.replace("\x1b", "").replace("\n", "␤")[:2] in text


def test_every_digit_that_is_asked_for_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    steps = sa.solve(sa.Problem(X=[[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]))
    terminal.print_steps(steps, ["weights", "output"], 200, "half-even")
    printed = capsys.readouterr().out
    for stage in ("weights", "output"):
        for row in steps[stage].decimal(200):
            assert all(text in printed for text in row), stage
    assert "…" not in printed


def test_a_stage_whose_closed_forms_are_left_out_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    steps = sa.solve(sa.Problem(X=[[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]))
    terminal.print_steps(steps, list(steps), 6, "half-even")
    printed = capsys.readouterr().out
    told = "long closed forms: --stage weights --cell i,j, or --json"
    assert told in printed and "--stage scores" not in printed


def test_a_row_that_is_left_out_of_the_loss_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    problem = sa.Problem(Q=[[1], [2]], K=[[1], [2]], V=[[1], [3]], mask=[[1, 0], [0, 0]])
    told = "the row is left out of L, and every gradient through it is 0."
    for steps, said in ((sa.solve(problem), False), (sa.gradients(problem), True)):
        terminal.print_steps(steps, list(steps), 6, "half-even")
        assert (told in capsys.readouterr().out) == said
