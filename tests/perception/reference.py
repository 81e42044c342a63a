"""MiniLM in plain NumPy from the fp32 weights: what the prepared graphs are measured against."""

from __future__ import annotations

import math

import numpy as np

from bot.perception.graph import Array

_erf = np.vectorize(math.erf)


def embedding(tensors: dict[str, Array], ids: list[int]) -> Array:
    x = tensors["embeddings.word_embeddings.weight"][ids]
    x = x + tensors["embeddings.position_embeddings.weight"][: len(ids)]
    x = _norm(x + tensors["embeddings.token_type_embeddings.weight"][0], tensors, "embeddings.LayerNorm")
    for number in range(6):
        name = f"encoder.layer.{number}"
        out = _dense(_attention(x, tensors, name), tensors, f"{name}.attention.output.dense")
        x = _norm(out + x, tensors, f"{name}.attention.output.LayerNorm")
        inner = _dense(x, tensors, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1 + _erf(inner / math.sqrt(2)))
        x = _norm(_dense(inner, tensors, f"{name}.output.dense") + x, tensors, f"{name}.output.LayerNorm")
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _attention(x: Array, tensors: dict[str, Array], name: str) -> Array:
    query, key, value = (
        _dense(x, tensors, f"{name}.attention.self.{part}").reshape(len(x), 12, 32).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / math.sqrt(32)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ value).transpose(1, 0, 2).reshape(len(x), 384)


def _dense(x: Array, tensors: dict[str, Array], name: str) -> Array:
    return x @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def _norm(x: Array, tensors: dict[str, Array], name: str) -> Array:
    spread = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
    return (x - x.mean(axis=-1, keepdims=True)) / spread * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]
