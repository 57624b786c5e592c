"""A judged text as one HTML page: no script, nothing fetched, worked by keyboard.

Each judged number is a button that opens what was found of it; the browser itself closes that
again with Escape (the popover of HTML).  States are told in words and by the line under a number,
not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import pairwise

from symattn.document import tree
from symattn.document.marked_page import (
    MarkedFact,
    MarkedLine,
    MarkedNumber,
    MarkedPage,
    MarkedText,
)
from symattn.formulas import plain, speech
from symattn.formulas.escape import xml
from symattn.words import language, say

__all__ = ["render"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(page: MarkedPage) -> bytes:
    """The file, UTF-8."""
    return "\n".join(_page(page)).encode("utf-8")


def _page(page: MarkedPage) -> Iterator[str]:
    style = files("symattn.files").joinpath("marked_text.css").read_text(encoding="utf-8")
    yield f'<!DOCTYPE html>\n<html lang="{xml(language())}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{xml(page.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{xml(page.title)}</h1>"
    found = [mark for text in page.texts for mark in text.marks() if mark.leading.open]
    if found:
        yield f'<p><a href="#b{found[0].number}">{xml(say("page.first"))}</a></p>'
    after = {one.number: other for one, other in pairwise(found)}
    for text in page.texts:
        yield from _text(text, after)
    yield "</main>\n</body>\n</html>\n"


def _text(text: MarkedText, after: dict[int, MarkedNumber]) -> Iterator[str]:
    yield f"<h2>{xml(text.file)}</h2>"
    yield from (f"<p>{xml(line)}</p>" for line in (*text.counts, text.why) if line)
    found = [mark for mark in text.marks() if mark.leading.open]
    if found:
        yield f"<h3>{xml(say('page.findings'))}</h3>\n<ul>"
        yield from (f"<li>{_entry(mark)}</li>" for mark in found)
        yield "</ul>"
    if text.lines:
        yield f"<h3>{xml(say('page.text'))}</h3>"
        yield '<div class="text">'
        for number, line in enumerate(text.lines, start=1):
            yield from _line(number, line, after)
        yield "</div>"
    if text.apart:
        yield f"<h3>{xml(say('page.apart'))}</h3>\n<ul>"
        for mark in text.apart:
            yield f"<li>{_button(mark)}{_opened(mark, after)}</li>"
        yield "</ul>"


def _entry(mark: MarkedNumber) -> str:
    """A finding in the list: its place, and a way to it."""
    fact = mark.leading
    line = xml(say("report.line", first=mark.line))
    said = ", ".join(_inline(part) for part in fact.details[:2])
    return f'<a href="#b{mark.number}">{line}: {_inline(fact.name)}</a>, {said}'


def _line(number: int, line: MarkedLine, after: dict[int, MarkedNumber]) -> Iterator[str]:
    marks = [part for part in line if isinstance(part, MarkedNumber)]
    shown = "".join(_button(part) if isinstance(part, MarkedNumber) else xml(part) for part in line)
    yield (
        f'<div class="line"><span class="no" aria-hidden="true">{number}</span>'
        f'<span class="src">{shown}</span></div>'
    )
    yield from (_opened(mark, after) for mark in marks)


def _button(mark: MarkedNumber) -> str:
    """The number itself, with its verdict for those who hear the page."""
    fact = mark.leading
    return (
        f'<button type="button" id="b{mark.number}" class="n {fact.state}" '
        f'popovertarget="d{mark.number}">{xml(mark.text)}'
        f'<span class="hid">, {xml(fact.verdict)}</span></button>'
    )


def _opened(mark: MarkedNumber, after: dict[int, MarkedNumber]) -> str:
    """What opens at a number: each claim on it, and the way on."""
    facts = "".join(_fact(fact) for fact in mark.facts)
    on = after.get(mark.number)
    way = f'<a href="#b{on.number}">{xml(say("page.next"))}</a>' if on is not None else ""
    close = (
        f'<button type="button" popovertarget="d{mark.number}" popovertargetaction="hide">'
        f"{xml(say('page.close'))}</button>"
    )
    named = xml(say("page.about", number=mark.text))
    return (
        f'<div popover id="d{mark.number}" role="dialog" aria-label="{named}">'
        f"{facts}<p>{close}{way}</p></div>"
    )


def _fact(fact: MarkedFact) -> str:
    details = "".join(f"<p>{_inline(part)}</p>" for part in fact.details)
    return f"<h3>{_inline(fact.name)}: {xml(fact.verdict)}</h3>{details}"


def _inline(parts: Sequence[tree.Inline]) -> str:
    return "".join(map(_part, parts))


def _part(part: tree.Inline) -> str:
    match part:
        case tree.Text(text) | tree.User(text):
            return xml(text)
        case tree.Strong(parts):
            return f"<strong>{_inline(parts)}</strong>"
        case tree.Math(formula):
            said = xml(speech.write(formula))
            return f'<span role="math" aria-label="{said}">{xml(plain.write(formula))}</span>'
