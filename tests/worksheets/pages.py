"""Making the pages of a problem file, and reading what TeX and the PDF checker say of them."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from symattn.cli import main
from symattn.files import fonts

WORKSHEETS = sorted((Path(__file__).resolve().parents[2] / "worksheets").glob("*.toml"))
NAMES = [path.stem for path in WORKSHEETS]

WIDEST_OVERFULL = 1.0
"""Points that a box may stand over the margin."""


def path_of(name: str) -> Path:
    """The problem file of that name."""
    return next(path for path in WORKSHEETS if path.stem == name)


def make(name: str, out: Path, ending: str, *options: str) -> list[Path]:
    """All four sheets of a problem file, written by the command line."""
    target = out / f"{name}{ending}"
    arguments = ["worksheet", str(path_of(name)), "-o", str(target), "--sheet", "all", *options]
    assert main(arguments) == 0
    made = sorted(out.glob(f"{name}-*{ending}"))
    assert len(made) == 4
    return made


def tex_log(program: str, source: Path) -> str:
    """The log of one run over a LaTeX file, with no shell and nothing above its folder."""
    confined = {"openin_any": "p", "openout_any": "p", "max_print_line": "1000"}
    if font := fonts.cjk_font():  # as on a machine where it is installed
        confined["OSFONTDIR"] = str(font.parent)
    subprocess.run(
        [program, "-no-shell-escape", "-interaction=nonstopmode", source.name],
        cwd=source.parent,
        env={**os.environ, **confined},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def complaints(log: str) -> list[str]:
    """Errors, missing characters and boxes over the margin."""
    found = [line for line in log.splitlines() if line.startswith(("!", "Missing character"))]
    for line in re.findall(r"^Overfull .*$", log, re.MULTILINE):
        width = re.search(r"\(([\d.]+)pt too", line)
        if width is None or float(width[1]) > WIDEST_OVERFULL:
            found.append(line)
    if "Output written on" not in log:
        found.append("no page was written")
    return found
