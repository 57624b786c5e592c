"""Bad and hostile documents: a clear line within seconds and a gigabyte, nothing carried out.

Each runs in a process of its own, whose largest memory is measured.  The time limit is wide,
since tests run side by side; by hand each takes about a second.
"""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path
from subprocess import DEVNULL, Popen
from threading import Timer
from typing import NamedTuple

import pytest

SECONDS = 60
GIBIBYTE = 2**30
TWO = """X = [[1, 2], [0, 1]] or

X = [[2, 1], [1, 1]]

The scores:

| S | a | b |
|---|---|---|
| a | 9.5 | 8.1 |
| b | 7.3 | 6.2 |
"""
X = "X = [[1, 2], [3, 4]], no scaling.\n\n"


class Outcome(NamedTuple):
    """How ``symattn verify`` ended."""

    code: int
    out: str
    err: str
    memory: int


def verify(path: Path) -> Outcome:
    command = [sys.executable, "-m", "symattn", "verify", str(path)]
    streams = [path.with_name(f".{path.name}.{name}") for name in ("out", "err")]
    with streams[0].open("wb") as out, streams[1].open("wb") as err:
        child = Popen(command, stdout=out, stderr=err, stdin=DEVNULL, cwd=path.parent)
        stop = Timer(SECONDS, child.kill)
        stop.start()
        _, status, used = os.wait4(child.pid, 0)
        stop.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
    said, complained = (stream.read_text(encoding="utf-8") for stream in streams)
    for stream in streams:
        stream.unlink()
    return Outcome(child.returncode, said, complained, used.ru_maxrss * 1024)


def refused(outcome: Outcome, *words: str) -> None:
    assert outcome.code == 2
    assert outcome.out == ""
    (line,) = outcome.err.strip().split("\n")
    assert line.startswith("symattn: ")
    for word in words:
        assert word in line
    assert outcome.memory < GIBIBYTE


def bomb(path: Path) -> None:
    """A small DOCX that unpacks to two gigabytes."""
    block = b"0" * 2**20
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(2100):
                part.write(block)


def encrypted() -> bytes:
    """A PDF whose trailer says that it is encrypted, with a password that nobody knows."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"5a" * 32, b"a5" * 32),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    trailer = b"<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<01> <01>] >>"
    return out + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("none.md", "# Attention\n\nOnly words.\n", ("no numbers",)),
        ("half.md", X + "| weights | a | b |\n|---|---|---|\n| a | 0.12 |\n", ("nothing", "X was")),
        (
            "two.md",
            TWO,
            ("2 matrices are called X", "line 1", "line 3", "--problem"),
        ),
        ("deep.tex", "$" + "{" * 50_000 + "1" + "}" * 50_000 + "$", ("nothing",)),
        ("braces.tex", "{" * 10**6, ("nothing",)),
        ("long.tex", "$" + "{" * 600_000 + "1" + "}" * 600_000 + "$", ("split it",)),
        ("roots.tex", "$" + r"\sqrt{" * 40_000 + "2" + "}" * 40_000 + "$", ("nothing",)),
        ("lists.txt", "X = " + "[" * 100_000 + "1" + "]" * 100_000, ("nothing",)),
    ],
)
def test_texts_that_cannot_be_used(
    name: str, text: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    refused(verify(path), *words)


def test_a_broken_docx(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 this is no archive" * 20)
    refused(verify(path), "broken")


def test_a_docx_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    bomb(path)
    assert path.stat().st_size < 20_000_000
    refused(verify(path), "unpacked")


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(encrypted())
    refused(verify(path), "encrypted", "without a password")


def test_a_page_of_five_megabytes(tmp_path: Path) -> None:
    """The numbers in it are judged; a page of nothing but cells is refused."""
    path = tmp_path / "big.html"
    picture = f'<img src="data:image/png;base64,{"iVBORw0K" * 650_000}">'
    table = "<table><tr><th>S</th><th>a</th><th>b</th></tr>"
    table += "<tr><td>a</td><td>5</td><td>11</td></tr><tr><td>b</td><td>11</td><td>25</td></tr>"
    path.write_text(f"<p>X = [[1, 2], [3, 4]], no scaling</p>{picture}{table}</table>")
    assert path.stat().st_size > 5 * 10**6
    outcome = verify(path)
    assert outcome.code == 0 and "4 of 4 right" in outcome.out
    assert outcome.memory < GIBIBYTE
    path.write_text("<table>" + "<tr><td>0.5</td><td>0.25</td></tr>" * 150_000 + "</table>")
    refused(verify(path), "tags")


def test_merged_cells_claim_once(tmp_path: Path) -> None:
    path = tmp_path / "merged.html"
    path.write_text(
        "<p>X = [[1, 2], [3, 4]], no scaling</p><table><tr><th>S</th><th>a</th><th>b</th></tr>"
        "<tr><td>a</td><td colspan=2>5</td></tr><tr><td>b</td><td>11</td><td>25</td></tr></table>"
    )
    outcome = verify(path)
    assert outcome.code == 0 and "3 of 3 right" in outcome.out


TOWER = r"""$X = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$, no scaling.

$$S = \begin{pmatrix} 2^{9^{9^9}} & 11 \\ 11 & 25 \end{pmatrix}$$
"""


def test_a_tower_of_powers_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "tower.tex"
    path.write_text(TOWER)
    outcome = verify(path)
    assert outcome.code == 1
    assert "1 unreadable" in outcome.out and "3 of 4 right" in outcome.out
    assert outcome.memory < GIBIBYTE


def test_nothing_is_included_or_carried_out(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("X = [[1, 2], [3, 4]]")
    path = tmp_path / "thief.tex"
    path.write_text(
        r"\input{secret}\input{/etc/passwd}\immediate\write18{touch done}"
        r"\begin{filecontents}{made.txt}x\end{filecontents}"
        "\n$S = \\begin{pmatrix} 5 & 11 \\\\ 11 & 25 \\end{pmatrix}$"
    )
    refused(verify(path), "secret is included by the text and was not followed")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["secret.tex", "thief.tex"]
