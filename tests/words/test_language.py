"""A language is one file: a made-up one is spoken by a whole sheet and a whole report.

In it every Latin letter of a message is ø, so that what is left of English shows: words of three
letters and more that are neither in the problem nor the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import polib
import pytest

from symattn.cli import main
from symattn.derivation.backward import gradients
from symattn.derivation.derivation import solve
from symattn.derivation.scaling import scaling
from symattn.document import errata, gradient, tree
from symattn.document import scaling as scaling_sheet
from symattn.document.tree import Sheet
from symattn.document.worksheet.page import build
from symattn.files import ENDINGS
from symattn.formulas import speech
from symattn.formulas import tree as f
from symattn.problem.keys import ATTENTION, TOP
from symattn.problem.load import load
from symattn.problem.stages import STAGES
from symattn.verification import verify
from symattn.words import say, speaking
from tests.house.imports import PACKAGE

EVERYWHERE = {
    *(
        "softmax",
        "exp",
        "tanh",
        "cosh",
        "concat",
        "diag",
        "rowsum",
        "sqrt",
        "Var",
        "med",
        "Phi",
        "kappa",
    ),  # functions
    *("epsilon", "partial", "Delta", "sigma"),  # letters
}
"""What mathematics calls the same in every language."""

NAMES = {
    "symattn",
    "printed",
    "upstream",
    "rows",
    "columns",
    *TOP,
    *ATTENTION,
    *STAGES,
    *(f"d{name}" for name in STAGES),
}
"""Names by which users call stages, tables and settings in commands and files."""


FEW = "additive dropout heads kernel layers notebook padding-inf scaled search"
"""Problem files of every kind of step."""


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of the made-up language's catalogue."""
    made = polib.pofile(str(PACKAGE / "words" / "en.po"))
    made.metadata["Language"] = "art"
    for entry in made:
        entry.msgstr = _other(entry.msgstr)
        entry.msgstr_plural = {k: _other(text) for k, text in entry.msgstr_plural.items()}
    path = tmp_path_factory.mktemp("words") / "art.po"
    made.save(str(path))
    return str(path)


def _other(text: str) -> str:
    parts = re.split(r"(\{\w+(?:!r)?\})", text)
    return "".join(p if k % 2 else re.sub("[A-Za-z]", "ø", p) for k, p in enumerate(parts))


def _said(node: Any) -> Iterator[str]:
    """All words of a page: its texts, and what is spoken of its formulas and pictures."""
    match node:
        case tree.User():
            return
        case Sheet():
            yield from (node.page_of, node.title)
        case tree.Text():
            yield node.text
        case f.Word():
            yield node.text
    if isinstance(node, tuple):
        for one in node:
            if isinstance(one, str):
                yield one
            yield from _said(one)
    elif is_dataclass(node):
        for field in fields(node):
            value = getattr(node, field.name)
            if field.name in ("alt", "summary") and isinstance(value, str):
                yield value
            yield from _said(value)
        if type(node).__module__ == f.__name__:
            yield speech.write(node)  # type: ignore[arg-type]


def _english(text: str, names: set[str]) -> set[str]:
    found = set(re.findall(r"[A-Za-z_]+", re.sub(r"\{\w+\}", "", text))) - names - EVERYWHERE
    return {part for word in found for part in word.split("_") if len(part) > 2}


def _names(path: Path) -> set[str]:
    """The words of a problem file: its texts, its tokens' names, its symbols."""
    return set(re.findall(r"[A-Za-z_]{3,}", path.read_text(encoding="utf-8")))


def worksheets(root: Path, names: str = "*") -> list[Path]:
    return sorted(path for n in names.split() for path in (root / "worksheets").glob(f"{n}.toml"))


@pytest.mark.parametrize(("sheet", "of"), [("solution", "*"), ("hints", FEW), ("map", FEW)])
def test_a_sheet_in_another_language_has_no_english(
    sheet: str, of: str, language: str, root: Path
) -> None:
    left: dict[str, set[str]] = {}
    for path in worksheets(root, of):
        with speaking(language):
            page = build(solve(load(path)), sheet)
            assert page.language == "art"
            words = set().union(*(_english(text, _names(path)) for text in _said(page)))
        if words:
            left[path.name] = words
    assert left == {}


def test_other_sheets_in_another_language_have_no_english(language: str, root: Path) -> None:
    path = root / "worksheets" / "notebook.toml"
    with speaking(language):
        problem = load(path)
        pages = [
            gradient.build(gradients(problem), "hints"),
            scaling_sheet.build(scaling(problem), "hints"),
            errata.sheet([verify(_wrong(problem))]),
        ]
        left = [set().union(*(_english(t, _names(path)) for t in _said(p))) for p in pages]
    assert left == [set(), set(), set()]


def _wrong(problem: Any) -> Any:
    return problem.changed(printed={"weights": [["0.999"] * problem.m] * problem.n})


@pytest.mark.parametrize("command", ["solve", "gradient", "verify", "scaling", "kernel"])
def test_the_command_line_in_another_language_has_no_english(
    command: str, language: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left: dict[str, set[str]] = {}
    for path in worksheets(root, FEW):
        main(["--lang", language, command, str(path)])
        told = "".join(capsys.readouterr()).replace(str(path), "")
        if words := _english(told, _names(path) | NAMES):
            left[path.name] = words
    assert left == {}


def test_a_report_of_wrong_numbers_in_another_language_has_no_english(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        'title = "Q"\n[inputs]\nQ = [[1, 2], [0, 1]]\nK = [[1, 0], [2, 1]]\nV = [[1], [3]]\n'
        '[printed]\nscores = [["1", "4"], ["0", "1"]]\n'
        'weights = [["0.05", "0.95"], ["0.999", "x"]]\noutput = [["2.7"], ["2.3"]]\n',
        encoding="utf-8",
    )
    assert main(["--lang", language, "verify", str(path), "--explain", "--unplaced"]) == 1
    told = capsys.readouterr().out
    assert "ø" in told
    assert _english(told.replace(str(path), ""), NAMES) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "nothing.toml"),
        ("solve", "PROBLEM", "--cell", "x", "--stage", "weights"),
        ("verify", "PROBLEM"),
        ("export", "PROBLEM", "--stage", "nix"),
        ("worksheet", "PROBLEM", "-o", "p.xyz"),
    ],
)
def test_errors_in_another_language_have_no_english(
    arguments: tuple[str, ...],
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.toml").write_text("[inputs]\nX = [[1, 2], [0, 1]]\n", encoding="utf-8")
    given = [one.replace("PROBLEM", "p.toml") for one in arguments]
    assert main(["--lang", language, *given]) == 2
    told = capsys.readouterr().err
    names = {
        *NAMES,
        *re.findall(r"\w+", " ".join(given)),
        *(e[1:] for e in ENDINGS),
        "symattn",
    }
    assert "ø" in told and _english(told, names) == set()


def test_help_is_told_in_the_language(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", language, "worksheet", "--help"]) == 0
    told = capsys.readouterr().out
    assert "øøøøø øøøøø" in told and "Which sheet" not in told
    assert main(["worksheet", "--help"]) == 0
    assert "Which sheet" in capsys.readouterr().out


def test_an_unknown_language_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "tlh", "solve", "p.toml"]) == 2
    assert capsys.readouterr().err == "symattn: --lang: there is no language tlh; one of: en\n"


BROKEN = {
    "no text": (lambda text: b"\xff\xfe", "expected a catalogue in UTF-8 whose head has"),
    "no head": (lambda text: b"not a catalogue", "expected a catalogue in UTF-8 whose head has"),
    "no plural forms": (
        lambda text: text.replace("Plural-Forms", "Forms").encode(),
        "expected a catalogue in UTF-8 whose head has",
    ),
    "a rule that is none": (
        lambda text: text.replace("plural=", "plural=f(").encode(),
        "expected a catalogue in UTF-8 whose head has",
    ),
    "a message left out": (
        lambda text: text.replace('msgid "help.help"', 'msgid "help.other"').encode(),
        "the message help.help is missing",
    ),
    "another placeholder": (
        lambda text: text.replace("there is no such key", "no {such} key").encode(),
        "the message problem.no_key names {such}, which its English one has not",
    ),
    "half a brace": (
        lambda text: text.replace("there is no such key", "no { key").encode(),
        "the message problem.no_key has a brace without its other one",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_catalogue_that_cannot_be_spoken_is_refused_at_once(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, says = BROKEN[name]
    path = tmp_path / "broken.po"
    path.write_bytes(change((PACKAGE / "words" / "en.po").read_text("utf-8")))
    assert main(["--lang", str(path), "solve", "nothing.toml"]) == 2
    assert capsys.readouterr().err.startswith(f"symattn: {path}: --lang: {says}")
    with pytest.raises(ValueError, match=re.escape(says)), speaking(str(path)):
        pass


def test_braces_that_are_no_placeholder_and_a_placeholder_left_out_may_stand(
    tmp_path: Path,
) -> None:
    text = (PACKAGE / "words" / "en.po").read_text("utf-8")
    path = tmp_path / "other.po"
    path.write_text(text.replace("there is no language {name}", "no such {{language}}"), "utf-8")
    with speaking(str(path)):
        assert say("cli.no_language", name="tlh") == "no such {language}"
