"""No sentence stands in the code: what a person may read is in the catalogue.

On the code before this test 645 strings of several words stood in the rooms (of them 38 of
other languages of machines, below), and 388 errors said theirs without the catalogue.
"""

from __future__ import annotations

import re

import pytest

from tests.words.asked import Literal, sentences, spelled_out

CODE = {
    "files/latex.py": (r"\\[A-Za-z]|^%|^anchor=", "LaTeX and TikZ"),
    "files/marked_text.py": (r"^ ?<|^\"|popover|^default-src", "HTML"),
    "files/preamble.py": (r"\\[A-Za-z]", "LaTeX"),
    "files/svg.py": (r"^<\w+ \w", "SVG"),
    "files/terminal.py": (r"^not bold$", "a style of rich"),
    "files/typst.py": (
        r"^#|^grid|^table\.|^place\(|^ inset:|^, star: |^New Computer",
        "Typst, its fonts",
    ),
    "files/fonts.py": (r"^Noto Sans", "a font"),
    "formulas/letters.py": (r"^quad dot$", "Typst"),
    "formulas/mathml_core.py": (r"^<\w+ \w|^border-bottom:", "MathML and its styles"),
    "formulas/typst.py": (r"^mat\(|^, star: ", "Typst"),
    "reading/documents/html.py": (r"^switched off$", "a reason of the JSON contract"),
    "reading/documents/tex.py": (r"^switched off$", "a reason of the JSON contract"),
    "cli/shell.py": ("", "roff, and the languages of shells"),
    "derivation/kernel.py": (r"definite$|^not decided$", "verdicts of the JSON contract"),
    "document/worksheet/page.py": (r"^blank map$", "names of sheets"),
    **dict.fromkeys(
        ("texts/phrases.py", "texts/counting.py", "texts/labels.py", "texts/vocabulary.py"),
        ("", "patterns by which texts are read"),
    ),
    "texts/additive.py": (r"^before tanh$", "a mark of a table"),
    "texts/leftovers.py": (r"^(largest|shifted) scores$", "roles of the JSON contract"),
    "texts/reading.py": (r"^switched off$", "a reason of the JSON contract"),
    "texts/views.py": (r"^kernel of|^Gaussian|^leading|^bounds of", "roles of the JSON contract"),
}
"""Strings of several words that no person reads as a sentence: file, their pattern, what it is."""


def is_code(found: Literal) -> bool:
    pattern, _ = CODE.get(found.file, ("$^", ""))
    return re.search(pattern, found.text) is not None


def test_no_sentence_stands_in_the_code() -> None:
    standing = [str(found) for found in sentences() if not is_code(found)]
    assert standing == [], f"{len(standing)} sentences"


def test_what_users_errors_say_is_in_the_catalogue() -> None:
    told = [str(found) for found in spelled_out()]
    assert told == [], f"{len(told)} errors"


@pytest.mark.parametrize("file", CODE)
def test_every_exception_is_needed(file: str) -> None:
    assert any(is_code(found) for found in sentences() if found.file == file)
