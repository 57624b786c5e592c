"""What the words and formulas at a block say that it is: stages with how sure that is.

Labels only make a stage likelier; the numbers decide.  Strengths run from 0 to 1: 1 for an
expression (``softmax(QKᵀ)``) or a stage's own word, less for a letter that several stages
go by, and for words that only stand nearby.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from symattn.reading.documents import Grid
from symattn.texts import phrases, vocabulary
from symattn.texts.spelling import canonical

__all__ = ["INPUTS", "Hints", "hints", "hints_of"]

Hints = Mapping[str, float]

INPUTS = ("X", "Y", "Q", "K", "V", "W_Q", "W_K", "W_V", "W_O", "b_Q", "b_K", "b_V", "b_O")

_PRODUCT = (
    r"(?:\b(?:[QXE](?:_?\d)?|quer(?:y|ies|ys)|[qx](?:_?\w)?)[ '′]{0,3}"
    r"(?:[KXE](?:_?\d)?|keys?|[kx](?:_?\w)?)ᵀ"
    r"|\b[KX]ᵀ ?[QX]\b|\bq\w{0,3} k\w{0,3}\b|\b[qx]_?\w?ᵀ ?[kx]\w{0,3}\b)"
)
_MIX = (
    r"(?:\b(?:A|P|W|α|alpha|weights?|attn(?:_\w+)?|attention(?:_\w+)?|probs?|a_?\d*|w_?\d*)"
    r"(?:[_^]\(?[\dhi]\)?)? +(?:V|X|values?|v|x)(?:[_^]\(?[\dhi]\)?)?(?![\w(])"
    r"|\b[AP][VX]\b|\b[VX] ?[AP]\b)(?!ᵀ)"
)


def hints(text: str) -> dict[str, float]:
    """The stages and inputs that a label names.

    >>> hints("softmax(X X^T) X"), hints("Q K^T / sqrt(2)"), hints("W_Q")
    ({'output': 1.0}, {'scaled': 1.0}, {'W_Q': 1.0})
    """
    text = canonical(text).strip(" :：=≈,;，。.")
    if not text:
        return {}
    if re.search(vocabulary.LESS_LARGEST, text):
        return {}
    mixed = _expression(text)
    for found in (mixed or _projection(text), _letter(text)):
        if found:
            return found
    return {} if re.search(vocabulary.NO_STAGE, text, re.I) else _words(text)


def _projection(text: str) -> dict[str, float]:
    """W_Q, "weights for key", w_value, b_K …"""
    letter = re.fullmatch(
        r"\(?W?\s*([WwBb])\s*(?:[_^]\(?\d\)?\s*)?[_^]?\s*\(?\s*(Q|K|V|O|q|k|v|o)\s*\)?"
        r"(?:[_^ ]?\(?\d+\)?|[_^]?[hi])?",
        text,
    )
    if letter:
        return {f"{'W' if letter[1] in 'Ww' else 'b'}_{letter[2].upper()}": 1.0}
    spaced = text.replace("_", " ")
    if re.search(vocabulary.ATTENTION_WEIGHTS, spaced, re.I):
        return {}
    weight = re.search(vocabulary.MATRIX_OF, spaced, re.I)
    which = [
        name
        for name, words in (*vocabulary.WHICH, ("O", vocabulary.OUTPUT))
        if re.search(words, spaced, re.I)
    ]
    if weight and len(which) == 1:
        kind = "b" if "bias" in weight[0].lower() else "W"
        plain = bool(re.fullmatch(vocabulary.MATRIX, weight[0], re.I))
        return {f"{kind}_{which[0]}": 0.45 if plain else 0.9, **({which[0]: 0.9} if plain else {})}
    return {}


_LARGEST = (
    r"(?:m(?:_?\w)?|(?:row[- _]?)?max(?:imum|ima)?(?:\s?\([^()]*\)|_?\w)?"
    r"|(?:the )?largest(?: score)?|最大值)"
)
_RAISED = re.compile(r"\b(?:exp|e)\s*\^?\s*\(?\s*$|e\^|\bexp\b")


_NAMED = (
    ("projected", r"(?i:^multi-?head(?:[ -]?attention)?(?: output)?(?: ?\(.*\))?$)"),
    ("projected", r"(?i:\bconcat\w*\b.*\bW ?[_^]? ?O\b)"),
    ("projected", f"(?i:{vocabulary.PROJECTED})"),
    ("concat", rf"(?i:{vocabulary.CONCAT}|\[ ?head_1 ?[;,|])"),
    ("output", r"(?i:\b(?:attention|attn|sdpa|head\w*) ?\( ?Q\w* ?, ?K\w* ?, ?V\w* ?\))"),
    ("projected_queries", r"^P_q\b|\bP_q =|\bQ ?W_q\b"),
    ("projected_keys", r"^P_k\b|\bP_k =|\bK ?W_k\b"),
    ("row_sums", r"^(?:sum|Σ|∑|\\sum)[_\w]* ?(?:e ?\^|exp\b)"),
    ("exponentials", r"^e ?\^ ?\(?[sSzl]"),
    ("hidden", r"\btanh ?\( ?P_q|\bH =|^H_\d$"),
    ("scores", r"\bH ?w_v\b"),
    ("positional", r"\bsin ?\( ?\(?p\b|\bP = "),
    ("embedded", r"tilde X = |\bX \+ P\b"),
)
"""Heads together; the whole function; how additive attention and positions name their stages."""


def _expression(text: str) -> dict[str, float]:
    """softmax(…)V, softmax(…), QKᵀ/√d, QKᵀ, XW_Q, Xᵀ, exp(…)."""
    if less := re.fullmatch(rf"(.*?)\s*[-−–]\s*\(?{_LARGEST}\)?", text):
        return {"exponentials": 0.9} if _RAISED.search(less[1]) else {"shifted": 1.0}
    if re.fullmatch(_LARGEST, text) and text != "m":
        return {"largest": 0.95}
    for stage, pattern in _NAMED:
        if re.search(pattern, text):
            return {stage: 1.0}
    at = text.lower().rfind("softmax(")
    if at >= 0:
        rest = _after_brackets(text[at + 7 :])
        return {"output": 1.0} if re.match(r"[\s)]*[VXvx](?![\w])", rest) else {"weights": 1.0}
    if re.search(r"softmax", text, re.I):
        return {"weights": 0.9}
    made = re.search(
        r"\b[XxYE](?:_\w+)? ?W\s*[_^]?\(?([QKVqkv])(?:uery|ey|alue)?\b"
        r"|\bW\s*[_^]?\(?([QKVqkv])(?:uery|ey|alue)?\)?ᵀ? ?[XxE]\b",
        text,
    )
    if made:
        return {(made[1] or made[2]).upper(): 1.0}
    if re.search(_PRODUCT, text):
        if re.search(rf"{_PRODUCT}\)?\s*(?:/|÷|over\b|√|\*|\b1/)", text) or re.search(
            r"√\s*\(?d", text
        ):
            return {"scaled": 1.0}
        return {"scores": 1.0}
    if turned := re.search(r"(?:^|[^\w])([XQKV])ᵀ", text):
        return {f"{turned[1]}ᵀ": 1.0}
    if re.search(_MIX, text) and not re.search(r"\bweights?\b.*\b(?:x|X)\b.*=", text):
        return {"output": 0.9}
    return {}


def _after_brackets(text: str) -> str:
    """What follows the brackets that the text begins with."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0 and c == ")":
            return text[i + 1 :]
    return ""


def _letter(text: str) -> dict[str, float]:
    """A letter with marks and indices: S, \\tilde S, α_1, x^(2), o_1, q_t3, s2."""
    found = re.fullmatch(
        r"(?:tilde|hat|bar)?\s*([A-Za-zα-ωΑ-Ω]|alpha|omega)['′]?"
        r"(?:\d{1,2}|[_^] ?\(?[\w,. ]{1,12}\)?){0,2}",
        text,
    )
    if not found or found[1] not in vocabulary.LETTERS:
        return {}
    if text.startswith("tilde") and found[1] in "sS":
        return {"scaled": 0.9, "scores": 0.3, "masked": 0.4}
    return dict(vocabulary.LETTERS[found[1]])


def _words(text: str) -> dict[str, float]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("_", " "))
    spaced = re.sub(
        r"(?i)\b(?:no|without|not|un) ?(?:the |any )?scal\w+|\bohne Skalierung|不缩放", "", spaced
    )
    named = re.search(r"(?:^|[\s(（“\"])([XQKVSAPO])(?:$|[\s)）”\":=(]|[^\x00-\x7f])", spaced)
    found: dict[str, float] = {}
    for stage, words in vocabulary.stages():
        if re.search(words, spaced, re.I):
            found[stage] = 0.9 if not found else 0.3
    rooted = re.search(r"√\s*\(?[d\d]", spaced)
    if (
        rooted
        and re.search(phrases.DIVIDED, spaced, re.I)
        and not ({"weights", "output", "terms"} & {*found})
    ):
        return {"scaled": 0.9}
    if "scaled" in found and re.search(vocabulary.RAW, spaced, re.I):
        found = {"scores": 0.9}
    if "row_sums" in found and len(found) > 1:
        found = {
            stage: 0.9 if i == 0 else 0.3
            for i, stage in enumerate(s for s in found if s != "row_sums")
        }
        found["row_sums"] = 0.3
    if "scores" in found and not re.search(vocabulary.RAW, spaced, re.I):
        found = {"scaled": 0.5, "masked": 0.4, **found}
    if found:
        return found
    return _inputs(re.sub(vocabulary.WHOSE, "", spaced), named)


def _inputs(spaced: str, named: re.Match[str] | None) -> dict[str, float]:
    """Which of queries, keys, values and embeddings the words are about, else what a letter is."""
    last = {
        name: max((m.end() for m in re.finditer(words, spaced, re.I)), default=-1)
        for name, words in vocabulary.WHICH
    }
    called = sorted((name for name in last if last[name] >= 0), key=lambda name: -last[name])
    if len(called) == 3 and last[called[0]] - last[called[2]] < 40:
        return {"X": 0.85}  # "as queries, keys and values"
    if called and (len(called) < 3 or len(spaced) - last[called[0]] < 20):
        return {name: 0.9 if i == 0 else 0.3 for i, name in enumerate(called)}
    if re.search(vocabulary.X_WORDS, spaced, re.I):
        return {"X": 0.8}
    if named:
        return {stage: 0.8 * strength for stage, strength in vocabulary.LETTERS[named[1]].items()}
    return {}


def hints_of(grid: Grid) -> dict[str, float]:
    """All that stands at a block: its name, the chain it is in, its function, heads, context."""
    if grid.role == "argument":
        inner = {
            "softmax": {"scaled": 0.9, "scores": 0.8, "masked": 0.8},
            "exp": {"scaled": 0.8, "scores": 0.7},
        }
        return dict(inner.get(grid.function.rsplit(".", 1)[-1].lower(), {}))
    if grid.role == "operand":
        return {}
    above = {stage: 0.85 * strength for stage, strength in hints(_above(grid)).items()}
    spoken = len(grid.name.split()) > 1 and max(hints(grid.name).values(), default=0) >= 0.6
    bare = grid.kind == "vector" and not grid.relation and not spoken
    if bare and max(above.values(), default=0) >= 0.6:
        return above
    own = (grid.name, *reversed(grid.said))
    if len(grid.row_names) > 1 and not _common(grid.row_names):
        own = tuple(text for text in own if text not in grid.row_names)  # names of tokens
    corner = {
        stage: strength
        for stage, strength in hints(grid.corner).items()
        if stage not in INPUTS or len(grid.corner.strip()) < 4
    }  # "query" over the names of rows says what these are
    found = _strongest([*map(hints, own[1:]), corner, *map(hints, own[:1])])
    if max(found.values(), default=0) >= 0.6:
        return found
    first, *others = grid.row_names if grid.kind == "vectors" and grid.row_names else ("",)
    if _plain_hint(first) and not any(map(_plain_hint, others)):
        return hints(first)  # the line above the rows was taken for the name of the first
    rows = _common(grid.row_names)
    if rows:
        found = _strongest([found, hints(rows)])
    if max(found.values(), default=0) >= 0.6:
        return found
    clause = _clause(grid)
    factor = 0.85 if clause.endswith((":", "：", "=")) and grid.kind != "list" else 0.6
    near = {stage: factor * strength for stage, strength in hints(clause).items()}
    found = _strongest([found, near])
    if max(found.values(), default=0) >= 0.3 or grid.kind == "table":
        return found
    return _strongest([found, above, {s: 0.3 * x for s, x in hints(grid.context.heading).items()}])


def _plain_hint(name: str) -> bool:
    return len(name) > 1 and max(hints(name).values(), default=0.0) >= 0.85


def _clause(grid: Grid) -> str:
    """The words just before a block, without the name of its first row."""
    lines = [line for line in grid.context.before.split("\n") if line.strip(" -*•|")]
    own = {
        name.strip() for name in (grid.name if grid.kind == "vector" else "", *grid.row_names[:1])
    }
    if len(lines) > 1 and lines[-1].strip(" -*•|:：=") in own:
        lines.pop()
    line = lines[-1].rstrip(" .。") if lines else ""
    return re.split(r"[。；;]|[.!?！？](?=\s)", line)[-1][-80:]


def _above(grid: Grid) -> str:
    """The line above that of a block whose own line says no more than a token's name."""
    lines = [line.strip() for line in grid.context.before.split("\n") if line.strip()]
    if len(lines) > 1 and len(lines[-1]) <= 24 and lines[-2].endswith((":", "：", "=")):
        return lines[-2]
    return ""


def _strongest(found: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """An expression outdoes a letter: where one of them is sure, letters only add nothing."""
    out: dict[str, float] = {}
    sure: dict[str, float] = {}
    for one in found:
        for stage, strength in one.items():
            out[stage] = max(out.get(stage, 0), strength)
            if strength >= 0.95:
                sure[stage] = strength
    return sure or out


def _common(names: tuple[str, ...]) -> str:
    """The letter that all row names share: h of h₁ h₂ h₃."""
    heads = {re.sub(r"[\d₀-₉_^()]+$", "", name) for name in names}
    if len(names) > 1 and len(heads) == 1:
        (head,) = heads
        if re.fullmatch(r"[A-Za-z]|keys?|quer(?:y|ies)|values?", head):
            return head
    return ""
