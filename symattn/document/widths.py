"""The widths of letters in em: Computer Modern's, from its metric files."""

from __future__ import annotations

from string import ascii_letters

__all__ = ["GREEK_WIDTHS", "ITALIC", "text_width"]


def _widths(thousandths: str) -> dict[str, float]:
    """The width of a to z and A to Z, from what TeX's metric file says."""
    return {
        letter: int(width) / 1000
        for letter, width in zip(ascii_letters, thousandths.split(), strict=True)
    }


# cmmi10, with the italic correction
ITALIC = _widths(
    "529 429 433 520 466 597 513 576 345 469 552 318 878 "
    "600 485 503 482 479 469 361 572 521 743 572 526 509 "
    "750 809 786 856 796 782 786 912 518 651 921 681 1079 "
    "912 791 781 791 767 671 723 792 806 1083 907 803 754"
)
# cmr10
_UPRIGHT = _widths(
    "500 556 444 556 444 383 514 556 278 306 528 278 833 "
    "556 500 556 528 392 394 389 556 542 736 528 542 444 "
    "750 708 722 764 681 653 785 750 361 514 778 625 917 "
    "750 778 681 778 736 556 722 750 764 1042 750 775 611"
)
GREEK_WIDTHS = {"varpi": 0.856, "iota": 0.354, "ell": 0.417, "nabla": 0.833, "partial": 0.586}
_PUNCTUATION = {".": 0.278, ",": 0.278, "-": 0.333, " ": 0.334, "'": 0.278, ":": 0.278}
_WIDE_FROM = 0x2E80
"""Han, kana and full-width signs are one em wide from here on."""


def text_width(text: str) -> float:
    """The width of upright words.

    >>> text_width("max")
    1.861
    """
    return round(sum(map(_char, text)), 3)


def _char(char: str) -> float:
    if char in _UPRIGHT:
        return _UPRIGHT[char]
    if char in _PUNCTUATION or char.isdigit():
        return _PUNCTUATION.get(char, 0.5)
    return 1.0 if ord(char) >= _WIDE_FROM else 0.84
