"""What is known before any number speaks, in bits: the one place of all such figures.

A prior is log₂ of a frequency.  The frequencies named below are estimates from reading published
examples and texts made at random with known truth; none of them is a count yet, and how far
verdicts move with them has not been measured.  What decides is meant to be the structure (a cell
is never accused by evidence that rests on it) and the numbers themselves.
"""

from __future__ import annotations

__all__ = [
    "CONTRADICTED",
    "DISAGREES",
    "EXPLICIT",
    "GUESSED",
    "MISTAKE",
    "MOST_BITS",
    "MOST_NEAR",
    "MOST_SIBLINGS",
    "NAMED",
    "NEAR",
    "ODD_CONSTANT",
    "ODD_WAY",
    "OTHERWISE",
    "TO_ACCUSE",
    "TO_JUDGE",
    "UNNAMED",
    "UNSTATED",
]

NAMED = 5.0
"""The words at an array name the stage: such arrays are that stage in about 97 of 100
texts, odds of 32 to 1."""

EXPLICIT = 10.0
"""A formula or a line of code beside the array says how it is made: 99.9 of 100, 1000 to 1."""

UNNAMED = -2.5
"""No word fits: about one array in six without a name is a stage."""

OTHERWISE = -8.0
"""The words name another stage: one array in about 250 is misnamed."""

GUESSED = -3.0
"""A source without a name: one unnamed first matrix in eight is what the text works on."""

CONTRADICTED = -12.0
"""A setting against a statement of the text: texts that state a setting and use another
throughout, without a mistake that people are known to make, are one in 4,000."""

UNSTATED = -4.0
"""A setting that the text does not state beside the usual one: one text in sixteen."""

ODD_CONSTANT = -8.0
"""A scale that neither the text nor the width of the keys names: one text in 250."""

MISTAKE = -4.0
"""A known mistake throughout: one text in sixteen that states a setting forgets it."""

ODD_WAY = -3.0
"""A table printed turned, or the beginning of a row, where no word says so: one in eight."""

DISAGREES = -7.0
"""A cell that is not what the relation gives: about one printed number in 128 is a slip."""

NEAR = -4.0
"""A cell that is one unit off, in addition to its bits at a width of three units: rounding of
what stands before it does that to about one number in sixteen."""

MOST_NEAR = 6.0
"""A cell one unit off holds no more bits than three figures at a third of their sharpness."""

MOST_BITS = 14.0
"""What one agreeing cell may count at most: four figures.  More figures of one number are no
independent evidence for a relation, as whoever copies a number copies all of it."""

MOST_SIBLINGS = 12.0
"""What the other arrays of a component may lend to one of them: they establish its inputs and
settings (one in 4,000 is enough for that), not its own relation."""

TO_JUDGE = 6.0
"""Net bits from which an array is placed at all: one chance agreement in 64 arrays, and an
array placed by chance whose cells all agree accuses nobody."""

TO_ACCUSE = 10.0
"""Net bits that must be left, beside the accused cell, before it may be called wrong.

Derivation: 2,000 texts of 30 claims hold about 4,000 arrays; at most a twentieth of them is
placed by names that do not fit, so 200 arrays could be accused falsely.  A false relation
keeps net bits of b with a chance of 2⁻ᵇ, so the expected false accusations are 200·2⁻ᵇ, less
than a fifth at b = 10; the structural rules (a third of the cells, the row left out) stand
besides, and names that fit come out of a count of their own.
"""
