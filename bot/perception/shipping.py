"""
Pack what training found into the files that ship: the weights, and probabilities for the test that compares.

The archive is written with fixed dates, so that training again without a change leaves no difference in git.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.perception.fitting import Fit, Scale, Table, predict
from bot.perception.heads import TASKS, set_right

Array = npt.NDArray[Any]
_SAME_DATE = (1980, 1, 1, 0, 0, 0)


def arrays_of(
    scale: Scale, fits: Mapping[str, Fit], settings: Mapping[str, Mapping[str, Array]], encoder_key: str
) -> dict[str, Array]:
    """Return the arrays that `heads.heads_from` reads, words in half precision."""
    arrays: dict[str, Array] = {
        "rarity": scale.rarity.idf.astype(np.float16),
        "centre": scale.centre,
        "spread": scale.spread,
        "encoder_key": np.array(encoder_key),
    }
    for task in TASKS:
        fitted = fits[task]
        arrays[f"{task}.words"] = fitted.words.weight.astype(np.float16)
        arrays[f"{task}.words_bias"] = fitted.words.bias
        arrays[f"{task}.encoder"] = fitted.encoder.weight
        arrays[f"{task}.encoder_bias"] = fitted.encoder.bias
        arrays |= {f"{task}.{name}": value for name, value in settings[task].items()}
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


def reference_of(fits: Mapping[str, Fit], settings: Mapping[str, Mapping[str, Array]], dev: Table, most: int) -> bytes:
    """Return scikit-learn's probabilities of some dev lines as JSON: what the shipped heads are held to."""
    cases = []
    for task in TASKS:
        table = dev.of(task)
        part = table.where(np.arange(len(table.examples)) < most)
        words, encoder = predict(fits[task], part)
        setting, exclusive = settings[task], task != "moves"
        alone = set_right(words, setting["words_slope"], setting["words_offset"], exclusive=exclusive)
        both = set_right((words + encoder) / 2, setting["both_slope"], setting["both_offset"], exclusive=exclusive)
        for example, one, two in zip(part.examples, alone, both, strict=True):
            cases.append(
                {
                    "task": task,
                    "text": example.text,
                    "told": list(example.told),
                    "worry": example.worry,
                    "words": [round(float(value), 6) for value in one],
                    "both": [round(float(value), 6) for value in two],
                }
            )
    return (json.dumps(cases, ensure_ascii=False, indent=0) + "\n").encode()
