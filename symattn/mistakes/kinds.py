"""Steps that nobody should take: what mistaken recipes do and right ones never.

They are carried out in enclosures (:class:`symattn.derivation.carriers.balls.Balls`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import arb, fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.recipe import Line
from symattn.derivation.steps import Computes
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor

__all__ = ["KINDS"]


class AddTable:
    """a + a table of numbers."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        table = line.how["table"]
        assert isinstance(table, Tensor)
        return carrier.plus(values[0], carrier.read(table))


class Raised:
    """Every entry to the power ``by``."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        (by,) = carrier.cells(carrier.read(Tensor((1,), (line.how["by"],)))).cells

        def power(cell: Any) -> Any:
            return cell if isinstance(cell, Special) else cell**by

        return carrier.of_cells(carrier.cells(values[0]).map(power))


class Rounded:
    """Every entry rounded (or cut off) to so many places."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        unit = fmpq(1, 10 ** int(str(line.how["places"])))
        cut = bool(line.how.get("cut"))

        def short(cell: Any) -> Any:
            if isinstance(cell, Special):
                return cell
            scaled = abs(cell) / arb(unit) + (0 if cut else arb(1) / 2)
            steps = scaled.mid().floor()
            return (steps if cell >= 0 else -steps) * arb(unit)

        return carrier.of_cells(carrier.cells(values[0]).map(short))


class HiddenAsZero:
    """0 in place of −∞."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        zero = carrier.cells(carrier.read(Tensor((1,), (fmpq(0),))))[(0,)]
        cells = carrier.cells(values[0])
        return carrier.of_cells(cells.map(lambda c: zero if isinstance(c, Special) else c))


class Picked:
    """The first value where the third is 0 (the largest of its row), the second elsewhere."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        first, second, gap = (carrier.cells(value) for value in values)

        def at(cell: Any) -> bool:
            return not isinstance(cell, Special) and cell.contains(0)

        return carrier.of_cells(
            Tensor.build(gap.shape, lambda i: first[i] if at(gap[i]) else second[i])
        )


class ShortProduct:
    """The product with one term of every sum left out."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        cells = carrier.cells(values[0])
        width, out = cells.shape[-1], int(str(line.how["without"]))
        kept = Tensor((1, width), tuple(fmpq(0 if k == out else 1) for k in range(width)))
        first = carrier.hadamard(values[0], carrier.read(kept))
        return carrier.product(first, values[1], str(line.how.get("turn", "")))


class DiagonalJacobian:
    """a (1 − a) ∂L/∂a: the softmax's gradient by the diagonal of its Jacobian alone."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        weights, upstream = values
        own = carrier.plus(weights, carrier.hadamard(weights, weights), -1)
        return carrier.hadamard(own, upstream)


class _Moved:
    """Entries that go to a wrong place."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        raise NotImplementedError

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.move(values[0], lambda tensor: self.place(line, tensor))


class SplitFlat(_Moved):
    """(…, n, h·d) cut into (…, h, n, d) as it lies in memory."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        heads = int(str(line.how["heads"]))
        *lead, rows, width = tensor.shape
        return Tensor((*lead, heads, rows, width // heads), tensor.cells)


class SplitInterleaved(_Moved):
    """(…, n, h·d) → (…, h, n, d): head h takes every h-th column."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        heads = int(str(line.how["heads"]))
        *lead, rows, width = tensor.shape

        def source(i: Index) -> Index:
            return (*i[:-3], i[-2], i[-1] * heads + i[-3])

        return Tensor.build((*lead, heads, rows, width // heads), lambda i: tensor[source(i)])


class JoinFlat(_Moved):
    """(…, h, n, d) written side by side as it lies in memory."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        *lead, heads, rows, width = tensor.shape
        return Tensor((*lead, rows, heads * width), tensor.cells)


class Tiled(_Moved):
    """(…, g, m, d) → (…, h, m, d): query head h reads head h mod g."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        group = int(str(line.how["group"]))
        *lead, held, rows, width = tensor.shape
        return Tensor.build(
            (*lead, held * group, rows, width), lambda i: tensor[(*i[:-3], i[-3] % held, *i[-2:])]
        )


KINDS: Mapping[str, Computes] = {
    "add_table": AddTable(),
    "diagonal_jacobian": DiagonalJacobian(),
    "hidden_as_zero": HiddenAsZero(),
    "join_flat": JoinFlat(),
    "picked": Picked(),
    "raised": Raised(),
    "rounded": Rounded(),
    "short_product": ShortProduct(),
    "split_flat": SplitFlat(),
    "split_interleaved": SplitInterleaved(),
    "tiled": Tiled(),
}
"""The kinds that a mistaken recipe may name beside those of ``derivation/steps``."""
