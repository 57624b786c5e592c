"""The words by which texts count and number heads, layers and rows, and speak of places."""

from __future__ import annotations

from collections.abc import Mapping

from symattn.texts.words import LETTER, words

__all__ = [
    "COUNTS",
    "EVERY_ROW",
    "HEADS",
    "HEAD_COUNT",
    "HEAD_NUMBER",
    "INDEX_BEFORE",
    "LAST_ROW",
    "LAYER_NUMBER",
    "NUMBERS",
    "ORDINALS",
    "PLACES_AFTER",
    "REMARK_BEFORE",
    "ROW_ADDS_TO",
    "ROW_NUMBER",
    "SHAPE",
]

HEADS = words(
    en=r"(?:multi-?|\w*_)?heads?(?!\()",
    de=r"(?:Mehr)?K[oö]pf(?:e|en|es)?",
    fr="têtes?",
    es="cabezas?",
    pt="cabeças?",
    it="testa(?= ?\\d)|(?:due|tre|quattro|più|due) teste|teste (?:di attenzione|affiancate)",
    nl="hoofd(?:en)?",
    pl="głow(?:a|y|ę|ie|ami|ach)?",
    cs="hlav(?:a|y|u|ou|ě|ami)?",
    ru="голов(?:а|ы|у|е|ок|ами|ах)?",
    uk="голов(?:а|и|у|і|ами|ах)?|голів",
    tr="başlık(?:lar)?|kafa(?:lar)?",
    sv="huvud(?:en|et|ena)?",
    id="kepala",
    vi=r"đầu chú ý|đầu (?=\d|thứ)|(?:hai|ba|bốn) đầu",
    zh="(?<![从從开開箭回念先冒])[头頭](?!部|脑)",
    ja="ヘッド",
    ko="헤드",
)
"""Words of a text that has several heads (also multihead)."""

_COUNTED = {
    2: "two|zwei|deux|dos|dois|duas|due|twee|dwie|dwa|dvě|dva|два|две|дві|iki|två|dua|hai"
    "|两|兩|二|2つ|두",
    3: "three|drei|trois|tres|três|tre|drie|trzy|tři|три|üç|tre|tiga|ba|三|3つ|세",
    4: "four|vier|quatre|cuatro|quatro|quattro|cztery|čtyři|четыре|чотири|dört|fyra|empat|bốn"
    "|四|4つ|네",
}
NUMBERS: Mapping[str, int] = {
    word: number for number, said in _COUNTED.items() for word in said.split("|")
}
"""Words of the numbers of heads."""

HEAD_COUNT = (
    r"\bh(?:eads|_?n|_heads)? ?= ?(\d)\b"
    rf"|(?<!{LETTER})(\d|{'|'.join(_COUNTED.values())})(?: |-)?(?:个|個|つの|개의?)? ?"
    rf"(?:\w+ ){{0,2}}(?:\w*注意力)?(?:{HEADS}|teste)"
)

_HEAD = (
    "head|Kopf|tête|cabeza|cabeça|testa|hoofd|głow[aęy]|hlav[auy]|голов[аыуеиі]|başlık|kafa|huvud"
    "|kepala|đầu(?: chú ý)?"
)
_DIGITS = r"(\d{1,2})(?!\d)"
HEAD_NUMBER = (
    rf"(?:(?<!{LETTER})(?:{_HEAD})|[头頭]|ヘッド|헤드) ?#?(?:n[o°º]\.? ?)?{_DIGITS}"
    rf"|第 ?{_DIGITS} ?[个個]?[头頭]|{_DIGITS} ?(?:つ目|番目)の ?ヘッド|{_DIGITS} ?번째 ?헤드"
    rf"|(?<!\d){_DIGITS}(?:\.|-я|-а|\.?ª|e|ème) ?(?:{_HEAD})(?!{LETTER})"
)
"""The number of a head, in one of the groups."""

LAYER_NUMBER = (
    r"(?:\b(?:layer|Schicht|couche|capa|camada|strato|laag|warstwa|vrstva|сло[йя]|шар[уі]?"
    r"|katman|lager|lapisan|lớp|tầng) ?#?|(?:レイヤー?|레이어|층) ?)(\d{1,2})(?!\d)"
    r"|第 ?(\d{1,2}) ?[层層]"
)
"""The number of a layer, in one of the groups."""

_ROW = (
    "row|query|token|word|position|item|step|Zeile|Anfrage|Wort|Position|ligne|requête|mot|jeton"
    "|fila|consulta|palabra|linha|palavra|riga|parola|rij|woord|wiersz|zapytanie|słowo|řádek"
    r"|řádku|dotaz|slovo|строк\w*|запрос|слово|токен|ряд(?:ок|ка)|запит|satır|sorgu|kelime|rad"
    "|fråga|ord|baris|kueri|kata|hàng|truy vấn|dòng|từ"
)
ROW_NUMBER = (
    rf"(?<!{LETTER})(?:{_ROW}) ?#?(\d{{1,2}})(?!{LETTER})|第 ?(\d{{1,2}}) ?[行个個]"
    r"|(?:查询|查詢|クエリ|トークン|쿼리|토큰) ?(\d{1,2})(?![\d.,])"
    r"|(?<![\d.,])(\d{1,2}) ?(?:行目|번째|番目)|(?<![\d.,])(\d{1,2})행(?! ?\d)"
    rf"|(?<![\d.,])(\d{{1,2}})\. (?:{_ROW})(?!{LETTER})"
)
"""The number of a row, in one of the groups."""

ORDINALS = (
    words(
        en="first|1st",
        de="erste[rsnm]?",
        fr="premi(?:er|ère)s?",
        es="primer[ao]?",
        pt="primeir[ao]",
        it="primo|prima(?= (?:riga|query|parola|testa|chiave))",
        nl="eerste",
        pl=r"pierwsz(?:y|a|e|ego|ej|ą)",
        cs="první(?:ho|mu|m)?",
        ru=r"перв\w+",
        uk=r"перш(?:ий|а|ого|ої|ому|ій|у)",
        tr="ilk(?= (?:satır|token|sorgu|kelime))|birinci",
        sv="första",
        id="pertama",
        vi="thứ nhất|đầu tiên",
        zh="第一",
        ja="1つ目|一つ目|最初の",
        ko="첫 ?번째|첫째",
    ),
    words(
        en="second|2nd",
        de="zweite[rsnm]?",
        fr="deuxième|seconde?",
        es="segund[ao]",
        it="second[ao](?! (?:d[ei]|me))",
        nl="tweede",
        pl="drug(?:i|a|ie|iego|iej|ą)",
        cs="druh(?:ý|á|é|ého|ou)",
        ru=r"втор\w+",
        uk=r"друг(?:ий|а|ого|ої|ому|ій|у)",
        tr="ikinci",
        sv="andra(?= (?:raden|frågan|token|ordet|huvudet))",
        id="(?:(?<=baris )|(?<=token )|(?<=query )|(?<=kata )|(?<=head )|(?<=kepala ))kedua",
        vi="thứ hai",
        zh="第二",
        ja="2つ目|二つ目|二番目",
        ko="두 ?번째|둘째",
    ),
    words(
        en="third|3rd",
        de="dritte[rsnm]?",
        fr="troisième",
        es="tercer[ao]?",
        pt="terceir[ao]",
        it="terz[ao]",
        nl="derde",
        pl="trzeci(?:a|e|ego|ej|ą)?",
        cs="třetí(?:ho)?",
        ru=r"трет(?:ий|ья|ье|ьего|ьей|ью)",
        uk="трет(?:ій|я|ього|ьої|ю)",
        tr="üçüncü",
        sv="tredje",
        id="ketiga",
        vi="thứ ba",
        zh="第三",
        ja="3つ目|三つ目|三番目",
        ko="세 ?번째|셋째",
    ),
    words(
        en="fourth|4th",
        de="vierte[rsnm]?",
        fr="quatrième",
        es="cuart[ao]",
        pt="quart[ao]",
        nl="vierde",
        pl="czwart(?:y|a|e|ego|ej)",
        cs="čtvrt(?:ý|á|é|ého)",
        ru=r"четв[её]рт\w+",
        uk=r"четверт\w+",
        tr="dördüncü",
        sv="fjärde",
        id="keempat",
        vi="thứ tư",
        zh="第四",
        ja="4つ目|四つ目|四番目",
        ko="네 ?번째|넷째",
    ),
    words(
        en="fifth|5th|sixth",
        de="fünfte[rsnm]?",
        fr="cinquième",
        es="quint[ao]",
        nl="vijfde",
        pl="piąt[yae]",
        cs="pát[ýáé]",
        ru="пят(?:ый|ая|ое|ой)",
        uk="п.ят(?:ий|а|ої)",
        tr="beşinci",
        sv="femte",
        id="kelima",
        vi="thứ năm",
        zh="第五",
        ja="5つ目|五つ目|五番目",
        ko="다섯 ?번째|다섯째",
    ),
)
"""First, second, …: the place in the tuple is the row, from 0."""

LAST_ROW = words(
    en="last",
    de="letzte[rsnm]?",
    fr="derni(?:er|ère)s?",
    es="últim[ao]",
    it="ultim[ao]",
    nl="laatste",
    pl="ostatni(?:a|e|ego|ej|ą)?",
    cs="poslední(?:ho)?",
    ru=r"последн(?:ий|яя|ее|его|ей|юю)",
    uk=r"останн(?:ій|я|є|ього|ьої|ю)",
    tr="son(?= (?:satır|token|sorgu|kelime))|sonuncu",
    sv="sista",
    id="terakhir",
    vi="cuối(?: cùng)?",
    zh="最后|最後一",
    ja="最後の|末尾の",
    ko="마지막",
)

EVERY_ROW = words(
    en="(?:every|each|all) rows?",
    de="(?:jede[rn]?|alle) Zeilen?",
    fr="chaque ligne|toutes les lignes",
    es="cada fila|todas las filas",
    pt="cada linha|todas as linhas",
    it="ogni riga|tutte le righe",
    nl="(?:elke|iedere|alle) rij(?:en)?",
    pl="każd(?:y|ego|ym) wiersz(?:a|u)?|wszystkie wiersze",
    cs="každ(?:ý|ého|ém) řád(?:ek|ku)|všechny řádky",
    ru="кажд(?:ая|ой|ую) строк[аиу]|все строки",
    uk="кож(?:ен|ного|ному) ряд(?:ок|ка|ку)|усі рядки",
    tr="her satır(?:ı|da)?|tüm satırlar",
    sv="varje rad|alla rader",
    id="(?:setiap|semua|tiap) baris",
    vi="(?:mỗi|mọi|tất cả các) hàng",
    zh="每一?行(?:都|的)",
    ja="各行|すべての行",
    ko="각 행|모든 행",
)

COUNTS = words(
    en="^(?:place|rank|ranking|order|count|step|size)$|(?:keys|tokens|rows|entries) (?:in|seen)"
    "|(?:number|count) of",
    de="^(?:Platz|Rang|Anzahl|Schritt)",
    fr="^(?:rang|nombre|étape)$",
    es="^(?:puesto|lugar|rango|paso)$",
    pt="^(?:posto|ordem|passo)$",
    it="^(?:posto|rango|passo)$",
    nl="^(?:plaats|rang|aantal|stap)",
    pl="^(?:miejsce|liczba|krok)$",
    cs="^(?:pořadí|počet|krok)$",
    ru="^(?:место|ранг|число|шаг)$",
    uk="^(?:місце|ранг|кількість|крок)$",
    tr="^(?:sıra|adım)$",
    sv="^(?:plats|antal|steg)$",
    id="^(?:peringkat|urutan|langkah)$",
    vi="^(?:hạng|thứ tự|bước)$",
    zh="^(?:名次|排名|排序|序号|个数|步骤)$",
    ja="^(?:順位|個数)$",
    ko="^(?:순위|개수)$",
)
"""Heads of a column of places or counts."""

SHAPE = words(
    en=r"\w*shapes?|sizes?|dimensions?|torch\.Size",
    de=r"(?:die|der) Form|Form (?:von|ist)|Gr[öo]ße|\w*dimension(?:en)?",
    fr="(?:la|de) forme|tailles?|dimensions?",
    es="la forma|tamaños?|dimension(?:es)?|dimensión",
    pt="a forma|formatos?|tamanhos?|dimens(?:ão|ões)",
    it="la forma|dimension[ei]",
    nl="vorm|grootte|afmeting(?:en)?|dimensies?",
    pl="kształt|rozmiar|wymiary?",
    cs="tvar|rozměry?",
    ru=r"форм[аы]|размер\w*",
    uk=r"форма|розмір\w*",
    tr=r"\w*(?:şekil|şekli|boyut\w*)",
    sv="formen|storlek|dimension(?:en|er)?",
    id="bentuk|ukuran|dimensi",
    vi="hình dạng|kích thước",
    zh="形状|形狀|尺寸|大小",
    ja="形状|形は|サイズ",
    ko="모양|형태|크기|차원",
)
"""Words before the sizes of an array, which are no array themselves."""

PLACES_AFTER = (
    r"/0(?![\d.])"
    r"|\W{0,3}(?:decimal |significant )?(?:places?|decimals?|digits?|figures?|points?|marks?)\b"
    r"|\W{0,3}(?:位小数|位有效|分|桁|자리)|\W{0,3}(?:Nachkomma\w*|Stellen|Punkte|décimales"
    r"|chiffres|decimales|cifras|casas decimais|decimali|cifre|decimalen|miejsca? po|miejsc\b"
    r"|desetinn\w+|знак\w*|цифр\w*|basamak\w*|decimaler|angka di belakang|chữ số)\b"
)
"""Words just after a number of places, digits or points."""

REMARK_BEFORE = (
    r"\b(?:points?|marks?|Punkte)\W*/\s*$|\bpages? ?(?:\d+ ?(?:of|/) ?)?$"
    r"|\b(?:heads?|layers?|blocks?|steps?|quer(?:y|ies)|keys?|tokens?|rows?|columns?|places?|ranks?|"
    r"figure|table|section|example|exercise|Kopf|Schicht|Schritt|Seite|Zeile|Spalte|Beispiel"
    r"|Übung|tête|couche|étape|ligne|colonne|exemple|cabeza|capa|paso|fila|columna|ejemplo|cabeça"
    r"|camada|passo|linha|coluna|exemplo|testa|strato|riga|colonna|esempio|hoofd|laag|stap|rij|kolom"
    r"|voorbeeld|głowa|krok|wiersz|kolumna|przykład|hlava|vrstva|řádek|sloupec|příklad|голова|слой"
    r"|шаг|строка|столбец|пример|шар|крок|рядок|стовпець|приклад|başlık|adım|satır|sütun|örnek"
    r"|huvud|steg|rad|kolumn|exempel|langkah|baris|kolom|contoh|bước|hàng|cột|ví dụ)$"
    r"|(?:第|头|頭|ヘッド|헤드|ステップ|단계)$"
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
