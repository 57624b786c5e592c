"""The settings that a text may have chosen, tried one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.derivation import Derivation, solve
from symattn.errors import SymattnError
from symattn.numbers.precision import working
from symattn.numbers.tensors import Tensor
from symattn.problem.model import Problem
from symattn.reading.documents.blocks import Document, Prose
from symattn.verification.trial import BITS

__all__ = ["Stated", "Trial", "stated_by", "trial_of", "trials"]

_NO_SCALE = re.compile(
    r"no scal|without (?:the )?scal|unscaled|not scaled|no scale|leave out the factor|scale is left out"
    r"|不缩放|不做缩放|没有缩放|未缩放|ohne skalierung|sans (?:mise à l'échelle|facteur)|sin escala"
    r"|スケールなし|스케일 없이|без масштаб",
    re.I,
)
_MASK = re.compile(r"causal|mask|掩码|因果|遮|maskier|masqu|マスク|마스크|маск|future|未来", re.I)
_COLUMNS = re.compile(r"columns? (?:are|is|stand for) (?:the )?tokens?|tokens? (?:are|is) (?:the )?columns?"
                      r"|each column|列向量|spalten", re.I)  # fmt: skip
_FACTOR = re.compile(
    r"(?:scale|factor)\s*[=:]\s*1\s*/\s*(\d+)|(?:divide[ds]? by|除以|÷)\s*(\d+)(?![.\d])", re.I
)


@dataclass(frozen=True, eq=False)
class Trial:
    """A problem with settings that are tried, and its stages as enclosures (user's layout)."""

    problem: Problem
    settings: Mapping[str, Any]
    stages: Mapping[str, Tensor[Any]]


@dataclass(frozen=True)
class Stated:
    """What the text itself says about settings."""

    scale: str = ""
    masked: bool = False
    columns: bool = False
    factors: tuple[int, ...] = ()

    def said(self, settings: Mapping[str, Any]) -> list[str]:
        """Those of the settings that the text states, for the report."""
        out = []
        if self.scale and settings.get("scale") == self.scale:
            out.append(f"scale {self.scale}")
        if self.masked and settings.get("mask"):
            out.append(f"mask {settings['mask']}")
        return out


def stated_by(document: Document) -> Stated:
    """The settings that the words of a text state."""
    text = "\n".join(
        [block.text for block in document.blocks if isinstance(block, Prose)]
        + [grid.name + " " + grid.corner + " " + grid.context.before for grid in document.grids()]
    )
    factors = {int(a or b) for a, b in _FACTOR.findall(text)}
    return Stated(
        scale="none" if _NO_SCALE.search(text) else "",
        masked=bool(_MASK.search(text)),
        columns=bool(_COLUMNS.search(text)),
        factors=tuple(sorted(f for f in factors if 1 < f < 1000)),
    )


def trials(
    inputs: Mapping[str, Tensor[Any]], stated: Stated, fixed: Mapping[str, Any]
) -> Iterator[Trial]:
    """Problems with these inputs under every plausible setting, stages worked out.

    ``fixed``: settings that an option or the text fixes ("layout", "scale", "base").
    """
    for layout in _choice(
        fixed, "layout", ["columns", "rows"] if stated.columns else ["rows", "columns"]
    ):
        nested = {name: tensor.nested() for name, tensor in inputs.items()}
        try:
            plain = Problem(**nested, layout=layout, scale="none")
        except SymattnError:
            continue
        for settings in _settings(plain, stated, fixed):
            try:
                problem = Problem(**nested, layout=layout, **settings)
                stages = _stages(solve(problem))
            except (SymattnError, ValueError, ZeroDivisionError):
                continue
            yield Trial(problem, {"layout": layout, **settings}, stages)


def trial_of(problem: Problem) -> Trial:
    """The one trial of a problem whose settings are known."""
    return Trial(problem, {"layout": problem.layout}, _stages(solve(problem)))


def _choice(fixed: Mapping[str, Any], key: str, usual: list[Any]) -> list[Any]:
    return [fixed[key]] if fixed.get(key) is not None else usual


def _settings(plain: Problem, stated: Stated, fixed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    scales: list[str] = ["none"]
    if plain.d_k is not None and plain.d_k > 1:
        usual = ["1/sqrt(d_k)", "none", "1/d_k"]
        scales = ["none", *usual[::2]] if stated.scale == "none" else usual
        widths = {plain.d_model, plain.d_k * plain.heads} - {None, plain.d_k}
        scales += [f"1/sqrt({width})" for width in sorted(w for w in widths if w)]
    scales += [f"1/{factor}" for factor in stated.factors]
    masks: list[str | None] = [None, "causal"] if stated.masked and plain.n > 1 else [None]
    if stated.masked and plain.n != plain.m:
        masks.append("causal-lower-right")
    for base in _choice(fixed, "base", ["e"]):
        for mask in _choice(fixed, "mask", masks):
            for scale in _choice(fixed, "scale", scales):
                for shift in ("none", "max"):
                    out = {"scale": scale, "shift": shift, "base": base}
                    yield {**out, "mask": mask} if mask else out


def _stages(derivation: Derivation) -> dict[str, Tensor[Any]]:
    run = derivation.running_on({}, carrier=Balls())
    out = {}
    same = derivation.problem.scale_kind == "none"
    with working(BITS):
        if "_shifted" in run.recipe:
            out["_shifted"] = run.step("_shifted").cells  # placed, and no claim: it is no stage
        for name in run:
            if name == "scaled" and same:
                continue  # products without a scale are scores
            out[name] = run.step(name).cells
    return out
