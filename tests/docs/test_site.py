"""The site: every example runs, and the pages made from the code leave nothing out."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import symattn as sa
from symattn.cli import main
from symattn.mistakes.catalogue import CATALOGUE
from symattn.reading import limits
from symattn.verification.claims import VERDICTS
from tests.docs.transcripts import held, transcripts

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TUTORIALS = sorted((DOCS / "tutorials").glob("*.md"))
FILE = re.compile(r"^    # (?P<name>[\w-]+\.toml)\n(?P<text>(?:    .+\n)+)", re.M)


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """docs/reference.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_runs_as_it_stands(
    page: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = page.read_text("utf-8")
    shutil.copy(DOCS / "article.md", tmp_path)
    for found in FILE.finditer(text):
        lines = [line.removeprefix("    ") for line in found["text"].splitlines()]
        (tmp_path / found["name"]).write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shown = transcripts(text)
    assert len(shown) == text.count("    $ ") >= 1
    for arguments, output in shown:
        main(shlex.split(arguments))
        held(output, capsys.readouterr().out)
    examples = "\n".join(re.findall(r"```python\n(.*?)```", text, re.S))
    test = doctest.DocTestParser().get_doctest(examples, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_public_name_has_its_line(reference: ModuleType) -> None:
    page = reference.python()
    for name in {*sa.__all__} - {"__version__"}:
        part = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert len(part) > 40, name
    for member in ("Step.decimal", "Step.to_frame", "Pages.write", "Gradients.jacobian"):
        assert f"### {member}\n" in page
    assert ":class:" not in page and page.count("```") % 2 == 0


def test_every_command_and_option_is_there(reference: ModuleType) -> None:
    page = reference.commands()
    for name in ("solve", "worksheet", "export", "verify", "gradient", "scaling", "kernel"):
        assert f"## symattn {name}\n" in page
    assert page.count("-h, --help") == 8 and "--paper" in page


def test_every_limit_is_there_as_a_number(reference: ModuleType) -> None:
    page = reference.bounds()
    for name in limits.__all__:
        assert f"| `{name}` | {getattr(limits, name):,} | " in page


def test_every_mistake_has_an_example(reference: ModuleType) -> None:
    page = reference.mistakes()
    parts = dict(part.split("\n", 1) for part in page.split("## ")[1:])
    assert list(parts) == list(CATALOGUE)
    for name, text in parts.items():
        example = re.search(r"is (\S+), and (\S+) with the mistake|Right: (.+) Printed: (.+)", text)
        assert example is not None, name
        right, wrong = (one for one in example.groups() if one is not None)
        assert right != wrong, name


def test_every_verdict_is_explained() -> None:
    page = (DOCS / "verdicts.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)`", page, re.M) == list(VERDICTS)


def test_the_site_is_built(tmp_path: Path) -> None:
    if (
        importlib.util.find_spec("mkdocs") is None
        or importlib.util.find_spec("mkdocstrings") is None
    ):
        pytest.skip("mkdocs is not installed: .ci/run builds the site")
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    for page in ("index.html", "reference/mistakes/index.html", "reference/python/index.html"):
        assert (tmp_path / "site" / page).is_file()
    assert "from_multihead_attention" in (
        tmp_path / "site" / "reference" / "python" / "index.html"
    ).read_text("utf-8")
