"""One small article in our own words, set in every format that is read.

Its figures are those of the worked case: three inputs, scores, weights (three of them
wrong, as often in print), outputs.
"""

from __future__ import annotations

import json

X = [["1", "2", "1", "2", "1"], ["1", "1", "1", "2", "1"], ["3", "2", "1", "1", "1"]]
SCORES = [["11", "9", "11"], ["9", "8", "9"], ["11", "9", "16"]]
WEIGHTS = [
    ["0.468", "0.064", "0.468"],
    ["0.422", "0.156", "0.422"],
    ["0.0069", "9.05E-04", "0.992"],
]
OUTPUT = [
    ["1.94", "1.94", "1", "1.53", "1"],
    ["1.84", "1.84", "1", "1.58", "1"],
    ["2.98", "2", "1", "1.01", "1"],
]
TOKENS = ["pen", "note", "book"]


def listed(rows: list[list[str]]) -> str:
    """Bullets, one vector each."""
    pairs = zip(TOKENS, rows, strict=True)
    return "\n".join(f"- {name}: [{', '.join(row)}]" for name, row in pairs)


def piped(rows: list[list[str]]) -> str:
    """A pipe table with names."""
    head = ["", *TOKENS]
    body = [[name, *row] for name, row in zip(TOKENS, rows, strict=True)]
    lines = [head, ["---"] * 4, *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def spaced(rows: list[list[str]]) -> str:
    """A grid of plain text."""
    lines = [["~", *TOKENS], *([name, *row] for name, row in zip(TOKENS, rows, strict=True))]
    return "\n".join(" ".join(line) for line in lines)


def matrix(rows: list[list[str]], kind: str = "bmatrix") -> str:
    """A LaTeX matrix."""
    body = " \\\\ ".join(" & ".join(row) for row in rows)
    return f"\\begin{{{kind}}} {body} \\end{{{kind}}}"


def cells(rows: list[list[str]]) -> str:
    """An HTML table with a head over three columns and names at the left."""
    top = "<tr><th rowspan=2>query</th><th colspan=3>key</th></tr>"
    names = "<tr>" + "".join(f"<th>{name}</th>" for name in TOKENS) + "</tr>"
    body = "".join(
        f"<tr><th>{name}</th>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n"
        for name, row in zip(TOKENS, rows, strict=True)
    )
    return f"<table>{top}{names}\n{body}</table>"


MARKDOWN = f"""# Looking at each other

Our three items have five features each:

{listed(X)}

We do not divide by anything. Every item is compared with every item, $S = XX^T$:

{piped(SCORES)}

The softmax of each row gives the weights:

{piped(WEIGHTS)}

<!-- an older draft had 0.5 0.1 0.4 -->
With these, ~~0.77~~ the items are mixed:

{listed(OUTPUT)}
"""

PLAIN = f"""Looking at each other

Our three items have five features each:

{listed(X).replace("-", "•")}

Every item compared with every item:

{spaced(SCORES)}

The softmax of each row gives

{spaced(WEIGHTS)}

and with these weights the items are mixed:

{listed(OUTPUT).replace("-", "•")}
"""

TEX = (
    rf"""\documentclass{{article}}
\usepackage{{amsmath}}
\begin{{document}}
\section{{Looking at each other}}
Our three items are the rows of
\[ X = {matrix(X)} \]
% the old ones: 7 8 9
and without any scale
\begin{{align}}
S &= X X^\top = {matrix(SCORES, "pmatrix")} \\
A &= \operatorname{{softmax}}(S) \approx {matrix(WEIGHTS)} % 0.9
\end{{align}}
\iffalse 3 4 5 \fi
\begin{{table}}
\begin{{tabular}}{{l*{{5}}{{r}}}}
\hline
output & 1 & 2 & 3 & 4 & 5 \\ \hline
"""
    + "".join(
        f"{name} & {' & '.join(row)} \\\\\n" for name, row in zip(TOKENS, OUTPUT, strict=True)
    )
    + r"""\end{tabular}
\end{table}
\end{document}
"""
)

HTML = f"""<!doctype html><html><head><title>Looking</title><style>p {{margin: 3px}}</style></head>
<body><h1>Looking at each other</h1>
<p>Our items: pen = [1, 2, 1, 2, 1], note = [1, 1, 1, 2, 1], book = [3, 2, 1, 1, 1].</p>
<p>Scores</p>{cells(SCORES)}<p>Weights, softmax by rows</p>{cells(WEIGHTS)}
<p style="display: none">0.123 0.456</p><p>Was <del>0.8</del>.</p>
<pre>
O = [[1.94 1.94 1.   1.53 1.  ]
     [1.84 1.84 1.   1.58 1.  ]
     [2.98 2.   1.   1.01 1.  ]]
</pre></body></html>
"""


def _print(rows: list[list[str]]) -> list[str]:
    body = [f"[{' '.join(row)}]" for row in rows]
    return [
        ("[" if i == 0 else " ") + line + ("]" if i == 2 else "") + "\n"
        for i, line in enumerate(body)
    ]


def notebook() -> str:
    """The article as a notebook: a Markdown cell, code, a print, and an output held twice."""

    def code(source: str, *outputs: dict[str, object]) -> dict[str, object]:
        return {"cell_type": "code", "source": [source], "outputs": list(outputs), "metadata": {}}

    plain = "\n".join("  ".join(row) for row in OUTPUT)
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in OUTPUT)
    shown = {"text/plain": [plain], "text/html": [f"<table>{rows}</table>"]}

    def stream(text: list[str]) -> dict[str, object]:
        return {"output_type": "stream", "name": "stdout", "text": text}

    def result(data: dict[str, list[str]]) -> dict[str, object]:
        return {"output_type": "execute_result", "data": data, "metadata": {}}

    cells = [
        {"cell_type": "markdown", "source": ["# Looking\n", "No scale here."], "metadata": {}},
        code("X = np.array([[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]])"),
        code("S = X @ X.T\nprint(S)", stream(_print(SCORES))),
        code(
            "print(A)",
            stream(["\x1b[1mA:\x1b[0m\n", *_print(WEIGHTS)]),
            result({"text/plain": _print(WEIGHTS)}),
        ),
        code("A @ X", result(shown)),
    ]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False)
