"""Right tables of random problems, printed in the styles that texts are found in."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symattn.derivation.derivation import solve
from symattn.problem.model import Problem

Rows = Sequence[Sequence[str]]

TITLES = {
    "X": "The embeddings X",
    "W_Q": "Query projection W_Q",
    "W_K": "Key projection W_K",
    "W_V": "Value projection W_V",
    "Q": "The queries Q",
    "K": "The keys K",
    "V": "The values V",
    "scores": "Scores, each query times each key",
    "scaled": "Scaled scores",
    "masked": "Scores after the mask",
    "exponentials": "Exponentials",
    "row_sums": "Row sums",
    "weights": "Attention weights",
    "output": "Output",
}
FORMULAS = {
    "scores": r"Q K^\top",
    "scaled": r"\frac{Q K^\top}{\sqrt{d_k}}",
    "weights": "A",
    "output": "O",
    "masked": r"\text{masked scores}",
    "exponentials": r"\text{exponentials}",
    "row_sums": r"\text{row sums}",
}


@dataclass(frozen=True)
class Text:
    """A document and what it holds: the problem, and how many numbers each stage has."""

    ending: str
    source: str
    problem: Problem
    stages: Mapping[str, int]


def latex(name: str, rows: Rows) -> str:
    body = r" \\ ".join(" & ".join(row) for row in rows)
    return f"$${FORMULAS.get(name, name)} = \\begin{{bmatrix}} {body} \\end{{bmatrix}}$$\n\n"


def markdown(name: str, rows: Rows) -> str:
    wide = len(rows[0])
    head = "| | " + " | ".join(f"c{j + 1}" for j in range(wide)) + " |\n" + "|---" * (wide + 1)
    body = "\n".join(f"| t{i + 1} | " + " | ".join(row) + " |" for i, row in enumerate(rows))
    return f"{TITLES[name]}:\n\n{head}|\n{body}\n\n"


def lists(name: str, rows: Rows) -> str:
    body = ",\n    ".join("[" + ", ".join(row) + "]" for row in rows)
    return f"```\n{name} = [{body}]\n```\n\n"


def bullets(name: str, rows: Rows) -> str:
    body = "".join(f"- t{i + 1}: [{', '.join(row)}]\n" for i, row in enumerate(rows))
    return f"{TITLES[name]}:\n\n{body}\n"


def html(name: str, rows: Rows) -> str:
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f"<p>{TITLES[name]}:</p><table>{body}</table>\n"


def torch(name: str, rows: Rows) -> str:
    body = "],\n        [".join(", ".join(row) for row in rows)
    return f"```\n>>> {name}\ntensor([[{body}]])\n```\n\n"


STYLES: dict[str, tuple[str, Callable[[str, Rows], str]]] = {
    "latex": (".md", latex),
    "markdown": (".md", markdown),
    "lists": (".md", lists),
    "bullets": (".md", bullets),
    "html": (".html", html),
    "torch": (".md", torch),
}


def random_problem(seed: int) -> Problem:
    """Small numbers, in one of the conventions."""
    rng = random.Random(seed)

    def matrix(rows: int, columns: int) -> list[list[str]]:
        places = rng.choice((0, 0, 1))

        def entry() -> str:
            return f"{rng.randint(-20, 30) / 10}" if places else str(rng.randint(-3, 4))

        return [[entry() for _ in range(columns)] for _ in range(rows)]

    n, width, d = rng.randint(2, 4), rng.randint(2, 4), rng.randint(2, 3)
    keys: dict[str, object] = {"scale": rng.choice(("none", "1/sqrt(d_k)", "1/sqrt(d_k)"))}
    kind = rng.choice(("X", "W", "QKV"))
    if kind == "QKV":
        m = rng.randint(2, 4)
        keys |= {"Q": matrix(n, d), "K": matrix(m, d), "V": matrix(m, d)}
    else:
        keys["X"] = matrix(n, width)
    if kind == "W":
        keys |= {name: matrix(width, d) for name in ("W_Q", "W_K", "W_V")}
    if kind != "QKV" and rng.random() < 0.25:
        keys["mask"] = "causal"
    return Problem(**keys)


def printed(problem: Problem, seed: int, style: str) -> Text:
    """The problem and its right results as a text."""
    rng = random.Random(seed + 1)
    ending, write = STYLES[style]
    derivation = solve(problem)
    places = rng.choice((2, 3, 4))
    stages = [s for s in ("Q", "K", "V") if f"W_{s}" in problem.inputs]
    stages += [
        s
        for s in ("scores", "scaled", "masked", "weights", "output")
        if s in derivation and not (s == "scaled" and problem.scale_kind == "none")
    ]
    parts = ["No scaling is used.\n\n" if problem.scale_kind == "none" else ""]
    parts += ["A causal mask hides later tokens.\n\n"] if problem.mask_kind == "causal" else []
    for name, tensor in problem.inputs.items():
        parts.append(write(name, [[str(_short(c)) for c in row] for row in tensor.nested()]))
    count = {}
    for stage in stages:
        rows = derivation[stage].decimal(places)
        rows = [["-inf" if cell is None else cell for cell in row] for row in rows]
        parts.append(write(stage, rows))
        count[stage] = len(rows) * len(rows[0])
    body = "".join(parts)
    return Text(
        ending, f"<html><body>{body}</body></html>" if style == "html" else body, problem, count
    )


def _short(value: object) -> str:
    """13/10 as 1.3."""
    number = Fraction(str(value))
    return str(number.numerator) if number.denominator == 1 else str(float(number))
