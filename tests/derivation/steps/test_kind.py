"""What a kind hands back, and kinds that hand nothing back."""

from __future__ import annotations

import pytest

from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.steps.kind import Flow, ForwardOnly
from symattn.errors import Unsupported


def test_a_flow_without_a_step_passes_the_gradient_on() -> None:
    assert Flow("x") == Flow("x", "", (), {})


def test_the_refusal_names_the_line_and_its_kind() -> None:
    line = Line("output_variance", "dropout_variance", ("weights",))
    with pytest.raises(Unsupported) as refused:
        ForwardOnly().back(line, "up", Recipe((line,)))
    assert str(refused.value) == (
        "no gradient is taken through a line 'output_variance' of kind 'dropout_variance'"
    )
