"""The table of stages: all that is known of a stage by its name stands in its row of STAGES.

Every room asks here: a problem file which stages it may print, the recipe which lines a
problem has, letters and axes, a page which stages belong to a section, verification which
are squares of queries and keys, recognition by which words a text calls them.

A new stage is a row here.  What works it out is a line in ``derivation/forward.py`` and a
kind in ``derivation/steps``; its sentences stand in ``words`` under its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from symattn.formulas.tree import Sym
from symattn.numbers.tensors import Shape
from symattn.problem.keys import INPUTS, nearest
from symattn.words import say

__all__ = [
    "RESULTS",
    "STAGES",
    "Axis",
    "Family",
    "Stage",
    "exponents",
    "family",
    "gradients",
    "instead",
    "is_square",
    "last",
    "last_shape",
    "leaves",
    "names",
    "order",
    "present",
    "result",
    "shape",
    "stem",
    "turns",
]

Axis = Literal["query", "key", "feature", "one"]
Family = Literal[
    "positions",
    "projections",
    "additive",
    "hidden",
    "scores",
    "logits",
    "shift",
    "softmax",
    "weights",
    "terms",
    "output",
    "spread",
    "joined",
    "loss",
]
"""What a stage is for.  "scores" and "logits" are what the softmax takes in, one made from the
other; "weights" what it gives, and what is done to that; "output" and "joined" what values
and weights come to.  A page has a section for a family."""

Asked = Mapping[str, Any]
"""The resolved fields of a problem: ``vars(problem)``."""

RESULTS: tuple[Family, ...] = ("weights", "output", "joined")
"""The families of what L can be a function of: its last stage is the result."""

_Q: tuple[Axis, ...] = ("query", "feature")
_K: tuple[Axis, ...] = ("key", "feature")
_S: tuple[Axis, ...] = ("query", "key")
_ROW: tuple[Axis, ...] = ("query", "one")
_ONE: tuple[Axis, ...] = ("one", "one")
_KV = "kv_heads"
_DEEP: tuple[Axis, ...] = ("query", "key", "feature")


def _always(asked: Asked) -> bool:
    return True


def _d_v(asked: Asked) -> int:
    return int(asked["d_v"])


@dataclass(frozen=True)
class Stage:
    """What is known of one stage.

    ``after``: the stage that it stands behind; "" for the one before it in the table.
    ``letter``: of its matrix, in capitals; ``entry``: of one entry, where that is not the small
    letter.  ``when``: whether a problem has it.  ``width``: how many features, where an axis
    counts them.  ``lead``: which leading axes it has: those of "heads", "kv_heads", of the
    "batch" alone, or the input whose they are.  ``turned``: whether it is shown transposed
    where tokens are columns.

    On a page: ``carried``, whether its places are chosen so that who goes on from the printed
    numbers gets the next printed stage; ``mapped``, whether the one-page map has it;
    ``derived``, whether its entries are written out one by one; ``small`` and ``large``, whether
    small and large numbers of it are printed in powers of ten; ``backward``, the section of the
    gradient's page, "" where no gradient is taken.

    ``called``: regular expressions for the words by which a text calls it, beside those of
    ``texts/vocabulary.py``; ``shares``: the stages whose names texts use for it too.

    A name that begins with "_" is a line in between: no output lists it.
    """

    name: str
    family: Family
    axes: tuple[Axis, ...]
    letter: Sym
    when: Callable[[Asked], bool] = _always
    width: Callable[[Asked], int] | None = None
    lead: str = "heads"
    entry: Sym | None = None
    turned: bool = True
    carried: bool = False
    mapped: bool = False
    derived: bool = False
    small: bool = False
    large: bool = False
    backward: str = ""
    called: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    after: str = ""

    @property
    def square(self) -> bool:
        """Whether it has a row for each query and a column for each key."""
        return self.axes == _S

    @property
    def public(self) -> bool:
        """Whether outputs list it."""
        return not self.name.startswith("_")


def _encoded(asked: Asked) -> bool:
    return bool(asked["positions"] != "none")


def _encoded_keys(asked: Asked) -> bool:
    return _encoded(asked) and "Y" in asked["inputs"]


def _from_tokens(asked: Asked) -> bool:
    return "scores" not in asked["inputs"]


def _valued(asked: Asked) -> bool:
    return asked["d_v"] is not None


def _additive(asked: Asked) -> bool:
    return "w_v" in asked["inputs"]


def _biased(asked: Asked) -> bool:
    return asked["bias"] is not None


def _masked(asked: Asked) -> bool:
    return asked["visible"] is not None


def _shifted(asked: Asked) -> bool:
    return bool(asked["shift"] == "max")


def _dropped(asked: Asked) -> bool:
    return asked["dropout"] is not None


def _by_chance(asked: Asked) -> bool:
    return _valued(asked) and _dropped(asked) and asked["dropout"].keep is None


def _in_heads(asked: Asked) -> bool:
    return bool(asked["heads"] > 1 or asked["per_head_projections"])


def _joined(asked: Asked) -> bool:
    return _valued(asked) and _in_heads(asked)


def _projected(asked: Asked) -> bool:
    return _valued(asked) and "W_O" in asked["inputs"]


def _against_target(asked: Asked) -> bool:
    return "target" in asked.get("gradient", ())


def _wide(name: str) -> Callable[[Asked], int]:
    """The width of an input: its last axis."""
    return lambda asked: int(asked["inputs"][name].shape[-1])


def _tilde(letter: str) -> Sym:
    return Sym(letter, accent="tilde")


def _of(letter: str, sub: str) -> Sym:
    return Sym(letter, sub=(Sym(sub),))


def _d_k(asked: Asked) -> int:
    return int(asked["d_k"])


def _wide_heads(asked: Asked) -> int:
    return int(asked["heads"]) * _d_v(asked)


def _h(asked: Asked) -> int:
    return len(asked["inputs"]["w_v"].cells)


STAGES: Mapping[str, Stage] = {
    row.name: row
    for row in (
        Stage(
            "positional", "positions", _Q, Sym("P"), _encoded, _wide("X"), "X", backward="tokens"
        ),
        Stage(
            "embedded", "positions", _Q, _tilde("X"), _encoded, _wide("X"), "X", backward="tokens"
        ),
        Stage(
            "embedded_keys",
            "positions",
            _K,
            _tilde("Y"),
            _encoded_keys,
            _wide("Y"),
            "Y",
            backward="tokens",
        ),
        Stage(
            "Q",
            "projections",
            _Q,
            Sym("Q"),
            _from_tokens,
            _d_k,
            carried=True,
            backward="queries_keys",
        ),
        Stage(
            "K",
            "projections",
            _K,
            Sym("K"),
            _from_tokens,
            _d_k,
            _KV,
            carried=True,
            backward="queries_keys",
        ),
        Stage(
            "V", "projections", _K, Sym("V"), _valued, _d_v, _KV, carried=True, backward="values"
        ),
        Stage("projected_queries", "additive", _Q, _of("P", "q"), _additive, _h, backward="hidden"),
        Stage("projected_keys", "additive", _K, _of("P", "k"), _additive, _h, backward="hidden"),
        Stage("hidden", "hidden", _DEEP, Sym("H"), _additive, _h, carried=True, backward="hidden"),
        Stage("scores", "scores", _S, Sym("S"), carried=True, backward="scores"),
        Stage(
            "scaled",
            "logits",
            _S,
            _tilde("S"),
            carried=True,
            mapped=True,
            derived=True,
            backward="scores",
            shares=("scores",),
        ),
        Stage(
            "biased",
            "logits",
            _S,
            Sym("S", accent="hat"),
            _biased,
            carried=True,
            mapped=True,
            backward="scores",
            shares=("scaled", "scores"),
        ),
        Stage(
            "masked",
            "logits",
            _S,
            Sym("S", accent="bar"),
            _masked,
            carried=True,
            mapped=True,
            backward="scores",
            shares=("scaled", "scores"),
        ),
        Stage("_row_max", "shift", _ROW, Sym("m"), _shifted, mapped=True),
        Stage("_shifted", "shift", _S, Sym("S"), _shifted, carried=True),
        Stage(
            "exponentials",
            "softmax",
            _S,
            Sym("E"),
            carried=True,
            mapped=True,
            small=True,
            large=True,
        ),
        Stage("row_sums", "softmax", _ROW, Sym("z"), carried=True, mapped=True, large=True),
        Stage(
            "weights",
            "weights",
            _S,
            Sym("A"),
            carried=True,
            mapped=True,
            small=True,
            backward="values",
        ),
        Stage(
            "dropped",
            "weights",
            _S,
            _tilde("A"),
            _dropped,
            carried=True,
            mapped=True,
            small=True,
            backward="values",
            shares=("weights",),
        ),
        Stage("terms", "terms", _DEEP, Sym("T"), _valued, _d_v, turned=False),
        Stage("output", "output", _Q, Sym("O"), _valued, _d_v, carried=True, backward="upstream"),
        Stage("output_variance", "spread", _Q, Sym("Var", upright=True), _by_chance, _d_v),
        Stage(
            "concat",
            "joined",
            _Q,
            Sym("C"),
            _joined,
            _wide_heads,
            "batch",
            backward="upstream",
            shares=("output",),
        ),
        Stage(
            "projected",
            "joined",
            _Q,
            Sym("P"),
            _projected,
            _wide("W_O"),
            "batch",
            carried=True,
            backward="upstream",
            shares=("output", "concat"),
        ),
        Stage("loss", "loss", _ONE, Sym("L"), _against_target, lead="", entry=Sym("L")),
    )
}
"""Every stage by its name."""


def order() -> tuple[str, ...]:
    """All names, lines in between too, each behind the stage that it stands after."""
    return _ordered(tuple((row.name, row.after) for row in STAGES.values()))


@lru_cache(maxsize=8)
def _ordered(rows: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    found: list[str] = []
    for name, after in rows:
        found.insert(found.index(after) + 1 if after else len(found), name)
    return tuple(found)


def names(*families: Family) -> tuple[str, ...]:
    """The names that outputs list, in order; of these families, or all."""
    return tuple(
        name
        for name in order()
        if STAGES[name].public and (not families or STAGES[name].family in families)
    )


def family(name: str) -> Family | None:
    """The family of a stage; None for what is none (an input, a gradient)."""
    return STAGES[name].family if name in STAGES else None


def present(asked: Asked, *families: Family) -> tuple[str, ...]:
    """The stages that a problem has, in order; of these families, or all.

    >>> from symattn import Problem
    >>> present(vars(Problem(X=[[1, 2]], mask="causal")), "logits")
    ('scaled', 'masked')
    """
    return tuple(name for name in names(*families) if STAGES[name].when(asked))


def exponents(asked: Asked) -> str:
    """The last of the scores: what the softmax takes the powers of."""
    return present(asked, "scores", "logits")[-1]


def result(there: Iterable[str]) -> str:
    """The last of these stages that L can be a function of: joined heads, output, weights.

    >>> result(["weights", "dropped"]), result(["weights", "output", "output_variance"])
    ('dropped', 'output')
    """
    held = set(there)
    return [name for name in names(*RESULTS) if name in held][-1]


def last(asked: Asked) -> str:
    """The stage that a gradient starts from, and the next layer reads."""
    return result(present(asked))


def last_shape(asked: Asked) -> Shape:
    """The shape of :func:`last`."""
    return _shape(STAGES[last(asked)], asked)


def leaves() -> tuple[str, ...]:
    """The inputs that gradients are taken of, in the order in which they are listed."""
    return tuple(name for name in INPUTS if name not in STAGES)


def instead(stage: str, there: Iterable[str]) -> str:
    """What to ask for where a stage is not there: the nearest, or one of those that are.

    No other is near to one that some problems have.
    """
    others = tuple(there)
    known = stage in STAGES
    return say("fix.one_of", known=", ".join(others)) if known else nearest(stage, others)


def gradients() -> tuple[str, ...]:
    """The names of all gradients: of stages, in the order of the stages, then of inputs."""
    staged = (f"d{name}" for name in names() if STAGES[name].backward)
    return (*staged, *(f"d{name}" for name in leaves()))


def stem(name: str) -> str:
    """What a name is about: weights for dweights, Q for Q_given, the name itself else."""
    if name in STAGES:
        return name
    plain = name.removesuffix("_given")
    is_gradient = plain[:1] == "d" and (plain[1:] in STAGES or plain[1:] in INPUTS)
    return plain[1:] if is_gradient else plain


def is_square(name: str) -> bool:
    """Whether a stage or gradient has a row for each query and a column for each key.

    >>> is_square("scores"), is_square("dmasked"), is_square("output")
    (True, True, False)
    """
    row = STAGES.get(stem(name))
    return row is not None and row.square


def turns(name: str) -> bool:
    """Whether a stage is shown transposed where tokens are columns."""
    return name not in STAGES or STAGES[name].turned


def shape(stage: str, asked: Asked) -> Shape | None:
    """The shape of a stage or gradient in the row convention; None where there is none.

    >>> from symattn import Problem
    >>> problem = vars(Problem(X=[[1, 2], [3, 4], [5, 6]]))
    >>> shape("dweights", problem), shape("dX", problem), shape("masked", problem)
    ((3, 3), (3, 2), None)
    """
    if stage in STAGES:
        row = STAGES[stage]
        return _shape(row, asked) if row.public and row.when(asked) else None
    if stage not in gradients():
        return None
    name = stem(stage)
    if name in STAGES:
        return shape(name, asked)
    if name not in asked["inputs"]:
        return None
    own: Shape = asked["inputs"][name].shape
    if name.startswith("b_") and len(own) > 1:  # a bias for each head: its gradient is flat
        return (own[0] * own[-1],)
    return own


def _shape(row: Stage, asked: Asked) -> Shape:
    sizes: dict[Axis, int] = {"query": asked["n"], "key": asked["m"], "one": 1}
    if row.width is not None:
        sizes["feature"] = row.width(asked)
    return (*_lead(row.lead, asked), *(sizes[axis] for axis in row.axes))


def _lead(lead: str, asked: Asked) -> Shape:
    batch: Shape = asked["batch"]
    match lead:
        case "":
            return ()
        case "batch":
            return batch
        case "heads" | "kv_heads":
            return (*batch, asked[lead]) if _in_heads(asked) else batch
        case _:
            given: Shape = asked["inputs"][lead].shape
            return given[:-2]
