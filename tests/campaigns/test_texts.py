"""The texts that the reader is measured with are what they say they are."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal, localcontext
from html.parser import HTMLParser
from random import Random

import pytest

from tests.campaigns.texts import author, compose, problems, reader, truth
from tests.campaigns.texts.compose import Text, make
from tests.campaigns.texts.decimals import CONTEXT, Span, softmax, standing
from tests.campaigns.texts.distractors import DISTRACTORS
from tests.campaigns.texts.languages import COMMA, KEYS, LANGUAGES
from tests.campaigns.texts.marks import Claim, bare
from tests.campaigns.texts.reader import Outcome, compare
from tests.campaigns.texts.styles import STYLES
from tests.campaigns.texts.worked import WORKED

TEXTS = [make(2, number) for number in range(80)]


def test_a_seed_and_a_number_make_one_text() -> None:
    assert [make(2, number) for number in range(8)] == TEXTS[:8]
    assert len({text.content for text in TEXTS}) == len(TEXTS)


def test_every_claim_stands_where_it_says() -> None:
    for text in TEXTS:
        lines = text.content.split("\n")
        assert bare(text.content) == text.content
        for claim in text.claims:
            at = claim.column - 1
            escaped = json.dumps(claim.printed, ensure_ascii=False)[1:-1]
            assert lines[claim.line - 1].startswith((claim.printed, escaped), at)
            assert not re.match(r"[\d.]", lines[claim.line - 1][max(0, at - 1) : at])


def test_everything_is_drawn() -> None:
    seen = Counter[str]()
    for number in range(300):
        text = make(3, number)
        seen.update((text.ending, text.language, text.start, *text.distractors))
        seen.update(kind for kind in {claim.kind for claim in text.claims})
    wanted = {*compose.ENDINGS, *LANGUAGES, *problems.STARTS, *DISTRACTORS, *author.KINDS}
    assert wanted <= set(seen)


@pytest.mark.parametrize("style", [*STYLES, *WORKED])
def test_every_style_in_every_language_is_a_valid_file(style: str) -> None:
    for number, language in enumerate(LANGUAGES):
        text = make(4, number, style, language)
        assert text.styles[0] == style
        assert any(claim.style == style for claim in text.claims)
        assert any(not claim.optional for claim in text.claims)
        _valid(text)


def _valid(text: Text) -> None:
    if text.ending == "ipynb":
        cells = json.loads(text.content)["cells"]
        assert {cell["cell_type"] for cell in cells} <= {"code", "markdown"}
        assert all(isinstance(line, str) for cell in cells for line in cell["source"])
    if text.ending == "html":
        _Tags().feed(text.content)
    if text.ending == "tex":
        opened = re.findall(r"\\begin\{(\w+\*?)\}", text.content)
        assert Counter(opened) == Counter(re.findall(r"\\end\{(\w+\*?)\}", text.content))
    if text.ending in ("md", "qmd"):
        assert text.content.count("```") % 2 == 0 and text.content.count("$$") % 2 == 0
    if text.ending == "rst":
        for line, under in zip(
            text.content.split("\n"), text.content.split("\n")[1:], strict=False
        ):
            assert not re.fullmatch(r"([=\-~^])\1+", under) or line


class _Tags(HTMLParser):
    """Fails where a tag is not closed as it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_languages_have_every_word_and_commas_where_they_have_them() -> None:
    assert len(LANGUAGES) >= 9 and set(LANGUAGES) > COMMA
    assert all(list(words) == list(KEYS) for words in LANGUAGES.values())


def test_two_programs_that_differ_make_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(1)
    while (problem := problems.draw(rng)).scale != "1/sqrt(d_k)":
        pass
    truth.agreed(problem)
    monkeypatch.setattr(truth, "_factor", lambda scale, d: Decimal(1) / d)
    with pytest.raises(truth.Disagreement):
        truth.agreed(problem)


def _sheets(count: int) -> list[tuple[problems.Problem, author.Sheet]]:
    out = []
    shown = frozenset(truth.STAGES) - {"masked"}
    for number in range(count):
        rng = Random(f"sheets {number}")
        with localcontext(CONTEXT):
            problem = problems.draw(rng)
            plan = author.Plan(shown - set(author.BEFORE[problem.start]), True, False)
            out.append((problem, author.draw_sheet(rng, problem, truth.agreed(problem), plan)))
    return out


def test_planted_mistakes_are_wrong_and_nothing_else_is() -> None:
    planted = Counter[str]()
    for problem, sheet in _sheets(300):
        kinds = Counter(cell.kind for rows in sheet.cells.values() for row in rows for cell in row)
        guilty = kinds["wrong"] + kinds["truncated"]
        if not sheet.mistake and not sheet.carried:
            assert guilty == 0 and (kinds["free"] == 0 or not problem.exact)
        elif problem.exact and sheet.mistake in ("digit", "digit carried", "one off"):
            assert guilty > 0
        planted[sheet.mistake] += guilty > 0
    assert {name for name, count in planted.items() if count} >= set(author.MISTAKES)


def test_a_number_is_right_to_half_a_unit_and_no_further() -> None:
    with localcontext(CONTEXT):
        third = Decimal(1) / 3
        assert [standing(text, third) for text in ("0.33", "0.34", "0.3333")] == [
            "right",
            "wrong",
            "right",
        ]
        assert standing("0.66", 2 * third) == "truncated"
        assert standing("0.12", Decimal("0.125")) == standing("0.13", Decimal("0.125")) == "right"


def test_a_softmax_of_spans_holds_that_of_every_value_within() -> None:
    rng = Random(5)
    with localcontext(CONTEXT):
        spans = [Span.printed(text) for text in ("1.41", "0", "-0.7")]
        for _ in range(50):
            inside = [s.low + (s.high - s.low) * Decimal(rng.random()) for s in spans]
            powers = [value.exp() for value in inside]
            for weight, span in zip(powers, softmax(spans), strict=True):
                assert span.low <= weight / sum(powers) <= span.high


def _claim(kind: str, equation: str = "") -> Claim:
    return Claim("0.67", 3, 5, "weights", (0, 0), kind, equation, False, "numpy")


def _found(claim: Claim, verdict: str, kind: str = "stage", column: int = 5) -> Outcome:
    outcome = Outcome(replace(TEXTS[0], claims=(claim,)))
    said = {
        "kind": kind,
        "stage": "weights",
        "index": [0, 0],
        "printed": "0.67",
        "verdict": verdict,
        "where": {"line": 3, "column": column},
    }
    compare(outcome, [{"claims": [said]}], {(3, 5): "0.67"})
    return outcome


@pytest.mark.parametrize(
    ("kind", "verdict", "what"),
    [
        ("right", "wrong", "alarms"),
        ("right", "truncated", "alarms"),
        ("given", "wrong", "alarms"),
        ("unknown", "wrong", "alarms"),
        ("wrong", "rounded", "misses"),
        ("truncated", "exact", "misses"),
        ("right", "rounded", ""),
        ("right", "consistent", ""),
        ("wrong", "wrong", ""),
        ("truncated", "wrong", ""),
        ("free", "wrong", ""),
        ("free", "rounded", ""),
    ],
)
def test_alarms_and_misses_are_counted(kind: str, verdict: str, what: str) -> None:
    outcome = _found(_claim(kind), verdict)
    counts = outcome.counts.get("numpy", Counter[str]())
    assert (counts["alarms"], counts["misses"]) == (what == "alarms", what == "misses")
    assert len(outcome.failures) == bool(what)


def test_a_negative_number_stands_at_its_sign_or_its_first_digit() -> None:
    claim = replace(_claim("right"), printed="-0.67")
    for column in (5, 6):
        assert _found(claim, "wrong", column=column).counts["numpy"]["alarms"] == 1
    assert _found(claim, "wrong", column=7).counts["no claim of the text"]["alarms"] == 1


def test_arithmetic_is_judged_as_it_stands() -> None:
    carried = _claim("wrong", "right")
    assert not _found(carried, "rounded", "equation").failures
    assert _found(carried, "wrong", "equation").failures
    assert _found(_claim("right", "consistent"), "wrong", "equation").failures


def test_a_verdict_beside_every_claim_can_only_be_an_alarm() -> None:
    assert _found(_claim("right"), "wrong", column=9).counts["no claim of the text"]["alarms"] == 1
    beside = _found(_claim("right"), "rounded", column=9)
    assert not beside.failures
    assert beside.counts["numpy"] == Counter(claims=1, read=1)


def test_a_crash_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_path: object) -> None:
        raise ZeroDivisionError("a traceback")

    monkeypatch.setattr(reader, "verify_document", crash)
    outcome = reader.tried(TEXTS[0])
    assert [failure.what for failure in outcome.failures] == ["crashed"]
    assert outcome.counts[reader.ELSEWHERE]["crashes"] == 1
