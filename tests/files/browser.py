"""Chromium, driven by Playwright, and axe-core in it: what a reader's browser makes of a page."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import missing

__all__ = ["opened", "violations"]

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def opened(page: Path, scheme: str = "light") -> Iterator[Any]:
    """The page in a window of Chromium without a network; the test is skipped without one."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None or importlib.util.find_spec("axe_playwright_python") is None:
        missing("Chromium or axe-playwright-python is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            context = browser.new_context(offline=True, color_scheme=scheme, bypass_csp=True)
            window = context.new_page()
            window.goto(page.as_uri())
            yield window
        finally:
            browser.close()


def violations(window: Any) -> list[str]:
    """What axe-core finds against it, all its rules and those of WCAG 2.2 AA included."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(window, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{one['id']}: {node['html']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
