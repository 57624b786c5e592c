"""Arb's working precision, set for one block and put back.

FLINT keeps it in a global of the process; nothing outside this room touches it.
"""

from __future__ import annotations

from types import TracebackType

from flint import ctx

__all__ = ["working"]


class working:
    """Ball arithmetic with that many bits inside the block.

    >>> from flint import arb
    >>> with working(20):
    ...     coarse = arb(1) / 3
    >>> coarse.rel_accuracy_bits() <= 20
    True
    """

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.before = bits

    def __enter__(self) -> None:
        self.before = ctx.prec
        ctx.prec = self.bits

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ctx.prec = self.before
