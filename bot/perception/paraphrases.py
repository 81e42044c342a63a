"""
What brings two ways of asking the same thing closer: a linear map of meanings, taught on the customers' ask lines.

`paraphrasing.py` teaches it; here it is only read. It fits one encoder, as the heads do.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from dialogs.errors import ModelUnavailable

Vector = npt.NDArray[np.float32]

PARAPHRASES_FILE = "paraphrases.npz"


@dataclass(frozen=True, slots=True)
class Paraphrases:
    """
    `map` turns meanings, float32 (384, 384); `scale` and `shift` act on a node's score afterwards.

    Mapped meanings lie further apart than they were. Scale and shift bring a line's nearness to its own node, and that
    of a strange line to the nearest one, back to what both were: the thresholds of dialogs/ are set to that.
    """

    map: Vector
    scale: float = 1.0
    shift: float = 0.0

    def of(self, meanings: Vector) -> Vector:
        """Return meanings, (384,) or (n, 384), as they are compared: of length 1."""
        turned = meanings @ self.map
        found: Vector = turned / np.linalg.norm(turned, axis=-1, keepdims=True)
        return found


def load_paraphrases(key: str) -> Paraphrases:
    """
    Return the map that ships for the encoder of this key.

    Raises:
        ModelUnavailable: the file is missing, damaged, or made for another encoder.
    """
    try:
        body = files("bot.perception").joinpath("weights", PARAPHRASES_FILE).read_bytes()
        with np.load(BytesIO(body), allow_pickle=False) as stored:
            fits, turn = str(stored["key"]), stored["map"].astype(np.float32)
            scale, shift = float(stored["scale"]), float(stored["shift"])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise ModelUnavailable(f"the shipped {PARAPHRASES_FILE} cannot be read: install the coach again") from error
    if fits != key:
        raise ModelUnavailable(f"the shipped {PARAPHRASES_FILE} was made for another encoder: install the coach again")
    return Paraphrases(turn, scale, shift)
