"""The problem: what was asked, every decision resolved, nothing solved.

Always in the row convention (a token is a row, Q = X W_Q + b_Q, scores QKᵀ).  The
columns layout is transposed when it is read and shown transposed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Unpack

from flint import fmpq

from symattn.formulas import glance
from symattn.numbers.tensors import Tensor
from symattn.problem.dropping import Dropping
from symattn.problem.keywords import Keywords
from symattn.words import say

__all__ = ["Problem"]


@dataclass(frozen=True, eq=False, init=False, repr=False)
class Problem:
    """An attention problem; ``Problem(X=…, W_Q=…, scale=…, mask=…, tokens=…)`` builds one.

    The keywords are the keys of a problem file: the inputs (X Y Q K V scores W_Q W_K W_V W_O
    b_Q b_K b_V b_O), the settings of ``[attention]``, and ``title tokens layout gradient sheet
    notation printed``.  Arrays are nested lists, NumPy arrays, SymPy matrices or a LaTeX matrix;
    a :class:`Tensor` is taken to be in the row convention already.

    Shapes: X (batch…, n, d_model), Q (batch…, heads, n, d_k), scores (batch…, heads, n, m).
    Raises InputError naming key, row and column.

    >>> problem = Problem(X=[[1, 2], [3, 4]], scale="none")
    >>> problem.n, problem.d_k, problem.scale
    (2, 2, 1)
    """

    title: str
    layout: str
    """"rows" or "columns": how the problem was typed, and is shown."""
    query_names: tuple[str, ...]
    key_names: tuple[str, ...]
    """Empty: tokens are numbered."""
    named: bool
    inputs: Mapping[str, Tensor[Any]]
    """X Y Q K V scores W_Q … b_O, as far as given; entries fmpq, ExpSum or SymPy
    expressions, in a further layer what the one before gives (Entry)."""
    decimals: bool
    """Whether the numbers were typed with a point, and none as a fraction."""
    dyadic: tuple[str, ...]
    """Inputs that came as floats."""
    batch: tuple[int, ...]
    heads: int
    kv_heads: int
    n: int
    m: int
    d_model: int | None
    d_k: int | None
    """The width of one head; None where only scores are given."""
    d_v: int | None
    kind: str
    """"dot", or "additive": scores tanh(q W_q + k W_k) w_v."""
    positions: str
    """"none", or "sinusoidal": encodings added to the rows of X and Y."""
    scale: Any
    """The resolved factor."""
    scale_kind: str
    """"1/sqrt(d_k)", "none", "1/d_k", "given" or "symbolic"."""
    scale_text: str
    visible: Tensor[bool] | None
    """(n, m), with leading axes where the mask has them; mask and window combined."""
    mask_kind: str
    """"none", "causal", "causal-lower-right" or "given"."""
    window: int | None
    fill: Any
    """"-inf", or the number put in place of a hidden score."""
    bias: Tensor[Any] | None
    dropout: Dropping | None
    """The rate, and which weights are kept where that is given."""
    shift: str
    """"none" or "max"."""
    base: fmpq | None
    """None: e."""
    empty_rows: str
    """"undefined" or "zero"."""
    symbolic: bool
    per_head_projections: bool
    gradient: Mapping[str, Any]
    """"upstream": "ones", "symbols" or a tensor; or "target": a tensor (row convention)."""
    sheet: Mapping[str, Any]
    """places, intro, points, blank: as far as given."""
    notation: Mapping[str, str]
    """A paper's own letters, by stage."""
    printed: tuple[Any, ...]
    """What a text prints: :class:`symattn.problem.printed.PrintedStage`, in the user's layout."""
    printed_inputs: str
    """"exact", "rounded" or "truncated"."""
    layers: tuple[Problem, ...]
    """Further layers; X of each stands for the last stage of the one before."""
    settings: Mapping[str, Any]
    """What was given, by keyword, arrays as tensors in the row convention."""
    file: str | None

    def __init__(self, **keys: Unpack[Keywords]) -> None:
        from symattn.problem.build import build

        self._set(build(keys))

    def __eq__(self, other: object) -> bool:
        """Whether all that was asked is the same, whatever file or spelling it came in.

        >>> Problem(X=[[1, "1/2"]]) == Problem(X=[["1", "0.5"]], scale="1/sqrt(d_k)")
        True
        """
        if not isinstance(other, Problem):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._asked())

    def __hash__(self) -> int:
        return hash((self.title, self.layout, *self.inputs.items()))

    def _asked(self) -> tuple[str, ...]:
        """The fields that make a problem what it is: not how its entries were spelled."""
        spelled = ("settings", "file", "decimals", "dyadic")
        return tuple(field.name for field in fields(self) if field.name not in spelled)

    def __repr__(self) -> str:
        arrays = ", ".join(
            f"{name} {' × '.join(map(str, tensor.shape))}" for name, tensor in self.inputs.items()
        )
        title = f" {self.title!r}" if self.title else ""
        return f"<problem{title}: {arrays}; scale {self.scale_text}, mask {self.mask_kind}>"

    def _repr_html_(self) -> str:
        """The inputs and the settings that are not the defaults, in the problem's layout."""

        def shown(name: str, tensor: Tensor[Any]) -> str:
            if len(tensor.shape) < 2:
                tensor = Tensor((1, *tensor.shape), tensor.cells)
            elif self.layout == "columns":
                tensor = tensor.transposed()
            rows = [
                [str(cell) for cell in matrix.row(i)]
                for _, matrix in tensor.matrices()
                for i in range(matrix.shape[0])
            ]
            return glance.division(name, glance.table(rows))

        settings = [
            [name, str(value)]
            for name, value in self.settings.items()
            if name not in (*self.inputs, "gradient") and not isinstance(value, Tensor)
        ]
        arrays = (shown(name, tensor) for name, tensor in self.inputs.items())
        head = [say("notebook.setting"), say("notebook.value")]
        listed = glance.table(settings, columns=head) if settings else ""
        return glance.division(self.title or repr(self), *arrays, listed)

    @classmethod
    def _of(cls, values: Mapping[str, Any]) -> Problem:
        problem = object.__new__(cls)
        problem._set(values)
        return problem

    def _set(self, values: Mapping[str, Any]) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, values[field.name])

    @property
    def lead(self) -> tuple[int, ...]:
        """The leading axes that every stage carries: the batch, then heads where there are any."""
        return (
            (*self.batch, self.heads) if self.heads > 1 or self.per_head_projections else self.batch
        )

    def changed(self, **new: Any) -> Problem:
        """A copy with other settings, by the constructor's keywords; None takes one away.

        Arrays given as tensors are in the row convention.  What the settings decide is
        resolved again; other fields (``named``, ``visible``, ``fill`` …) are set as they are.

        >>> Problem(X=[[1, 2]]).changed(scale="none").scale
        1
        """
        from symattn.problem.build import KEYWORDS, build

        asked = {name: value for name, value in new.items() if name in KEYWORDS}
        direct = {name: value for name, value in new.items() if name not in KEYWORDS}
        problem = self
        kept = dict(self.settings)
        if "inputs" in direct:
            kept = {name: value for name, value in kept.items() if name not in self.inputs}
            asked = {**direct.pop("inputs"), **asked}
        if asked:
            merged = {**kept, **asked}
            given = {name: value for name, value in merged.items() if value is not None}
            built = build(given, file=self.file)
            floats = (*self.dyadic, *built["dyadic"])
            problem = Problem._of(
                {
                    **built,
                    "decimals": self.decimals or built["decimals"],
                    "dyadic": tuple(name for name in built["inputs"] if name in floats),
                    **(
                        {}
                        if "printed" in asked
                        else {"printed": self.printed, "printed_inputs": self.printed_inputs}
                    ),
                }
            )
        return problem._with(direct) if direct else problem

    def _with(self, values: Mapping[str, Any]) -> Problem:
        unknown = set(values) - {field.name for field in fields(self)}
        if unknown:
            raise TypeError(f"a problem has no {', '.join(sorted(unknown))}")
        current = {field.name: getattr(self, field.name) for field in fields(self)}
        return Problem._of({**current, **values})
