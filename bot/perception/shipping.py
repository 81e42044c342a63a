"""
Pack what training found into the files that ship: adapter, heads, predictions, and what the tests compare with.

The archives are written with fixed dates, so that training again without a change leaves no difference in git.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bot.perception.features import Rarity
from bot.perception.heads import TASKS, Linear

if TYPE_CHECKING:
    from bot.perception.network import Network
    from bot.perception.training import Held

Array = npt.NDArray[Any]
_SAME_DATE = (1980, 1, 1, 0, 0, 0)


def adapter_arrays(network: Network) -> dict[str, Array]:
    """Return what `graph.build_apart` merges: for each dense layer "<name>.up" and ".down", and "roles", "meaning"."""
    from bot.perception.network import DENSE, STRENGTH

    arrays = {"roles": _half(network.roles), "meaning": _half(network.meaning.weight)}
    for number, layer in enumerate(network.layers):
        for key, path in DENSE.items():
            adapted = layer.get_submodule(f"dense.{key}")
            name = f"encoder.layer.{number}.{path}.weight"
            arrays[f"{name}.up"] = _half(adapted.up * STRENGTH)
            arrays[f"{name}.down"] = _half(adapted.down)
    return arrays


def head_arrays(
    rarity: Rarity,
    words: Mapping[str, Linear],
    network: Network,
    settings: Mapping[str, Mapping[str, Array]],
    encoder_key: str,
) -> dict[str, Array]:
    """Return the arrays that `heads.heads_from` reads, words in half precision."""
    arrays: dict[str, Array] = {"rarity": rarity.idf.astype(np.float16), "encoder_key": np.array(encoder_key)}
    for task in TASKS:
        head = network.heads[task]
        arrays[f"{task}.words"] = words[task].weight.astype(np.float16)
        arrays[f"{task}.words_bias"] = words[task].bias
        arrays[f"{task}.encoder"] = head.weight.detach().numpy()
        arrays[f"{task}.encoder_bias"] = head.bias.detach().numpy()
        arrays |= {f"{task}.{name}": value for name, value in settings[task].items()}
    return arrays


def stored_arrays(found: Mapping[str, Sequence[Held]]) -> dict[str, Array]:
    """Return the arrays that `predictions.read_predictions` reads, by scheme."""
    arrays: dict[str, Array] = {}
    for scheme, tasks in found.items():
        for held in tasks:
            name = f"{held.task}.{scheme}"
            arrays[f"{name}.ids"] = np.array([line.id for line in held.lines])
            arrays[f"{name}.fold"] = np.array(held.folds)
            arrays |= {f"{name}.{reading}": values.astype(np.float16) for reading, values in held.readings.items()}
    return arrays


def pack(arrays: Mapping[str, Array]) -> bytes:
    """Return an .npz archive of the arrays, compressed, without pickle."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, value in arrays.items():
            entry = io.BytesIO()
            np.lib.format.write_array(entry, np.ascontiguousarray(value) if value.ndim else value, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=_SAME_DATE)
            archive.writestr(info, entry.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return body.getvalue()


def reference_of(dev: Sequence[Held], most: int) -> bytes:
    """Return the trained models' probabilities of some dev lines as JSON: what the shipped files are held to."""
    cases = [
        {
            "task": held.task,
            "text": line.text,
            "told": list(line.told),
            "worry": line.worry,
            "words": [round(float(value), 6) for value in held.readings["words"][place]],
            "both": [round(float(value), 6) for value in held.readings["both"][place]],
        }
        for held in dev
        for place, line in enumerate(held.lines[:most])
    ]
    return (json.dumps(cases, ensure_ascii=False, indent=0) + "\n").encode()


def _half(value: Any) -> Array:
    found: Array = value.detach().numpy().astype(np.float16)
    return found
