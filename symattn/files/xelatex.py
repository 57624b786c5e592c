"""PDF with TeX, on request: latexmk and XeLaTeX, confined.

No shell, no file above the folder read or written, and a time limit.  (LuaLaTeX
is never used: with these settings it still reads and writes anywhere.)
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from symattn.document.tree import Sheet
from symattn.errors import InputError, Limit
from symattn.files import fonts, latex
from symattn.words import say

__all__ = ["compiled", "made", "render"]

SECONDS = 90
_COMMAND = (
    "latexmk",
    "-norc",
    "-xelatex",
    "-no-shell-escape",
    "-interaction=nonstopmode",
    "-halt-on-error",
    "-file-line-error",
    "-quiet",
    "page.tex",
)
_ATTACHED = rb"""\special{pdf:fstream @problem (problem.json)}
\special{pdf:names /EmbeddedFiles (problem.json)
  << /Type /Filespec /F (problem.json) /UF (problem.json) /EF << /F @problem >> >>}
"""
"""What puts a file inside the PDF, in the words of xdvipdfmx, which writes it."""

_MISSING = re.compile(r"Missing character: There is no (\S+)")
_ERROR = re.compile(r"^(?:[^\s:]+:(\d+): |! )(.+)$", re.MULTILINE)


def render(sheet: Sheet) -> bytes:
    """The PDF file of a sheet, made by XeLaTeX.  It carries the problem along, and has no tags.

    Raises :class:`InputError` where TeX is not installed, a font lacks a
    character, or TeX stops; :class:`Limit` past the time limit.
    """
    source = latex.render(sheet)
    if not sheet.problem:
        return compiled(source)
    begin = b"\\begin{document}\n"
    return made(source.replace(begin, begin + _ATTACHED, 1), sheet.problem.encode())[0]


def compiled(source: bytes) -> bytes:
    """LaTeX source as a PDF file."""
    return made(source)[0]


def made(source: bytes, problem: bytes | None = None) -> tuple[bytes, str]:
    """LaTeX source as a PDF file, and what TeX said about it.

    ``problem``: what stands in the file ``problem.json`` beside the source.
    """
    if not (shutil.which("latexmk") and shutil.which("xelatex")):
        raise InputError(
            say("files.no_xelatex"),
            fix=say("fix.install_tex"),
        )
    with tempfile.TemporaryDirectory(prefix="symattn-") as folder:
        Path(folder, "page.tex").write_bytes(source)
        if problem is not None:
            Path(folder, "problem.json").write_bytes(problem)
        status = _run(folder)
        log = _log(Path(folder, "page.log"))
        page = Path(folder, "page.pdf")
        if missing := _MISSING.search(log):
            raise InputError(say("files.no_character_in_tex", char=missing[1]))
        if status != 0 or not page.is_file():
            raise InputError(say("files.xelatex_stopped", reason=_reason(log)))
        return page.read_bytes(), log


def _run(folder: str) -> int:
    """The exit status of latexmk; all that it started ends with it."""
    process = subprocess.Popen(
        _COMMAND,
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Limit(say("files.xelatex_too_long", limit=SECONDS)) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _environment() -> dict[str, str]:
    """What TeX sees: paranoid reading and writing, a fixed date."""
    return {
        **os.environ,
        **_fonts(),
        "openin_any": "p",
        "openout_any": "p",
        "shell_escape": "f",
        "SOURCE_DATE_EPOCH": "0",
        "FORCE_SOURCE_DATE": "1",
        "max_print_line": "1000",
    }


def _fonts() -> dict[str, str]:
    """Where the second font lies, for kpathsea, which looks for a file by its name."""
    path = fonts.cjk_font()
    return {} if path is None else {"OSFONTDIR": str(path.parent)}


def _log(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _reason(log: str) -> str:
    found = _ERROR.search(log)
    if found is None:
        return say("files.no_reason")
    return say("files.tex_line", error=found[2], line=found[1]) if found[1] else found[2]
