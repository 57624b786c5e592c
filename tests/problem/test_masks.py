"""Every kind of mask, held against its definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symattn.problem import masks
from symattn.problem.model import Problem

SIZES = st.integers(1, 6)


@pytest.mark.parametrize("kind", masks.KINDS)
def test_every_kind_is_a_key_and_has_its_shape(kind: str) -> None:
    for n, m in ((1, 1), (2, 3), (3, 2)):
        seen = masks.KINDS[kind](n, m)
        assert seen.shape == (n, m)
        problem = Problem(Q=[[1]] * n, K=[[1]] * m, mask=kind)
        assert problem.visible == seen and problem.mask_kind == kind


@pytest.mark.parametrize("kind", masks.KINDS)
def test_causal_kinds_agree_on_squares(kind: str) -> None:
    assert masks.KINDS[kind](4, 4) == masks.causal(4, 4)


@given(SIZES, SIZES)
def test_lower_right_shows_the_last_query_all(n: int, m: int) -> None:
    seen = masks.causal_lower_right(n, m)
    assert all(seen[(n - 1, j)] for j in range(m))
    for i in range(n):
        for j in range(m):
            assert seen[(i, j)] == (j <= i + m - n)


@given(SIZES, SIZES, st.integers(1, 4), st.sampled_from(["none", *masks.KINDS]))
def test_a_window_counts_back_from_its_own_position(n: int, m: int, width: int, kind: str) -> None:
    own = m - n if kind == "causal-lower-right" else 0
    seen = masks.window(n, m, width, kind)
    for i in range(n):
        shown = [j for j in range(m) if seen[(i, j)]]
        assert len(shown) <= width
        assert shown == [j for j in range(m) if 0 <= i + own - j < width]
