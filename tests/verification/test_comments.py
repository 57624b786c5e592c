"""What comments say to symattn, in a text of any format."""

from __future__ import annotations

import pytest

from symattn.errors import InputError, Place
from symattn.mistakes.catalogue import CATALOGUE
from symattn.problem.given import Setting
from symattn.reading.documents import read
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


def test_a_stage_is_said_of_the_next_table() -> None:
    found = said("stage=scores", "stage=weights")
    assert [stage for stage, _ in found.stages.values()] == ["scores", "weights"]
    assert list(found.stages) == sorted(found.stages)


def test_the_largest_expectation_counts() -> None:
    assert (said("expect=3", "expect=12", "expect=5").expected or (0,))[0] == 12
    assert said("stage=weights").expected is None


def test_a_reason_goes_with_what_it_lets_pass() -> None:
    (passing,) = said('accept="truncated, row_forced_to_one" because="as printed"').passing
    assert passing.names == ("truncated", "row_forced_to_one")
    assert passing.of("truncated") == Accepted("truncated", "comment", "as printed", Place(1, 6))


def test_two_comments_that_contradict_each_other_are_refused() -> None:
    for words in (("scale=none", "scale=1/2"), ("problem=a.toml", "problem=b.toml")):
        with pytest.raises(InputError, match=r"^6:6: \w+: the comment in line 1 says otherwise"):
            said(*words)


@pytest.mark.parametrize("words", ["stage weights", 'because="open', "stage=weights,", "=3"])
def test_what_is_no_key_and_value_is_refused(words: str) -> None:
    with pytest.raises(InputError, match=r"^1:6: "):
        said(words)


def test_every_verdict_against_a_number_and_every_mistake_can_be_accepted() -> None:
    names = [*(set(VERDICTS) - RIGHT), *CATALOGUE, "equations"]
    assert acceptable(",".join(names), "--accept") == tuple(names)
    for right in RIGHT:
        with pytest.raises(InputError, match="is not known here"):
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
