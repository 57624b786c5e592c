"""The derivation of a ``torch.nn.MultiheadAttention`` with its own weights, exact.

PyTorch itself is not imported: the module brings its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from flint import fmpq

from symattn.derivation import torch_masks
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.carriers.shapes import split
from symattn.derivation.derivation import Derivation, solve
from symattn.errors import InputError
from symattn.numbers.tensors import Index, Shape, Tensor, indices
from symattn.problem import masks
from symattn.problem.inputs import described, read_array
from symattn.problem.model import Problem
from symattn.words import say

__all__ = ["from_multihead_attention"]


def from_multihead_attention(
    module: Any,
    query: Any,
    key: Any,
    value: Any,
    key_padding_mask: Any = None,
    attn_mask: Any = None,
    is_causal: bool = False,
) -> Derivation:
    """The derivation of what ``module(query, key, value, …)`` computes, from its own weights.

    ``module`` is a ``torch.nn.MultiheadAttention``; arguments and shapes are those of its call:
    ``query`` (n, d), or (batch, n, d) with ``batch_first``, else (n, batch, d); ``key`` and
    ``value`` with m rows and their own widths.  A boolean mask's True hides, a float mask is
    added: ``key_padding_mask`` (m) or (batch, m), ``attn_mask`` (n, m) or (batch · heads, n, m);
    ``is_causal`` says that ``attn_mask`` is the causal one.  The weights are transposed, as the
    module stores them, and every float is the binary fraction that it is.

    ``["weights"]`` are those of ``average_attn_weights=False``, ``["projected"]`` is the output,
    the batch first.  A row with nothing to see is undefined, as it is nan there.  Raises
    InputError where the module refuses its arguments, and for dropout in training, which is
    chance.  Source: ``torch.nn.functional.multi_head_attention_forward``, PyTorch 2.13.

    >>> from types import SimpleNamespace as Made  # stands for the module of PyTorch
    >>> one = Made(weight=[[1]], bias=None)
    >>> module = Made(num_heads=1, in_proj_weight=[[1], [1], [1]], in_proj_bias=None, out_proj=one)
    >>> from_multihead_attention(module, [[1], [2]], [[1], [2]], [[1], [2]])["scores"].decimal(0)
    [['1', '2'], ['2', '4']]
    """
    made = _Module.of(module)
    hint = torch_masks.flag("is_causal", is_causal)
    if hint and attn_mask is None:
        raise InputError(say("torch.hint_alone"), key="attn_mask", fix=say("fix.pass_attn_mask"))
    given = {"query": query, "key": key, "value": value}
    q, k, v = (made.tokens(name, tokens) for name, tokens in given.items())
    made.fit(q, k, v)
    settings = made.inputs(q, k, v)
    shape = (*q.shape[:-2], made.heads, q.shape[-2], k.shape[-2])
    seen = []
    if attn_mask is not None:
        seen.append(_attention(attn_mask, shape, hint))
    if key_padding_mask is not None:
        seen.append(_padding(key_padding_mask, shape))
    if seen:
        most = _most(solve(Problem(**settings)))
        numbers, hidden = (_joined(both, shape, made.more) for both in zip(*seen, strict=True))
        settings |= torch_masks.settings(numbers, hidden.map(bool), most)
    return solve(Problem(**settings))


@dataclass(frozen=True)
class _Module:
    """The weights of a module, each as PyTorch stores it: (to, from)."""

    heads: int
    width: int
    batch_first: bool
    weights: tuple[Tensor[Any], Tensor[Any], Tensor[Any]]
    biases: tuple[Tensor[Any], ...]
    ends: tuple[Tensor[Any], Tensor[Any]] | None
    """A key and a value that stand after all others (``add_bias_kv``)."""
    zero: bool
    out: Tensor[Any]
    out_bias: Tensor[Any] | None

    @classmethod
    def of(cls, module: Any) -> _Module:
        if not all(hasattr(module, name) for name in ("num_heads", "in_proj_bias", "out_proj")):
            raise InputError(say("torch.no_module", found=described(module)), key="module")
        if getattr(module, "training", False) and getattr(module, "dropout", 0):
            raise InputError(say("torch.training"), key="module", fix=say("fix.call_eval"))
        whole = getattr(module, "in_proj_weight", None)
        if whole is None:
            names = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
            weights = [_read(getattr(module, name), name) for name in names]
        else:
            weights = _thirds(_read(whole, "in_proj_weight"))
        bias, ends = module.in_proj_bias, getattr(module, "bias_k", None)
        out_bias = module.out_proj.bias
        q, k, v = weights
        return cls(
            module.num_heads,
            q.shape[0],
            bool(getattr(module, "batch_first", False)),
            (q, k, v),
            () if bias is None else tuple(_thirds(_read(bias, "in_proj_bias", flat=True))),
            None if ends is None else (_end(ends), _end(module.bias_v)),
            bool(getattr(module, "add_zero_attn", False)),
            _read(module.out_proj.weight, "out_proj.weight"),
            None if out_bias is None else _read(out_bias, "out_proj.bias", flat=True),
        )

    @property
    def more(self) -> int:
        """How many keys stand after those that are given; every query sees them."""
        return (self.ends is not None) + self.zero

    def tokens(self, name: str, given: Any) -> Tensor[Any]:
        """(n, d) or (batch, n, d)."""
        tensor = _read(given, name)
        if len(tensor.shape) > 3:
            wanted = say("torch.token_shapes")
            raise InputError(say("expected.any", wanted=wanted, found=tensor.shape), key=name)
        if len(tensor.shape) == 3 and not self.batch_first:
            rows, batch, columns = tensor.shape
            turned = (batch, rows, columns)
            return Tensor.build(turned, lambda i: tensor[(i[1], i[0], i[2])])
        return tensor

    def fit(self, q: Tensor[Any], k: Tensor[Any], v: Tensor[Any]) -> None:
        """Nothing; InputError where the shapes do not go together."""
        lead = q.shape[:-2]
        rows = {"query": q.shape[-2], "key": k.shape[-2], "value": k.shape[-2]}
        for (name, count), tokens, weight in zip(
            rows.items(), (q, k, v), self.weights, strict=True
        ):
            wanted = (*lead, count, weight.shape[1])
            if tokens.shape != wanted:
                raise InputError(say("expected.any", wanted=wanted, found=tokens.shape), key=name)

    def inputs(self, q: Tensor[Any], k: Tensor[Any], v: Tensor[Any]) -> dict[str, Any]:
        """The inputs of the problem: the tokens, or keys and values where two sequences and
        what stands after them would have no name there.
        """
        out: dict[str, Any] = {"heads": self.heads, "X": q, "W_O": self.out.transposed()}
        if self.out_bias is not None:
            out["b_O"] = self.out_bias
        names = "QKV" if k == v and not self.more else "Q"
        for which, weight in zip(names, self.weights, strict=False):
            out[f"W_{which}"] = weight.transposed()
        for which, bias in zip(names, self.biases, strict=False):
            out[f"b_{which}"] = bias
        if names == "Q":
            out |= {"K": self.projected(1, k), "V": self.projected(2, v)}
        elif k != q:
            out["Y"] = k
        return out

    def projected(self, which: int, tokens: Tensor[Any]) -> Tensor[Any]:
        """The keys (1) or values (2): a head each, and what stands after them."""
        exact = Exact()
        made = exact.product(exact.read(tokens), exact.read(self.weights[which]), "second")
        if self.biases:
            made = exact.plus(made, exact.read(self.biases[which]))
        found: Tensor[Any] = exact.cells(made).map(_rational)
        if self.ends is not None:
            end = self.ends[which - 1]
            found = _longer(found, lambda i: end.cells[i[-1]])
        if self.zero:
            found = _longer(found, lambda i: fmpq(0))
        return split(found, self.heads) if self.heads > 1 else found


def _rational(cell: Any) -> fmpq:
    number: fmpq = cell.rational()
    return number


def _read(value: Any, name: str, *, flat: bool = False) -> Tensor[Any]:
    tensor = read_array(value, name, flat=flat).tensor
    if not all(isinstance(cell, fmpq) for cell in tensor.cells):
        raise InputError(say("torch.symbols"), key=name)
    return tensor


def _end(row: Any) -> Tensor[Any]:
    return _read(row, "bias_k")


def _thirds(whole: Tensor[Any]) -> list[Tensor[Any]]:
    rows = whole.shape[0] // 3
    size = len(whole.cells) // 3
    cells = (whole.cells[k * size : (k + 1) * size] for k in range(3))
    return [Tensor((rows, *whole.shape[1:]), part) for part in cells]


def _longer(tensor: Tensor[Any], cell: Callable[[Index], Any]) -> Tensor[Any]:
    """One row more."""
    *lead, rows, columns = tensor.shape
    return Tensor.build(
        (*lead, rows + 1, columns), lambda i: tensor[i] if i[-2] < rows else cell(i)
    )


Parts: TypeAlias = tuple[Tensor[Any], Tensor[Any]]
"""What is added to each score, and whether its key is hidden."""


def _attention(mask: Any, shape: Shape, hint: bool) -> Parts:
    tensor, kind = torch_masks.mask_cells(mask, "attn_mask")
    *lead, n, m = shape
    if len(tensor.shape) == 3 and tensor.shape == (prod(lead), n, m):
        tensor = Tensor(shape, tensor.cells)
    elif tensor.shape != (n, m):
        wanted = say("torch.either", first=(n, m), second=(prod(lead), n, m))
        raise InputError(say("expected.any", wanted=wanted, found=tensor.shape), key="attn_mask")
    numbers, hidden = torch_masks.parts(tensor, kind, "attn_mask")
    seen = masks.causal(n, m)
    causal = all(hidden[i] != seen[i[-2:]] for i in indices(hidden.shape))
    if hint and (any(numbers.cells) or not causal):
        raise InputError(say("torch.not_causal"), key="attn_mask")
    axes = len(tensor.shape)

    def place(i: Index) -> Index:
        return i[-axes:]

    return _stretched(numbers, shape, place), _stretched(hidden, shape, place)


def _padding(mask: Any, shape: Shape) -> Parts:
    tensor, kind = torch_masks.mask_cells(mask, "key_padding_mask")
    wanted = (*shape[:-3], shape[-1])
    if tensor.shape != wanted:
        sentence = say("expected.any", wanted=wanted, found=tensor.shape)
        raise InputError(sentence, key="key_padding_mask")
    numbers, hidden = torch_masks.parts(tensor, kind, "key_padding_mask")

    def place(i: Index) -> Index:
        return (*i[:-3], i[-1])

    return _stretched(numbers, shape, place), _stretched(hidden, shape, place)


def _stretched(tensor: Tensor[Any], shape: Shape, place: Callable[[Index], Index]) -> Tensor[Any]:
    return Tensor.build(shape, lambda i: tensor[place(i)])


def _joined(tensors: Sequence[Tensor[Any]], shape: Shape, more: int) -> Tensor[Any]:
    """The sum of masks, with 0 for the keys that stand after all; one head has no axis."""
    *lead, heads, n, m = shape

    def cell(i: Index) -> Any:
        return sum((tensor[i] for tensor in tensors), fmpq(0)) if i[-1] < m else fmpq(0)

    made = Tensor.build((*lead, heads, n, m + more), cell)
    return made if heads > 1 else Tensor((*lead, n, m + more), made.cells)


def _most(steps: Derivation) -> fmpq:
    """The largest size of a score; scaled ones are smaller."""
    return max(abs(_rational(cell)) for cell in steps["scores"].cells.cells)
