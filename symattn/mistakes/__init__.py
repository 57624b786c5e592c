"""What people get wrong: one catalogue, as changes of a problem, of a recipe, or of digits."""

from __future__ import annotations

from symattn.mistakes.catalogue import CATALOGUE, mistake
from symattn.mistakes.change import Change, Mistake
from symattn.mistakes.kinds import KINDS
from symattn.mistakes.run import mistaken, ways

__all__ = ["CATALOGUE", "KINDS", "Change", "Mistake", "mistake", "mistaken", "ways"]
