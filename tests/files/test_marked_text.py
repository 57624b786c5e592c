"""The marked text: what it holds, that it is one file, and how it is worked by keyboard alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.verifying import CORRECTED, DAMAGED, ELSEWHERE, WRONG, Desk
from tests.files.browser import opened, violations

HOSTILE = WRONG.replace("| a | 0.468", "| <script>alert(1)</script> | 0.468").replace(
    "# By hand", '# "By" & hand'
)
FILES: dict[str, str | bytes] = {
    "wrong.md": WRONG,
    "corrected.md": CORRECTED,
    "else.md": ELSEWHERE,
    "damaged.docx": DAMAGED,
    "hostile.md": HOSTILE,
    "false.md": "A sum: $1.79/7.43 ≈ 0.25$ here.\n\n" + WRONG,
}


def made(desk: Desk, *arguments: str) -> Path:
    desk.lay(FILES)
    desk.verify(*arguments, "-o", "report.html")
    return desk.folder / "report.html"


class Texts(HTMLParser):
    """The lines of the text, without what is only heard, and the buttons in them by state."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self.within: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag not in ("meta", "br"):
            self.within.append(said.get("class", tag))
        if said.get("class") == "src":
            self.lines.append("")
        if said.get("class", "").startswith("n "):
            self.buttons.append((said["class"].removeprefix("n "), ""))
        self.ids += [said["id"]] if "id" in said else []
        self.targets += [said[key] for key in ("popovertarget", "href") if key in said]

    def handle_endtag(self, tag: str) -> None:
        self.within.pop()

    def handle_data(self, data: str) -> None:
        if "src" in self.within and "hid" not in self.within:
            self.lines[-1] += data
        if self.within and self.within[-1].startswith("n ") and not self.buttons[-1][1]:
            self.buttons[-1] = (self.buttons[-1][0], data)


def test_the_text_stands_there_letter_for_letter_with_its_numbers_as_buttons(desk: Desk) -> None:
    read = Texts(made(desk, "wrong.md").read_text("utf-8"))
    assert [line.rstrip() for line in read.lines] == WRONG.split("\n")
    wrong = [text for state, text in read.buttons if state == "wrong"]
    assert wrong == ["0.064", "0.156", "0.0069"]
    assert len(read.buttons) == 18
    assert len(set(read.ids)) == len(read.ids)
    assert {target.lstrip("#") for target in read.targets} <= set(read.ids)


def test_verdict_value_and_cause_stand_behind_a_number(desk: Desk) -> None:
    page = made(desk, "wrong.md").read_text("utf-8")
    (found,) = re.findall(r'<div popover[^>]* aria-label="[^"]*0\.064">.*?</div>', page)
    for said in (
        "weights a→b: wrong",
        "prints 0.064",
        "nearest 0.063",
        'aria-label="e to the minus 2, over 2 plus e to the minus 2"',
        "0.0633789…",
        "likely cause: the row was made to add to 1",
    ):
        assert said in found, found


def test_one_file_without_scripts_and_addresses(desk: Desk) -> None:
    page = made(desk, *FILES).read_text("utf-8")
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?:|\son\w+=", page)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in page


def test_every_file_has_its_place(desk: Desk) -> None:
    page = made(desk, *FILES).read_text("utf-8")
    assert re.findall("<h2>(.*?)</h2>", page) == list(FILES)
    assert "else.md: nothing here was checked" in page and "damaged.docx: the DOCX" in page
    read = Texts(page)
    assert len(set(read.ids)) == len(read.ids)


def test_a_correction_and_a_false_equation_are_marked_each(desk: Desk) -> None:
    states = Texts(made(desk, "corrected.md").read_text("utf-8")).buttons
    assert [text for state, text in states if state == "wrong"] == ["7"]
    states = Texts(made(desk, "false.md").read_text("utf-8")).buttons
    assert ("wrong", "0.25") in states


def test_what_is_let_pass_says_why(desk: Desk) -> None:
    page = made(desk, "wrong.md", "--accept", "row_forced_to_one").read_text("utf-8")
    assert [state for state, _ in Texts(page).buttons].count("accepted") == 2
    assert "let pass by --accept row_forced_to_one" in page


def test_a_picture_in_a_line_is_cut(desk: Desk) -> None:
    FILES["picture.md"] = WRONG + "\n![](data:image/png;base64," + "A" * 9000 + ")\n"
    page = made(desk, "picture.md").read_text("utf-8")
    assert "A" * 1000 not in page and "characters …" in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("names", ["wrong.md", " ".join(FILES)])
def test_axe_finds_nothing(desk: Desk, names: str, scheme: str) -> None:
    with opened(made(desk, *names.split()), scheme) as window:
        assert violations(window) == []
        window.locator("button.wrong").first.click()
        assert window.locator(":popover-open").count() == 1
        assert violations(window) == []


def test_it_is_worked_by_keyboard_alone(desk: Desk) -> None:
    with opened(made(desk, "wrong.md")) as window:
        window.keyboard.press("Tab")  # to the first finding
        window.keyboard.press("Enter")
        assert window.evaluate("location.hash").startswith("#b")
        focus = "document.activeElement.firstChild.textContent"
        seen = []
        for _ in range(3):
            seen.append(window.evaluate(focus))
            window.keyboard.press("Enter")
            dialog = window.locator(":popover-open")
            assert dialog.count() == 1 and "wrong" in dialog.inner_text()
            window.keyboard.press("Tab")  # into what opened: its button to close
            assert window.evaluate(focus) == "Close"
            window.keyboard.press("Tab")
            if window.evaluate(focus) == "Next finding":
                window.keyboard.press("Enter")
        assert seen == ["0.064", "0.156", "0.0069"]
        window.keyboard.press("Escape")
        assert window.locator(":popover-open").count() == 0


def test_every_number_is_reached_by_tab_and_closed_by_escape(desk: Desk) -> None:
    with opened(made(desk, "corrected.md")) as window:
        reached = []
        for _ in range(window.locator("button.n").count() + 2):
            window.keyboard.press("Tab")
            active = window.evaluate("document.activeElement.id")
            if active.startswith("b"):
                reached.append(active)
        assert reached == window.eval_on_selector_all("button.n", "all => all.map(b => b.id)")
        window.keyboard.press("Space")
        assert window.locator(":popover-open").count() == 1
        window.keyboard.press("Escape")
        assert window.locator(":popover-open").count() == 0
        assert window.evaluate("document.activeElement.id") == reached[-1]
