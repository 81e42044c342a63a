"""
Turn the pinned weights into the small int8 graph that runs, once, into a cache folder.

The slow check (SHA-256 of 91 MB) belongs here; at load only the prepared files are checked, by the
digests that were recorded when they were written. `onnx` is imported here alone, and only when a graph is built.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.perception.files import (
    TOKENIZER_SHA256,
    WEIGHTS_SHA256,
    ModelFiles,
    check_files,
    digest_of,
)
from dialogs.errors import ModelUnavailable

BUILDER_VERSION = 3  # raise it when graph.py writes another graph: old caches are then left alone and not read
ADAPTER_FILE = "adapter.npz"  # what training changed in the weights
MANIFEST_NAME = "manifest.json"
GRAPH_NAME = "model.onnx"
TOKENIZER_NAME = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """A checked graph and tokenizer in the cache. `key` names the weights, the builder and the precision."""

    graph: Path
    tokenizer: Path
    key: str
    precision: str


def prepare(source: ModelFiles, cache_dir: Path, *, int8: bool = True, adapter: bytes | None = None) -> PreparedModel:
    """
    Return the judge's encoder, prepared; it is built where the cache has none that is whole (2 to 4 s).

    Two processes may prepare at once: both write the same bytes under names of their own and
    rename them into place, the manifest last.

    Args:
        adapter: an adapter.npz to merge into the weights; by default the one that ships.
    Raises:
        ModelUnavailable: the source is not the pinned one, or the cache cannot be written.
    """
    body = adapter_body() if adapter is None else adapter

    def build_reader(tensors: dict[str, Any]) -> bytes:
        from bot.perception import graph  # onnx is slow to import

        return graph.build_reader(tensors, read_arrays(body), int8=int8)

    return _prepare(source, cache_dir, f"reader-{_digest(body)}", build_reader, int8=int8)


def prepare_whole(source: ModelFiles, cache_dir: Path, *, int8: bool = True) -> PreparedModel:
    """Return all six layers of the untuned model, prepared: what training measures meanings by."""

    def build(tensors: dict[str, Any]) -> bytes:
        from bot.perception import graph

        return graph.build(tensors, int8=int8)

    return _prepare(source, cache_dir, "whole", build, int8=int8)


def adapter_body() -> bytes:
    """
    Return the adapter that ships with the package.

    Raises:
        ModelUnavailable: it is missing.
    """
    try:
        return files("bot.perception").joinpath("weights", ADAPTER_FILE).read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"the shipped {ADAPTER_FILE} cannot be read: install the coach again") from error


def read_arrays(body: bytes) -> dict[str, npt.NDArray[Any]]:
    """
    Return the named arrays of an .npz file.

    Raises:
        ModelUnavailable: it is damaged.
    """
    try:
        with np.load(BytesIO(body), allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise ModelUnavailable("the shipped weights cannot be read: install the coach again") from error


def _prepare(
    source: ModelFiles, cache_dir: Path, name: str, build: Callable[[dict[str, Any]], bytes], *, int8: bool
) -> PreparedModel:
    precision = "int8" if int8 else "fp32"
    key = _digest(f"{WEIGHTS_SHA256} {TOKENIZER_SHA256} {BUILDER_VERSION} {name} {precision}".encode())
    folder = cache_dir / f"minilm-{precision}-{key[:16]}"
    prepared = PreparedModel(folder / GRAPH_NAME, folder / TOKENIZER_NAME, key, precision)
    if is_whole(prepared):
        return prepared
    check_files(source)
    from bot.perception.graph import read_safetensors

    graph = build(read_safetensors(source.weights))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer = source.tokenizer.read_bytes()
        write_whole(prepared.graph, graph)
        write_whole(prepared.tokenizer, tokenizer)
        manifest = {GRAPH_NAME: _digest(graph), TOKENIZER_NAME: _digest(tokenizer)}
        write_whole(folder / MANIFEST_NAME, json.dumps(manifest).encode())
    except OSError as error:
        raise ModelUnavailable(f"cannot write the prepared model to {folder}: {error.strerror}") from error
    return prepared


def is_whole(prepared: PreparedModel) -> bool:
    """Return True if the prepared files are as they were written: 20 ms for 23 MB, against a crash or a full disk."""
    try:
        manifest = json.loads((prepared.graph.parent / MANIFEST_NAME).read_bytes())
        wanted = {path: str(manifest[path.name]) for path in (prepared.graph, prepared.tokenizer)}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return all(path.is_file() and digest_of(path) == digest for path, digest in wanted.items())


def write_whole(path: Path, body: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never half of them."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
