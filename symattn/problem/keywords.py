"""The keywords of a problem with their types: what an editor offers and mypy checks.

At run time everything is checked by what reads it; a test holds this table against
:mod:`symattn.problem.keys`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeAlias, TypedDict

__all__ = ["Keywords"]


class _HasArray(Protocol):
    """An array of NumPy, a tensor of PyTorch, a matrix of SymPy, a table of pandas."""

    def __array__(self) -> Any: ...


class _HasSymbols(Protocol):
    """An expression of SymPy."""

    @property
    def free_symbols(self) -> Any: ...


class _HasCells(Protocol):
    """A :class:`symattn.numbers.tensors.Tensor`, in the row convention already."""

    @property
    def cells(self) -> tuple[Any, ...]: ...


_Number: TypeAlias = int | float | str | Fraction | Decimal | _HasArray | _HasSymbols
"""3, 0.25 (the binary fraction that it is), "1/3", "\\\\sqrt{2}", "q_{11}", a number of NumPy."""

_Flat: TypeAlias = str | Sequence[Any] | _HasArray | _HasCells
"""As many numbers as a projection has columns; or a row for each head."""

_Array: TypeAlias = str | Sequence[Sequence[Any]] | _HasArray | _HasCells
"""Rows of numbers, with leading axes where there are batches or heads; an array of NumPy,
PyTorch, SymPy or pandas; or one LaTeX string for a matrix.  (Rows of numbers of several kinds
are a list of ``object`` to a type checker, so what stands in a row is not said.)"""


_Lists: TypeAlias = list[Any] | tuple[Any, ...]
"""Rows, where a word must be one of those listed beside it."""


class Tokens(TypedDict, total=False):
    """Names of queries and keys apart."""

    queries: Sequence[str]
    keys: Sequence[str]


class Keywords(TypedDict, total=False):
    """The keys of a problem file, those of ``[inputs]`` and ``[attention]`` among them."""

    X: _Array | None
    Y: _Array | None
    Q: _Array | None
    K: _Array | None
    V: _Array | None
    scores: _Array | None
    W_Q: _Array | None
    W_K: _Array | None
    W_V: _Array | None
    W_O: _Array | None
    b_Q: _Flat | None
    b_K: _Flat | None
    b_V: _Flat | None
    b_O: _Flat | None
    W_q: _Array | None
    W_k: _Array | None
    w_v: _Flat | None
    scale: _Number | None
    heads: int | None
    kv_heads: int | None
    mask: Literal["causal", "causal-lower-right"] | _Lists | _HasArray | _HasCells | None
    window: int | None
    mask_fill: _Number | None
    bias: _Array | Mapping[str, Any] | None
    shift: Literal["none", "max"]
    base: _Number | None
    empty_rows: Literal["undefined", "zero"]
    kind: Literal["dot", "additive"]
    dropout: Mapping[str, Any] | Any
    prefix: int | None
    positions: Literal["none", "sinusoidal"]
    title: str
    tokens: Sequence[str] | Tokens | None
    layout: Literal["rows", "columns"]
    gradient: Mapping[str, Any] | None
    sheet: Mapping[str, Any] | None
    notation: Mapping[str, str] | None
    printed: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
    layers: Sequence[Mapping[str, Any]] | None
