"""What comments say to symattn, in a text of any format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symattn.errors import InputError, Place
from symattn.mistakes.catalogue import CATALOGUE
from symattn.problem import stages
from symattn.problem.given import Setting
from symattn.reading.documents import read
from symattn.reading.documents.blocks import Directive, Document
from symattn.verification.claims import RIGHT, VERDICTS, Accepted
from symattn.verification.comments import Comments, acceptable, comments

TABLE = "\n\n| | a |\n|---|---|\n| a | 1 |\n"


def said(*words: str) -> Comments:
    text = TABLE.join(f"<!-- symattn: {one} -->" for one in words) + TABLE
    return comments(read(text.encode(), ".md"))


def test_settings_hold_for_the_whole_text() -> None:
    found = said("scale=none layout=columns", "base=2 inputs=rounded", "scale=none")
    assert {key: one.value for key, one in found.settings.items()} == {
        "scale": "none",
        "layout": "columns",
        "base": "2",
        "inputs": "rounded",
    }
    assert found.settings["scale"] == Setting("none", "comment", Place(1, 6))
    assert said("problem=a.toml").settings == {"problem": Setting("a.toml", "comment", Place(1, 6))}


def test_a_stage_is_said_of_the_next_table() -> None:
    found = said("stage=scores", "stage=weights")
    assert [stage for stage, _ in found.stages.values()] == ["scores", "weights"]
    assert list(found.stages) == sorted(found.stages)


def test_the_largest_expectation_counts() -> None:
    assert said("expect=3", "expect=12", "expect=5").expected == (12, Place(6, 6))
    assert said("expect=3", "expect=3").expected == (3, Place(1, 6))
    assert said("expect=0").expected == (0, Place(1, 6))
    assert said("stage=weights").expected is None


def test_a_reason_goes_with_what_it_lets_pass() -> None:
    text = TABLE + '<!-- symattn: accept="truncated, row_forced_to_one" because="as printed" -->'
    document = read((text + TABLE).encode(), ".md")
    (passing,) = comments(document).passing
    assert passing.names == ("truncated", "row_forced_to_one")
    assert document.blocks[passing.block] is document.grids()[1]
    assert passing.of("truncated") == Accepted("truncated", "comment", "as printed", Place(6, 6))


def test_without_a_reason_none_is_told() -> None:
    (passing,) = said("accept=wrong").passing
    assert passing.of("wrong") == Accepted("wrong", "comment", "", Place(1, 6))


def test_a_comment_stands_in_its_own_file_or_else_in_the_text() -> None:
    for own, file in ((None, "whole.tex"), ("part.tex", "part.tex")):
        directive = Directive((("expect", "3"),), Place(7, 2, own))
        said_there = Document((), 0, 0, directives=(directive,), file="whole.tex")
        assert comments(said_there).expected == (3, Place(7, 2, file))
        unfit = Document((), 0, 0, directives=(replace(directive, odd="3"),), file="whole.tex")
        with pytest.raises(InputError, match=f"^{file}:7:2: expected key=value, found 3"):
            comments(unfit)


def test_two_comments_that_contradict_each_other_are_refused() -> None:
    for words in (("scale=none", "scale=1/2"), ("problem=a.toml", "problem=b.toml")):
        with pytest.raises(InputError, match=r"^6:6: \w+: the comment in line 1 says otherwise"):
            said(*words)


WRITE = (
    "expected key=value, found {}; write for example symattn: stage=weights, "
    "with quotes around what holds blanks"
)
COUNT = "expect: expected a whole number from 0 to 1000000, found {}"
STAGES = ", ".join((*stages.names(), *stages.gradients()))
NAMES = ", ".join((*(one for one in VERDICTS if one not in RIGHT), *CATALOGUE, "equations"))
REFUSED = {
    "stage weights": WRITE.format("stage"),
    'because="open': WRITE.format('because="open'),
    "stage=weights,": 'stage: "weights," is not known here; did you mean weights?',
    "=3": WRITE.format("=3"),
    "expect=": WRITE.format("expect="),
    "stages=weights": "stages: there is no such key; did you mean stage?",
    "stage=wieghts": 'stage: "wieghts" is not known here; did you mean weights?',
    "stage=zzz": f'stage: "zzz" is not known here; known: {STAGES}',
    "accept=trunkated": 'accept: "trunkated" is not known here; did you mean truncated?',
    "accept=zzz": f'accept: "zzz" is not known here; known: {NAMES}',
    "because=open": "because: a reason goes with what it lets pass: write accept=… beside it",
    "expect=x": COUNT.format('"x"'),
    "expect=２": COUNT.format('"２"'),
    "expect=²": COUNT.format('"²"'),
    "expect=-1": COUNT.format('"-1"'),
    "expect=123456789": COUNT.format("the number 123456789"),
    "expect=1234567890": COUNT.format('"1234567890"'),
    f"expect={'9' * 5000}": COUNT.format(f'"{"9" * 37}…"'),
    "layout=colums": 'layout: expected "rows" or "columns", found "colums"; did you mean columns?',
}


@pytest.mark.parametrize(("words", "sentence"), REFUSED.items())
def test_what_is_not_known_is_refused_with_its_place(words: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        said(words)
    assert str(error.value) == f"1:6: {sentence}"


@pytest.mark.parametrize("key", ["stage=weights", "accept=wrong"])
@pytest.mark.parametrize("after", ["", "More words.", "$$x = 1$$"])
def test_what_is_said_of_a_table_needs_one_after_it(key: str, after: str) -> None:
    with pytest.raises(InputError) as error:
        comments(read(f"<!-- symattn: {key} -->\n\n{after}\n".encode(), ".md"))
    name = key.partition("=")[0]
    assert str(error.value) == f"1:6: {name}: no table or matrix follows this comment"


def test_every_verdict_against_a_number_and_every_mistake_can_be_accepted() -> None:
    names = [*(set(VERDICTS) - RIGHT), *CATALOGUE, "equations"]
    assert acceptable(",".join(names), "--accept") == tuple(names)
    for right in RIGHT:
        with pytest.raises(InputError, match=r'^--accept: ".+" is not known here'):
            acceptable(right, "--accept")


@pytest.mark.parametrize(
    ("kind", "comment"),
    [
        ("md", "<!-- symattn: loud -->"),
        ("tex", "% symattn: loud"),
        ("rst", ".. symattn: loud"),
        ("txt", "# symattn: loud"),
        ("html", "<!-- symattn: loud -->"),
    ],
)
def test_every_format_tells_of_an_unknown_word(kind: str, comment: str) -> None:
    with pytest.raises(InputError, match="expected key=value, found loud"):
        comments(read(f"Words.\n\n{comment}\n\nMore words.\n".encode(), f".{kind}"))
