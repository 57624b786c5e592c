"""PyTorch in float64 lies inside the enclosure widened by its own rounding."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from tests.oracle.peers import torch_stages
from tests.oracle.problems import Mapping, torch_problems
from tests.properties.compare import cells, solved


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
@given(torch_problems())
def test_pytorch_is_inside_the_enclosure_widened_by_its_rounding(mapping: Mapping) -> None:
    derivation = solved(mapping)
    for name, found in torch_stages(mapping).items():
        bounds = cells(derivation[name].enclosure(30))
        numbers = zip(found.value.ravel(), found.error.ravel(), bounds, strict=True)
        for value, error, (lower, upper) in numbers:
            exact, room = Fraction(float(value)), Fraction(float(error))
            assert Fraction(lower) - room <= exact <= Fraction(upper) + room, name
