"""How many queries, keys, heads and columns a problem has, and whether its shapes fit.

All shapes are those of the row convention; messages turn them to the user's layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symattn.errors import InputError
from symattn.numbers.tensors import Shape, Tensor
from symattn.problem import combination
from symattn.problem.inputs import shape_text
from symattn.words import say

__all__ = ["Sizes", "sizes"]

Inputs = Mapping[str, Tensor[Any]]


@dataclass(frozen=True)
class Sizes:
    """The sizes of a problem; ``arrays`` are its inputs with heads as an axis where Q, K, V
    are given, and per-head biases as (heads, 1, d)."""

    arrays: Inputs
    batch: Shape
    heads: int
    kv_heads: int
    n: int
    m: int
    d_model: int | None
    d_k: int | None
    d_v: int | None
    per_head: bool

    @property
    def axis(self) -> bool:
        """Whether stages have an axis for the heads."""
        return self.heads > 1 or self.per_head


@dataclass(frozen=True)
class _Check:
    """The inputs and how to complain about them."""

    inputs: Inputs
    layout: str
    prefix: str

    def refuse(
        self, name: str, expected: str, fix: str | None = None, /, **wanted: object
    ) -> InputError:
        """``expected``: the key of a sentence, whose values are ``wanted`` and what was found."""
        found = shape_text(self.inputs[name].shape, self.layout)
        return InputError(say(expected, found=found, **wanted), key=self.prefix + name, fix=fix)

    @property
    def feature(self) -> str:
        """What an entry of a token's row stands in: "columns", or "rows" of tokens in columns."""
        return "rows" if self.layout == "columns" else "columns"

    def last_two(self, name: str, rows: int | None, columns: int | None, why: str) -> None:
        """The last two axes must be that long (None: any)."""
        shape = self.inputs[name].shape
        if rows in (None, shape[-2]) and columns in (None, shape[-1]):
            return
        turned = rows in (None, shape[-1]) and columns in (None, shape[-2])
        if self.layout == "columns":
            rows, columns = columns, rows
        expected = "expected.rows_and_columns"
        if rows is None or columns is None:
            expected = "expected.columns" if rows is None else "expected.rows"
        fix = say("fix.transpose") if turned else None
        raise self.refuse(name, expected, fix, rows=rows, columns=columns, why=why)


def sizes(
    inputs: Inputs, heads: int | None, kv_heads: int | None, layout: str, prefix: str, said: str
) -> Sizes:
    """The sizes, all shapes checked.  ``said`` stands before attention keys in messages."""
    check = _Check(inputs, layout, prefix)
    combination.check(frozenset(inputs), prefix)
    if "scores" in inputs:
        return _from_scores(check, heads, kv_heads, said)
    return _from_tokens(check, heads, kv_heads, said)


def _head_axis(
    check: _Check, name: str, said: int | None, key: str, axis: bool = False
) -> tuple[Tensor[Any], int | None, Shape]:
    """A given Q, K, V or scores: the array with its head axis, heads (None: no such axis), batch.

    ``axis`` says that there is one even for a single head: shared keys of several queries.
    """
    tensor = check.inputs[name]
    *lead, rows, columns = tensor.shape
    if not lead:
        if said is None or (said == 1 and not axis):
            return tensor, None, ()
        if name == "scores":
            raise InputError(
                say(
                    "expected.scores_of_heads",
                    heads=said,
                    found=shape_text(tensor.shape, check.layout),
                ),
                key=check.prefix + name,
            )
        return _split(tensor, said, key, name), said, ()
    if not axis and (said == 1 or (said is None and lead[-1] == 1)):
        return tensor, None, tuple(lead)
    if said not in (None, lead[-1]):
        raise InputError(
            say(
                "problem.other_heads",
                name=check.prefix + name,
                found=lead[-1],
                shape=shape_text(tensor.shape),
                wanted=said,
            ),
            key=key,
            fix=say("fix.write", value=lead[-1]),
        )
    return tensor, lead[-1], tuple(lead[:-1])


def _split(tensor: Tensor[Any], heads: int, key: str, name: str) -> Tensor[Any]:
    rows, columns = tensor.shape
    if columns % heads:
        raise InputError(
            say("problem.not_shared_columns", name=name, width=columns, heads=heads),
            key=key,
            fix=say("fix.choose_heads"),
        )
    width = columns // heads
    return Tensor.build((heads, rows, width), lambda i: tensor[(i[1], i[0] * width + i[2])])


def _from_scores(check: _Check, heads: int | None, kv_heads: int | None, said: str) -> Sizes:
    scores, count, batch = _head_axis(check, "scores", heads, f"{said}heads")
    heads = count or 1
    kv_heads = kv_heads or heads
    _groups(heads, kv_heads, said)
    n, m = scores.shape[-2:]
    arrays = dict(check.inputs) | {"scores": scores}
    d_v = None
    if "V" in check.inputs:
        values = _given_values(check, kv_heads if count else None, batch, said)
        check.last_two("V", m, None, say("why.each_key"))
        arrays["V"], d_v = values, values.shape[-1]
        _projection(check, heads * d_v)
    return Sizes(arrays, batch, heads, kv_heads, n, m, None, None, d_v, False)


def _given_values(check: _Check, kv_heads: int | None, batch: Shape, said: str) -> Tensor[Any]:
    values, _, found = _head_axis(
        check, "V", kv_heads or 1, f"{said}kv_heads", kv_heads is not None
    )
    if found != batch:
        if not batch:
            raise check.refuse("V", "expected.no_batch")
        raise check.refuse("V", "expected.leading_axes", axes=shape_text(batch))
    return values


def _groups(heads: int, kv_heads: int, said: str) -> None:
    if heads % kv_heads:
        raise InputError(
            say("problem.groups", heads=heads, kv_heads=kv_heads),
            key=f"{said}kv_heads",
            fix=say("fix.choose_divisor", heads=heads),
        )


def _from_tokens(check: _Check, heads: int | None, kv_heads: int | None, said: str) -> Sizes:
    inputs = check.inputs
    per_head = _per_head(check)
    batch = _batch(check)
    arrays: dict[str, Tensor[Any]] = dict(inputs)
    heads, kv_heads, axis = _head_counts(check, heads, kv_heads, per_head, said)
    _groups(heads, kv_heads, said)
    widths: dict[str, int] = {}
    lengths: dict[str, int] = {}
    for which in "QKV":
        source = _source(inputs, which)
        if source is None:
            continue
        count = heads if which == "Q" else kv_heads
        lengths[which] = inputs[source].shape[-2]
        if which in inputs:
            key = f"{said}{'heads' if which == 'Q' else 'kv_heads'}"
            tensor, _, found = _head_axis(check, which, count if axis else 1, key, axis)
            batch = found if batch is None else batch
            if found != batch:
                raise check.refuse(which, "expected.axes_of_batch", axes=batch or say("word.none"))
            arrays[which], widths[which] = tensor, tensor.shape[-1]
        else:
            arrays |= _projected(check, which, source, count, per_head)
            widths[which] = _width(check, which, source, count, per_head, said)
    if "w_v" in inputs:
        _additive(check, widths)
    _agree(check, lengths, widths, heads)
    d_v = widths.get("V")
    if d_v is not None:
        _projection(check, heads * d_v)
    d_model = inputs["X"].shape[-1] if "X" in inputs else None
    return Sizes(
        arrays,
        batch or (),
        heads,
        kv_heads,
        lengths["Q"],
        lengths["K"],
        d_model,
        widths["Q"],
        d_v,
        per_head,
    )


def _source(inputs: Inputs, which: str) -> str | None:
    if which in inputs:
        return which
    if which != "Q" and "Y" in inputs:
        return "Y"
    return "X" if "X" in inputs else None


def _per_head(check: _Check) -> bool:
    """Whether the projections have one matrix for each head."""
    weights = [f"W_{which}" for which in "QKV" if f"W_{which}" in check.inputs]
    deep = [name for name in weights if len(check.inputs[name].shape) == 3]
    for name in (*weights, *(("W_O",) if "W_O" in check.inputs else ())):
        if len(check.inputs[name].shape) > (2 if name == "W_O" else 3):
            raise check.refuse(
                name, "expected.matrix" if name == "W_O" else "expected.matrix_or_heads"
            )
    if not deep:
        return False
    needed = [f"W_{which}" for which in "QKV" if which not in check.inputs]
    for name in needed:
        if name not in deep:
            where = check.prefix + name
            if name in check.inputs:
                raise check.refuse(name, "expected.matrix_each_head_as", name=deep[0])
            raise InputError(
                say("problem.missing_head", name=deep[0]),
                key=where,
                fix=say("fix.give_each_head"),
            )
    return True


def _batch(check: _Check) -> Shape | None:
    """The leading axes of X (and Y); None where neither is given."""
    if "X" not in check.inputs:
        return None
    batch = check.inputs["X"].shape[:-2]
    if "Y" in check.inputs and check.inputs["Y"].shape[:-2] != batch:
        raise check.refuse("Y", "expected.axes_of_X", axes=batch or say("word.none"))
    return batch


def _head_counts(
    check: _Check, heads: int | None, kv_heads: int | None, per_head: bool, said: str
) -> tuple[int, int, bool]:
    """heads, kv_heads, and whether the arrays have an axis for them."""
    if per_head:
        counts = {
            which: check.inputs[f"W_{which}"].shape[0]
            for which in "QKV"
            if f"W_{which}" in check.inputs
        }
        heads_found = counts.get("Q", heads or 1)
        kv_found = counts.get("K", counts.get("V", heads_found))
    elif "Q" in check.inputs and len(check.inputs["Q"].shape) > 2:
        heads_found = _axis(check.inputs["Q"], heads)
        kv_found = _axis(check.inputs["K"], kv_heads) if "K" in check.inputs else heads_found
        if heads_found > 1 and "K" in check.inputs and len(check.inputs["K"].shape) < 3:
            kv_found = kv_heads or heads_found
    else:
        heads_found = heads or 1
        kv_found = kv_heads or heads_found
    for name, wanted, found in (("heads", heads, heads_found), ("kv_heads", kv_heads, kv_found)):
        if wanted is not None and wanted != found:
            source = "Q" if name == "heads" else "K"
            raise InputError(
                say("problem.heads_of_inputs", found=found, source=source, wanted=wanted),
                key=said + name,
                fix=say("fix.write", value=found),
            )
    return heads_found, kv_found, heads_found > 1 or per_head


def _axis(tensor: Tensor[Any], said: int | None) -> int:
    if said == 1 or len(tensor.shape) < 3:
        return 1
    return tensor.shape[-3]


def _projected(
    check: _Check, which: str, source: str, count: int, per_head: bool
) -> dict[str, Tensor[Any]]:
    """The weight's and bias's shapes checked; the bias as (heads, 1, d) for a matrix per head."""
    weight, bias = f"W_{which}", f"b_{which}"
    inputs = check.inputs
    width = inputs[source].shape[-1]
    if weight in inputs:
        check.last_two(weight, width, None, say(f"why.each_of_{check.feature}", name=source))
        if per_head and inputs[weight].shape[0] != count:
            raise check.refuse(weight, "expected.matrix_each_head", heads=count)
        width = inputs[weight].shape[-1]
    if bias not in inputs:
        return {}
    total = width * count if per_head else width
    if len(inputs[bias].cells) != total:
        raise check.refuse(bias, f"expected.numbers_of_{check.feature}", size=total, name=which)
    if per_head:
        return {bias: Tensor((count, 1, width), inputs[bias].cells)}
    return {bias: Tensor((total,), inputs[bias].cells)}


def _width(check: _Check, which: str, source: str, count: int, per_head: bool, said: str) -> int:
    """One head's width of a Q, K or V that is made from X or Y."""
    weight = f"W_{which}"
    width = check.inputs[weight if weight in check.inputs else source].shape[-1]
    if per_head:
        return width
    if width % count:
        key = f"{said}{'heads' if which == 'Q' else 'kv_heads'}"
        raise InputError(
            say(f"problem.not_shared_{check.feature}", name=which, width=width, heads=count),
            key=key,
            fix=say("fix.choose_heads"),
        )
    return width // count


def _agree(
    check: _Check, lengths: Mapping[str, int], widths: Mapping[str, int], heads: int
) -> None:
    """Queries and keys of one width, keys and values of one number."""
    if widths["Q"] != widths["K"] and "w_v" not in check.inputs:
        whole = "query" if heads == 1 else "query_of_head"
        if "K" in check.inputs:
            check.last_two("K", None, widths["Q"], say(f"why.width_of_{whole}"))
        sentence = say(f"problem.width_of_{whole}", query=widths["Q"], key=widths["K"])
        name = "W_K" if "W_K" in check.inputs else "K" if "K" in check.inputs else "X"
        raise InputError(sentence, key=check.prefix + name, fix=say("fix.same_width"))
    if "V" in lengths and lengths["V"] != lengths["K"]:
        name = "V" if "V" in check.inputs else "K"
        if name == "V":
            check.last_two("V", lengths["K"], None, say("why.each_key"))
        raise check.refuse(name, "expected.rows_of_values", rows=lengths["V"])


def _additive(check: _Check, widths: Mapping[str, int]) -> None:
    """W_q (d_q, h), W_k (d_k, h), w_v (h)."""
    hidden = len(check.inputs["w_v"].cells)
    for name, which in (("W_q", "Q"), ("W_k", "K")):
        if len(check.inputs[name].shape) != 2:
            raise check.refuse(name, "expected.matrix")
        check.last_two(name, widths[which], hidden, say("why.width_by_hidden", name=which))


def _projection(check: _Check, width: int) -> None:
    """W_O takes the heads side by side."""
    if "W_O" not in check.inputs:
        return
    check.last_two("W_O", width, None, say("why.heads_times_d_v"))
    if "b_O" in check.inputs:
        out = check.inputs["W_O"].shape[-1]
        if len(check.inputs["b_O"].cells) != out:
            raise check.refuse("b_O", "expected.numbers", size=out)
