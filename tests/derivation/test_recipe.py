"""Recipes edited: what each edit leaves, and that the recipe before it stays as it was."""

from __future__ import annotations

import pytest

from symattn.derivation.recipe import Line, Recipe

A = Line("a", "copy", ("X",))
B = Line("b", "times", ("a",), {"by": 2})
HIDDEN = Line("_c", "plus", ("b", "Y", "a", "X"))
RECIPE = Recipe((A, B, HIDDEN))


def test_a_line_keeps_its_settings_whatever_happens_to_them() -> None:
    how = {"by": 2}
    line = Line("b", "times", ("a",), how)
    how["by"] = 3
    assert line.how == {"by": 2}
    with pytest.raises(TypeError):
        line.how["by"] = 3  # type: ignore[index]
    assert A.how == {}


def test_lines_in_between_are_not_public() -> None:
    assert [line.public for line in RECIPE] == [True, True, False]
    assert Line("a_", "copy", ()).public


def test_lines_by_name_and_in_order() -> None:
    assert list(RECIPE) == [A, B, HIDDEN]
    assert RECIPE["b"] is B
    assert "_c" in RECIPE
    assert "X" not in RECIPE
    with pytest.raises(KeyError, match=r"^'X'$"):
        RECIPE["X"]


def test_inputs_in_order_of_first_use() -> None:
    assert RECIPE.inputs() == ("X", "Y")
    assert Recipe(()).inputs() == ()


def test_fields_of_one_line_are_replaced() -> None:
    changed = RECIPE.change("b", op="copy", how={})
    assert list(changed) == [A, Line("b", "copy", ("a",)), HIDDEN]
    assert RECIPE["b"] is B
    with pytest.raises(KeyError):
        RECIPE.change("d", op="copy")


def test_readers_of_a_line_taken_out_read_its_first_input() -> None:
    assert list(RECIPE.without("a")) == [
        Line("b", "times", ("X",), {"by": 2}),
        Line("_c", "plus", ("b", "Y", "X", "X")),
    ]
    assert list(RECIPE.without("_c")) == [A, B]
    assert RECIPE.without("_c")["b"] is B
    with pytest.raises(KeyError):
        RECIPE.without("d")


def test_later_readers_read_a_line_put_in() -> None:
    new = Line("new", "times", ("a",), {"by": 3})
    found = RECIPE.after("a", new)
    assert list(found) == [
        A,
        new,
        Line("b", "times", ("new",), {"by": 2}),
        Line("_c", "plus", ("b", "Y", "new", "X")),
    ]
    assert list(RECIPE.after("_c", new)) == [A, B, HIDDEN, new]
    with pytest.raises(KeyError, match=r"^'d'$"):
        RECIPE.after("d", new)


def test_a_line_before_reads_what_it_read() -> None:
    """Only what stands behind the new line is rewired: a line of the same input before is not."""
    early = Line("early", "copy", ("b",))
    found = Recipe((early, A, B, HIDDEN)).after("b", Line("n", "copy", ("b",)))
    assert found["early"] is early
    assert found["_c"].of == ("n", "Y", "a", "X")


def test_lines_at_the_end_and_lines_before() -> None:
    new = Line("d", "copy", ("b",))
    assert list(RECIPE.plus(new, new)) == [A, B, HIDDEN, new, new]
    assert list(RECIPE.before("_c")) == [A, B]
    assert list(RECIPE.before("a")) == []
    with pytest.raises(ValueError, match="d"):
        RECIPE.before("d")
