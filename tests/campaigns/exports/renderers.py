"""Real documents around exports, and the programs of others that make pages of them.

Many exports stand in one document, each on pages of its own; what TeX says is told apart
by a line that the document writes into the log before and after each of them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.campaigns.exports import numbers
from tests.campaigns.exports.cases import Case

Export = tuple[Case, str]

OVER = 0.5
"""Points that a box may stand over the margin: TeX's own \\hfuzz is 0.1."""
_ENVIRONMENT = {
    **os.environ,
    "openin_any": "p",
    "openout_any": "p",
    "max_print_line": "10000",
    "error_line": "254",
    "half_error_line": "238",
}


@dataclass
class Result:
    """What became of one export in one kind of document."""

    case: Case
    renderer: str
    errors: list[str] = field(default_factory=list)
    over: list[float] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """No error, nothing over the margin, every number there."""
        return not (self.errors or self.over or self.lost)


# TeX ---------------------------------------------------------------------------------

_ARTICLE = r"""\documentclass[%s]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath}
\begin{document}
%s
\end{document}
"""
_BEAMER = r"""\documentclass{beamer}
\begin{document}
%s
\end{document}
"""
_MARK = r"\typeout{@@%d \the\value{page}}"
_SIZES = ("10pt, a4paper", "11pt, a4paper", "12pt, a4paper", "11pt")


def article(exports: Sequence[Export], folder: Path, program: str = "pdflatex") -> list[Result]:
    """Paragraphs around each export, in articles of three sizes."""
    out = []
    for k, options in enumerate(_SIZES):
        body = _paragraphs(exports[k :: len(_SIZES)])
        source = _ARTICLE % (options, body)
        name = f"article-{program}-{k}"
        out += _tex(program, source, folder, name, exports[k :: len(_SIZES)])
    return out


def xelatex(exports: Sequence[Export], folder: Path) -> list[Result]:
    """The same documents with XeLaTeX."""
    return article(exports, folder, "xelatex")


def twocolumn(exports: Sequence[Export], folder: Path) -> list[Result]:
    """Two columns on A4 and letter paper."""
    out = []
    for k, options in enumerate(("11pt, a4paper, twocolumn", "10pt, twocolumn")):
        own = exports[k::2]
        source = _ARTICLE % (options, _paragraphs(own))
        out += _tex("pdflatex", source, folder, f"twocolumn-{k}", own)
    return out


def beamer(exports: Sequence[Export], folder: Path) -> list[Result]:
    """A slide with a title for each export; where all was asked for, slides that go on."""
    slides = "\n".join(
        f"{_MARK % case.number}\n\\begin{{frame}}{'[allowframebreaks]' * case.whole}{{A slide}}\n"
        f"{text}\n\\end{{frame}}"
        for case, text in exports
    )
    return _tex("pdflatex", _BEAMER % f"{slides}\n{_MARK % -1}", folder, "beamer", exports)


def _paragraphs(exports: Sequence[Export]) -> str:
    whole = "\n".join(
        f"\\clearpage\n{_MARK % case.number}\nWords of a paragraph before it, and then\n{text}\n"
        "and the words that go on after it.\n"
        for case, text in exports
    )
    return f"{whole}\\clearpage\n{_MARK % -1}"


def _tex(
    program: str, source: str, folder: Path, name: str, exports: Sequence[Export]
) -> list[Result]:
    path = folder / f"{name}.tex"
    path.write_text(source, encoding="utf-8")
    if not exports:
        return []
    command = [program, "-no-shell-escape", "-interaction=nonstopmode", path.name]
    subprocess.run(
        command, cwd=folder, env=_ENVIRONMENT, capture_output=True, timeout=600, check=False
    )
    log = path.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    return _judged(log, path.with_suffix(".pdf"), name, exports)


def _judged(log: str, pdf: Path, name: str, exports: Sequence[Export]) -> list[Result]:
    results = {case.number: Result(case, name) for case, _ in exports}
    first: dict[int, int] = {}
    order: list[int] = []
    current: Result | None = None
    for line in log.splitlines():
        if mark := re.match(r"@@(-?\d+) (\d+)", line):
            number = int(mark[1])
            first[number] = int(mark[2])
            order.append(number)
            current = results.get(number)
        elif current is not None:
            _complaint(line, current)
    numbered = numbers.pages(pdf) if pdf.is_file() else []
    for here, after in pairwise(order):
        own = numbered[first[here] - 1 : first[after] - 1]
        _lost(results[here], dict(_texts(exports))[here], numbers.total(own), numbers.of_latex)
    for number, result in results.items():
        if number not in order[:-1]:
            result.errors.append("the document ended before it")
    return list(results.values())


def _texts(exports: Sequence[Export]) -> list[tuple[int, str]]:
    return [(case.number, text) for case, text in exports]


def _complaint(line: str, result: Result) -> None:
    if line.startswith(("!", "Missing character")):
        result.errors.append(line)
    elif (over := re.match(r"Overfull \\[hv]box \(([\d.]+)pt too", line)) and float(over[1]) > OVER:
        result.over.append(float(over[1]))


def _lost(
    result: Result, text: str, found: Counter[str], reader: Callable[[str], Counter[str]]
) -> None:
    result.lost += reader(text) - found


# Pandoc ------------------------------------------------------------------------------


def _pandoc(*arguments: str, text: str = "") -> str:
    import pypandoc

    run = subprocess.run(
        [pypandoc.get_pandoc_path(), *arguments],
        input=text,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout + "".join(f"\n[WARNING]{w}" for w in run.stderr.split("[WARNING]")[1:])


def _markdown(exports: Sequence[Export], marks: bool) -> str:
    pieces = []
    for case, text in exports:
        mark = f"```{{=latex}}\n\\clearpage\n{_MARK % case.number}\n```\n" if marks else ""
        heading = "" if marks else f"# export\n\nat{case.number}at\n"
        pieces.append(f"{heading}{mark}\nWords before it, and then\n\n{text}\n\nand after it.\n")
    end = f"```{{=latex}}\n\\clearpage\n{_MARK % -1}\n```\n" if marks else "# end\n"
    return "\n".join([*pieces, end])


def pandoc_pdf(exports: Sequence[Export], folder: Path) -> list[Result]:
    """Markdown to PDF as pandoc does it: through LaTeX, with its own template."""
    source = _pandoc("-f", "markdown", "-t", "latex", "-s", text=_markdown(exports, True))
    return _tex("pdflatex", source, folder, "pandoc-pdf", exports)


def pandoc_docx(exports: Sequence[Export], folder: Path) -> list[Result]:
    """Markdown to DOCX; what pandoc cannot turn into a formula it leaves as TeX, and warns."""
    path = folder / "pandoc.docx"
    said = _pandoc("-f", "markdown", "-t", "docx", "-o", str(path), text=_markdown(exports, False))
    results = _docx(exports, path, "pandoc-docx", numbers.of_latex)
    for warning in said.split("[WARNING]")[1:]:
        for result, (_, text) in zip(results, exports, strict=True):
            tried = warning.partition("TeX math")[2].strip()[:60]
            if tried and tried in text:
                result.errors.append(" ".join(warning.split())[:200])
    return results


def _docx(
    exports: Sequence[Export], path: Path, name: str, reader: Callable[[str], Counter[str]]
) -> list[Result]:
    with zipfile.ZipFile(path) as archive:
        whole = archive.read("word/document.xml").decode()
    results = []
    for case, text in exports:
        part = whole.partition(f"at{case.number}at")[2].partition(">export<")[0]
        texts = re.findall(r"<(m|w):t(?: [^>]*)?>([^<]*)</", part)
        result = Result(case, name)
        if any("\\" in words and kind == "w" for kind, words in texts):
            result.errors.append("TeX as text")
        if "<m:t" not in part:
            result.errors.append("no formula")
        found = sum((numbers.of(words) for _, words in texts), Counter[str]())
        _lost(result, text, found, reader)
        results.append(result)
    return results


# The others --------------------------------------------------------------------------

_KATEX = """
const katex = require(require.resolve('katex', {paths: [process.cwd()]}));
const given = JSON.parse(require('fs').readFileSync(0, 'utf-8'));
console.log(JSON.stringify(given.map(text => { try {
  const made = katex.renderToString(text, {
    displayMode: true, throwOnError: true, output: 'mathml', strict: 'error'});
  return {made};
} catch (error) { return {error: error.message}; } })));
"""


def katex(exports: Sequence[Export], folder: Path) -> list[Result]:
    """Every formula between $$ and $$ (or \\[ and \\]), as the auto-render extension finds them."""
    displays = [re.findall(r"\$\$(.+?)\$\$|\\\[(.+?)\\\]", text, re.DOTALL) for _, text in exports]
    flat = [one or other for found in displays for one, other in found]
    run = subprocess.run(
        ["node", "-e", _KATEX],
        input=json.dumps(flat),
        cwd=katex_folder(),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    made = iter(json.loads(run.stdout))
    results = []
    for (case, _), found in zip(exports, displays, strict=True):
        result = Result(case, "katex")
        if not found:
            result.errors.append("no formula")
        for one, other in found:
            back = next(made)
            if "error" in back:
                result.errors.append(back["error"])
            else:
                shown = re.sub(r"<annotation.*?</annotation>", "", back["made"], flags=re.DOTALL)
                _lost(result, one or other, numbers.of_mathml(shown), numbers.of_latex)
        results.append(result)
    return results


def katex_folder() -> Path:
    """Where ``npm install katex`` was run: the folder in SYMATTN_NODE, or the current one."""
    return Path(os.environ.get("SYMATTN_NODE", "."))


_TYPST_TEXT = 595.28 - 2.5 / 21 * 595.28
"""The right edge of the text on Typst's own page, in points: its margin is 2.5/21 of A4."""


def typst(exports: Sequence[Export], folder: Path) -> list[Result]:
    """Each export on pages of Typst's own size, found again by a label in the header."""
    import typst as compiler

    results = []
    for case, text in exports:
        result = Result(case, "typst", [] if "$" in text else ["no formula"])
        path = folder / f"{case.number}.typ"
        path.write_text(f"Words before it, and then\n{text}\nand after it.\n", encoding="utf-8")
        try:
            compiler.compile(path, output=path.with_suffix(".pdf"))
        except Exception as error:  # whatever the compiler raises is its verdict
            result.errors.append(str(error)[:200])
        else:
            made = numbers.pages(path.with_suffix(".pdf"))
            over = max(page.right for page in made) - _TYPST_TEXT
            result.over += [over] if over > OVER else []
            _lost(result, text, numbers.total(made), numbers.of_typst)
        results.append(result)
    return results


def mathml(exports: Sequence[Export], folder: Path) -> list[Result]:
    """HTML with the elements in it, read by pandoc and written as DOCX."""
    pieces = [f"<h1>export</h1><p>at{case.number}at</p>\n{text}" for case, text in exports]
    path = folder / "mathml.docx"
    page = f"<!DOCTYPE html><html><body>{''.join(pieces)}<h1>export</h1></body></html>"
    _pandoc("-f", "html", "-t", "docx", "-o", str(path), text=page)
    return _docx(exports, path, "mathml-docx", numbers.of_mathml)


Renderer = Callable[[Sequence[Export], Path], list[Result]]
RENDERERS: dict[str, tuple[tuple[str, ...], Renderer]] = {
    "pdflatex": (("article",), article),
    "xelatex": (("article",), xelatex),
    "twocolumn": (("twocolumn",), twocolumn),
    "beamer": (("beamer",), beamer),
    "pandoc-pdf": (("markdown", "quarto"), pandoc_pdf),
    "pandoc-docx": (("markdown", "quarto"), pandoc_docx),
    "katex": (("katex",), katex),
    "typst": (("typst",), typst),
    "mathml": (("mathml",), mathml),
}
"""Who renders the exports of which targets."""


def available(renderer: str) -> bool:
    """Whether what it needs is installed."""
    program = {"pdflatex": "pdflatex", "xelatex": "xelatex", "katex": "node"}.get(renderer)
    program = program or ("pdflatex" if renderer in ("twocolumn", "beamer", "pandoc-pdf") else None)
    return program is None or shutil.which(program) is not None
