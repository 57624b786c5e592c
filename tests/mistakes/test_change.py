"""Changes of recipes: a line done on top of itself."""

from __future__ import annotations

from symattn.derivation.recipe import Line, Recipe
from symattn.mistakes.change import Change, redone

RECIPE = Recipe(
    (
        Line("a", "copy", ("X",)),
        Line("b", "times", ("a",), {"by": 2}),
        Line("c", "plus", ("b", "a")),
    )
)


def test_a_line_done_on_top_of_itself() -> None:
    assert redone(RECIPE, "b", "plus", "a", "Y", sign=1).lines == (
        Line("a", "copy", ("X",)),
        Line("_b_before", "times", ("a",), {"by": 2}),
        Line("b", "plus", ("_b_before", "a", "Y"), {"sign": 1}),
        Line("c", "plus", ("b", "a")),
    )


def test_a_change_has_a_recipe_and_nothing_more_where_nothing_is_said() -> None:
    change = Change(RECIPE)
    assert (change.recipe, change.problem, change.values) == (RECIPE, None, {})
