"""What words of eighteen languages name, and what they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from symattn.texts import counting, phrases, vocabulary
from symattn.texts.labels import hints
from symattn.texts.places import which_row
from symattn.texts.stated import scales_in

STATED: Mapping[str, str] = {
    "no scale": phrases.NO_SCALE,
    "causal": phrases.CAUSAL,
    "mask": phrases.MASKED,
    "columns": phrases.COLUMNS,
    "rounded": phrases.ROUNDED,
    "same": phrases.SAME,
    "projects": phrases.PROJECTS,
    "exercise": phrases.EXERCISE,
    "heads": counting.HEADS,
}

ROWS = """
en | output | The outputs
en | scores | dot products
en | scaled | scaled scores
en | masked | masked scores
en | exponentials | exponentials
en | row_sums | row sums
en | weights | attention weights
en | weights | Softmax output
en | concat | Concatenated heads
en | projected | After the output projection
en | Q | the queries
en | X | word embeddings
en | no scale | we leave out the factor
en | causal | later tokens are hidden
en | columns | each word is a column? no: words are columns
en | same | keys and values are the rows of X itself
de | scores | Skalarprodukte
de | scaled | Skalierte Scores
de | masked | Scores nach der Maske
de | exponentials | Exponentialwerte
de | row_sums | Zeilensummen
de | weights | Aufmerksamkeitsgewichte
de | output | Die Ausgabe
de | concat | Köpfe nebeneinander
de | projected | Nach der Ausgabeprojektion
de | Q | Anfragen
de | K | Schlüssel
de | V | Werte
de | X | Wortvektoren
de | no scale | Skaliert wird hier nicht.
de | causal | Spätere Tokens sind verdeckt
de | columns | Ein Token ist hier eine Spalte
fr | scores | Produits scalaires
fr | scaled | Scores mis à l'échelle
fr | masked | Scores masqués
fr | exponentials | Exponentielles
fr | row_sums | Sommes des lignes
fr | weights | Poids d'attention
fr | output | Sortie
fr | concat | Têtes côte à côte
fr | projected | Après la projection de sortie
fr | Q | Requêtes
fr | K | Clés
fr | V | Valeurs
fr | no scale | On ne divise pas les scores, donc pas de mise à l'échelle
fr | causal | les tokens suivants sont cachés
es | scores | Puntuaciones
es | scaled | Puntuaciones escaladas
es | masked | Puntuaciones enmascaradas
es | exponentials | Exponenciales
es | row_sums | Sumas por fila
es | weights | Pesos de atención
es | output | Vector de salida
es | concat | Cabezas juntas
es | projected | Tras la proyección de salida
es | Q | Consultas
es | K | Claves
es | V | Valores
es | no scale | Aquí no se escala
es | causal | oculta los tokens posteriores
pt | scores | Pontuações
pt | scaled | Pontuações escalonadas
pt | masked | Pontuações com máscara
pt | exponentials | Exponenciais
pt | row_sums | Somas das linhas
pt | weights | Pesos de atenção
pt | output | Saída
pt | concat | Cabeças lado a lado
pt | projected | Depois da projeção de saída
pt | K | Chaves
pt | V | Valores
pt | no scale | Aqui não há escala
pt | rounded | Todos os números são arredondados
it | scores | Punteggi
it | scaled | Punteggi scalati
it | masked | Punteggi con maschera
it | exponentials | Esponenziali
it | row_sums | Somme di riga
it | weights | Pesi di attenzione
it | output | Uscita
it | concat | Teste affiancate
it | projected | Dopo la proiezione di uscita
it | K | Chiavi
it | V | Valori
it | no scale | Qui non si scala
it | same | Qui si usa la matrice identità
nl | scores | Inproducten
nl | scaled | Geschaalde scores
nl | masked | Gemaskeerde scores
nl | exponentials | Exponenten
nl | row_sums | Rijsommen
nl | weights | Aandachtsgewichten
nl | output | Uitvoer
nl | concat | Hoofden naast elkaar
nl | projected | Na de uitvoerprojectie
nl | K | Sleutels
nl | V | Waarden
nl | no scale | Er wordt hier niet geschaald
nl | causal | verbergt alle latere tokens
pl | scores | Iloczyny skalarne
pl | scaled | Przeskalowane wyniki
pl | masked | Wyniki po masce
pl | exponentials | Wykładnicze
pl | row_sums | Sumy wierszy
pl | weights | Wagi uwagi
pl | output | Wyjście
pl | concat | Głowy obok siebie
pl | projected | Po projekcji wyjściowej
pl | Q | Zapytania
pl | K | Klucze
pl | V | Wartości
pl | no scale | Tutaj nie skalujemy
cs | scores | Skóre
cs | scaled | Škálovaná skóre
cs | masked | Maskovaná skóre
cs | exponentials | Exponenciály
cs | row_sums | Součty řádků
cs | weights | Váhy pozornosti
cs | output | Výstup
cs | concat | Hlavy vedle sebe
cs | projected | Po výstupní projekci
cs | Q | Dotazy
cs | K | Klíče
cs | V | Hodnoty
cs | no scale | Zde neškálujeme
cs | causal | Kauzální maska skrývá pozdější tokeny
ru | scores | Скалярные произведения
ru | scaled | Масштабированные оценки
ru | masked | Оценки после маски
ru | exponentials | Экспоненты
ru | row_sums | Суммы строк
ru | weights | Веса внимания
ru | output | Выход
ru | concat | Головы рядом
ru | projected | После выходной проекции
ru | Q | Запросы
ru | K | Ключи
ru | V | Значения
ru | no scale | Здесь мы не масштабируем
ru | causal | следующие токены скрыты
uk | scores | Оцінки
uk | scaled | Масштабовані оцінки
uk | masked | Оцінки після маски
uk | exponentials | Експоненти
uk | row_sums | Суми рядків
uk | weights | Ваги уваги
uk | output | Вихід
uk | concat | Голови поруч
uk | projected | Після вихідної проєкції
uk | Q | Запити
uk | K | Ключі
uk | V | Значення
uk | no scale | Тут ми не масштабуємо
tr | scores | Skorlar
tr | scaled | Ölçeklenmiş skorlar
tr | masked | Maskelenmiş skorlar
tr | exponentials | Üsteller
tr | row_sums | Satır toplamları
tr | weights | Dikkat ağırlıkları
tr | output | Çıktı
tr | concat | Başlıklar yan yana
tr | projected | Çıkış projeksiyonundan sonra
tr | Q | Sorgular
tr | K | Anahtarlar
tr | V | Değerler
tr | no scale | Burada ölçekleme yok
sv | scores | Poäng
sv | scaled | Skalade poäng
sv | masked | Poäng efter masken
sv | exponentials | Exponentialer
sv | row_sums | Radsummor
sv | weights | Uppmärksamhetsvikter
sv | output | Utdata
sv | concat | Huvuden sida vid sida
sv | projected | Efter utgångsprojektionen
sv | Q | Frågor (Q)
sv | K | Nycklar
sv | V | Värden
sv | no scale | Här skalas inte
zh | scores | 点积
zh | scaled | 缩放后的分数
zh | masked | 掩码之后
zh | exponentials | 指数
zh | row_sums | 每行之和
zh | weights | 注意力权重
zh | weights | softmax 的输出
zh | output | 输出
zh | concat | 各头拼接
zh | projected | 输出投影之后
zh | Q | 查询
zh | K | 键
zh | V | 值
zh | no scale | 这里不做缩放
zh | scores | 计算scores：
ja | scores | スコア
ja | scaled | スケール後のスコア
ja | masked | マスク後のスコア
ja | exponentials | 指数
ja | row_sums | 行の和
ja | weights | 注意の重み
ja | output | 出力
ja | concat | ヘッドの結合
ja | projected | 出力射影の後
ja | Q | クエリ
ja | K | キー
ja | V | バリュー
ja | no scale | ここではスケールしない
ko | scores | 점수
ko | scaled | 스케일된 점수
ko | masked | 마스크 후 점수
ko | exponentials | 지수
ko | row_sums | 행의 합
ko | weights | 어텐션 가중치
ko | output | 출력
ko | concat | 헤드 연결
ko | projected | 출력 투영 후
ko | Q | 쿼리
ko | K | 키
ko | V | 값
ko | no scale | 여기서는 스케일하지 않는다
id | scores | Skor
id | scaled | Skor terskala
id | masked | Skor termask
id | exponentials | Eksponensial
id | row_sums | Jumlah per baris
id | weights | Bobot atensi
id | output | Keluaran
id | concat | Penggabungan kepala
id | projected | Setelah proyeksi keluaran
id | Q | Kueri
id | K | Kunci
id | V | Nilai
id | no scale | tanpa penskalaan
vi | scores | Điểm chú ý
vi | scaled | Điểm số sau khi chia
vi | masked | Điểm số sau mặt nạ
vi | exponentials | Hàm mũ
vi | row_sums | Tổng hàng
vi | weights | Trọng số chú ý
vi | output | Đầu ra
vi | concat | Ghép các đầu
vi | projected | Sau phép chiếu đầu ra
vi | Q | Truy vấn
vi | K | Khóa
vi | V | Giá trị
vi | no scale | ở đây không chia
"""

NOT = """
output | the factor is left out
output | es geht von der Utopie aus
output | выходит, что это верно
output | utgångspunkten
weights | After the layer normalisation
weights | Heavyweight
weights | весь текст
weights | det är viktigt
weights | Uwagi ogólne
weights | 层归一化
row_sums | consumer
row_sums | de vektorer som vi har
row_sums | jumlah kepala
masked | il fatto che conta
masked | unmaskable
scaled | dividend
scaled | escalera
scores | Aufgabe (6 Punkte)
scores | scoreboard
scores | điểm dừng
exponentials | expand
exponentials | expert
Q | queryset
Q | Vi har två frågor
K | the key idea
K | 关键步骤
K | スキーム
K | 가리키는 것
K | keyboard
V | Der Wert von d
V | 数值如下
V | 数値の例
V | 어떤기댓값
X | putting
no scale | die Scores werden skaliert
no scale | los valores se escalan
no scale | 先除以 2
causal | from __future__ import annotations
causal | In a future post
causal | a causa de esto
causal | triangle inequality
columns | the table has columns
mask | damask roses
rounded | a rounded table
same | the values are X W_V
same | values are X times W_V
same | 토큰 단위로 계산
same | identifier
heads | we look ahead
heads | df.head()
heads | 从头开始
heads | this is a test
heads | 先頭の語
heads | głównie
heads | overheads
exercise | noutra tarefa
exercise | 別の課題の結果
exercise | на другой задаче
exercise | en otra tarea
"""


def _rows(table: str) -> Iterator[tuple[str, ...]]:
    for line in table.strip().splitlines():
        yield tuple(cell.strip() for cell in line.split(" | "))


def _names(what: str, phrase: str) -> bool:
    if what in STATED:
        return bool(re.search(STATED[what], phrase, re.I))
    found = hints(phrase)
    return bool(found) and max(found, key=lambda stage: found[stage]) == what


@pytest.mark.parametrize(("language", "what", "phrase"), list(_rows(ROWS)))
def test_a_phrase_names_its_stage_or_convention(language: str, what: str, phrase: str) -> None:
    assert _names(what, phrase), hints(phrase)


def test_each_language_has_a_dozen_rows_and_every_stage() -> None:
    rows = list(_rows(ROWS))
    assert len({language for language, _, _ in rows}) == 18
    for language in {language for language, _, _ in rows}:
        named = [what for code, what, _ in rows if code == language]
        assert len(named) >= 12, language
        stages = {"scores", "scaled", "masked", "exponentials", "row_sums", "weights", "output"}
        assert stages <= set(named), language


@pytest.mark.parametrize(("what", "phrase"), list(_rows(NOT)))
def test_an_ordinary_word_names_nothing(what: str, phrase: str) -> None:
    if what in STATED:
        assert not re.search(STATED[what], phrase, re.I)
    else:
        assert what not in hints(phrase)


@pytest.mark.parametrize("room", [vocabulary, phrases, counting])
def test_every_expression_compiles_and_matches_no_empty_text(room: object) -> None:
    assert isinstance(room.__all__, list)  # type: ignore[attr-defined]
    for name in room.__all__:  # type: ignore[attr-defined]
        value = getattr(room, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                assert not re.search(one, "", re.I), name
    for _, one in (*vocabulary.stages(), *vocabulary.WHICH):
        assert not re.search(one, "", re.I)
    for unknown in phrases.UNKNOWN.values():
        assert not re.search(unknown.words, "", re.I)


@pytest.mark.parametrize(
    "phrase",
    [
        "Kopf 2",
        "头 2",
        "第 2 个头",
        "2つ目のヘッド",
        "2번째 헤드",
        "2. başlık",
        "2-я голова",
        "Tête 2",
        "cabeza 2",
        "głowa 2",
        "hlava 2",
        "huvud 2",
        "kepala 2",
        "đầu 2",
        "head2",
    ],
)
def test_a_head_is_numbered(phrase: str) -> None:
    found = re.search(counting.HEAD_NUMBER, phrase, re.I)
    assert found and [one for one in found.groups() if one] == ["2"]


@pytest.mark.parametrize(
    "phrase",
    [
        "two heads",
        "zwei Köpfe",
        "deux têtes",
        "dos cabezas",
        "duas cabeças",
        "due teste",
        "twee hoofden",
        "dwie głowy",
        "dvě hlavy",
        "две головы",
        "дві голови",
        "iki başlık",
        "två huvuden",
        "两个头",
        "有两个注意力头",
        "2つのヘッド",
        "두 개의 헤드",
        "dua kepala",
        "h = 2",
    ],
)
def test_heads_are_counted(phrase: str) -> None:
    found = re.search(counting.HEAD_COUNT, phrase, re.I)
    assert found
    said = next(one for one in found.groups() if one)
    assert (counting.NUMBERS.get(said.lower()) or int(said)) == 2


@pytest.mark.parametrize(
    "phrase",
    [
        "row 2",
        "Zeile 2",
        "ligne 2",
        "fila 2",
        "linha 2",
        "riga 2",
        "rij 2",
        "wiersz 2",
        "řádek 2",
        "строка 2",
        "рядок 2",
        "satır 2",
        "2. satır",
        "rad 2",
        "第 2 行",
        "2 行目",
        "2행",
        "쿼리 2",
        "baris 2",
        "hàng 2",
        "the second query",
        "zweite Zeile",
        "deuxième ligne",
        "segunda fila",
        "seconda riga",
        "tweede rij",
        "drugi wiersz",
        "druhý řádek",
        "вторая строка",
        "другий рядок",
        "ikinci satır",
        "andra raden",
        "第二行",
        "二つ目の行",
        "두 번째 행",
        "baris kedua",
        "hàng thứ hai",
    ],
)
def test_a_row_is_named(phrase: str) -> None:
    assert which_row(phrase, (), 3) == 1


@pytest.mark.parametrize(
    "phrase",
    [
        "last row",
        "letzte Zeile",
        "dernière ligne",
        "última fila",
        "ultima riga",
        "laatste rij",
        "ostatni wiersz",
        "poslední řádek",
        "последняя строка",
        "останній рядок",
        "son satır",
        "sista raden",
        "最后一行",
        "最後の行",
        "마지막 행",
        "baris terakhir",
        "hàng cuối",
    ],
)
def test_the_last_row_is_named(phrase: str) -> None:
    assert which_row(phrase, (), 5) == 4


@pytest.mark.parametrize(
    "phrase",
    ["2 行 3 列", "prima della softmax", "повторим", "2행 3열", "a seconda di", "andra ord"],
)
def test_no_row_is_named(phrase: str) -> None:
    assert which_row(phrase, (), 5) is None


@pytest.mark.parametrize(
    "phrase",
    [
        "divided by √4",
        "geteilt durch √4",
        "divisés par √4",
        "se dividen entre √4",
        "divididas por √4",
        "divisi per √4",
        "gedeeld door √4",
        "dzielimy przez √4",
        "dělíme √4",
        "делятся на √4",
        "ділимо на √4",
        "√4 ile bölünür",
        "divideras med √4",
        "除以 √4",
        "√4 で割る",
        "√4로 나눈다",
        "dibagi √4",
        "chia cho √4",
    ],
)
def test_a_root_divides(phrase: str) -> None:
    assert "1/sqrt(4)" in scales_in(phrase)


@pytest.mark.parametrize("phrase", ["geteilt durch 3,72", "делим на 3,72", "4 tokens", "chia sẻ 4"])
def test_no_root_divides(phrase: str) -> None:
    assert scales_in(phrase) == ()
