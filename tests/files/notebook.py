"""The notebook worksheet written by hand, as a tree: what a page looks like.

Numbers are literal here, so that the writers are tested without a derivation.
"""

from __future__ import annotations

from symattn.document.tree import (
    Beside,
    Block,
    Column,
    Content,
    Display,
    Hint,
    KeepTogether,
    Map,
    MapStage,
    Math,
    Matter,
    NameLine,
    Note,
    Only,
    PageBreak,
    Paper,
    Paragraph,
    Row,
    Section,
    Sheet,
    Span,
    Spread,
    Table,
    User,
    Version,
    content,
)
from symattn.formulas.tree import (
    Answer,
    Apply,
    Chain,
    Exp,
    Formula,
    Fraction,
    Grid,
    Lines,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sci,
    Sum,
    Sym,
    Transpose,
    chain,
    num,
)

X = ((1, 2, 1, 2, 1), (1, 1, 1, 2, 1), (3, 2, 1, 1, 1))
S = ((11, 9, 11), (9, 8, 9), (11, 9, 16))
MAXIMA = ("11", "9", "16")
EXPONENTS = (("0", "-2", "0"), ("0", "-1", "0"), ("-5", "-7", "0"))
VALUES = (("1", "0.1353", "1"), ("1", "0.3679", "1"), ("0.0067", "0.0009", "1"))
SUMS = ("2.1353", "2.3679", "1.0076")
WEIGHTS = (("0.468", "0.063", "0.468"), ("0.422", "0.155", "0.422"), ("0.007", "9.05", "0.992"))
OUTPUT = (
    ("1.94", "1.94", "1", "1.53", "1"),
    ("1.84", "1.84", "1", "1.58", "1"),
    ("2.98", "2.00", "1", "1.01", "1"),
)


def weight(text: str) -> Formula:
    return Sci("9.05", -4) if text == "9.05" else Num(text)


def letter(name: str, *sub: Formula) -> Sym:
    return Sym(name, tuple(sub))


def boxes(rows: tuple[tuple[str, ...], ...], width: int) -> tuple[tuple[Formula, ...], ...]:
    return tuple(tuple(Answer(weight(t), width) for t in row) for row in rows)


def plain(rows: tuple[tuple[int, ...], ...]) -> tuple[tuple[Formula, ...], ...]:
    return tuple(tuple(num(x) for x in row) for row in rows)


def sheet(
    version: Version,
    paper: Paper = "a4",
    tokens: tuple[str, str, str] = ("笔", "记", "本"),
    title: str = "Notebook: self-attention by hand",
) -> Sheet:
    """The whole worksheet; :func:`symattn.document.versions.show` makes its versions."""
    names = tuple((User(token),) for token in tokens)
    blocks = (
        NameLine(("Name", "Date", "Points"), (5, 3, 1), "68"),
        Paragraph(content("The rows of ", letter("X"), " are the tokens ", *_listed(names), ".")),
        Paragraph(
            content(
                chain(letter("S"), ("=", Product((letter("X"), Transpose(letter("X")))))),
                ", each row of ",
                letter("A"),
                " is the softmax of a row of ",
                letter("S"),
                ", ",
                chain(letter("O"), ("=", Product((letter("A"), letter("X"))))),
                ". This sheet uses no scale. Decimals are rounded to the nearest, a tie to even.",
            )
        ),
        _scores(tokens, names),
        _exponentials(names),
        _weights(tokens, names),
        _output(tokens, names),
        Only(("solution",), (PageBreak(), *_derived(tokens))),
    )
    return Sheet(
        title,
        blocks,
        paper=paper,
        sheet_id="7f3a-02",
        footer=(content("no scale"), content("rows are tokens")),
        page_of="page {page} of {pages}",
    )


def _listed(names: tuple[Content, ...]) -> tuple[object, ...]:
    return tuple(part for name in names for part in (*name, " "))[:-1]  # type: ignore[return-value]


def _hint(*parts: object) -> Only:
    return Only(("hints",), (Hint(content(*parts)),))  # type: ignore[arg-type]


def _scores(tokens: tuple[str, str, str], names: tuple[Content, ...]) -> Section:
    across = tuple(zip(*X, strict=True))
    spread = Spread(
        Matter(letter("X"), plain(X), names),
        Matter(Transpose(letter("X")), plain(across), (), names),
        Matter(letter("S"), boxes(tuple(tuple(map(str, row)) for row in S), 2), names),
        content("Each box: its row on the left times its column above."),
    )
    terms = tuple(Answer(num(x), 2) for x in (3, 4, 1, 2, 1))
    entry = chain(
        letter("s", Name(tokens[0]), Name(tokens[2])), ("=", Sum(terms)), ("=", Answer(num(11), 2))
    )
    return Section(
        "1",
        content("Scores"),
        (
            _hint("Multiply entry by entry, then add."),
            spread,
            Display(entry),
        ),
    )


def _exponentials(names: tuple[Content, ...]) -> Section:
    difference = Sum((letter("s"), Neg(letter("m"))))
    columns = (
        Column(content(letter("m", Sym("i"))), "point"),
        *(Column(name, "point") for name in names),
        *(Column(name, "point") for name in names),
        Column(content(letter("z", Sym("i"))), "point"),
    )
    rows = tuple(
        Row(
            names[i],
            (
                Answer(Num(MAXIMA[i]), 2),
                *(Answer(Num(t), 2) for t in EXPONENTS[i]),
                *(Answer(Num(t), 6) for t in VALUES[i]),
                Answer(Num(SUMS[i]), 6),
            ),
        )
        for i in range(3)
    )
    spans = (
        Span(content(difference), 1, 3),
        Span(content(Exp(difference), ", 4 digits"), 4, 3),
    )
    return Section(
        "2",
        content("Exponentials"),
        (
            _hint("Find the largest score of the row; subtract it from all three."),
            Table(columns, rows, content("query"), spans, summary="Exponentials"),
        ),
    )


def _weights(tokens: tuple[str, str, str], names: tuple[Content, ...]) -> Section:
    table = Table(
        tuple(Column(name, "point") for name in names),
        tuple(Row(names[i], boxes((row,), 9)[0]) for i, row in enumerate(WEIGHTS)),
        content("query"),
        (Span(content("key"), 0, 3),),
        content("≈, 3 places"),
        "Weights",
    )
    closed = chain(
        letter("a", Name(tokens[0]), Name(tokens[1])),
        ("=", Answer(Fraction(Exp(num(-2)), Sum((num(2), Exp(num(-2)))), inline=True), 9)),
    )
    note = "An exact row adds to 1. Rounded numbers may miss it; that is no mistake."
    return Section(
        "3",
        content("Weights"),
        (
            _hint("Divide each value by the sum of its row."),
            Beside(((table,), (Display(closed), Note(content(note)))), (0, 1)),
        ),
    )


def _output(tokens: tuple[str, str, str], names: tuple[Content, ...]) -> Section:
    terms = (Answer(Num("0.468"), 5), Answer(Num("0.063"), 5), Answer(Num("1.405"), 5))
    entry = chain(
        letter("o", Name(tokens[0]), num(1)), ("≈", Sum(terms)), ("≈", Answer(Num("1.94"), 4))
    )
    table = Table(
        tuple(Column(content(num(j + 1)), "point") for j in range(5)),
        tuple(Row(names[i], boxes((row,), 4)[0]) for i, row in enumerate(OUTPUT)),
        content("query"),
        (Span(content("feature"), 0, 5),),
        content("≈, 2 places"),
        "Output",
    )
    hint = _hint("Weight times row, one term for each key.")
    return Section("4", content("Output"), (hint, Display(entry), table))


def _derived(tokens: tuple[str, str, str]) -> tuple[Block, ...]:
    def s(i: int, j: int) -> Formula:
        return letter("s", Name(tokens[i]), Name(tokens[j]))

    pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
    rows = tuple(
        (
            s(i, j),
            tuple(Product((num(a), num(b)), "·") for a, b in zip(X[i], X[j], strict=True)),
            Chain((num(S[i][j]),), ("=",)),
        )
        for i, j in pairs
    )
    e2 = Exp(num(-2))
    under = Sum((num(2), e2))
    weights = Lines(
        (
            chain(
                letter("a", Name(tokens[0]), Name(tokens[1])),
                ("=", Fraction(Exp(num(9)), Sum((Exp(num(11)), Exp(num(9)), Exp(num(11)))))),
                ("=", Fraction(e2, under)),
                ("≈", Num("0.063")),
            ),
            Chain((Fraction(Sum((num(1), e2, num(1))), under), num(1)), ("", "=")),
        )
    )
    hides = Sum((Num("0.422"), Num("0.155"), Num("0.422")))
    return (
        Section(
            "1",
            content("Scores"),
            (
                Display(Grid(rows)),
                Note(content(letter("S"), " is symmetric: the other three are the same.")),
            ),
        ),
        Section("2", content("Weights"), (KeepTogether((Display(weights),)),)),
        Section(
            "3",
            content("What the decimals hide"),
            (Paragraph(content(chain(hides, ("=", Num("0.999"))), ": rounded numbers miss 1.")),),
        ),
    )


def landscape(paper: Paper = "a4", turned: bool = False) -> Sheet:
    """The one-page map of the same numbers."""
    names = tuple((User(token),) for token in ("笔", "记", "本"))

    def cells(rows: tuple[tuple[str, ...], ...], width: int) -> tuple[tuple[Formula, ...], ...]:
        made = boxes(rows, width)
        return tuple(zip(*made, strict=True)) if turned else made

    def matter(head: Formula, rows: tuple[tuple[str, ...], ...], width: int) -> Matter:
        return Matter(head, cells(rows, width))

    x = plain(X)
    across = tuple(zip(*x, strict=True))
    given, other = (across, x) if turned else (x, across)
    stages = (
        MapStage(Matter(letter("X"), given)),
        MapStage(
            matter(letter("S"), tuple(tuple(map(str, r)) for r in S), 2),
            Product((letter("X"), Transpose(letter("X")))),
            Matter(Transpose(letter("X")), other),
        ),
        MapStage(matter(letter("m"), tuple((t,) for t in MAXIMA), 2), Apply("max", ())),
        MapStage(
            matter(Exp(Sum((letter("s"), Neg(letter("m"))))), VALUES, 6),
            Exp(Sym("x")),
        ),
        MapStage(matter(letter("z"), tuple((t,) for t in SUMS), 6), Sym("sum", upright=True)),
        MapStage(
            matter(letter("A"), WEIGHTS, 9),
            Fraction(num(1), letter("z"), inline=True),
        ),
        MapStage(
            matter(letter("O"), OUTPUT, 4),
            Product((letter("A"), letter("X"))),
            Matter(letter("X"), given),
        ),
    )
    return Sheet(
        "Notebook: the map",
        (Map(names, stages, turned),),
        paper=paper,
        sheet_id="7f3a-02",
        orientation="portrait" if turned else "landscape",
        footer=(content("no scale"),),
        page_of="page {page} of {pages}",
    )


__all__ = ["Math", "Power", "landscape", "sheet"]
