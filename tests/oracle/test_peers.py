"""Three programs that share nothing say the same: the oracle, PyTorch and SymPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from mpmath import mp

from tests.oracle.arithmetic import real
from tests.oracle.attention import attention
from tests.oracle.peers import sympy_stages, torch_stages
from tests.oracle.problems import Mapping, torch_problems


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
@given(torch_problems())
def test_pytorch_is_as_near_the_oracle_as_its_rounding_says(problem: Mapping) -> None:
    exact = attention(problem)
    for name, found in torch_stages(problem).items():
        for index, cell in np.ndenumerate(exact[name]):
            off = abs(real(cell) - mp.mpf(float(found.value[index])))
            assert off <= float(found.error[index]), (name, index)


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
@given(torch_problems())
def test_the_bound_is_small_enough_to_find_a_mistake(problem: Mapping) -> None:
    for found in torch_stages(problem).values():
        assert (found.error <= 1e-9 * (1 + abs(found.value))).all()


def test_sympy_matrices_agree_with_the_oracle() -> None:
    inputs = {"Q": [[1, 2], [0, -1]], "K": [[1, 0], [2, 1]], "V": [[1, 3], [2, 5]]}
    import sympy

    exact = attention({"inputs": inputs})
    for name, stage in sympy_stages(inputs, 1 / sympy.sqrt(2)).items():
        for index, cell in np.ndenumerate(exact[name]):
            with mp.workdps(70):
                assert abs(real(cell) - mp.mpf(str(sympy.N(stage[index], 60)))) < mp.mpf(10) ** -55
