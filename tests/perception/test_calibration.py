"""One line's probabilities in plain floats are those that training reckons for whole matrices."""

from __future__ import annotations

import numpy as np
import pytest

from bot.perception.calibration import Setting, calibrated, squashed
from bot.perception.heads import set_right, sigmoid, softmax

SCORES = ([0.3, -1.2, 4.0, 0.0, 0.3], [900.0, -900.0, 0.0], [-60.0, 60.0, 1e-7], [0.0])


@pytest.mark.parametrize("scores", SCORES)
@pytest.mark.parametrize("exclusive", [True, False])
def test_plain_floats_give_what_matrices_give(scores: list[float], *, exclusive: bool) -> None:
    rows = (softmax if exclusive else sigmoid)(np.array(scores))
    slope = np.linspace(0.4, 2.1, len(scores), dtype=np.float32)
    offset = np.linspace(-0.5, 0.7, len(scores), dtype=np.float32) * (not exclusive)
    wanted = set_right(rows, slope, offset, exclusive=exclusive)

    raw = squashed(scores, exclusive=exclusive)
    found = calibrated(raw, Setting(slope.tolist(), offset.tolist()), exclusive=exclusive)

    assert np.allclose(raw, rows, rtol=1e-12, atol=0)
    assert np.allclose(found, wanted, rtol=1e-9, atol=0)
