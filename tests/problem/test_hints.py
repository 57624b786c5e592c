"""What is said of a key that there is not: its real name, the nearest, or all there are."""

from __future__ import annotations

from typing import Any

import pytest

import symattn as sa
from symattn.problem import keys


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("temperature", 'write scale = "1/(T*sqrt(d_k))"'),
        ("causal", 'write mask = "causal"'),
        ("alibi", 'write bias = {alibi = "1/2"}'),
        ("query", "write Q"),
        ("num_heads", "write heads = 2"),
        ("rope", "known: X, Y, Q, K, V, scores"),
        ("softcap", "known: X, Y"),
        ("d_k", "known: X, Y"),
        ("name", "known: X, Y"),
        ("skale", "did you mean scale?"),
        ("maks", "did you mean mask?"),
        ("head", "did you mean heads?"),
    ],
)
def test_a_hint_names_the_real_key_or_none(key: str, says: str) -> None:
    unknown: dict[str, Any] = {key: 1}
    with pytest.raises(sa.InputError) as error:
        sa.Problem(X=[[1, 2]], **unknown)
    assert str(error.value).startswith(f"{key}: there is no such key; {says}")


@pytest.mark.parametrize("called", keys.CALLED)
def test_what_a_hint_writes_is_taken(called: str) -> None:
    """Each hint names a key of a problem file, and TOML that sets it."""
    import tomllib

    real, written = keys.CALLED[called]
    assert called not in (*keys.INPUTS, *keys.ATTENTION, *keys.TOP)
    if written == real:
        assert real in keys.INPUTS
        return
    settings: dict[str, Any] = tomllib.loads(written.replace("T*", "2*"))
    assert settings.keys() == {real} and real in keys.ATTENTION
    problem = sa.Problem(X=[[1, 2], [3, 4]], **settings)
    assert real in problem.settings


def test_prefix_keys_are_visible_through_a_window() -> None:
    problem = sa.Problem(X=[[1], [2], [3]], mask="causal", window=1, prefix=1)
    assert problem.visible is not None
    assert problem.visible.nested() == [
        [True, False, False],
        [True, True, False],
        [True, False, True],
    ]
