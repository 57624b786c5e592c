"""A sample of the campaign of exports: real documents, and what others' programs make of them."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.campaigns.exports import numbers
from tests.campaigns.exports.__main__ import rendered
from tests.campaigns.exports.cases import FORMS, OF_EACH, TARGETS, cases
from tests.campaigns.exports.renderers import RENDERERS, katex_folder
from tests.conftest import missing

EVERY = 1 if os.environ.get("SYMATTN_EXPORTS") else 17
"""One export in so many is tried; all of them in ``.ci/full``, where SYMATTN_EXPORTS is set."""


def test_every_stage_form_and_target_is_tried_ten_times() -> None:
    tried = list(cases())
    assert len(tried) >= 400
    for what, least in (("stage", 40), ("form", len(FORMS)), ("target", len(TARGETS))):
        counts = Counter(getattr(case, what) for case in tried)
        assert len(counts) >= least
        assert min(counts.values()) >= OF_EACH


def test_numbers_that_tex_does_not_print_are_not_missed() -> None:
    source = r"\begin{array}{*{12}{c}} a_{1,2} & 0.468 \\[6pt] \text{\symbol{34}3} \end{array}"
    assert numbers.of_latex(source) == Counter(["1", "2", "0.468", "3"])
    assert numbers.of_mathml("<mn>0.5</mn><mtable style='a: 3'>") == Counter(["0.5"])


@pytest.mark.tex
@pytest.mark.parametrize("renderer", RENDERERS)
def test_exports_survive_real_documents(renderer: str, tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None or shutil.which("xelatex") is None:
        missing("no TeX")
    if renderer == "katex" and not (katex_folder() / "node_modules" / "katex").is_dir():
        missing("no KaTeX: npm install katex in the folder that SYMATTN_NODE names")
    tried = list(cases(every=EVERY))
    results = rendered(tried, tmp_path, renderer)
    assert len(results) > 1
    assert [
        f"{one.case} {one.errors} {one.over} {one.lost}" for one in results if not one.good
    ] == []
