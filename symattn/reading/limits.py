"""The limits of what is read, in one table.

Past a limit an input is refused at once, with a message that names the limit: the
integer library ends the whole process when memory runs out, so sizes are bounded first.
"""

from __future__ import annotations

__all__ = [
    "BYTES",
    "CELLS",
    "CHARACTERS",
    "DIGITS",
    "NAME",
    "NESTING",
    "POWER",
    "POWER_OF_TEN",
    "SIDE",
]

BYTES = 20_000_000
"""Bytes of a problem file."""
CHARACTERS = 2_000
"""Characters of one entry."""
DIGITS = 1_000
"""Digits of one number."""
POWER_OF_TEN = 1_000
"""The exponent in 1e1000, in either direction."""
POWER = 1_000
"""Whole powers, as in (1/3)^2."""
NESTING = 60
"""Fractions, roots and brackets within each other; nested lists and tables of a file."""
SIDE = 100_000
"""Rows or columns of a matrix."""
CELLS = 4_000_000
"""Entries of one array."""
NAME = 10_000
"""Characters of a title, a token or another text."""
