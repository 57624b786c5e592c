"""One text: everything about it drawn, written down, and its claims with their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from random import Random

from tests.campaigns.texts.author import BEFORE, Cell, Cells, Key, Plan, Sheet, draw_sheet
from tests.campaigns.texts.decimals import CONTEXT, Matrix, standing, write
from tests.campaigns.texts.distractors import DISTRACTORS
from tests.campaigns.texts.languages import LANGUAGES
from tests.campaigns.texts.look import NAMES, Block, Look, Piece, draw_look
from tests.campaigns.texts.marks import Claim
from tests.campaigns.texts.paper import PAPERS
from tests.campaigns.texts.problems import Problem, beside, draw
from tests.campaigns.texts.styles import STYLES, side_by_side, table_of_vectors
from tests.campaigns.texts.truth import STAGES, agreed, worked
from tests.campaigns.texts.worked import NEEDS_MATH, WORKED, query

ENDINGS = ("md", "md", "md", "txt", "tex", "html", "rst", "ipynb", "ipynb", "qmd")
HEAD_NAMES = (
    ("_{h}", "_{h}", "{h}"),
    ("^{{({h})}}", "{h}", "_h{h}"),
    ("_{h}", "{h}", "_{h}"),
    ("", "", ""),
)
"""What is put to a name for head h, in LaTeX, plain text and code; nothing under a heading."""


@dataclass(frozen=True)
class Text:
    """A text with its truth; ``seed`` and ``number`` make it again."""

    seed: int
    number: int
    language: str
    ending: str
    styles: tuple[str, ...]
    start: str
    mistake: str
    distractors: tuple[str, ...]
    content: str
    claims: tuple[Claim, ...]

    @property
    def name(self) -> str:
        """A file name that says where it is from."""
        return f"text_{self.seed}_{self.number}.{self.ending}"


def make(seed: int, number: int, style: str | None = None, language: str | None = None) -> Text:
    """The text of this number; a style or language narrows the draw.

    Raises truth.Disagreement where the two programs differ.
    """
    rng = Random(f"{seed}:{number}:{style or ''}:{language or ''}")
    with localcontext(CONTEXT):
        return _Draft(rng, style).text(seed, number, language or rng.choice(list(LANGUAGES)))


class _Draft:
    """Draws a text from its generator."""

    def __init__(self, rng: Random, style: str | None, ending: str = "") -> None:
        self.rng = rng
        self.ending = ending or rng.choice(_endings(style))
        self.problem = self._problem(style)
        by_query = style in WORKED or (style is None and rng.random() < 0.35)
        self.worked = ""
        if by_query and _by_rows(self.problem):
            self.worked = style or self._worked()
        fitting = [name for name, one in STYLES.items() if self.ending in one.endings]
        self.results = style if style and style in STYLES else rng.choice(fitting)
        self.sources = self.results if rng.random() < 0.6 else rng.choice(fitting)
        self.stated = rng.random() < 0.8 or self.problem.scale == "1/d_k"
        self.shown = self._stages()

    def _problem(self, style: str | None) -> Problem:
        """Drawn again until it fits the style that was asked for."""
        while True:
            problem = draw(self.rng)
            fits = style not in WORKED or _by_rows(problem)
            if fits and _largest(problem) <= LARGEST:
                return problem

    def _worked(self) -> str:
        names = [name for name in WORKED if name not in NEEDS_MATH or self.ending != "txt"]
        return self.rng.choice(names)

    def _stages(self) -> frozenset[str]:
        """Which stages the text prints."""
        problem, chance = self.problem, self.rng.random
        odds = {
            "Q": 0.85,
            "K": 0.85,
            "V": 0.85,
            "scores": 0.85,
            "scaled": 0.65,
            "masked": 0.5,
            "exponentials": 0.2,
            "row_sums": 0.6,
            "weights": 0.96,
            "output": 0.8,
            "concat": 0.7,
            "projected": 0.8,
        }
        if self.worked:
            odds |= {"exponentials": 0.6, "scores": 0.95, "scaled": 0.85, "weights": 1}
        shown = {stage for stage, odd in odds.items() if chance() < odd}
        if problem.start != "X":
            shown |= {"Q", "K", "V"} if problem.start == "QKV" else {problem.start, "V"}
        if self.worked:
            shown |= {"Q", "K", "V"}
        shown -= set(BEFORE[problem.start])
        if problem.scale == "none":
            shown.discard("scaled")
        if _largest(problem) > LARGEST_POWER:
            shown.discard("exponentials")
        if problem.step:
            shown.discard("exponentials")
        if "exponentials" not in shown:
            shown.discard("row_sums")
        if not problem.values:
            shown.discard("V")
        last = "output" if problem.start == "weights" else "weights"
        return frozenset(shown | (set() if shown & {last, "output"} else {last}))

    def text(self, seed: int, number: int, language: str) -> Text:
        look = draw_look(self.rng, language, self.ending)
        body, mistake = self.body(look)
        if self.rng.random() < 0.07:
            second = _Draft(self.rng, None, self.ending)
            more, later = second.body(look)
            mistake = mistake or later
            body = [*body, Piece("head", look.say("second"), "2"), *more]
        before, after, names = self._distractors(look)
        title = Piece("head", look.say("title"), "1")
        end = [Piece("para", look.say("end"))] if self.rng.random() < 0.3 else []
        paper = PAPERS[self.ending](self.rng, [title, *before, *body, *after, *end])
        content, claims = look.marks.taken(paper)
        styles = (self.worked or self.results, self.sources)
        return Text(
            seed,
            number,
            language,
            self.ending,
            styles,
            self.problem.start,
            mistake,
            names,
            content,
            claims,
        )

    def body(self, look: Look) -> tuple[list[Piece], str]:
        """The problem worked out, and the mistake in it."""
        truth = agreed(self.problem)
        plan = Plan(self.shown, self.stated, bool(self.worked))
        sheet = draw_sheet(self.rng, self.problem, truth, plan)
        look.names = _distinct(look, self.problem)
        look.percent = look.percent and not self.worked
        look.summed = look.summed and not self.problem.step
        pieces = _Body(look, self.problem, sheet, self).pieces()
        mistake = sheet.mistake or ("carried" if sheet.carried else "")
        recapped = self.problem.exact and not mistake and not self.problem.step
        if recapped and self.problem.heads == 1 and self.rng.random() < 0.1:
            pieces += _Body(look, self.problem, _coarser(sheet, truth), self).again()
        return pieces, mistake

    def _distractors(self, look: Look) -> tuple[list[Piece], list[Piece], tuple[str, ...]]:
        count = self.rng.choices((0, 1, 2, 3), (45, 30, 18, 7))[0]
        names = tuple(self.rng.sample(list(DISTRACTORS), count))
        before: list[Piece] = []
        after: list[Piece] = []
        look.marks.style = "distractor"
        for name in names:
            early = name == "warm-up" or (name != "exercise" and self.rng.random() < 0.3)
            pieces = DISTRACTORS[name](look)
            if early:
                before += pieces
                if name == "warm-up":
                    before.append(Piece("head", look.say("title"), "2"))
            else:
                after += pieces
        return before, after, names


LARGEST = 9
"""Scaled scores past this leave weights of 0.000 and 1.000, which no text works out by hand."""

LARGEST_POWER = 6
"""The largest scaled score whose exponential is printed."""


def _largest(problem: Problem) -> Decimal:
    """The largest scaled score, without its sign."""
    stages = worked(problem)
    rows = [row for (stage, _), matrix in stages.items() if stage == "scaled" for row in matrix]
    return max(abs(cell) for row in rows for cell in row)


def _by_rows(problem: Problem) -> bool:
    """Whether a query can be worked out by itself: one head, rows, no mask, its inputs printed."""
    plain = problem.heads == 1 and not problem.columns and not problem.causal
    return plain and not problem.step and problem.start in ("X", "QKV", "scores")


def _endings(style: str | None) -> tuple[str, ...]:
    if style and style in STYLES:
        return tuple(ending for ending in ENDINGS if ending in STYLES[style].endings)
    return tuple(ending for ending in ENDINGS if style not in NEEDS_MATH or ending != "txt")


def _coarser(sheet: Sheet, truth: Mapping[Key, Matrix]) -> Sheet:
    """The weights once more, with a place less."""
    places = max(1, sheet.places["weights"] - 1)
    rows = [
        [
            replace(cell, text=(text := write(value, places)), kind=standing(text, value))
            for cell, value in zip(cells, values, strict=True)
        ]
        for cells, values in zip(sheet.cells["weights", 0], truth["weights", 0], strict=True)
    ]
    return replace(sheet, cells={**sheet.cells, ("weights", 0): rows})


def _distinct(look: Look, problem: Problem) -> dict[str, tuple[str, str, str]]:
    """Names such that no two arrays have one name in common."""
    names = dict(look.names)
    used: set[str] = set()
    for stage, choices in NAMES.items():
        options = [names[stage], *choices]
        plain = problem.heads > 1 or problem.columns or problem.step
        if plain or (problem.scale == "1/d_k" and stage == "scaled"):
            options = [choices[0]]
        if stage == "Q" and problem.n == 1:
            options = [(r"\mathbf{q}", "q", "q"), ("q", "q", "query")]
        fresh = [one for one in options if not used & set(one)] or [
            (f"{one}'", f"{one}'", f"{two}2") for one, _, two in choices[:1]
        ]
        names[stage] = fresh[0]
        used |= set(fresh[0])
    return names


@dataclass
class _Body:
    """Writes the worked problem itself."""

    look: Look
    problem: Problem
    sheet: Sheet
    draft: _Draft

    def __post_init__(self) -> None:
        self.rng = self.look.rng
        self.head_names = self.rng.choice(HEAD_NAMES)
        self.titled = self.rng.random() < 0.5
        self.step = 0

    def pieces(self) -> list[Piece]:
        """Inputs, statements and steps."""
        inputs, steps = self._inputs(), self._steps()
        said = [Piece("para", sentence) for sentence in self._statements()]
        if self.rng.random() < 0.5:
            return [*inputs, *said, *steps]
        return [*said, *inputs, *steps]

    def again(self) -> list[Piece]:
        """The weights alone."""
        known = self.problem.start == "weights" or not self.sheet.has("weights")
        return [] if known else self._stage("weights", (0,))

    def _statements(self) -> list[str]:
        say, problem = self.look.say, self.problem
        out = []
        if problem.columns:
            out.append(say("columns"))
        if problem.slices:
            out.append(say("slices", d=problem.d))
        if problem.alike:
            out.append(say("self"))
        if problem.start not in ("X", "QKV") and not problem.exact:
            out.append(say("hidden"))
        if not problem.exact and self.rng.random() < 0.5:
            out.append(say("rounded"))
        if problem.causal:
            out.append(say("mask"))
        if problem.step == "soft cap":
            out.append(say("capped", f="2·tanh(s/2)"))
        if problem.step == "off by one":
            out.append(say("weighed", f="e^s / (1 + Σ e^s)"))
        known = self.draft.stated and not problem.step
        whole = known and problem.start in ("X", "QKV") and not problem.columns
        if whole and not problem.causal and self.rng.random() < 0.25:
            out.append(say("computed", f=self._whole()))
        elif self.draft.stated and problem.start not in ("weights", "scaled"):
            out.append(say("plain") if problem.scale == "none" else say("scale", root=self._root()))
        return out

    def _whole(self) -> str:
        """The formula of everything."""
        q, v = ("XXᵀ", "X") if self.problem.alike else ("QKᵀ", "V")
        divisor = {"none": "", "1/d_k": "/d_k"}.get(self.problem.scale, "/√d_k")
        return f"softmax({q}{divisor})·{v}"

    def _root(self) -> str:
        d = self.problem.d
        if self.problem.scale == "1/d_k":
            return f"d_k = {d}"
        return self.rng.choice((f"√d_k = √{d}", f"√{d}", f"sqrt({d})", "√d_k"))

    def _inputs(self) -> list[Piece]:
        problem = self.problem
        pieces = [Piece("head", self.look.say("inputs"), "2")] if self.titled else []
        if not pieces:
            pieces = [Piece("para", self.look.say("start") + ":")]
        if problem.start == "X" or (not problem.exact and self.rng.random() < 0.5):
            assert problem.X is not None
            pieces += self._given("X", problem.X)
        if problem.start == "X":
            for name in self.rng.sample("QKV", 3):
                pieces += self._weights(name)
        if problem.alike:
            block = self._block("Q", 0, ("",) * 3)
            pieces += self._print(replace(block, stage="X", names=self.look.names["X"]), True)
            return pieces
        given = [stage for stage in ("Q", "K", "V") if stage in self._sources()]
        self.rng.shuffle(given)
        square = len(given) == 3 and problem.n == problem.m and problem.heads == 1
        if square and not problem.columns and self.rng.random() < 0.1:
            self.look.marks.style = "table of vectors"
            blocks = [self._block(stage, 0, ("",) * 3) for stage in ("Q", "K", "V")]
            return [*pieces, *table_of_vectors(self.look, blocks)]
        pieces += self._sources_of_heads(given)
        if problem.start in ("scores", "scaled", "weights"):
            pieces += self._print(self._block(problem.start, 0, ("",) * 3), True)
        if problem.W_O is not None and "projected" in self.draft.shown:
            pieces += self._given("W_O", problem.W_O)
        return pieces

    def _sources_of_heads(self, given: Sequence[str]) -> list[Piece]:
        """Name by name, or head by head under headings where the names do not tell the head."""
        heads, pieces = range(self.problem.heads), []
        if self.problem.heads == 1 or self.head_names[0]:
            for stage in given:
                for head in heads:
                    pieces += self._print(self._block(stage, head, ("",) * 3), True)
            return pieces
        for head in heads:
            pieces.append(Piece("head", self.look.say("head", i=head + 1), "3"))
            for stage in given:
                pieces += self._print(self._block(stage, head, ("",) * 3), True)
        return pieces

    def _sources(self) -> tuple[str, ...]:
        if self.problem.start == "X":
            return ()
        if self.problem.start == "QKV":
            return ("Q", "K", "V")
        return ("V",) if self.problem.values else ()

    def _weights(self, name: str) -> list[Piece]:
        parts = self.problem.W[name]
        low = self.look.names["Q"][2].islower()
        names = (f"W_{name}", f"W_{name}", f"W_{name.lower()}" if low else f"W_{name}")
        if self.problem.slices:
            return self._given(name, beside(parts), names)
        pieces = []
        for head, matrix in enumerate(parts):
            suffix = f"^{{({head + 1})}}" if len(parts) > 1 else ""
            tail = f"{head + 1}" if len(parts) > 1 else ""
            named = (f"W_{name}{suffix}", f"{names[1]}{tail}", f"{names[2]}{tail}")
            pieces += self._given(name, matrix, named)
        return pieces

    def _given(
        self, stage: str, matrix: Matrix, names: tuple[str, str, str] | None = None
    ) -> list[Piece]:
        cells = [
            [Cell(f"{cell:f}", "given", stage, (i, j)) for j, cell in enumerate(row)]
            for i, row in enumerate(matrix)
        ]
        shown = self._turned(cells)
        rows = tuple(f"r{i + 1}" for i in range(len(shown)))
        if stage == "X" and not self.problem.columns:
            rows = self.look.tokens[: len(shown)]
        columns = tuple(f"d{j + 1}" for j in range(len(shown[0])))
        block = Block(stage, None, shown, names or self.look.names[stage], ("",) * 3, rows, columns)
        return self._print(block, True)

    def _turned(self, cells: Cells) -> Cells:
        return [list(row) for row in zip(*cells, strict=True)] if self.problem.columns else cells

    def _print(self, block: Block, source: bool = False) -> list[Piece]:
        name = self.draft.sources if source else self.draft.results
        self.look.marks.style = name
        return STYLES[name].draw(self.look, block)

    def _block(self, stage: str, head: int | None, formula: tuple[str, ...]) -> Block:
        cells = self.sheet.cells[stage, head]
        if self.problem.columns:
            cells = self._turned(
                [[replace(cell, index=cell.index[::-1]) for cell in row] for row in cells]
            )
        names, suffix = self.look.names[stage], ""
        if self.problem.heads > 1 and head is not None:
            ends = [end.format(h=head + 1) for end in self.head_names]
            names = (names[0] + ends[0], names[1] + ends[1], names[2] + ends[2])
            suffix = ends[0]
        rows, columns = self._labels(stage, cells)
        whole = (formula[0], formula[1], formula[2])
        return Block(
            stage,
            head,
            cells,
            names,
            whole,
            rows,
            columns,
            suffix=suffix,
            operands=self._operands(stage),
        )

    def _operands(self, stage: str) -> tuple[Cells, ...]:
        """The matrices of the product that gives the stage, now and then."""
        parts = {"scores": ("Q", "K"), "output": ("weights", "V")}.get(stage, ())
        plain = self.problem.heads == 1 and not self.problem.columns
        if not parts or not plain or not all(self.sheet.has(part) for part in parts):
            return ()
        if self.rng.random() < 0.8 or not set(parts) <= self.draft.shown:
            return ()
        left, right = (self.sheet.cells[part, 0] for part in parts)
        return (
            left,
            [list(row) for row in zip(*right, strict=True)] if stage == "scores" else right,
        )

    def _labels(self, stage: str, cells: Cells) -> tuple[tuple[str, ...], tuple[str, ...]]:
        tokens, n, m = self.look.tokens, len(cells), len(cells[0])
        square = stage in ("scores", "scaled", "masked", "exponentials", "weights")
        plain = tuple(f"d{j + 1}" for j in range(max(n, m)))
        if self.problem.columns and not square:
            return plain[:n], tokens[:m]
        return tokens[:n], tokens[:m] if square else plain[:m]

    def _steps(self) -> list[Piece]:
        draft, problem = self.draft, self.problem
        given = {*self._sources(), problem.start} | ({"Q", "K", "V"} if problem.alike else set())
        here = draft.shown - given
        order = [stage for stage in STAGES if stage in here and self.sheet.has(stage)]
        if draft.worked:
            return self._by_query([stage for stage in order if stage in "QKV"])
        if self.rng.random() < 0.3 and "V" in order and "output" in order:
            order.remove("V")
            order.insert(order.index("output"), "V")
        if order and self.rng.random() < 0.06:
            order.insert(0, order.pop())
        pieces = []
        if problem.heads > 1 and (self.rng.random() < 0.5 or not self.head_names[0]):
            for head in range(problem.heads):
                pieces.append(Piece("head", self.look.say("head", i=head + 1), "2"))
                for stage in order:
                    pieces += self._stage(stage, (head,))
        else:
            for stage in order:
                pieces += self._stage(stage, tuple(range(problem.heads)))
        for stage in ("concat", "projected"):
            if stage in draft.shown and self.sheet.has(stage):
                pieces += self._stage(stage, (None,))
        return pieces

    def _by_query(self, before: list[str]) -> list[Piece]:
        name, shown = self.draft.worked, self.draft.shown
        pieces = [piece for stage in before for piece in self._stage(stage, (0,))]
        rows = list(range(self.problem.n))
        if self.rng.random() < 0.6:
            rows = [self.rng.choice(rows)]
        long = self.rng.random() < 0.6
        self.look.marks.style = name
        for row in rows:
            pieces += WORKED[name](self.look, query(self.sheet, row, shown, long))
        if self.rng.random() < 0.35:
            pieces += self._stage("weights", (0,))
        return pieces

    def _stage(self, stage: str, heads: tuple[int | None, ...]) -> list[Piece]:
        self.step += 1
        word = self.look.say(stage)
        number = f"{self.step}. " if self.rng.random() < 0.3 else ""
        lead = Piece("head", number + word, "3") if self.titled else Piece("para", f"{word}:")
        pieces = [] if self.rng.random() < 0.15 else [lead]
        if len(heads) > 1 and self.rng.random() < 0.12:
            self.look.marks.style = "side by side"
            blocks = [self._block(stage, head, ("",) * 3) for head in heads]
            return [lead, *side_by_side(self.look, blocks)]
        for head in heads:
            pieces += self._print(self._block(stage, head, self._formula(stage, head)))
        return pieces

    def _formula(self, stage: str, head: int | None) -> tuple[str, str, str]:
        """What the stage is computed from, as the text has it; nothing where that is not shown."""
        if self.rng.random() < 0.35 or (self.problem.heads > 1 and stage != "weights"):
            return ("", "", "")
        make: Callable[[], tuple[str, str, str]] | None = {
            "Q": lambda: self._projection("Q"),
            "K": lambda: self._projection("K"),
            "V": lambda: self._projection("V"),
            "scores": self._product,
            "scaled": self._over,
            "weights": self._softmax,
            "output": self._sum,
        }.get(stage)
        return make() if make and self.problem.heads == 1 else ("", "", "")

    def _projection(self, name: str) -> tuple[str, str, str]:
        if self.problem.start != "X":
            return ("", "", "")
        x = self.look.names["X"]
        low = self.look.names["Q"][2].islower()
        weights = f"W_{name.lower()}" if low else f"W_{name}"
        if self.problem.columns:
            return (f"W_{name} {x[0]}", f"W_{name}·{x[1]}", f"{weights} @ {x[2]}")
        return (f"{x[0]} W_{name}", f"{x[1]}·W_{name}", f"{x[2]} @ {weights}")

    def _product(self) -> tuple[str, str, str]:
        if self.problem.start not in ("X", "QKV"):
            return ("", "", "")
        names = self.look.names
        q, k = ("X", "X") if self.problem.alike else ("Q", "K")
        (a, b, c), (d, e, f) = names[q], names[k]
        if self.problem.columns:
            return (rf"{d}^\top {a}", f"{e}ᵀ·{b}", f"{f}.T @ {c}")
        return (rf"{a} {d}^\top", f"{b}·{e}ᵀ", f"{c} @ {f}.T")

    def _over(self) -> tuple[str, str, str]:
        a, b, c = self.look.names["scores"]
        d = self.problem.d
        if self.problem.scale == "1/d_k":
            return (rf"\frac{{{a}}}{{{d}}}", f"{b} / {d}", f"{c} / {d}")
        root = self.rng.choice((str(d), "d_k"))
        return (rf"\frac{{{a}}}{{\sqrt{{{root}}}}}", f"{b} / √{root}", f"{c} / np.sqrt({root})")

    def _softmax(self) -> tuple[str, str, str]:
        shown, names = self.draft.shown, self.look.names
        if self.problem.step:
            return ("", "", "")
        before = "masked" if "masked" in shown and self.problem.causal else "scaled"
        if before not in shown:
            if self.problem.scale != "none" or "scores" not in shown or self.problem.causal:
                return ("", "", "")
            before = "scores"
        a, b, c = names[before]
        return (rf"\operatorname{{softmax}}\left({a}\right)", f"softmax({b})", f"softmax({c})")

    def _sum(self) -> tuple[str, str, str]:
        names, stages = self.look.names, ("weights", "V")
        if not self.problem.values or not set(stages) <= self.draft.shown | {"V"}:
            return ("", "", "")
        if self.problem.alike:
            stages = ("weights", "X")
        (a, b, c), (d, e, f) = names[stages[0]], names[stages[1]]
        if self.problem.columns:
            return (f"{d} {a}", f"{e}·{b}", f"{f} @ {c}")
        return (f"{a} {d}", f"{b}·{e}", f"{c} @ {f}")
