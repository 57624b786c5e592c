"""One regular expression of the words of several languages."""

from __future__ import annotations

__all__ = ["words"]

LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
"""A letter, a digit or _, none of Chinese, Japanese and Korean: "softmax" ends before 的."""

WITHIN = ("zh", "ja", "ko", "signs")
"""What counts inside other letters: languages that join their words or endings, and signs."""


def words(**languages: str) -> str:
    r"""The words of each language (alternatives parted by ``|``) as one expression.

    They count as whole words, so a stem ends in ``\w*``; those of ``WITHIN`` count anywhere.

    >>> import re
    >>> sums = words(en="sums?", ru=r"сумм\w*", zh="总和")
    >>> [bool(re.search(sums, text)) for text in ("sums", "consume", "суммы", "求sum的值")]
    [True, False, True, True]
    """
    whole = "|".join(one for code, one in languages.items() if code not in WITHIN)
    within = [one for code, one in languages.items() if code in WITHIN]
    bounded = [rf"(?<!{LETTER})(?:{whole})(?!{LETTER})"] if whole else []
    return "|".join([*bounded, *within])
