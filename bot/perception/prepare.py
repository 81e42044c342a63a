"""
Turn the pinned weights into the small int8 graphs that run, once, into a cache folder.

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

BUILDER_VERSION = 5  # raise it when graph.py writes another graph: old caches are then left alone and not read
ADAPTER_FILE = "adapter.npz"  # what training changed in the weights
MANIFEST_NAME = "manifest.json"
APART_NAME, TOGETHER_NAME = "apart.onnx", "together.onnx"  # each with its weights in a file beside it
WHOLE_NAME = "whole.onnx"
WEIGHTS_SUFFIX = ".bin"
TOKENIZER_NAME = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """
    Checked graphs and a tokenizer in the cache. `key` names the weights, the builder and the precision.

    `graphs`: of the judge's encoder what reads a text by itself and what reads the line together with what was said;
    of the whole model one.
    """

    graphs: tuple[Path, ...]
    tokenizer: Path
    key: str
    precision: str

    @property
    def files(self) -> tuple[Path, ...]:
        """Return all that is read: the graphs, the weights beside them, the tokenizer."""
        return (*self.graphs, *(graph.with_suffix(WEIGHTS_SUFFIX) for graph in self.graphs), self.tokenizer)


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

    def build(tensors: dict[str, Any]) -> dict[str, bytes]:
        from bot.perception.graph import build_apart, build_together  # onnx is slow to import

        tuned = read_arrays(body)
        return build_apart(tensors, tuned, int8=int8) | build_together(tensors, tuned, int8=int8)

    names = (APART_NAME, TOGETHER_NAME)
    return _prepare(source, _place(cache_dir, f"reader-{_digest(body)}", names, int8=int8), build)


def prepare_whole(source: ModelFiles, cache_dir: Path, *, int8: bool = True) -> PreparedModel:
    """Return all six layers of the untuned model, prepared: what training measures meanings by."""

    def build_whole(tensors: dict[str, Any]) -> dict[str, bytes]:
        from bot.perception.graph import build

        return build(tensors, int8=int8)

    return _prepare(source, _place(cache_dir, "whole", (WHOLE_NAME,), int8=int8), build_whole)


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


def _place(cache_dir: Path, name: str, graphs: tuple[str, ...], *, int8: bool) -> PreparedModel:
    """Return what is prepared, or will be."""
    precision = "int8" if int8 else "fp32"
    key = _digest(f"{WEIGHTS_SHA256} {TOKENIZER_SHA256} {BUILDER_VERSION} {name} {precision}".encode())
    folder = cache_dir / f"minilm-{precision}-{key[:16]}"
    return PreparedModel(tuple(folder / graph for graph in graphs), folder / TOKENIZER_NAME, key, precision)


def _prepare(
    source: ModelFiles, prepared: PreparedModel, build: Callable[[dict[str, Any]], dict[str, bytes]]
) -> PreparedModel:
    if is_whole(prepared):
        return prepared
    check_files(source)
    from bot.perception.graph import read_safetensors

    folder = prepared.tokenizer.parent
    bodies = {folder / name: body for name, body in build(read_safetensors(source.weights)).items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        bodies[prepared.tokenizer] = source.tokenizer.read_bytes()
        for path, body in bodies.items():
            write_whole(path, body)
        manifest = {path.name: _digest(body) for path, body in bodies.items()}
        write_whole(folder / MANIFEST_NAME, json.dumps(manifest).encode())
    except OSError as error:
        raise ModelUnavailable(f"cannot write the prepared model to {folder}: {error.strerror}") from error
    return prepared


def is_whole(prepared: PreparedModel) -> bool:
    """Return True if the prepared files are as they were written: 20 ms for 23 MB, against a crash or a full disk."""
    try:
        manifest = json.loads((prepared.tokenizer.parent / MANIFEST_NAME).read_bytes())
        wanted = {path: str(manifest[path.name]) for path in prepared.files}
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
