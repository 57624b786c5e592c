"""The words by which texts state conventions, and steps that we do not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symattn.texts.vocabulary import COSINES
from symattn.texts.words import words

__all__ = [
    "ADDITIVE",
    "BASE_TEN",
    "BASE_TWO",
    "CAUSAL",
    "COLUMNS",
    "DIVIDED",
    "DIVIDED_AFTER",
    "DIVIDED_BY",
    "EXAMPLE",
    "EXERCISE",
    "MASKED",
    "NO_SCALE",
    "PROJECTS",
    "ROUNDED",
    "SAME",
    "TEMPERATURE",
    "UNKNOWN",
    "Unknown",
]

DIVIDED = words(
    en=r"divi\w*|over|factor\w*",
    de=r"\w*(?:ge)?teil\w*|\w*faktor\w*",
    fr="par|facteur",
    es="entre",
    nl=r"\w*de+l[dt]?|delen",
    pl=r"\w*dziel\w*",
    cs=r"\w*děl\w*",
    ru=r"(?:по|раз)?дел(?:им|ят|ятся|ится|ить|ен\w*|ён\w*)",
    uk=r"(?:по)?діл(?:имо|ять|ять\w*|ити|ен\w*)|поділ\w*",
    tr=r"böl\w*",
    sv=r"dela[dts]?\w*|genom",
    id="dibagi|bagi",
    vi="chia",
    zh="除",
    ja="割",
    ko="나눈|나누|나눕",
    signs="/|÷",
)
"""Words of a line in which a root divides."""

DIVIDED_BY = words(
    en=r"divi\w+ by|over",
    de=r"(?:geteilt|teilen|teilt|dividier\w+)(?: wir)?(?: alles| sie)? durch",
    fr=r"divis\w+ par",
    es=r"divid\w+ (?:entre|por)",
    pt=r"dividi\w+ por",
    it=r"divi\w+ per",
    nl=r"(?:gedeeld|delen|deelt) door",
    pl=r"(?:po)?dziel\w+ przez",
    cs=r"\w*děl\w*",
    ru=r"(?:по|раз)?дел\w+ на",
    uk=r"(?:по)?діл\w+ на",
    sv=r"(?:divid\w+|delat?s?) (?:med|på)|genom",
    id="dibagi(?: dengan| oleh)?",
    vi="chia(?: cho)?",
    zh="除以",
)
"""Words just before what divides the scores."""

DIVIDED_AFTER = words(
    tr=r"(?:ile|.ye|.ya|.e|.a) böl\w*",
    ja="で(?:割|除)",
    ko="으?로 나[누눈눕]",
)
"""Words just after what divides the scores."""

TEMPERATURE = words(
    en="temperature(?: of| τ| T| is)?",
    de="Temperatur",
    fr="température(?: de)?",
    es="temperatura(?: de)?",
    nl="temperatuur",
    pl="temperatura",
    ru="температур[аы]",
    uk="температур[аи]",
    tr="sıcaklık",
    id="suhu",
    vi="nhiệt độ",
    zh="温度(?:为|是)?|溫度",
    ko="온도",
)

NO_SCALE = words(
    en=r"no (?:\w+ )?(?:scal\w+|factor|division)|unscaled|not (?:scal\w+|divid\w+)"
    r"|without (?:an? |the |any )?(?:scal\w+|factor|divi\w+|square root)"
    r"|(?:leav\w+|left) (?:out|off|away) (?:the )?(?:factor|scal\w+|divi\w+)"
    r"|(?:skip|ignor|omit|dropp?)\w*(?: \w+){0,3} (?:scal\w+|divi\w+|factor)"
    r"|(?:root|factor|scal\w+|d_?k)[^.\n]{0,40}(?:left out|omitted|ignored|dropped|skipped)",
    de=r"skaliert (?:wird|werden) (?:\w+ ){0,3}nicht|nicht (?:\w+ )?(?:skaliert|geteilt)"
    r"|ohne (?:\w+ )?(?:Skalierung|Faktor|Teilung|zu skalieren)|unskalierte?n?|keine Skalierung",
    fr=r"(?:ne|n.)[^.\n]{0,20} pas [^.\n]{0,25}(?:à l.échelle|diviser?|par √)"
    r"|(?:pas de|sans) (?:mise à l.échelle|facteur|division|diviser)|sans mettre à l.échelle",
    es=r"no (?:se )?(?:escala|dividen?)\w*|sin (?:escala\w*|factor|dividir)|no hay escala\w*",
    pt=r"não (?:há|se|fazemos|usamos) (?:escala|dividimos?|divide)\w*|não escal\w*"
    r"|sem (?:escala\w*|fator|dividir)",
    it=r"non (?:si |viene |vengono )?(?:scala\w*|divid\w+)|senza (?:scala\w*|fattore|dividere)",
    nl=r"niet (?:\w+ )?(?:geschaald|gedeeld)|ongeschaald\w*|zonder (?:schaling|te schalen|delen)",
    pl=r"nie (?:skalujemy|dzielimy)|bez (?:skalowania|dzielenia)|nieskalowan\w*",
    cs=r"ne(?:škáluj|děl)\w+|bez (?:škálování|dělení)|neškálovan\w*",
    ru=r"не (?:масштабир\w+|делим|делятся)|без (?:масштаб\w*|деления)|немасштабир\w*",
    uk=r"не (?:масштаб\w+|ділимо|діляться)|без (?:масштаб\w*|ділення)|немасштаб\w*",
    tr=r"ölçekle(?:me yok|miyoruz|nmez|nmiyor|meden)|ölçeklenmemiş|bölmüyoruz|bölünmez",
    sv=r"skalas (?:\w+ )?inte|inte (?:\w+ )?skala\w*|utan (?:skalning|division)|ingen skalning",
    id=r"tanpa (?:penskalaan|skala|pembagian)|tidak (?:di)?(?:skala|bagi)\w*",
    vi="không (?:chia|co giãn|scale)|chưa chia|bỏ qua (?:phép )?chia",
    zh="(?:不|没有|无|未|不用|不做|不加|先不)(?:需要|进行|使用|考虑|除以|做|加|用)*"
    r"(?:缩放|縮放|除以|√)|先不管|(?:省略|忽略|略去)[^。\n]{0,12}(?:√|缩放|分母|d_?k)"
    r"|(?:√ ?\(?d_?k|缩放|分母)[^。\n]{0,12}(?:省略|忽略|略去|先不|不管|不考虑)",
    ja="スケール?(?:リング)?(?:は|を)?(?:なし|しない|しません|せず|省略)|√[^。\n]{0,12}割らない",
    ko="스케일(?:링)?(?:을|은)? ?(?:없이|하지 않|생략)|나누지 않",
    signs=r"\bwithout (?:the )?(?:1/√|√)|√[^.\n]{0,40}(?:left out|omitted|ignored|dropped|skipped)"
    r"|\b(?:skip|ignor|omit|dropp?|leav)\w*(?: \w+){0,3} (?:1/√|√)|ohne √|без деления на √",
)

COLUMNS = words(
    en=r"(?:tokens?|words?|items?|vectors?|embeddings?|inputs?) "
    r"(?:are|is|as|in|stand in|form) (?:the |its |a )?columns?"
    r"|columns? (?:are|is) (?:the )?(?:tokens?|words?|items?|queries)"
    r"|column vectors?|columns? of X|each column",
    de=r"(?:Tokens?|W[oö]rt\w*) (?:ist|sind|steh\w+|bild\w+)(?: \w+)?(?: in)?"
    r"(?: eine?r?| als)? Spalten?|Spaltenvektor\w*|Spalten (?:sind|stehen)|jede Spalte ist",
    fr=r"(?:tokens?|mots?) (?:est|sont)(?: ici)? (?:une |des |en |les )colonnes?"
    r"|colonnes? (?:sont|est)|vecteurs colonnes?",
    es=r"(?:tokens?|palabras?) (?:es|son|están en)(?: aquí)? (?:una |las )?columnas?"
    r"|vectores columna",
    pt=r"(?:tokens?|palavras?) (?:é|são|estão em)(?: aqui)? (?:uma |as )?colunas?|vetores coluna",
    it=r"(?:token|parol[ae]) (?:è|sono|stanno in)(?: qui)? (?:una |le )?colonn[ae]|vettori colonna",
    nl=r"(?:tokens?|woord\w*) (?:is|zijn|staan in)(?: hier)? (?:een |de )?kolom\w*|kolomvector\w*",
    pl=r"(?:tokeny?|słow[oa]) (?:jest|są|to)(?: tu(?:taj)?)? kolumn\w+|wektory kolumnowe",
    cs=r"(?:tokeny?|slov[oa]) (?:je|jsou|tvoří)(?: zde| tu)? sloup\w+|sloupcové vektory",
    ru=r"токены?(?: здесь)?(?: —| -| это| — это)? столб\w+|векторы-столбцы|вектор-столбец",
    uk=r"токени?(?: тут)?(?: —| -| це| — це)? стовп\w+|вектори-стовпці",
    tr=r"(?:token\w*|kelime\w*) (?:bir(?:er)? )?sütun\w*|sütun vektör\w*",
    sv=r"(?:token\w*|ord\w*) är (?:här )?(?:en )?kolumn\w*|kolumnvektor\w*",
    id=r"(?:token|kata) (?:\w+ )?adalah (?:sebuah |satu )?kolom|vektor kolom",
    vi="(?:token|từ) (?:ở đây )?là (?:một )?cột|vectơ cột",
    zh="一个(?:词|token)是一列|列向量|每一?列(?:是|为|代表|对应)一?个|按列",
    ja="トークンは列|単語は列|列ベクトル|各列がトークン",
    ko="(?:토큰|단어)[은는이가] 열|열 ?벡터|각 열이 토큰",
    signs=r"\bKᵀ ?Q\b|\bXᵀ ?X\b(?!\w)",
)

CAUSAL = words(
    en=r"caus(?:al|ally)|look[- ]ahead|autoregress\w*|tri[lu]|triang\w*(?! inequality)"
    r"|future(?! (?:work|posts?|articles?|chapters?|lectures?|versions?|reference))"
    r"|(?:later|subsequent|next) (?:tokens?|words?) (?:are |is )?(?:hidden|masked|invisible)",
    de=r"\w*kausal\w*|(?:späteren?|nachfolgenden?|künftigen?|zukünftigen?) (?:Token|W[oö]rt)\w*"
    r"|nächsten? Tokens? (?:verdeckt|verborgen)|(?:untere )?Dreiecks\w*",
    fr=r"causale?s?|(?:tokens|mots) (?:suivants|futurs)|futurs?|triangulaire",
    es=r"causales|(?:tokens|palabras) (?:posteriores|futur[ao]s|siguientes)|futuros?|futuras?",
    pt=r"causais|(?:tokens|palavras) (?:seguintes|posteriores)",
    it="causal[ei]|(?:token|parole) (?:successiv[ie]|futur[ie])",
    nl="causa(?:al|le)|(?:latere|toekomstige|volgende) (?:tokens?|woorden)",
    pl=r"przyczynow\w*|(?:późniejsz|przyszł|następn)\w+ (?:token|słow)\w*",
    cs=r"kauzáln\w*|příčinn\w*|(?:pozdějš|budouc|následujíc)\w+ (?:token|slov)\w*",
    ru=r"причинн\w*|каузальн\w*|(?:следующ|будущ|последующ)\w+ (?:токен|слов)\w*|треугольн\w*",
    uk=r"причинн\w*|каузальн\w*|(?:наступн|майбутн)\w+ (?:токен|слов|слів)\w*|трикутн\w*",
    tr=r"nedensel\w*|sonraki (?:token|kelime)\w*|gelecek\w* (?:token|kelime)\w*",
    sv=r"\w*kausal\w*|(?:senare|kommande|framtida) (?:token|ord)\w*",
    id="kausal|(?:token|kata) (?:berikutnya|setelahnya|selanjutnya|masa depan)",
    vi="nhân quả|tương lai|(?:token|từ) (?:đứng |phía )sau",
    zh="因果|未来|將來|未來|下三角|后面的(?:词|token)",
    ja="因果|未来|将来|(?:後|以降)のトークン|下三角",
    ko="인과|미래|(?:뒤의|이후|뒤쪽) 토큰|하삼각",
)
MASKED = words(
    en=r"mask\w*|padding|pad tokens?",
    de="verdeckt|ausgeblendet|Auffüll(?:token|ung)",
    fr=r"masqu\w*|remplissage",
    es=r"(?:en)?m[aá]scar\w*|relleno",
    pt="preenchimento",
    it=r"mascher\w*",
    nl=r"(?:ge)?mask\w*|opvul(?:ling|tokens?)",
    pl=r"(?:za)?mask\w*|wypełnieni\w*",
    cs=r"(?:za)?mask\w*|vycpáv\w*",
    ru=r"(?:за)?маск\w*|паддинг\w*",
    uk=r"(?:за)?маск\w*|падинг\w*",
    tr=r"dolgu (?:token|maske)\w*",
    sv="utfyllnad",
    id=r"(?:ber|ter|di)mask\w*|bantalan",
    vi="mặt nạ|bị che|đệm",
    zh="掩码|掩碼|遮|屏蔽|填充",
    ja="マスク|パディング",
    ko="마스크|마스킹|패딩",
    signs=r"-\s?∞|−∞|-inf\b",
)

_BASE = r"(?:{}) ?{}"
_BASE_WORDS = "base(?: de)?|Basis|základ(?:em|u)?|podstawie|основани[яею]|taban[ıi]?|basis|cơ số"
BASE_TWO = words(
    en=rf"(?:{_BASE_WORDS}) (?:2|two)|powers? of (?:2|two)|Zweierpotenz\w*",
    zh="以 ?2 ?为底",
    ja="底(?:が|を) ?2|2 ?を底",
    ko="밑이 ?2",
    signs=r"(?<![\w{])2\^(?:s|x|\()",
)
BASE_TEN = words(
    en=rf"(?:{_BASE_WORDS}) (?:10|ten)|Zehnerpotenz\w*",
    zh="以 ?10 ?为底",
    ja="底(?:が|を) ?10|10 ?を底",
    ko="밑이 ?10",
)
ADDITIVE = words(
    en=r"tanh|Bahdanau|additive(?! mask)",
    de=r"additive[rsn]? (?:Aufmerksamkeit|Attention)",
    es=r"aditiv[ao]s?",
    nl="additieve",
    pl=r"addytywn\w*",
    cs=r"aditivn\w*",
    ru=r"аддитивн\w*",
    uk=r"адитивн\w*",
    tr=r"toplamsal (?:dikkat|attention)",
    id="aditif",
    vi="cộng tính",
    zh="加性|加法注意力",
    ja="加法(?:的)?(?:注意|アテンション)",
    ko="가산 ?(?:어텐션|주의)|덧셈 어텐션",
)

ROUNDED = words(
    en=r"all (?:numbers|values|entries) (?:are|shown|printed|given)[^.\n]{0,20}rounded"
    r"|inputs?[^.\n]{0,40}(?:shown|printed|given|rounded|displayed)[^.\n]{0,30}"
    r"(?:decimals?|places?|rounded)|computed with (?:the )?(?:full|unrounded)",
    de=r"(?:sind|werden)(?: \w+)? gerundet|gerundet angegeben",
    fr=r"(?:nombres|valeurs) (?:sont|affichée?s)[^.\n]{0,20}arrondie?s",
    es=r"están(?: \w+)? redondead[ao]s|se muestran redondead[ao]s",
    pt=r"(?:são|estão)(?: \w+)? arredondad[ao]s",
    it="sono(?: tutti| stati)? arrotondat[ie]",
    nl="zijn(?: hier)? afgerond|afgerond weergegeven",
    pl=r"są zaokrąglone|(?:podano|podane) w zaokrągleniu",
    cs="jsou zaokrouhlen[aéy]|zaokrouhlená čísla",
    ru="(?:числа|значения)(?: здесь)? округлены|округлённые (?:числа|значения)",
    uk="(?:числа|значення)(?: тут)? (?:округлено|округлені|заокруглені)",
    tr=r"yuvarlan\w*|yuvarlatıl\w*",
    sv="är(?: här)? avrundade|visas avrundade",
    id="dibulatkan",
    vi="được làm tròn|đã làm tròn",
    zh="(?:数字|数值|结果|数)(?:都|均)(?:是|为|经)?四舍五入",
    ja="四捨五入して|丸めて(?:ある|示|表示)",
    ko="반올림(?:되었|한 값|하여)",
)

PROJECTS = words(
    en=r"W_?(?:query|key|value)|projections?|projection (?:matri|weight)\w*"
    r"|(?:learn\w+|linear|random|trained) (?:projection|weight)\w*",
    de=r"\w*projektion\w*|projizier\w*",
    fr=r"projet(?:er|ées?|és|ons)",
    es=r"proyec\w*",
    pt=r"proje[çt]\w*",
    it=r"proiezion\w*|proiett\w*",
    nl=r"\w*projecti\w*",
    pl=r"projekcj\w*|rzutowan\w*",
    cs=r"projekc\w*",
    ru=r"проекц\w*|проецир\w*",
    uk=r"про[єе]кц\w*",
    tr=r"projeksiyon\w*|izdüşüm\w*",
    id=r"(?:di)?proyeksi\w*",
    vi="phép chiếu",
    zh="投影|投射|线性变换",
    ja="射影|投影|線形変換",
    ko="투영|사영|선형 ?변환",
    signs=r"\bW\s?[_^]?\s?[{(]?\s?(?:\\(?:text|mathrm)\{)?[QKVqkv]|\bW_?(?:query|key|value)",
)
"""Words of a text that projects X to Q, K and V, printed or not."""

_X = r" ?X(?! ?(?:[W@·×*]|times|mal|fois|por|per|maal|razy))"
SAME = words(
    en=r"identity|identities|used directly|(?:their|its) own quer\w+|values? (?:are|equal)"
    rf"(?: just| simply| all)?(?: the)?(?: rows of)?{_X}"
    r"|(?:no|without|skip\w*|omit\w*|ignor\w*|drop\w*) (?:\w+ ){0,3}projections?",
    de=rf"Einheitsmatri\w+|ohne Projektion\w*|Werte (?:sind|gleich)(?: einfach)?"
    rf"(?: die Zeilen von| gleich)?{_X}|keine Projektion\w*",
    fr=r"(?:matrice )?identité|sans projection|valeurs sont"
    rf"(?: les lignes de| égales à| simplement)?{_X}",
    es=r"(?:matriz )?identidad|sin proyec\w+|valores son(?: las filas de| iguales a)?" + _X,
    pt=r"(?:matriz )?identidade|sem proje\w+|valores são(?: as linhas de| iguais a)?" + _X,
    it=r"(?:matrice )?identità|senza proiez\w+|valori sono(?: le righe di| uguali a)?" + _X,
    nl=r"eenheidsmatri\w+|zonder projectie\w*|(?:values|waarden) zijn(?: de rijen van)?" + _X,
    pl=r"macierz\w* jednostkow\w+|bez projekcji|wartości to(?: po prostu)?(?: wiersze)?" + _X,
    cs=r"jednotkov\w+ matic\w+|bez projekc\w+|hodnoty jsou(?: přímo)?(?: řádky)?" + _X,
    ru=r"единичн\w+|без проекц\w+|значения(?: \(V\))?(?: это| — это| —)?(?: строки)?" + _X,
    uk=r"одиничн\w+|без про[єе]кц\w+|значення(?: \(V\))?(?: це| — це| —)?(?: рядки)?" + _X,
    tr=r"birim matris\w*|projeksiyon(?:suz| olmadan)|değerler X.in (?:satırlarıdır|kendisi\w*)",
    sv=r"enhetsmatris\w*|identitetsmatris\w*|utan projektion\w*|värden(?:a)? är(?: raderna i)?"
    + _X,
    id=r"matriks identitas|tanpa proyeksi|nilai adalah(?: baris(?:-baris)?(?: dari)?)?" + _X,
    vi="ma trận đơn vị|không (?:có |dùng )?phép chiếu|giá trị (?:chính )?là(?: các hàng của)?" + _X,
    zh="单位矩阵|單位矩陣|恒等|不(?:做|用|使用)?投影|值就是 ?X",
    ja="単位行列|恒等|射影(?:は|を)?(?:なし|しない|使わない)|(?:バリュー|値)は ?X ?の行",
    ko="단위 ?행렬|항등|투영 없이|값은 X의 행",
    signs=r"Q\W{0,3}= ?\W{0,2}K\W{0,3}= ?\W{0,2}V\W{0,3}= ?\W{0,2}X"
    r"|q\w{0,3} ?= ?k\w{0,3} ?= ?v\w{0,3} ?= ?x|W_?\{?Q\}? ?= ?W_?\{?K",
)
"""Words of a text in which queries, keys and values are the vectors themselves."""

EXERCISE = words(
    en=r"exercises?|quiz\w*|your turn|homework|practice problems?|try it(?: yourself)?",
    de=r"\w*Übung\w*|\w*Aufgaben?",
    fr="exercices?|à vous de jouer",
    es="ejercicios?",
    pt="exercícios?",
    it=r"esercizi\w*|compiti",
    nl="oefening(?:en)?|opgaven?|huiswerk",
    pl="ćwiczeni[ae]|zadani[ea]",
    cs="cvičení|úloh[ay]",
    ru="упражнени[ея]|задани[ея]|^задач[аи]",
    uk="вправ[аи]|завдання|^задач[аі]",
    tr="alıştırma(?:lar)?|ödev",
    sv="övning(?:ar)?|^uppgift(?:er)?",
    id="latihan|tugas",
    vi="bài tập",
    zh="练习|習題|习题|作业|思考题",
    ja="練習|演習",
    ko="연습|숙제",
)
"""Words of a heading under which numbers are a problem of their own."""

EXAMPLE = words(
    en="(?:second|third|another|further|different|new) example|warm(?:ing)?[- ]?up",
    de=r"(?:zweites|drittes|weiteres|anderes|neues|noch ein) Beispiel|\w*aufwärm\w*",
    fr="(?:deuxième|second|troisième|autre|nouvel) exemple|échauffement|s.échauffer",
    es="(?:segundo|tercer|otro|nuevo) ejemplo|(?:para )?calentar|calentamiento",
    pt="(?:segundo|terceiro|outro|novo) exemplo|(?:para )?aquecer|aquecimento",
    it="(?:secondo|terzo|altro|nuovo) esempio|riscaldar(?:e|si)|riscaldamento",
    nl=r"(?:tweede|derde|ander|nieuw|nog een) voorbeeld|opwarm\w*",
    pl="(?:drugi|trzeci|inny|kolejny|nowy) przykład|rozgrzewk[aęi]",
    cs="(?:druhý|třetí|jiný|další|nový) příklad|rozcvičk[ayu]",
    ru="(?:второй|третий|другой|ещё один|новый) пример|разминк[аи]",
    uk="(?:другий|третій|інший|ще один|новий) приклад|розминк[аи]",
    tr="(?:ikinci|üçüncü|başka|yeni)(?: bir)? örnek|ısınma",
    sv=r"(?:andra|tredje|annat|nytt|ytterligare ett) exempel|uppvärmning\w*",
    id="contoh (?:kedua|ketiga|lain|baru)|pemanasan",
    vi="ví dụ (?:thứ hai|thứ ba|khác|mới)|khởi động",
    zh="(?:第[二三]个|另一个|再举一个|又一个|新的?)例子|例子?[二2]|热身|熱身",
    ja="(?:二つ目|2つ目|第二|別|もう一つ|もう1つ|新しい)の?例|準備運動|ウォームアップ",
    ko="(?:두 번째|세 번째|다른|또 다른|새로운) 예|준비 ?운동|몸풀기|워밍업",
)
"""Words of a heading under which numbers are those of another example."""


@dataclass(frozen=True)
class Unknown:
    """A step that texts have and we do not: ``words`` that state it, the first stage that is not
    what the steps before it give (``stops``)."""

    words: str
    stops: str


UNKNOWN: Mapping[str, Unknown] = {
    "cosine": Unknown(COSINES, "scores"),
    "rotary": Unknown(
        words(
            en=r"rotary|RoPE|rotat\w+ (?:the )?(?:quer\w+|keys?|Q)",
            de="Rotationspositionen|rotierende Positions?kodierung",
            fr="positions? rotatives?|encodage rotatif",
            es="rotatori[ao]s?|posiciones rotativas",
            ru=r"вращательн\w+ позици\w*|ротационн\w+",
            uk=r"обертальн\w+ позиці\w*",
            zh="旋转位置",
            ja="回転位置",
            ko="회전 위치",
        ),
        "scores",
    ),
    "normalised": Unknown(
        words(
            en=r"QK-?norm\w*|normali[sz]\w+ (?:the )?(?:quer\w+ and (?:the )?keys|Q and K)",
            de=r"normier\w+ (?:wir )?(?:die )?(?:Anfragen und (?:die )?Schlüssel|Q und K)",
            fr=r"normalis\w+ (?:les )?(?:requêtes et (?:les )?clés|Q et K)",
            es=r"normaliz\w+ (?:las )?(?:consultas y (?:las )?claves|Q y K)",
            ru=r"нормир\w+ (?:запросы и ключи|Q и K)",
            zh="(?:查询和键|Q ?和 ?K)(?:做|进行)?归一化",
            ja="(?:クエリとキー|Q ?と ?K) ?を正規化",
            ko="(?:쿼리와 키|Q와 K)를 정규화",
        ),
        "scores",
    ),
    "kernel": Unknown(
        words(
            en=r"linear attention|feature map|no softmax|elu|without (?:a |the )?softmax",
            de="lineare Aufmerksamkeit|ohne Softmax",
            fr="attention linéaire|sans softmax",
            es="atención lineal|sin softmax",
            pt="atenção linear|sem softmax",
            it="attenzione lineare|senza softmax",
            nl="lineaire aandacht|zonder softmax",
            pl="uwaga liniowa|bez softmaxu?",
            cs="lineární pozornost|bez softmaxu",
            ru="линейное внимание|без softmax",
            uk="лінійна увага|без softmax",
            tr="doğrusal dikkat|softmax olmadan",
            sv="linjär uppmärksamhet|utan softmax",
            id="atensi linear|tanpa softmax",
            vi="chú ý tuyến tính|không (?:có |dùng )?softmax",
            zh="线性注意力|(?:不用|没有) ?softmax",
            ja="線形(?:注意|アテンション)|softmax ?なし",
            ko="선형 어텐션|softmax ?없이",
        ),
        "scores",
    ),
    "soft_cap": Unknown(
        words(
            en="(?:soft|logit)[- ]?cap(?:ping|ped|s)?|capp?ed softly",
            de="weiche (?:Kappung|Begrenzung)",
            zh="软(?:上限|截断)",
            ja="ソフトキャップ",
            ko="소프트 ?캡",
            signs=r"tanh ?\(? ?s\w? ?[/)]",
        ),
        "masked",
    ),
    "sink": Unknown(
        words(
            en=r"off[- ]by[- ]one|attention sinks?|sink (?:logit|term)s?"
            r"|one (?:is )?added to (?:its|the) (?:denominator|sum)",
            de=r"plus eins im Nenner|(?:im|zum) Nenner (?:steht |kommt )?(?:noch )?eine? 1",
            fr="un ajouté au dénominateur",
            es="uno (?:más )?en el denominador",
            zh="分母(?:再|多)?加 ?1",
            ja="分母に ?1 ?を(?:加|足)",
            ko="분모에 ?1을 더",
            signs=r"1 ?\+ ?(?:Σ|∑|\\sum)",
        ),
        "row_sums",
    ),
    "other_weights": Unknown(
        words(en=r"sparsemax|entmax\w*|(?:sigmoid|ReLU)[- ]attention", zh="稀疏最大"),
        "exponentials",
    ),
}
"""Soft caps and sinks as Gemma 2 and "Attention is off by one" have them, rotary positions,
normalised queries and keys, kernels in place of e^s."""
