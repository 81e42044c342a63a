"""
Write MiniLM (a 6-layer BERT), and the judge's encoder made of its lower layers, as ONNX graphs, in fp32 or int8.

A graph takes one unpadded text, never a batch: int8 scales are taken from the whole input, so a
neighbour or padding would change a text's result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from dialogs.errors import ModelUnavailable

LAYERS = 6
APART, TOGETHER = 3, 1  # layers of the judge's encoder: the line and what was said by themselves, then as one
HEADS = 12
WIDTH = 384
MOST_TOKENS = 128
FAR = -1e4  # added to the score of a token that may not be looked at; only training reads padded batches
EPSILON = 1e-12
OPSET = 20  # the first with Gelu; LayerNormalization came with 17
IR_VERSION = 9  # opset 20's; keeps older runtimes able to read the file
PAGE = 4096  # bytes; what is mapped begins at one
LEAST_MOVED_OUT = 1024  # bytes; what is smaller stays in the graph
INT8_TOP = 63  # 7 bits: int8 products are summed in pairs in 16 bits on CPUs without VNNI, and 8 bits overflow there

Array = npt.NDArray[Any]
Written = dict[str, bytes]  # a graph and its weights: the bodies of two files of one folder, by name
_DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "I64": np.dtype("<i8")}


def read_safetensors(path: Path) -> dict[str, Array]:
    """
    Return the file's tensors by name: 8 bytes header length, a JSON header, then the raw values.

    Raises:
        ModelUnavailable: the file is not of that form.
    """
    body = path.read_bytes()
    try:
        start = 8 + int.from_bytes(body[:8], "little")
        header = json.loads(body[8:start])
        header.pop("__metadata__", None)
        return {name: _tensor(body, start, entry) for name, entry in header.items()}
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"{path} is not a safetensors file") from error


def _tensor(body: bytes, start: int, entry: dict[str, Any]) -> Array:
    dtype = _DTYPES[entry["dtype"]]
    first, last = entry["data_offsets"]
    flat = np.frombuffer(body, dtype, count=(last - first) // dtype.itemsize, offset=start + first)
    return flat.reshape(entry["shape"])


@dataclass(slots=True)
class _Draft:
    """Nodes and constants in the making. Every method adds one step and returns the name of its output."""

    int8: bool
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, value: Array) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, op: str, *inputs: str, **attributes: Any) -> str:
        return self.add_all(op, 1, *inputs, **attributes)[0]

    def add_all(self, op: str, outputs: int, *inputs: str, **attributes: Any) -> list[str]:
        names = [f"n{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        return names

    def linear(self, x: str, weight: Array, bias: Array) -> str:
        """Add x @ weight + bias; in int8 with one scale for each column of *weight*."""
        if not self.int8:
            return self.add("Add", self.add("MatMul", x, self.constant(weight)), self.constant(bias))
        scale = np.abs(weight).max(axis=0) / INT8_TOP
        small = np.rint(weight / scale).astype(np.int8)
        values, x_scale, x_zero = self.add_all("DynamicQuantizeLinear", 3, x)
        zero = self.constant(np.zeros(small.shape[1], np.int8))
        whole = self.add("MatMulInteger", values, self.constant(small), x_zero, zero)
        both = self.add("Mul", x_scale, self.constant(scale.astype(np.float32)))
        scaled = self.add("Mul", self.add("Cast", whole, to=TensorProto.FLOAT), both)
        return self.add("Add", scaled, self.constant(bias))

    def lookup(self, table: Array, ids: str) -> str:
        """Add rows of *table*; in int8 with one scale for each row, which a quarter of the memory holds."""
        if not self.int8:
            return self.add("Gather", self.constant(table), ids)
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        scale[scale == 0] = 1
        rows = self.add("Gather", self.constant(np.rint(table / scale).astype(np.int8)), ids)
        scales = self.add("Gather", self.constant(scale.astype(np.float32)), ids)
        return self.add("Mul", self.add("Cast", rows, to=TensorProto.FLOAT), scales)

    def norm(self, x: str, tensors: dict[str, Array], name: str) -> str:
        weight, bias = self.constant(tensors[f"{name}.weight"]), self.constant(tensors[f"{name}.bias"])
        return self.add("LayerNormalization", x, weight, bias, axis=-1, epsilon=EPSILON)


def build(tensors: dict[str, Array], *, int8: bool) -> Written:
    """
    Return the serialised graph of the whole model: "ids" (1, n) int64 to "embedding" (384,), float32.

    "embedding" is the mean of the tokens after the last layer, L2-normalised, which is what sentence-transformers
    gives for this model. Training alone uses it: the judge's encoder learns to keep to these meanings.
    """
    draft = _Draft(int8=int8)
    x = _embeddings(draft, tensors)
    for number in range(LAYERS):
        x = _layer(draft, x, tensors, f"encoder.layer.{number}")
    mean = draft.add("ReduceMean", x, draft.constant(np.array([1])), keepdims=0)
    unit = draft.add("LpNormalization", mean, axis=-1, p=2)
    flat = draft.add("Reshape", unit, draft.constant(np.array([WIDTH])))
    return _serialised(draft, "whole", [_whole_numbers("ids", [1, "n"])], {"embedding": (flat, [WIDTH])})


def build_apart(tensors: dict[str, Array], tuned: Mapping[str, Array], *, int8: bool) -> Written:
    """
    Return the serialised lower layers of the judge's encoder, which read one text by itself.

    The adapters in *tuned* are merged into the weights. In: "ids" (1, n) int64, the tokens as `pieces.Piece` has them.
    Out: "tokens" (1, n, 384), for `build_together`; "meaning" (384,), of length 1.
    """
    draft = _Draft(int8=int8)
    merged = merge(tensors, tuned)
    x = _embeddings(draft, merged)
    for number in range(APART):
        x = _layer(draft, x, merged, f"encoder.layer.{number}")
    mean = draft.add("ReduceMean", x, draft.constant(np.array([1])), keepdims=0)
    meaning = draft.add("MatMul", mean, draft.constant(tuned["meaning"].T.astype(np.float32)))
    unit = draft.add("LpNormalization", meaning, axis=-1, p=2)
    flat = draft.add("Reshape", unit, draft.constant(np.array([WIDTH])))
    outputs: dict[str, tuple[str, list[Any]]] = {"tokens": (x, [1, "n", WIDTH]), "meaning": (flat, [WIDTH])}
    return _serialised(draft, "apart", [_whole_numbers("ids", [1, "n"])], outputs)


def build_together(tensors: dict[str, Array], tuned: Mapping[str, Array], *, int8: bool) -> Written:
    """
    Return the serialised upper layer of the judge's encoder, which reads the line after what was said.

    In: "tokens" (1, n, 384), what `build_apart` made of each text, the line's first; "role" (1, n) int64, as
    `pieces.Piece` has it; "line" (1,) int64, how many tokens are the line's. Out: "reading" (768,), the first token
    and the mean of the line.
    """
    draft = _Draft(int8=int8)
    merged = merge(tensors, tuned)
    roles = draft.add("Gather", draft.constant(tuned["roles"].astype(np.float32)), "role")
    x = draft.add("Add", "tokens", roles)
    zero, axis = draft.constant(np.array([0])), draft.constant(np.array([1]))
    for number in range(APART, APART + TOGETHER):
        # TOGETHER is 1: after it only the line's tokens are looked at, so only they go through it
        x = _layer(draft, x, merged, f"encoder.layer.{number}", asking=draft.add("Slice", x, zero, "line", axis))
    first = draft.add("Gather", x, zero, axis=1)
    both = draft.add("Concat", first, draft.add("ReduceMean", x, axis, keepdims=1), axis=2)
    reading = draft.add("Reshape", both, draft.constant(np.array([2 * WIDTH])))
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "n", WIDTH]),
        _whole_numbers("role", [1, "n"]),
        _whole_numbers("line", [1]),
    ]
    return _serialised(draft, "together", inputs, {"reading": (reading, [2 * WIDTH])})


def merge(tensors: dict[str, Array], tuned: Mapping[str, Array]) -> dict[str, Array]:
    """Return the weights with each adapter's change added: weight + up @ down, where `up` holds the strength too."""
    merged = dict(tensors)
    for name, weight in tensors.items():
        if f"{name}.up" in tuned:
            merged[name] = weight + tuned[f"{name}.up"].astype(np.float32) @ tuned[f"{name}.down"].astype(np.float32)
    return merged


def _serialised(draft: _Draft, name: str, inputs: list[Any], outputs: Mapping[str, tuple[str, list[Any]]]) -> Written:
    found = []
    for output, (node, shape) in outputs.items():
        draft.nodes.append(helper.make_node("Identity", [node], [output]))
        found.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, shape))
    weights = _moved_out(draft.constants, f"{name}.bin")
    graph = helper.make_graph(draft.nodes, name, inputs, found, draft.constants)
    opset = [helper.make_opsetid("", OPSET)]
    body = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION).SerializeToString()
    return {f"{name}.onnx": bytes(body), f"{name}.bin": weights}


def _moved_out(constants: list[onnx.TensorProto], file: str) -> bytes:
    """
    Take the large constants out of the graph into what is returned, the body of *file* beside it.

    The runtime maps that file into memory: of the words' table, half of the whole, it then holds just the pages of
    the words that were read, where it held the table twice while it opened the graph.
    """
    blob = bytearray()
    for constant in constants:
        raw = constant.raw_data
        if len(raw) < LEAST_MOVED_OUT:
            continue
        blob.extend(bytes(-len(blob) % PAGE))
        place = {"location": file, "offset": str(len(blob)), "length": str(len(raw))}
        blob.extend(raw)
        constant.ClearField("raw_data")
        constant.data_location = TensorProto.EXTERNAL
        constant.external_data.extend(onnx.StringStringEntryProto(key=key, value=value) for key, value in place.items())
    return bytes(blob)


def _whole_numbers(name: str, shape: list[Any]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)


def _embeddings(draft: _Draft, tensors: dict[str, Array]) -> str:
    length = draft.add("Shape", "ids", start=1)
    zero, axis = draft.constant(np.array([0])), draft.constant(np.array([0]))
    # the token type is always 0, so that row is added to the positions here
    table = tensors["embeddings.position_embeddings.weight"][:MOST_TOKENS]
    table = table + tensors["embeddings.token_type_embeddings.weight"][0]
    places = draft.add("Slice", draft.constant(table), zero, length, axis)
    words = draft.lookup(tensors["embeddings.word_embeddings.weight"], "ids")
    return draft.norm(draft.add("Add", words, places), tensors, "embeddings.LayerNorm")


def _layer(draft: _Draft, x: str, tensors: dict[str, Array], name: str, *, asking: str | None = None) -> str:
    """Add a layer over the tokens *x*; where *asking* is given only these tokens come out of it."""
    asking = asking or x
    attended = _attention(draft, x, tensors, f"{name}.attention.self", asking=asking)
    out = draft.linear(attended, *_dense(tensors, f"{name}.attention.output.dense"))
    x = draft.norm(draft.add("Add", out, asking), tensors, f"{name}.attention.output.LayerNorm")
    inner = draft.add("Gelu", draft.linear(x, *_dense(tensors, f"{name}.intermediate.dense")))
    out = draft.linear(inner, *_dense(tensors, f"{name}.output.dense"))
    return draft.norm(draft.add("Add", out, x), tensors, f"{name}.output.LayerNorm")


def _attention(draft: _Draft, x: str, tensors: dict[str, Array], name: str, *, asking: str) -> str:
    query = draft.linear(asking, *_dense(tensors, f"{name}.query"))
    key, value = (draft.linear(x, *_dense(tensors, f"{name}.{part}")) for part in ("key", "value"))
    shape = draft.constant(np.array([0, 0, HEADS, WIDTH // HEADS]))
    query = draft.add("Transpose", draft.add("Reshape", query, shape), perm=[0, 2, 1, 3])
    key = draft.add("Transpose", draft.add("Reshape", key, shape), perm=[0, 2, 3, 1])
    value = draft.add("Transpose", draft.add("Reshape", value, shape), perm=[0, 2, 1, 3])
    root = draft.constant(np.array((WIDTH // HEADS) ** -0.5, np.float32))
    scores = draft.add("Softmax", draft.add("Mul", draft.add("MatMul", query, key), root), axis=-1)
    mixed = draft.add("Transpose", draft.add("MatMul", scores, value), perm=[0, 2, 1, 3])
    return draft.add("Reshape", mixed, draft.constant(np.array([0, 0, WIDTH])))


def _dense(tensors: dict[str, Array], name: str) -> tuple[Array, Array]:
    return tensors[f"{name}.weight"].T, tensors[f"{name}.bias"]
