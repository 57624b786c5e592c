"""The words by which texts call inputs and conventions, in several languages; those of stages
stand in their table.

Each table holds regular expressions, joined to one; languages stand in the order English,
Chinese, Japanese, Korean, German, French, Spanish, Italian, Russian.
"""

from __future__ import annotations

from collections.abc import Mapping

from symattn.problem.stages import STAGES, order

__all__ = [
    "BASE_TEN",
    "BASE_TWO",
    "CAUSAL",
    "COLUMNS",
    "COUNTS",
    "DIVIDED",
    "EVERY_ROW",
    "INDEX_BEFORE",
    "LAST_ROW",
    "LETTERS",
    "MASKED",
    "MATRIX_OF",
    "NO_SCALE",
    "ORDINALS",
    "RAW",
    "ROUNDED",
    "ROW_NUMBER",
    "SUMS",
    "TOTALS",
    "WHICH",
    "WHOSE",
    "X_WORDS",
    "stages",
]


def _any(*parts: str) -> str:
    return "|".join(parts)


"""In this order: the first that is found is what a label is about."""

RAW = _any(
    r"\bbefore (?:the )?(?:factor|scal\w+|divi\w+)",
    r"\bwithout (?:the )?(?:scal|divi)",
    "unscaled",
    r"\braw\b",
    "不缩放",
    "未缩放",
    "原始",
)
"""Scores before any scale."""

DIVIDED = "除|divi|/|÷|over|factor|teil"

WHICH: tuple[tuple[str, str], ...] = (
    (
        "Q",
        _any(
            r"\bquer(?:y|ies|ys)\b",
            "查询",
            "查詢",
            "クエリ",
            "쿼리",
            r"\bAbfragen?\b",
            r"\bAnfragen?\b",
            r"\brequêtes?\b",
            r"\bconsultas?\b",
            "запрос",
        ),
    ),
    (
        "K",
        _any(
            r"\bkeys?\b",
            "键",
            "鍵",
            "キー",
            "키",
            r"\bSchlüssel\b",
            r"\bclés?\b",
            r"\bclaves?\b",
            r"\bchiav",
            "ключ",
        ),
    ),
    (
        "V",
        _any(
            r"\bvalues?\b",
            "值",
            "値",
            "값",
            r"\bWerte?\b",
            r"\bvaleurs?\b",
            r"\bvalores\b",
            r"\bvalor\b",
            r"\bvalori\b",
            "значени",
        ),
    ),
)

MATRIX_OF = _any(
    r"\bW\b",
    r"\bw\b",
    r"\bweights? (?:matri\w+ )?(?:for|of)\b",
    r"\bprojections?\b",
    "(?:weight|权重)(?:s| matri\\w+|矩阵)",
    "矩阵",
    "投影",
    r"\bmatri(?:x|ces|z|zen)\b",
    r"\bbias",
)
"""What makes "query" the matrix of the queries."""

X_WORDS = _any(
    r"\bembeddings?\b",
    r"\binputs?\b",
    r"\btokens?\b",
    r"\brepresentations?\b",
    r"\bencodings?\b",
    r"\bword vectors?\b",
    r"\brows? of X\b",
    r"\bitems\b",
    r"\bX has\b",
    "词向量",
    "输入",
    "嵌入",
    "向量(?:表示|分别)",
    "入力",
    "埋め込み",
    "입력",
    "임베딩",
    r"\bEingaben?\b",
    r"\bEinbettung",
    r"\bWortvektoren\b",
    r"\bentrées?\b",
    r"\bplongements?\b",
    r"\bentradas?\b",
    "вход",
)

LETTERS: Mapping[str, Mapping[str, float]] = {
    "X": {"X": 1.0},
    "x": {"X": 0.9},
    "E": {"X": 0.6, "exponentials": 0.5, "scores": 0.4},
    "H": {"X": 0.5, "output": 0.4},
    "h": {"X": 0.5, "K": 0.3},
    "I": {"X": 0.3},
    "Y": {"output": 0.4, "Y": 0.6},
    "Q": {"Q": 1.0},
    "q": {"Q": 0.9},
    "K": {"K": 1.0},
    "k": {"K": 0.9},
    "V": {"V": 1.0},
    "v": {"V": 0.9},
    "S": {"scores": 0.7, "scaled": 0.7, "masked": 0.5},
    "s": {"scores": 0.7, "scaled": 0.7},
    "e": {"scores": 0.6, "exponentials": 0.5},
    "ω": {"scores": 0.7},
    "omega": {"scores": 0.7},
    "L": {"scores": 0.5, "scaled": 0.5},
    "M": {"masked": 0.3},
    "m": {"largest": 0.5},
    "Z": {"output": 0.6, "scaled": 0.5},
    "z": {"output": 0.5, "row_sums": 0.6, "scaled": 0.3},
    "A": {"weights": 0.7, "scores": 0.3, "scaled": 0.3},
    "a": {"weights": 0.7, "scores": 0.3},
    "P": {"weights": 0.8},
    "p": {"weights": 0.7},
    "α": {"weights": 0.9},
    "alpha": {"weights": 0.9},
    "W": {"weights": 0.6},
    "w": {"weights": 0.6},
    "O": {"output": 0.9},
    "o": {"output": 0.9},
    "C": {"output": 0.7},
    "c": {"output": 0.7},
    "R": {"output": 0.4},
    "y": {"output": 0.5},
    "d": {},
    "D": {},
    "N": {},
}
"""What a letter may stand for, and how sure that is; the numbers decide between them."""

SUMS = _any(
    r"(?:row )?sums?",
    "totals?",
    "Σ",
    "∑",
    "和",
    "合计",
    "合計",
    "总和",
    "합계",
    "Summen?",
    "sommes?",
    "sumas?",
    "somma",
    "сумма",
)
"""Heads of a column of sums."""

TOTALS = (
    "(?:"
    + _any(
        r"\bsums?(?: is| to| of)?",
        r"\btotals?(?: is)?",
        r"\badds? up to",
        r"\badds? to",
        "总和",
        "總和",
        "求和",
        "之和",
        "和(?:为|是)",
        "合计",
        "合計",
        "합계",
        r"\bSumme(?: ist)?",
        r"\bsomme(?: est)?",
        r"\bsuma(?: es)?",
        "сумма",
    )
    + r")\W{0,4}$"
)
"""Words just before a number that is a sum."""

COUNTS = _any(
    r"^(?:place|rank|ranking|order|count|step|size)$",
    r"\b(?:keys|tokens|rows|entries) (?:in|seen)\b",
    r"\b(?:number|count) of\b",
    "^(?:名次|排名|排序|序号|个数)$",
    r"^(?:Platz|Rang|Anzahl)\b",
    r"^rang$",
    r"^(?:puesto|lugar)$",
)
"""Heads of a column of places or counts."""

EVERY_ROW = _any(
    r"\b(?:every|each|all) rows?\b", "每一?行(?:都|的)", r"\b(?:jede|alle) Zeilen?", "chaque ligne"
)
OTHER_SCORES = r"\bcosines?\b|\bcosin(?:us)?\b|Kosinus|\bcoseno|余弦|косинус|コサイン|코사인"
"""Scores by another measure than the dot product."""
NO_STAGE = (
    r"\b(?:norms?|Normen|normes?|kernel (?:of|matrix)|minors?)\b"
    r"|\b(?:correlations?|covariances?|confusion)\b"
    rf"|范数|\bнорм|\b(?:sigmoid|relu|elu|gelu)\b|{OTHER_SCORES}"
)
"""Words about queries and keys that name none of their stages."""

WHOSE = r"(?i)^(?:now |so )?for (?:the |this |each |every )?(?:\w+ )?query\b"
"""Words that say whose row follows, and not that a query does."""

ROW_NUMBER = (
    r"\b(?:row|query|token|word|position|item|step|Zeile|ligne|fila|строк\w*) ?#?(\d{1,2})\b"
    r"|第 ?(\d{1,2}) ?[行个]"
)
HEADS = _any(
    r"heads?\b",
    r"\bK[oö]pfe?\b",
    r"\btêtes?\b",
    r"\bcabezas?\b",
    "голов",
    "头",
    "頭",
    "ヘッド",
    "헤드",
)
"""Words of a text that has several heads (also multihead)."""
HEAD_NUMBER = (
    r"(?:\b(?:head|Kopf|tête|cabeza|голов\w*) ?#?|第 ?(?=\d{1,2} ?[个個]?头))(\d{1,2})(?!\d)"
)
LAYER_NUMBER = r"(?:\b(?:layer|Schicht|couche|capa|сло[йя]) ?#?|第 ?(?=\d{1,2} ?层))(\d{1,2})(?!\d)"
ORDINALS = (
    r"\bfirst\b|\b1st\b|第一|\berste[rsn]?\b|\bpremi[eè]re?\b|\bprimer[ao]?\b|перв",
    r"\bsecond\b|\b2nd\b|第二|\bzweite[rsn]?\b|\bdeuxième\b|\bsegund[ao]\b|втор",
    r"\bthird\b|\b3rd\b|第三|\bdritte[rsn]?\b|\btroisième\b|\btercer[ao]?\b|трет",
    r"\bfourth\b|\b4th\b|第四|\bvierte[rsn]?\b|\bquatrième\b|\bcuart[ao]\b|четв[её]рт",
    r"\bfifth\b|\b5th\b|第五|\bsixth\b",
)
LAST_ROW = r"\blast\b|最后|\bletzte[rsn]?\b|\bderni[eè]re?\b|\búltim[ao]\b|последн"

NO_SCALE = _any(
    r"\bno (?:\w+ )?(?:scal\w+|factor|division)\b",
    r"\bwithout (?:the |any )?(?:scal\w+|factor|divi\w+|1/√|√|square root)",
    r"\bunscaled\b",
    r"\bnot (?:scal\w+|divid\w+)\b",
    r"(?:leav\w+|left|leave) (?:out|off|away) (?:the )?(?:factor|scal\w+|1/√|√|divi\w+)",
    r"\b(?:skip|ignor|omit|dropp?)\w*(?: \w+){0,3} (?:scal\w+|divi\w+|factor|1/√|√)",
    r"(?:root|√|factor|scal\w+|d_?k)[^.\n]{0,40}(?:left out|omitted|ignored|dropped|skipped)",
    "(?:不|没有|无|未|不用|不做|不加|先不)(?:需要|进行|使用|考虑|除以|做|加|用)*(?:缩放|縮放|除以|√)",
    r"先不管|(?:省略|忽略|略去)[^。\n]{0,12}(?:√|缩放|分母|d_?k)",
    r"(?:√ ?\(?d_?k|缩放|分母)[^。\n]{0,12}(?:省略|忽略|略去|先不|不管|不考虑)",
    r"スケーリング(?:は)?(?:なし|しない|せず|省略)",
    r"스케일\w* 없이",
    r"\bohne (?:\w+ )?(?:Skalierung|Faktor|Teilung)",
    r"\bunskaliert",
    r"\bsans (?:mise à l.échelle|facteur|division)",
    r"\bsin (?:escala\w*|factor|dividir)",
    r"\bsenza (?:scala\w*|fattore)",
    "без (?:масштаб|делени)",
)

COLUMNS = _any(
    r"\b(?:tokens?|words?|items?|vectors?|embeddings?|inputs?) "
    r"(?:are|is|as|in|stand in|form) (?:the |its |a )?columns?\b",
    r"\bcolumns? (?:are|is) (?:the )?(?:tokens?|words?|items?|queries)",
    r"\bcolumn vectors?\b",
    r"\bcolumns? of X\b",
    r"\beach column\b",
    r"\bKᵀ ?Q\b",
    r"\bXᵀ ?X\b(?!\w)",
    "列向量",
    "每一?列(?:是|为|代表|对应)一?个",
    "按列",
    r"\bSpaltenvektoren",
    r"\bSpalten (?:sind|stehen)",
    r"\bcolonnes? (?:sont|est)",
)

CAUSAL = _any(
    r"\bcausal\b",
    "future",
    "look[- ]ahead",
    "autoregress",
    "triang",
    "因果",
    "将来",
    "未来",
    "下三角",
    "kausal",
    "каузальн",
)
MASKED = _any(r"\bmask", "掩码", "遮", "マスク", "маск", r"-\s?∞", "−∞", r"-inf\b")
BASE_TWO = _any(
    r"\bbase (?:2|two)\b",
    r"\bpowers? of (?:2|two)\b",
    "以 ?2 ?为底",
    r"2\^(?:s|x|\()",
    r"\bBasis 2\b",
)
BASE_TEN = r"\bbase (?:10|ten)\b|以 ?10 ?为底|\bBasis 10\b"
ROUNDED = (
    r"inputs?[^.\n]{0,40}(?:shown|printed|given|rounded|displayed)[^.\n]{0,30}"
    r"(?:decimals?|places?|rounded)|computed with (?:the )?(?:full|unrounded)"
)

PLACES_AFTER = (
    r"/0(?![\d.])"
    r"|\W{0,3}(?:decimal |significant )?(?:places?|decimals?|digits?|figures?|points?|marks?)\b"
    r"|\W{0,3}(?:位小数|位有效|分)|\W{0,3}(?:Nachkomma\w*|Stellen|Punkte|décimales|chiffres)\b"
)
"""Words just after a number of places, digits or points."""

REMARK_BEFORE = (
    r"\b(?:points?|marks?|Punkte)\W*/\s*$|\bpages? ?(?:\d+ ?(?:of|/) ?)?$"
    r"|\b(?:heads?|layers?|blocks?|steps?|quer(?:y|ies)|keys?|tokens?|rows?|columns?|places?|ranks?|"
    r"figure|table|section|example|exercise|Kopf|Schicht|Schritt)$|第$"
)
"""Words just before a number of points, of a page, of a head or a row."""

ROW_ADDS_TO = (
    r"\b(?:adds?|adding|sums?|summing) (?:up )?to(?: exactly)?$|(?:和|之和)(?:为|是|等于)$"
    r"|\b(?:is|are|be|exactly|not|all|between|and|below|above|under|near to|close to|entries)$"
    r"|(?<![\d.])0/$"
)
"""Words just before a 0 or a 1 that says what weights are: adds to 1, stays below 1, 0/0."""

INDEX_BEFORE = r"[_^]\{?\(?[a-zA-Z] ?[-−+]$"
"""What stands before the number of an index that is reckoned with: m^(b−1)."""


def stages() -> tuple[tuple[str, str], ...]:
    """Stages with the words by which texts call them, the most telling first.

    A name of several words goes by the last step: "masked scaled scores" are masked.  The terms
    of a sum have more words than the sum: "weighted values" before they are added up.
    """
    place = order().index
    ranked = sorted(STAGES.values(), key=lambda row: (len(row.axes), place(row.name)))
    rows = reversed(ranked)
    return tuple((row.name, _any(*row.called)) for row in rows if row.called)
