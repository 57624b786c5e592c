"""Mistakes carried out: on which derivations, through the backward pass, and with what is given."""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb

from symattn import Problem
from symattn.derivation.backward import gradients
from symattn.derivation.carriers.balls import Balls
from symattn.derivation.derivation import solve
from symattn.derivation.recipe import Recipe
from symattn.mistakes import KINDS, Change, Mistake, mistake, mistaken, ways
from symattn.numbers.precision import working
from symattn.numbers.tensors import Tensor

PROBLEM = Problem(Q=[[1, 2]], K=[[3, 1], [0, 2]], V=[[1], [3]])


def test_digits_have_no_ways() -> None:
    assert list(ways(mistake("truncated"), solve(PROBLEM))) == []


def test_a_forward_mistake_changes_the_forward_recipe() -> None:
    first, second = ways(mistake("no_scale"), solve(PROBLEM))
    assert "dV" not in first.recipe and first.recipe["scaled"].op == "copy"
    assert "_unscaled" in second.recipe


def test_it_goes_through_the_backward_pass_and_keeps_what_it_tells() -> None:
    derivation = gradients(PROBLEM)
    (found,) = ways(mistake("keys_not_transposed"), derivation)
    assert {"dV", "dQ", "dK"} <= {line.name for line in found.recipe}
    told = list(ways(mistake("scale_by_length"), gradients(PROBLEM.changed(scale="1/3"))))
    assert told == [] or all("width" in change.values for change in told)


def changed(*changes: Change, backward: bool = False) -> Mistake:
    def made(problem: Problem, recipe: Recipe) -> Iterator[Change]:
        yield from changes

    return Mistake("made_up", "recipe", made, {}, backward)


def test_values_and_problem_are_kept_on_the_way_back() -> None:
    derivation = gradients(PROBLEM)
    forward = solve(PROBLEM).recipe
    other = PROBLEM.changed(scale="none")
    (found,) = ways(changed(Change(forward, other, {"width": 3})), derivation)
    assert found.problem is other and found.values == {"width": 3} and "dQ" in found.recipe


def test_what_has_no_backward_pass_is_made_forward_alone() -> None:
    """Nobody says how 0 in place of −∞ is differentiated."""
    (forward,) = ways(mistake("no_exponential"), solve(PROBLEM))
    (found,) = ways(changed(forward), gradients(PROBLEM))
    assert found is forward and "dQ" not in found.recipe


def test_backward_mistakes_start_from_the_gradients() -> None:
    seen: list[Recipe] = []

    def made(problem: Problem, recipe: Recipe) -> Iterator[Change]:
        assert problem is PROBLEM
        seen.append(recipe)
        yield Change(recipe)

    one = Mistake("made_up", "recipe", made, {}, True)
    derivation = gradients(PROBLEM)
    assert [change.recipe for change in ways(one, derivation)] == seen == [derivation.recipe]
    assert list(ways(one, solve(PROBLEM))) == [] and len(seen) == 1


def test_it_is_run_in_enclosures_with_the_problem_that_it_changes() -> None:
    derivation = solve(PROBLEM)
    other = PROBLEM.changed(V=[[10], [30]])
    with working(64):
        run = mistaken(derivation, Change(derivation.recipe, other))
        assert run.problem is other and run.kinds is KINDS and isinstance(run.carrier, Balls)
        assert run.value("V").cells[0] == arb(10)
        less = derivation.recipe.change("scaled", op="copy")
        assert mistaken(derivation, Change(less)).recipe is less
        same = mistaken(derivation, Change(derivation.recipe))
        assert same.problem is PROBLEM and same.value("V").cells[0] == arb(1)


def test_given_values_stand_in_for_lines() -> None:
    derivation = solve(PROBLEM)
    given = {"weights": Tensor((1, 2), (arb(1), arb(0)))}
    with working(64):
        run = mistaken(derivation, Change(derivation.recipe), given)
        assert run.value("output").cells == (arb(1),)
