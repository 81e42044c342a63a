"""
The judge's encoder as torch trains it: MiniLM's first four layers with low-rank adapters, and a head for each task.

For training only; what runs are the graphs that `graph.build_apart` and `build_together` write from the same numbers.
Three layers read the line and each of the customer's sentences by themselves, the fourth reads them together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.perception.graph import APART, EPSILON, FAR, HEADS, TOGETHER, WIDTH
from bot.perception.heads import TASKS

RANK = 8  # judge.md, Dependencies: as good as tuning every weight
STRENGTH = 16 / RANK
DENSE = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attended": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}


class Batch(NamedTuple):
    """
    Lines with what was said before them, each row (n,): the line's tokens, then each sentence's; int64, padded with 0.

    `piece`: 0 padding, 1 the line, 2 and more the sentences. `place`: position within the piece. `role`: graph.ROLES.
    """

    ids: Tensor
    place: Tensor
    piece: Tensor
    role: Tensor


class Read(NamedTuple):
    """`reading`: (rows, 2 * WIDTH), what the heads take. `apart`: (rows, n, WIDTH) after the layers that read apart."""

    reading: Tensor
    apart: Tensor


class Adapted(nn.Module):
    """A frozen linear layer, kept as *kept*, and its low-rank change."""

    def __init__(self, weight: Tensor, bias: Tensor, kept: torch.dtype) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.to(kept), requires_grad=False)
        self.bias = nn.Parameter(bias.to(kept), requires_grad=False)
        self.down = nn.Parameter(torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, x: Tensor) -> Tensor:
        change = functional.linear(functional.linear(x, self.down), self.up)
        return functional.linear(x, self.weight, self.bias) + change * STRENGTH


class Layer(nn.Module):
    """One layer of BERT, without dropout: that took a quarter of the time, and adapters this small do without."""

    def __init__(self, tensors: Mapping[str, Tensor], name: str, kept: torch.dtype) -> None:
        super().__init__()
        self.dense = nn.ModuleDict()
        for key, path in DENSE.items():
            self.dense[key] = Adapted(tensors[f"{name}.{path}.weight"], tensors[f"{name}.{path}.bias"], kept)
        for key, path in (("first", "attention.output.LayerNorm"), ("second", "output.LayerNorm")):
            self.register_buffer(f"{key}_weight", tensors[f"{name}.{path}.weight"])
            self.register_buffer(f"{key}_bias", tensors[f"{name}.{path}.bias"])

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape

        def heads(key: str) -> Tensor:
            part: Tensor = self.dense[key](x)
            return part.view(rows, length, HEADS, -1).transpose(1, 2)

        # scaled_dot_product_attention took six times as long backwards in bfloat16 on a CPU
        scores = (heads("query") * (WIDTH // HEADS) ** -0.5) @ heads("key").transpose(2, 3) + mask
        mixed = scores.softmax(-1).to(x.dtype) @ heads("value")
        x = self._norm("first", x + self.dense["attended"](mixed.transpose(1, 2).reshape(rows, length, WIDTH)))
        return self._norm("second", x + self.dense["outer"](functional.gelu(self.dense["inner"](x))))

    def _norm(self, key: str, x: Tensor) -> Tensor:
        weight, bias = getattr(self, f"{key}_weight"), getattr(self, f"{key}_bias")
        return functional.layer_norm(x, (WIDTH,), weight, bias, EPSILON)


class Network(nn.Module):
    """The encoder, the heads of every task, and the projection whose direction is the line's meaning."""

    def __init__(self, tensors: Mapping[str, Tensor], kept: torch.dtype = torch.bfloat16) -> None:
        """
        Take the untuned weights.

        Args:
            kept: how the frozen weights are held; bfloat16 teaches twice as fast, float32 is what is shipped.
        """
        super().__init__()
        self.layers = nn.ModuleList(Layer(tensors, f"encoder.layer.{n}", kept) for n in range(APART + TOGETHER))
        for key in ("word_embeddings.weight", "position_embeddings.weight", "LayerNorm.weight", "LayerNorm.bias"):
            self.register_buffer(key.replace(".", "_"), tensors[f"embeddings.{key}"])
        self.register_buffer("kind", tensors["embeddings.token_type_embeddings.weight"][0])
        self.roles = nn.Parameter(torch.zeros(4, WIDTH))
        self.meaning = nn.Linear(WIDTH, WIDTH, bias=False)
        nn.init.eye_(self.meaning.weight)
        self.heads = nn.ModuleDict({task: nn.Linear(2 * WIDTH, len(names)) for task, names in TASKS.items()})

    def forward(self, batch: Batch) -> Read:
        x = self.get_buffer("word_embeddings_weight")[batch.ids]
        x = x + self.get_buffer("position_embeddings_weight")[batch.place] + self.get_buffer("kind")
        norm = self.get_buffer("LayerNorm_weight"), self.get_buffer("LayerNorm_bias")
        x = functional.layer_norm(x, (WIDTH,), *norm, EPSILON)
        same = batch.piece[:, None, :, None] == batch.piece[:, None, None, :]
        there = (batch.piece > 0)[:, None, None, :].expand_as(same)
        apart, together = ((~seen).to(torch.bfloat16) * FAR for seen in (same, there))
        for layer in self.layers[:APART]:
            x = layer(x, apart)
        before = x
        x = x + self.roles[batch.role]
        for layer in self.layers[APART:]:
            x = layer(x, together)
        return Read(torch.cat([x[:, 0].float(), mean_of(x, batch.piece == 1)], 1), before)

    def meanings(self, apart: Tensor, batch: Batch, piece: int) -> Tensor:
        """Return the meaning of each row's *piece*, (rows, WIDTH), length 1."""
        found: Any = functional.normalize(self.meaning(mean_of(apart, batch.piece == piece)), dim=-1)
        return found


def mean_of(x: Tensor, wanted: Tensor) -> Tensor:
    """Return the mean of the wanted tokens, (rows, WIDTH) in float32; zeros where none is wanted."""
    share = wanted.float()[..., None]
    return (x.float() * share).sum(1) / share.sum(1).clamp(min=1)
