"""The words by which texts call stages and inputs, in eighteen languages."""

from __future__ import annotations

from collections.abc import Mapping

from symattn.problem.stages import STAGES
from symattn.texts.words import words

__all__ = [
    "ATTENTION_WEIGHTS",
    "CONCAT",
    "COSINES",
    "LESS_LARGEST",
    "LETTERS",
    "MATRIX",
    "MATRIX_OF",
    "NO_STAGE",
    "OUTPUT",
    "PROJECTED",
    "RAW",
    "SUMS",
    "TOTALS",
    "WHICH",
    "WHOSE",
    "X_WORDS",
    "stages",
]

_TERMS = words(
    en="weighted[_ ](?:values?|v)|values? times weights?|weights? times values?",
    de="gewichtete Werte",
    fr="valeurs pondérées",
    es="valores ponderados",
    it="valori (?:pesati|ponderati)",
    nl="gewogen (?:values|waarden)",
    pl="ważone wartości",
    cs="vážené hodnoty",
    ru="взвешенные значения",
    uk="зважені значення",
    tr="ağırlıklı değerler",
    sv="viktade värden",
    id="nilai (?:berbobot|tertimbang)",
    vi="giá trị có trọng số",
    zh="加权的?值",
    ja="重み付き(?:の)?値",
    ko="가중된? ?값",
)

OUTPUT = words(
    en=r"(?<!softmax )outputs?(?! of (?:the )?softmax)|(?<![a-z] )out|(?:attn|attention) out"
    r"|contexts?|results?|attended|new (?:vectors?|representations?|embeddings?)\w*"
    r"|weighted (?:sum|average|mean)\w*|times V|contextuali[sz]ed"
    r"|multipl\w+ (?:it |them )?(?:by|with) (?:the )?V",
    de=r"(?<!softmax[- ])Ausgaben?(?! (?:der |des )?softmax)|Ausgabevektor\w*|Kontext\w*"
    r"|Ergebnisvektor\w*|gewichtete[ns]? (?:Summe|Mittel)\w*",
    fr=r"sorties?(?! (?:de la |du )?softmax)|contexte|(?:somme|moyenne)s? pondérées?",
    es=r"salidas?(?! (?:de la |del )?softmax)|contexto|(?:suma|media)s? ponderadas?",
    pt=r"saídas?(?! (?:da |do )?softmax)|soma ponderada|média ponderada",
    it=r"uscit[ae](?! (?:della |del )?softmax)|contesto|(?:somma|media) (?:pesata|ponderata)",
    nl=r"uitvoer|uitgangen|contextvector\w*|gewogen (?:som|gemiddelde)",
    pl=r"wyjści\w*|wynik końcowy|kontekst\w*|(?:suma|średnia) ważona",
    cs=r"výstup\w*|vážen\w+ (?:součet|průměr)",
    ru=r"выход(?:а|у|ы|ов|ом|н\w+)?|контекст\w*|взвешенн\w+ (?:сумм|средн)\w*",
    uk=r"вихід|виход(?:у|и|ів)|вихідн\w+|зважен\w+ (?:сум|середн)\w*",
    tr=r"çıktı\w*|çıkış\w*|bağlam\w*|ağırlıklı (?:toplam|ortalama)\w*",
    sv=r"utgång(?:en|ar|arna)?|utdata|kontextvektor\w*|viktad\w* (?:summa|medelvärde)\w*",
    id=r"keluaran|hasil akhir|konteks|jumlah (?:berbobot|tertimbang)|rata-rata tertimbang",
    vi="đầu ra|ngữ cảnh|tổng có trọng số|kết quả cuối",
    zh="(?<!softmax)(?<!softmax )(?<!softmax的)(?<!softmax 的)(?:输出|輸出)|上下文|最终"
    "|加权(?:和|求和|平均)|结果向量|新的?向量|乘(?:以)? ?V",
    ja="出力|文脈ベクトル|コンテキスト|加重(?:和|平均)|重み付き(?:和|平均)",
    ko="출력|컨텍스트|문맥 벡터|가중 ?(?:합|평균)|결과 벡터",
)

_ROW_SUMS = words(
    en="sums?|totals?|adds? (?:up )?to|denominators?",
    de="(?:Zeilen-?)?Summen?|Zeilensummen?|Nenner",
    fr="sommes?|dénominateurs?",
    es="sumas?|denominador(?:es)?",
    pt="somas?",
    it="somm[ae]|denominator[ei]",
    nl="rij ?som(?:men)?|som van de rij|sommen|^som$|noemers?",
    pl=r"sum[ay]|mianownik\w*",
    cs=r"souč(?:et|ty)|jmenovatel\w*",
    ru=r"сумм\w*|знаменател\w*",
    uk=r"сум[аиу]|знаменник\w*",
    tr=r"toplam\w*|payda",
    sv=r"(?:rad)?summ(?:a|an|or|orna)|nämnare",
    id="jumlah (?:per |setiap |tiap )?baris|penyebut",
    vi="tổng|mẫu số",
    zh="总和|總和|求和|行和|之和|合计|合計|分母",
    ja="行の?和|合計|総和|分母",
    ko="합계|행의? ?합|행별 합|총합|분모",
)

_WEIGHTS = words(
    en=r"softmax\w*|weights?|probabilit\w*|probs?|(?<!layer )(?<!layer-)normali[sz]\w*"
    r"|attn(?:_?w)?|att_?w|attention (?:matrix|pattern|distribution|map)",
    de=r"Gewicht(?:e|en|s)?|\w*aufmerksamkeits(?:matrix|gewicht|verteilung)\w*"
    r"|Wahrscheinlichkeit\w*|normiert\w*",
    fr="poids|probabilités?|normalisée?s?|matrice d.attention",
    es=r"pesos?|probabilidad\w*|matriz de atención",
    pt="matriz de atenção",
    it="pes[oi]|probabilità|normalizzat[aeio]|matrice di attenzione",
    nl=r"gewichten|aandachts?gewicht\w*|attentiegewicht\w*|waarschijnlijkhe\w+|kansen",
    pl=r"wag[aię]?|prawdopodobieństw\w*|znormalizowan\w*",
    cs=r"váh[ay]?|vah|pravděpodobnost\w*|normalizovan\w*",
    ru=r"вес(?:а|ы|ов)?|вероятност\w*|нормирован\w*",
    uk=r"ваг[аиу]?|[йі]мовірн\w+|нормован\w*",
    tr=r"ağırlık\w*|olasılık\w*|normalize",
    sv=r"vikter(?:na)?|\w*uppmärksamhetsvikt\w*|sannolikhet\w*",
    id="bobot|probabilitas|peluang",
    vi="trọng số|xác suất",
    zh="权重|權重|概率|機率|注意力(?:矩阵|分布)|(?<!层)归一化",
    ja="重み|確率|注意行列",
    ko="가중치|확률|어텐션 (?:분포|맵)",
)

_EXPONENTIALS = words(
    en=r"exponentials?|exps?|exponentiat\w*|numerators?",
    de=r"Exponential\w*|e-Potenzen|Zähler|Exponenten",
    fr="exponentielles?|numérateurs?",
    es="exponencial(?:es)?|numerador(?:es)?",
    pt="exponencia(?:l|is)",
    it="esponenzial[ei]|numerator[ei]",
    nl=r"exponenten|exponenti[eë]l\w*|e-machten|tellers?",
    pl=r"wykładnicz\w*|eksponen\w*|licznik\w*",
    cs=r"exponenciál\w*|exponenciel\w*|čitatel\w*",
    ru=r"экспонент\w*|числител\w*",
    uk=r"експонент\w*|чисельник\w*",
    tr=r"üstel\w*|eksponansiyel\w*",
    sv=r"exponentialer\w*|exponentier\w*|täljare",
    id=r"eksponen\w*|pembilang",
    vi="hàm mũ|giá trị mũ|lũy thừa|luỹ thừa|tử số",
    zh="指数|指數",
    ja="指数",
    ko="지수",
    signs=r"\be\^",
)

_MASKED = words(
    en="mask(?:ed|ing)?",
    de=r"maskiert\w*|(?:nach|mit) (?:der )?maske|maskierung",
    fr=r"masqu\w*",
    es=r"enmascar\w*|(?:con|tras|después de) (?:la )?máscara",
    pt="mascarad[ao]s?|(?:com|após|depois d[ae]) (?:a )?máscara",
    it="mascherat[aeio]|(?:con|dopo) (?:la )?maschera",
    nl=r"gemaskeerd\w*|(?:na|met) (?:het )?masker",
    pl=r"(?:za)?maskowan\w*|po masce|z maską",
    cs=r"maskovan\w*|po masce|po maskování|s maskou",
    ru=r"(?:за)?маск\w*",
    uk=r"(?:за)?маск\w*",
    tr=r"maske\w*",
    sv=r"maskera\w*|(?:efter|med) masken?",
    id=r"(?:ber|ter|di)mask\w*",
    vi="mặt nạ|bị che|được che",
    zh="掩码|掩碼|遮[盖挡蔽罩]|盖住|屏蔽",
    ja="マスク",
    ko="마스크|마스킹",
)

_SCALED = words(
    en=r"scaled|scaling|after (?:the )?(?:factor|scal\w+|divi\w+)|divi(?:ded?|ding|sion)"
    r"|temperature",
    de=r"skaliert\w*|nach (?:der )?Skalierung|geteilte?n?|dividierte?n?",
    fr=r"mis(?:es)? à l.échelle|après (?:la )?mise à l.échelle|divisée?s?",
    es="escalad[ao]s?|dividid[ao]s?|divisi[oó]n",
    pt="escalonad[ao]s?|divisão",
    it="scalat[aeio]|divis[aeio](?:one)?",
    nl=r"geschaald\w*|gedeelde?",
    pl=r"(?:prze)?skalowan\w*|dziel(?:imy|one|ąc)|podzielon\w*",
    cs=r"(?:na)?škálovan\w*|vydělen\w*|dělen\w*",
    ru=r"масштаб\w*|делени\w+|делим|делятся|(?:по|раз)делённ\w*",
    uk=r"масштаб\w*|діленн\w+|ділимо|ділять\w*|поділен\w*",
    tr=r"ölçekl\w*|bölün\w*",
    sv=r"skalade?|skalning\w*|dividera\w*",
    id=r"(?:ter|di)skala\w*|penskalaan|dibagi",
    vi="chia tỷ lệ|chia tỉ lệ|sau khi chia|đã chia|co giãn",
    zh="缩放|縮放|除以",
    ja="スケール|スケーリング|で割[るっり]",
    ko="스케일|로 나눈|으로 나눈",
)

_SCORES = words(
    en=r"scores?|logits?|(?:dot|inner)[- ]products?|similarit\w*|products?|affinit(?:y|ies)"
    r"|before (?:the )?(?:factor|scal\w+|divi\w+)|energ(?:y|ies)|alignment",
    de=r"(?<!\d )Punkte|Punktzahl\w*|Punktwerte|(?:Skalar|Punkt)produkte?n?|Rohwerte\w*"
    r"|Ähnlichkeit\w*",
    fr="produits? scalaires?|similarités?|affinités?",
    es=r"puntuaci[oó]n\w*|puntajes?|productos? (?:escalar(?:es)?|punto|internos?)|similitud\w*",
    pt=r"pontuaç\w+|escores?|produtos? (?:escalar(?:es)?|internos?)|similaridade\w*",
    it="punteggi[oi]?|prodott[oi] scalar[ei]|similarità|somiglianz[ae]",
    nl=r"inproduct\w*|inwendige product\w*|gelijkenis\w*",
    pl=r"wyniki|iloczyn\w* skalarn\w*|podobieństw\w*|punktacj\w*",
    cs=r"skóre|skór\w+|skalárn\w+ součin\w*|podobnost\w*",
    ru=r"оценк\w*|оценок|скалярн\w+ произведени\w*|скор(?:ы|ов)|логит\w*|сходств\w*|близост\w*",
    uk=r"оцін(?:ки|ка|ок|кам)|скалярн\w+ добут\w*|логіт\w*|схожіст\w*|подібніст\w*",
    tr=r"skor\w*|puan(?:lar\w*|ı)?|(?:nokta|iç|skaler) çarpım\w*|benzerlik\w*",
    sv=r"poäng\w*|råpoäng|skalärprodukt\w*|likhet(?:er\w*)?",
    id="skor|(?:hasil kali|perkalian) (?:titik|dalam)|kemiripan",
    vi="điểm (?:số|chú ý|thô)|^điểm$|tích vô hướng|độ tương (?:đồng|tự)",
    zh="分数|分數|得分|打分|相似|点积|點積|内积|內積",
    ja="スコア|内積|類似度|ロジット",
    ko="점수|스코어|내적|유사도|로짓",
)

_STAGES: tuple[tuple[str, str], ...] = (
    ("terms", _TERMS),
    ("output", OUTPUT),
    ("row_sums", _ROW_SUMS),
    ("weights", _WEIGHTS),
    ("exponentials", _EXPONENTIALS),
    ("masked", _MASKED),
    ("biased", words(en="bias(?:ed)?", zh="偏置", ja="バイアス", ko="편향|바이어스")),
    ("scaled", _SCALED),
    ("scores", _SCORES),
)
"""In this order: the first that is found is what a label is about."""

CONCAT = words(
    en=r"concat\w*|heads (?:side by side|joined|together)",
    de=r"Köpfe (?:nebeneinander|zusammen|verkettet)|konkaten\w*|verkettet\w*",
    fr=r"têtes (?:côte à côte|réunies|concaténées)|concatén\w*",
    es=r"cabezas (?:juntas|concatenadas|unidas)",
    pt=r"cabeças (?:lado a lado|concatenadas|juntas)",
    it="teste (?:affiancate|concatenate|unite)",
    nl=r"hoofden (?:naast elkaar|samen)|geconcateneerd\w*",
    pl=r"głowy (?:obok siebie|razem|połączone)|konkaten\w*|sklejon\w* głow\w*",
    cs=r"hlavy vedle sebe|spojené hlavy|zřetězen\w*|konkaten\w*",
    ru=r"головы (?:рядом|вместе)|конкатен\w*|объединённые головы",
    uk=r"голови (?:поруч|разом)|конкатен\w*",
    tr=r"(?:başlıklar|kafalar) yan yana|birleştirilmiş (?:başlık|kafa)\w*",
    sv=r"huvuden(?:a)? (?:sida vid sida|tillsammans)|konkaten\w*|sammanfogade huvuden",
    id=r"kepala berdampingan|penggabungan (?:head|kepala)|konkaten\w*",
    vi="ghép (?:các )?(?:đầu|head)|nối (?:các )?(?:đầu|head)",
    zh="(?:各|多|所有)?(?:头|頭)的?(?:拼接|连接|合并)|拼接",
    ja="ヘッドの(?:結合|連結)|連結",
    ko="헤드 ?(?:를 |의 )?(?:연결|결합|이어)",
)
"""Heads side by side."""

PROJECTED = words(
    en=r"after (?:the )?(?:output|final) projection|projected output",
    de=r"nach der (?:Ausgabe|End)-?projektion",
    fr="après (?:la )?projection (?:de sortie|finale)",
    es="(?:tras|después de) la proyección (?:de salida|final)",
    pt="(?:depois da|após a) projeção (?:de saída|final)",
    it="dopo la proiezione (?:di uscita|finale)",
    nl="na de (?:uitvoer|output|eind)-?projectie",
    pl="po projekcji (?:wyjściowej|końcowej)",
    cs="po (?:výstupní|konečné) projekci",
    ru="после (?:выходной|итоговой) проекции",
    uk="після (?:вихідної|кінцевої) проє?е?кції",
    tr=r"(?:çıkış|çıktı) projeksiyonu\w* sonra",
    sv=r"efter (?:utgångs|utdata|slut)projektionen",
    id="(?:setelah|sesudah) proyeksi (?:keluaran|output|akhir)",
    vi="sau (?:phép )?chiếu (?:đầu )?ra",
    zh="(?:输出|輸出|最终)(?:投影|线性变换)(?:之?后|之?後)",
    ja="出力(?:射影|投影)の?(?:後|あと)",
    ko="출력 ?(?:투영|사영) ?(?:후|뒤|이후)",
)
"""Words for what stands behind W_O."""

RAW = words(
    en=r"before (?:the )?(?:factor|scal\w+|divi\w+)|without (?:the )?(?:scal|divi)\w*|unscaled|raw",
    de=r"rohe?[nr]?|unskaliert\w*|vor der (?:Skalierung|Teilung|Division)",
    fr="brut(?:e?s)?|avant (?:la )?(?:mise à l.échelle|division)",
    es="brut[ao]s?|crud[ao]s?|sin escalar|antes de (?:escalar|dividir)",
    pt=r"antes d[ae] (?:escala\w*|divi\w+)|sem escala",
    it=r"grezz[ei]|non scalat[aeio]|prima (?:di|della) (?:scala\w*|divi\w+)",
    nl=r"ruwe|ongeschaald\w*|voor het (?:schalen|delen)",
    pl=r"surow\w+|nieskalowan\w*|przed (?:skalowaniem|podzieleniem)",
    cs=r"hrub\w+|surov\w+|neškálovan\w*|před (?:škálováním|vydělením)",
    ru=r"сыры[ех]|исходные оценки|немасштабир\w*|до (?:масштабирования|деления)",
    uk=r"сирі|сирих|немасштаб\w*|до (?:масштабування|ділення)",
    tr=r"ham|ölçeklenmemiş|ölçeklemeden önce",
    sv=r"råa?|oskalad\w*|före (?:skalning|division)\w*",
    id="mentah|sebelum (?:penskalaan|dibagi)",
    vi="thô|trước khi chia|chưa chia",
    zh="不缩放|未缩放|原始|缩放(?:之)?前",
    ja="生の|スケール(?:リング)?前|未スケール",
    ko="원시|스케일(?:링)? ?전",
)
"""Scores before any scale."""

_Q = words(
    en=r"quer(?:y|ies|ys)(?:-?(?:vector|matri)\w*)?",
    de=r"(?:Abfrage|Anfrage)n?(?:-?(?:vektor|matri)\w*)?|query-?(?:vektor|matri)\w*",
    fr="requêtes?",
    es="consultas?",
    nl="query's",
    pl=r"zapyta(?:nie|nia|ń|niami|niach)",
    cs=r"dotaz(?:y|u|ů|em|ech)?",
    ru=r"запрос(?:ы|а|ов|ом|ами|ах)?",
    uk=r"запит(?:и|у|ів|ом|ами|ах)?",
    tr=r"sorgu\w*",
    sv=r"frågor(?= ?\(?Q\b)|fråge(?:vektor|matris)\w*",
    id="kueri",
    vi="truy vấn",
    zh="查询|查詢",
    ja="クエリ",
    ko="쿼리|질의",
)
_K = words(
    en=r"keys?(?! (?:idea|point|step|insight|takeaway|difference|observation|role)s?)",
    de=r"Schlüssel(?:n|-?(?:vektor|matri)\w*)?|key-?(?:vektor|matri)\w*",
    fr="clés?|clefs?",
    es="claves?|llaves?",
    pt="chaves?",
    it="chiav[ei]",
    nl="sleutels?|key's",
    pl="klucz(?:e|a|y|em|ami|ach)?",
    cs="klíč(?:e|ů|em|ích)?",
    ru="ключ(?:и|а|ей|ом|ам|ами|ах)?",
    uk="ключ(?:і|а|ів|ем|ами|ах)?",
    tr=r"anahtar\w*",
    sv=r"nyck(?:el|lar)\w*",
    id="kunci",
    vi="khóa(?! học)|khoá(?! học)",
    zh="(?<![关關按])[键鍵]",
    ja="(?<!ス)キー(?!ワ|ム|ボ)",
    ko="(?<![가-힣])키(?!워드|보드|우)",
)
_V = words(
    en="values?",
    de=r"Werten?(?:-?(?:vektor|matri)\w*)?(?<!Wert)|^Wert$|Wert-?(?:vektor|matri)\w*",
    fr="valeurs|^valeur$",
    es="valores|^valor$",
    it="valori|^valore$",
    nl="waarden|^waarde$",
    pl="wartości",
    cs="hodnot(?:y|ách|ami)|^hodnota$",
    ru="значени(?:я|й|ям|ями|ях)|^значение$",
    uk="значен(?:ня|ь|нями|нях)",
    tr=r"değerler\w*|^değer$",
    sv="värdena?|^värde$",
    id="nilai",
    vi="giá trị",
    zh="(?<![数數大小均望阈取分])值",
    ja="(?<![数大小均望])値|バリュー",
    ko="(?<![가-힣])값|밸류|벨류",
)
WHICH: tuple[tuple[str, str], ...] = (("Q", _Q), ("K", _K), ("V", _V))

MATRIX = words(
    en="matri(?:x|ces)",
    de="Matri(?:x|zen)",
    fr="matrices?",
    es="matri(?:z|ces)",
    pt="matrizes",
    it="matric[ei]",
    pl="macierz[ey]?",
    cs="matic[ei]",
    ru="матриц[аы]?",
    uk="матриц[яіь]?",
    tr=r"matris\w*",
    id="matriks",
    vi="ma trận",
    zh="矩阵|矩陣",
    ja="行列",
    ko="행렬",
)
"""A matrix, of weights or not."""

_WEIGHT_MATRIX = words(
    en=r"W|weights? (?:matri\w+ )?(?:for|of)|weights? matri\w+|weights?|bias\w*",
    de=r"Gewichtsmatri\w+|Gewichte für",
    fr="matrices? de(?:s)? poids",
    es="matri(?:z|ces) de pesos",
    pt="matrizes de pesos",
    it="matric[ei] dei? pesi",
    nl="gewichts?matri(?:x|ces)",
    pl="macierz[ey]? wag",
    cs="matic[ei] vah|váhov[áé] matic[ei]",
    ru="матриц[аы] весов",
    uk="матриц[яі] ваг",
    tr=r"ağırlık matris\w*",
    sv=r"viktmatris\w*",
    id="matriks bobot",
    vi="ma trận trọng số",
    zh="权重|權重",
    ja="重み行列",
    ko="가중치 행렬",
)

_PROJECTION = words(
    en=r"projections?",
    de=r"\w*projektion(?:en|s\w*)?",
    es="proyecci[oó]n(?:es)?",
    pt="projeç(?:ão|ões)",
    it="proiezion[ei]",
    nl=r"\w*projecties?",
    pl="projekcj[aieę]|rzutowani[ea]",
    cs="projekc[eí]",
    ru="проекци[яий]",
    uk="про[єе]кці[яїй]",
    tr=r"projeksiyon\w*|izdüşüm\w*",
    sv=r"\w*projektioner(?:na)?",
    id="proyeksi",
    vi="phép chiếu",
    zh="投影|投射|线性变换",
    ja="射影|投影|線形変換",
    ko="투영|사영|선형 ?변환",
)
MATRIX_OF = "|".join((_WEIGHT_MATRIX, _PROJECTION, MATRIX))
"""What makes "query" the matrix of the queries."""

ATTENTION_WEIGHTS = words(
    en=r"softmax|scores?|attention weights?|weights? (?:of|for) (?:the )?(?:query|token|row) \w+",
    de=r"Aufmerksamkeitsgewicht\w*",
    fr="poids d.attention",
    es="pesos de atenci[oó]n",
    pt="pesos de atenção",
    it="pesi di attenzione",
    nl=r"aandachts?gewicht\w*",
    pl="wagi uwagi",
    cs="váhy pozornosti",
    ru="веса внимания",
    uk="ваги уваги",
    tr=r"dikkat ağırlık\w*",
    sv=r"uppmärksamhetsvikt\w*",
    id="bobot (?:atensi|perhatian)",
    vi="trọng số chú ý",
    zh="注意力权重|注意力權重|分数",
    ja="注意の?重み|アテンションの?重み|スコア",
    ko="어텐션 가중치|점수",
    signs="ᵀ",
)
"""Words with which "matrix" and "weights" mean no matrix of a projection."""

X_WORDS = words(
    en=r"emb(?:eds?|eddings?)?|inputs?|tokens?|representations?|encodings?|word vectors?|rows? of X"
    "|items"
    "|X has",
    de=r"Eingaben?|Eingabe-?(?:vektor|matri)\w*|Einbettung\w*|Wortvektoren",
    fr="entrées?|plongements?|vecteurs de mots",
    es="entradas?|incrustaciones|vectores de palabras",
    pt="vetores de palavras",
    it="ingress[oi]|vettori di parole",
    nl=r"invoer|inbedding(?:en)?|woordvector\w*",
    pl=r"wejści[ae]|osadzeni[ae]|zanurzeni[ae]|wektory słów",
    cs=r"vstup(?:y|u|ů|ní)?|vektory slov",
    ru=r"вход(?:ы|а|ов|н\w+)?|эмбеддинг\w*|векторы слов",
    uk=r"вхід|вход(?:и|ів|у)|вхідн\w+|ембединг\w*|вектори слів",
    tr=r"girdi\w*|gömme\w*|kelime vektör\w*",
    sv=r"indata|ingång(?:ar|arna)|inbäddning\w*|ordvektor\w*",
    id="masukan|penyematan|vektor kata",
    vi="đầu vào|nhúng|vectơ từ",
    zh="词向量|詞向量|输入|輸入|嵌入|向量(?:表示|分别)",
    ja="入力|埋め込み|トークン",
    ko="입력|임베딩",
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

SUMS = words(
    en="(?:row )?sums?|totals?",
    de="(?:Zeilen-?)?Summen?",
    fr="sommes?",
    es="sumas?",
    pt="somas?",
    it="somm[ae]",
    nl="(?:rij ?)?som(?:men)?",
    pl="sum[ay](?: wierszy)?",
    cs="souč(?:et|ty)",
    ru="сумм[аы](?: строк)?",
    uk="сум[аи](?: рядків)?",
    tr="(?:satır )?toplam(?:lar)?[ıi]?",
    sv="(?:rad)?summ(?:a|or)",
    id="jumlah|total",
    vi="tổng",
    zh="(?:总|行|之)?和|合计|總和",
    ja="(?:行の)?和|合計|総和",
    ko="(?:행의 )?합|합계",
    signs="Σ|∑",
)
"""Heads of a column of sums."""

_TOTAL = words(
    en="sums?(?: is| to| of)?|totals?(?: is)?|adds? (?:up )?to",
    de="Summe(?: ist| beträgt)?",
    fr="somme(?: est| vaut)?",
    es="suma(?: es)?",
    pt="soma(?: é)?",
    it="somma(?: è)?",
    nl="som(?: is)?",
    pl="suma(?: to| wynosi)?",
    cs="součet(?: je)?",
    ru="сумма(?: равна)?",
    uk="сума(?: дорівнює)?",
    tr=r"toplam\w*",
    sv="summan?(?: är)?",
    id="jumlah(?:nya)?(?: adalah)?|totalnya",
    vi="tổng(?: là| bằng)?",
    zh="总和|總和|求和|之和|和(?:为|是|等于)|合计",
    ja="合計|総和|和は",
    ko="합계|합은",
)
TOTALS = rf"(?:{_TOTAL})\W{{0,4}}$"
"""Words just before a number that is a sum."""

COSINES = words(
    en=r"cosines?|cosin(?:us)?",
    de=r"Kosinus\w*",
    es="cosenos?",
    pt="cossenos?",
    it="coseno",
    pl=r"cosinus\w*|kosinus\w*",
    cs="kosin[uy]?s?",
    ru=r"косинус\w*",
    uk=r"косинус\w*",
    tr="kosinüs",
    id="kosinus",
    vi="cô-?sin|cosin",
    zh="余弦|餘弦",
    ja="コサイン",
    ko="코사인",
)
"""Scores by another measure than the dot product."""

_NORMS = words(
    en="norms?|kernel (?:of|matrix)|minors?|correlations?|covariances?|confusion"
    "|sigmoid|relu|elu|gelu",
    de="Normen",
    fr="normes?",
    ru=r"норм[аы]?",
    uk=r"норм[аи]?",
    zh="范数",
)
NO_STAGE = rf"{_NORMS}|{COSINES}"
"""Words about queries and keys that name none of their stages."""

LESS_LARGEST = r"^(?!\s*(?:e\s*\^|\\?exp)).*[-−–]\s*(?:m|max\w*(?:\([^)]*\))?)$"
"""Scores less the largest of their row."""

WHOSE = r"(?i)^(?:now |so )?for (?:the |this |each |every )?(?:\w+ )?query\b"
"""Words that say whose row follows, and not that a query does."""


def stages() -> tuple[tuple[str, str], ...]:
    """Stages with the words by which texts call them, the most telling first.

    What the table of stages knows by words of its own comes first: a word that only one stage
    has tells more than those that several have.
    """
    own = tuple((row.name, "|".join(row.called)) for row in STAGES.values() if row.called)
    return (*own, *_STAGES)
