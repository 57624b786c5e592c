"""What the texts say, in thirteen languages.

Each language has every key of ``KEYS``; ``comma`` says that its decimals may
have a comma.
"""

from __future__ import annotations

from collections.abc import Mapping

KEYS = (
    "title",
    "tokens",
    "inputs",
    "X",
    "W",
    "Q",
    "K",
    "V",
    "scores",
    "scaled",
    "masked",
    "exponentials",
    "row_sums",
    "weights",
    "output",
    "concat",
    "projected",
    "row",
    "head",
    "scale",
    "plain",
    "mask",
    "self",
    "columns",
    "hidden",
    "rounded",
    "slices",
    "exercise",
    "simulation",
    "other",
    "layernorm",
    "shapes",
    "end",
    "sum",
    "query",
    "before",
    "start",
    "second",
    "capped",
    "weighed",
    "computed",
)

_TABLE = """
en | Attention by hand | the;cat;sat;on;mat | We start from | The inputs | The projection matrices | Queries | Keys | Values | Raw scores | Scaled scores | Scores after the mask | Exponentials | Row sums | Attention weights | Output | Heads side by side | After the output projection | Row {i} | Head {i} | The scores are divided by {root}. | We do not scale the scores here. | A causal mask hides every later token. | Queries, keys and values are the rows of X itself. | A token is a column here: scores are K^T Q, and the softmax runs down each column. | The projections were drawn at random and are not printed. | All numbers are shown rounded. | Head 1 takes the first {d} columns of Q, K and V, head 2 the last {d}. | Exercise: compute the softmax of {v} | A simulation with random vectors | Other results, on another task | After the layer norm | The shape of Q is {s}. | That is all. | sum | Query {i} | A warm-up first | In the text | A second example | Before the softmax each score s becomes {f}. | Here the weights are {f}. | We compute {f}.
de | Aufmerksamkeit von Hand | der;Hund;schläft;im;Haus | Wir beginnen mit | Die Eingaben | Die Projektionsmatrizen | Anfragen (Queries) | Schlüssel (Keys) | Werte (Values) | Rohe Scores | Skalierte Scores | Scores nach der Maske | Exponentialwerte | Zeilensummen | Aufmerksamkeitsgewichte | Ausgabe | Köpfe nebeneinander | Nach der Ausgabeprojektion | Zeile {i} | Kopf {i} | Die Scores werden durch {root} geteilt. | Skaliert wird hier nicht. | Eine kausale Maske verdeckt alle späteren Token. | Anfragen, Schlüssel und Werte sind die Zeilen von X selbst. | Ein Token ist hier eine Spalte: die Scores sind K^T Q, und der Softmax läuft über jede Spalte. | Die Projektionen sind zufällig und werden nicht angegeben. | Alle Zahlen sind gerundet angegeben. | Kopf 1 nimmt die ersten {d} Spalten von Q, K und V, Kopf 2 die letzten {d}. | Übung: Berechne den Softmax von {v} | Eine Simulation mit Zufallsvektoren | Andere Ergebnisse, für eine andere Aufgabe | Nach der Layer-Norm | Q hat die Form {s}. | Das ist alles. | Summe | Anfrage {i} | Zum Aufwärmen | Im Text | Ein zweites Beispiel | Vor dem Softmax wird jeder Score s zu {f}. | Die Gewichte sind hier {f}. | Wir berechnen {f}.
fr | L'attention à la main | le;chat;dort;sur;lit | Nous partons de | Les entrées | Les matrices de projection | Requêtes | Clés | Valeurs | Scores bruts | Scores mis à l'échelle | Scores après le masque | Exponentielles | Sommes des lignes | Poids d'attention | Sortie | Têtes côte à côte | Après la projection de sortie | Ligne {i} | Tête {i} | Les scores sont divisés par {root}. | On ne met pas les scores à l'échelle ici. | Un masque causal cache tous les tokens suivants. | Requêtes, clés et valeurs sont les lignes de X. | Un token est ici une colonne : les scores sont K^T Q et le softmax descend chaque colonne. | Les projections sont tirées au hasard et ne sont pas affichées. | Tous les nombres sont arrondis. | La tête 1 prend les {d} premières colonnes de Q, K et V, la tête 2 les {d} dernières. | Exercice : calculer le softmax de {v} | Une simulation avec des vecteurs aléatoires | Autres résultats, sur une autre tâche | Après la layer norm | La forme de Q est {s}. | C'est tout. | somme | Requête {i} | Pour s'échauffer | Dans le texte | Un deuxième exemple | Avant le softmax chaque score s devient {f}. | Ici les poids sont {f}. | On calcule {f}.
es | La atención a mano | el;gato;duerme;en;casa | Partimos de | Las entradas | Las matrices de proyección | Consultas | Claves | Valores | Puntuaciones | Puntuaciones escaladas | Puntuaciones con máscara | Exponenciales | Sumas por fila | Pesos de atención | Salida | Cabezas juntas | Tras la proyección de salida | Fila {i} | Cabeza {i} | Las puntuaciones se dividen entre {root}. | Aquí no se escala. | Una máscara causal oculta los tokens posteriores. | Consultas, claves y valores son las filas de X. | Aquí un token es una columna: las puntuaciones son K^T Q y el softmax baja por cada columna. | Las proyecciones son aleatorias y no se muestran. | Todos los números están redondeados. | La cabeza 1 toma las primeras {d} columnas de Q, K y V, la cabeza 2 las últimas {d}. | Ejercicio: calcula el softmax de {v} | Una simulación con vectores aleatorios | Otros resultados, en otra tarea | Tras la layer norm | La forma de Q es {s}. | Eso es todo. | suma | Consulta {i} | Para calentar | En el texto | Un segundo ejemplo | Antes del softmax cada puntuación s se convierte en {f}. | Aquí los pesos son {f}. | Calculamos {f}.
pt | Atenção à mão | o;gato;dorme;na;cama | Partimos de | As entradas | As matrizes de projeção | Consultas | Chaves | Valores | Pontuações | Pontuações escaladas | Pontuações com máscara | Exponenciais | Somas das linhas | Pesos de atenção | Saída | Cabeças lado a lado | Depois da projeção de saída | Linha {i} | Cabeça {i} | As pontuações são divididas por {root}. | Aqui não há escala. | Uma máscara causal esconde os tokens seguintes. | Consultas, chaves e valores são as linhas de X. | Aqui um token é uma coluna: as pontuações são K^T Q e o softmax desce cada coluna. | As projeções são aleatórias e não são mostradas. | Todos os números são arredondados. | A cabeça 1 usa as primeiras {d} colunas de Q, K e V, a cabeça 2 as últimas {d}. | Exercício: calcule o softmax de {v} | Uma simulação com vetores aleatórios | Outros resultados, noutra tarefa | Depois da layer norm | A forma de Q é {s}. | É tudo. | soma | Consulta {i} | Para aquecer | No texto | Um segundo exemplo | Antes do softmax cada pontuação s torna-se {f}. | Aqui os pesos são {f}. | Calculamos {f}.
it | L'attenzione a mano | il;gatto;dorme;nel;letto | Partiamo da | Gli ingressi | Le matrici di proiezione | Query | Chiavi | Valori | Punteggi | Punteggi scalati | Punteggi con maschera | Esponenziali | Somme di riga | Pesi di attenzione | Uscita | Teste affiancate | Dopo la proiezione di uscita | Riga {i} | Testa {i} | I punteggi sono divisi per {root}. | Qui non si scala. | Una maschera causale nasconde i token successivi. | Query, chiavi e valori sono le righe di X. | Qui un token è una colonna: i punteggi sono K^T Q e il softmax scende lungo ogni colonna. | Le proiezioni sono casuali e non sono riportate. | Tutti i numeri sono arrotondati. | La testa 1 prende le prime {d} colonne di Q, K e V, la testa 2 le ultime {d}. | Esercizio: calcola il softmax di {v} | Una simulazione con vettori casuali | Altri risultati, su un altro compito | Dopo la layer norm | La forma di Q è {s}. | Questo è tutto. | somma | Query {i} | Per riscaldarsi | Nel testo | Un secondo esempio | Prima del softmax ogni punteggio s diventa {f}. | Qui i pesi sono {f}. | Calcoliamo {f}.
nl | Aandacht met de hand | de;kat;slaapt;op;bed | We beginnen met | De invoer | De projectiematrices | Queries | Keys | Values | Ruwe scores | Geschaalde scores | Scores na het masker | Exponenten | Rijsommen | Aandachtsgewichten | Uitvoer | Hoofden naast elkaar | Na de uitvoerprojectie | Rij {i} | Hoofd {i} | De scores worden gedeeld door {root}. | Er wordt hier niet geschaald. | Een causaal masker verbergt alle latere tokens. | Queries, keys en values zijn de rijen van X. | Een token is hier een kolom: de scores zijn K^T Q en de softmax loopt langs elke kolom. | De projecties zijn willekeurig en worden niet getoond. | Alle getallen zijn afgerond. | Hoofd 1 neemt de eerste {d} kolommen van Q, K en V, hoofd 2 de laatste {d}. | Oefening: bereken de softmax van {v} | Een simulatie met willekeurige vectoren | Andere resultaten, voor een andere taak | Na de layer norm | De vorm van Q is {s}. | Dat is alles. | som | Query {i} | Een opwarmer | In de tekst | Een tweede voorbeeld | Voor de softmax wordt elke score s {f}. | De gewichten zijn hier {f}. | We berekenen {f}.
pl | Uwaga liczona ręcznie | ala;ma;kota;i;psa | Zaczynamy od | Wejścia | Macierze projekcji | Zapytania (Q) | Klucze (K) | Wartości (V) | Surowe wyniki | Przeskalowane wyniki | Wyniki po masce | Wykładnicze | Sumy wierszy | Wagi uwagi | Wyjście | Głowy obok siebie | Po projekcji wyjściowej | Wiersz {i} | Głowa {i} | Wyniki dzielimy przez {root}. | Tutaj nie skalujemy. | Maska przyczynowa zasłania późniejsze tokeny. | Zapytania, klucze i wartości to wiersze X. | Token jest tu kolumną: wyniki to K^T Q, a softmax liczymy w każdej kolumnie. | Projekcje są losowe i nie są podane. | Wszystkie liczby są zaokrąglone. | Głowa 1 bierze pierwsze {d} kolumny Q, K i V, głowa 2 ostatnie {d}. | Zadanie: oblicz softmax z {v} | Symulacja z losowymi wektorami | Inne wyniki, w innym zadaniu | Po layer norm | Kształt Q to {s}. | To wszystko. | suma | Zapytanie {i} | Na rozgrzewkę | W tekście | Drugi przykład | Przed softmaxem każdy wynik s staje się {f}. | Wagi są tu równe {f}. | Obliczamy {f}.
ru | Внимание вручную | кот;спит;на;мягком;диване | Начнём с | Входы | Матрицы проекций | Запросы (Q) | Ключи (K) | Значения (V) | Оценки | Масштабированные оценки | Оценки после маски | Экспоненты | Суммы строк | Веса внимания | Выход | Головы рядом | После выходной проекции | Строка {i} | Голова {i} | Оценки делятся на {root}. | Здесь мы не масштабируем. | Причинная маска скрывает все следующие токены. | Запросы, ключи и значения — это строки X. | Токен здесь — столбец: оценки равны K^T Q, softmax берётся по каждому столбцу. | Проекции случайны и не приведены. | Все числа округлены. | Голова 1 берёт первые {d} столбца Q, K и V, голова 2 — последние {d}. | Упражнение: вычислите softmax от {v} | Опыт со случайными векторами | Другие результаты, на другой задаче | После layer norm | Размер Q равен {s}. | Это всё. | сумма | Запрос {i} | Для разминки | В тексте | Второй пример | Перед softmax каждая оценка s заменяется на {f}. | Веса здесь равны {f}. | Вычисляем {f}.
tr | Elle dikkat hesabı | kedi;uyur;evde;bir;gün | Şununla başlıyoruz | Girdiler | Projeksiyon matrisleri | Sorgular (Q) | Anahtarlar (K) | Değerler (V) | Ham skorlar | Ölçeklenmiş skorlar | Maskeden sonra skorlar | Üsteller | Satır toplamları | Dikkat ağırlıkları | Çıktı | Başlıklar yan yana | Çıkış projeksiyonundan sonra | Satır {i} | Başlık {i} | Skorlar {root} ile bölünür. | Burada ölçekleme yok. | Nedensel maske sonraki tokenleri gizler. | Sorgular, anahtarlar ve değerler X'in satırlarıdır. | Burada bir token bir sütundur: skorlar K^T Q, softmax her sütunda alınır. | Projeksiyonlar rastgeledir ve gösterilmez. | Tüm sayılar yuvarlanmıştır. | Başlık 1 Q, K ve V'nin ilk {d} sütununu, başlık 2 son {d} sütununu alır. | Alıştırma: {v} için softmax hesaplayın | Rastgele vektörlerle bir benzetim | Başka bir görevde başka sonuçlar | Layer norm sonrası | Q'nun şekli {s}. | Hepsi bu. | toplam | Sorgu {i} | Isınma | Metinde | İkinci bir örnek | Softmax öncesinde her skor s, {f} olur. | Ağırlıklar burada {f}. | {f} hesaplıyoruz.
zh | 手算注意力 | 我;爱;北京;的;秋 | 先给出 | 输入 | 投影矩阵 | 查询 Q | 键 K | 值 V | 原始分数 | 缩放后的分数 | 加掩码之后的分数 | 指数 | 每行之和 | 注意力权重 | 输出 | 各头拼接 | 输出投影之后 | 第 {i} 行 | 头 {i} | 分数除以 {root}。 | 这里不做缩放。 | 因果掩码遮住后面的词。 | 查询、键和值就是 X 的各行。 | 这里一个词是一列：分数是 K^T Q，softmax 沿每一列做。 | 投影矩阵是随机的，没有列出。 | 所有数字都是四舍五入的。 | 头 1 取 Q、K、V 的前 {d} 列，头 2 取后 {d} 列。 | 练习：求 {v} 的 softmax | 随机向量的模拟 | 另一个任务的结果 | 层归一化之后 | Q 的形状是 {s}。 | 就是这样。 | 合计 | 查询 {i} | 先热身 | 文中 | 第二个例子 | softmax 之前，每个分数 s 变成 {f}。 | 这里的权重是 {f}。 | 我们计算 {f}。
ja | 手計算のアテンション | 猫;が;好き;です;よ | まず次を用意する | 入力 | 射影行列 | クエリ Q | キー K | バリュー V | スコア | スケール後のスコア | マスク後のスコア | 指数 | 行の和 | 注意の重み | 出力 | ヘッドの結合 | 出力射影の後 | {i} 行目 | ヘッド {i} | スコアを {root} で割る。 | ここではスケールしない。 | 因果マスクで後のトークンを隠す。 | クエリ、キー、バリューは X の行そのものである。 | ここではトークンは列である：スコアは K^T Q、softmax は各列でとる。 | 射影行列は乱数で、示していない。 | 数値はすべて四捨五入してある。 | ヘッド 1 は Q、K、V の最初の {d} 列、ヘッド 2 は最後の {d} 列を使う。 | 練習：{v} の softmax を求めよ | 乱数ベクトルの実験 | 別の課題の結果 | レイヤー正規化の後 | Q の形は {s} である。 | 以上。 | 合計 | クエリ {i} | 準備運動 | 本文 | 二つ目の例 | softmax の前に各スコア s を {f} に置き換える。 | ここでの重みは {f} である。 | {f} を計算する。
ko | 손으로 하는 어텐션 | 나는;집에;간다;오늘;또 | 다음에서 시작한다 | 입력 | 투영 행렬 | 쿼리 Q | 키 K | 값 V | 점수 | 스케일된 점수 | 마스크 후 점수 | 지수 | 행의 합 | 어텐션 가중치 | 출력 | 헤드 연결 | 출력 투영 후 | {i}행 | 헤드 {i} | 점수를 {root}로 나눈다. | 여기서는 스케일하지 않는다. | 인과 마스크가 뒤의 토큰을 가린다. | 쿼리, 키, 값은 X의 행이다. | 여기서 토큰은 열이다: 점수는 K^T Q이고 softmax는 각 열에서 한다. | 투영 행렬은 무작위이며 보이지 않는다. | 모든 수는 반올림되었다. | 헤드 1은 Q, K, V의 처음 {d}개 열, 헤드 2는 마지막 {d}개 열을 쓴다. | 연습: {v}의 softmax를 구하라 | 무작위 벡터의 실험 | 다른 과제의 결과 | 레이어 정규화 후 | Q의 모양은 {s}이다. | 이상이다. | 합 | 쿼리 {i} | 준비 운동 | 본문에서 | 두 번째 예 | softmax 전에 각 점수 s는 {f}가 된다. | 여기서 가중치는 {f}이다. | {f}를 계산한다.
"""  # noqa: E501 (one line a language: a missing key is then seen at once)


def _languages() -> dict[str, dict[str, str]]:
    out = {}
    for line in _TABLE.strip().splitlines():
        name, *cells = (cell.strip() for cell in line.split(" | "))
        out[name] = dict(zip(KEYS, cells, strict=True))
    return out


LANGUAGES: Mapping[str, Mapping[str, str]] = _languages()
COMMA = frozenset({"de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr"})
"""Where a comma may stand before the decimals."""
