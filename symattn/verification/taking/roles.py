"""What a block is called: the stage or input that its name, its formula or its heading says.

Only hints come out.  Which stage a block is, its numbers decide; where they cannot (all of
them wrong, or right for several), the hint does.
"""

from __future__ import annotations

import re

from symattn.reading.documents.blocks import Grid

__all__ = ["INPUTS", "SUM_WORDS", "hints", "is_transposed"]

INPUTS = ("X", "Y", "Q", "K", "V", "W_Q", "W_K", "W_V", "W_O", "w_v")

_SPELLING = (
    (r"\\(?:mathbf|boldsymbol|bm|mathrm|operatorname|text|textbf|mathit|mathcal|bf|rm)\b\*?", ""),
    (r"\\(?:left|right|big|Big|displaystyle|quad|qquad|,|;|!|:)\s*", ""),
    (r"\\(?:top|intercal)\b|⊤|ᵀ|⊺", "T"), (r"\\sqrt|√", "sqrt"), (r"\\[dt]?frac", "frac"),
    (r"\\(?:cdot|times)\b|[·×@*⋅]", ""), (r"\\(?:alpha)\b|α", "alpha"), (r"\\_", "_"),
    (r"[₀-₉]", ""),
)  # fmt: skip
_FORMULAS = (
    (r"softmax\(.*\)\s*[VX]|(?<![a-z])[APα]\s*V(?![a-z])|alpha\s*V|weights?\s*@?\s*[vVx]\b|a\d*\s+x\b",
     "output"),
    (r"softmax", "weights"),
    (r"[QX]\w*\s*[KX]\w*\.?(?:\^?\{?T\}?|\.T|\.transpose\(.*\))\s*\)?\s*/|frac\{?\(?\s*[QX]\w*\s*[KX].*sqrt",
     "scaled"),
    (r"(?<![a-z])[QX]_?[A-Za-z]?\s*\.?\s*[KX]_?[A-Za-z]?\s*\.?\^?\{?T\b|quer\w*\s*keys?|K\^?\{?T\}?\s*Q",
     "scores"),
    (r"tanh", "hidden"), (r"\\exp|(?<![a-z])exp(?![a-z])|e\^", "exponentials"),
)  # fmt: skip
"""Patterns of formulas in names, the more telling first."""

_EXACT = {
    "X": "X", "x": "X", "E": "X", "H": "X", "inputs": "X", "Y": "Y",
    "Q": "Q", "q": "Q", "K": "K", "k": "K", "V": "V", "v": "V",
    "S": "scores", "s": "scores", "E_ij": "scores", "e": "scores",
    "A": "weights", "P": "weights", "alpha": "weights", "a": "weights", "attn": "weights",
    "O": "output", "Z": "output", "o": "output", "z": "output", "c": "output", "out": "output",
    "y": "output", "context": "output", "h": "X",
}  # fmt: skip

_WORDS: tuple[tuple[str, str], ...] = (
    (r"\bscaled scores?\b|缩放后|缩放分数|再除以", "scaled"),
    (r"softmax|attention weight|attn_weights|\bweights?\b|权重|注意力分布|gewicht|\bpoids\b|\bpesos?\b"
     r"|重み|가중치|\bвес|attention matrix|注意力矩阵|probabilit", "weights"),
    (r"\bscaled\b|÷|skaliert|mis à l'échelle|escalad|スケール|스케일|масштабир"
     r"|over sqrt|divided by|除以|geteilt durch|dividi", "scaled"),
    (r"\bmask(?:ed|ing)?\b|掩码后|掩码之后|遮|maskiert|masqu|enmascar|マスク|마스크|маск", "masked"),
    (r"exponential|指数|exponent", "exponentials"),
    (r"\boutputs?\b|\bcontexts?\b|\bresults?\b|输出|加权和|结果|最终|ausgabe|sortie|salida|出力|출력|выход"
     r"|weighted sum", "output"),
    (r"\bscores?\b|attn_scores|分数|得分|打分|similarit|相似|punkte|puntua|スコア|점수|оценк|dot product"
     r"|点积", "scores"),
    (r"row sums?|\bsums?\b|\btotal\b|行和|总和|summe|somme|\bsuma\b|合計|합계|сумм", "row_sums"),
    (r"\bembeddings?\b|\binputs?\b|词向量|向量|输入|eingabe|entrée|entrada|埋め込み|입력|임베딩|вход"
     r"|\brows of X\b|tokens?\b", "X"),
)  # fmt: skip
_PROJECTIONS = {"Q": r"q|query|queries|querys|查询", "K": r"k|key|keys|键", "V": r"v|value|values|值",
                "O": r"o|out|output"}  # fmt: skip
_VECTORS = (
    (r"\bquer(?:y|ies|ys)\b|查询|anfrage|requête|consulta|クエリ|쿼리|запрос", "Q"),
    (r"\bkeys?\b|键|schlüssel|\bclés?\b|\bclaves?\b|キー|(?<!\w)키|ключ", "K"),
    (r"\bvalues?\b|数值|值(?!得)|\bwerte?\b|valeurs?|valor|バリュー|(?<!\w)값|значени", "V"),
)  # fmt: skip
SUM_WORDS = re.compile(
    r"^(?:row )?(?:sums?|totals?|Σ|∑|和|合计|总和|summe|somme|suma|計|합)$", re.I
)


def spelled(name: str) -> str:
    """A name without the commands that only change its looks."""
    for pattern, instead in _SPELLING:
        name = re.sub(pattern, instead, name)
    return name.strip()


def is_transposed(name: str) -> bool:
    """Whether a name is that of a transposed input alone: X^T, Kᵀ."""
    return bool(
        re.search(r"(?:^|\s)\(?[A-Z](?:_\w)?\)?\s*\^?\{?T\}?(?:\W|$)", spelled(name))
    ) and not (re.search(r"[A-Z](?:_\w)?\s*[A-Z](?:_\w)?\s*\^?\{?T", spelled(name)))


def hints(grid: Grid) -> tuple[tuple[str, ...], bool]:
    """Stages and inputs that the block may be by what it is called, the likeliest first.

    Also whether that is weak evidence: words that merely stand before it.
    """
    out: list[str] = []
    for name in (grid.name, *reversed(grid.said), grid.corner):
        if name:
            out += _of_name(name)
    if out:
        return tuple(dict.fromkeys(out)), False
    return tuple(dict.fromkeys(_of_name(grid.context.before[-60:], formulas=False))), True


def _of_name(name: str, formulas: bool = True) -> list[str]:
    plain = spelled(name)
    tight = re.sub(r"[{}()\s$]", "", plain)
    if found := _projection(tight):
        return [found]
    if formulas:
        bare = re.sub(r"[_^]\w+$", "", tight)
        for key in (tight, bare):
            if key in _EXACT:
                return [_EXACT[key]]
        for pattern, role in _FORMULAS:
            if re.search(pattern, plain):
                return [role]
    out = [role for pattern, role in (*_WORDS, *_VECTORS) if re.search(pattern, plain, re.I)]
    if formulas and not out:
        letter = re.search(r"(?<![A-Za-z\\_^])([XYQKVSAPOZ])(?![A-Za-z_^])", plain)
        if letter:
            out.append(_EXACT[letter[1]])
    return out


def _projection(tight: str) -> str:
    """W_Q of "W^Q", "Wq", "w_query", "Weights for query"."""
    for letter, words in _PROJECTIONS.items():
        if re.fullmatch(rf"(?:W|weights?|proj(?:ection)?)(?:[_^]|for|\.)*(?:{words})", tight, re.I):
            return f"W_{letter}"
    return ""
