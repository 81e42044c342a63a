"""
Ridge regression of the things that a customer knows on the ask lines: what speaks for one of them against the others.

Nearness alone takes any likeness for meaning: a word that all of a customer's lines share brings a line no nearer to
one thing than to another, and one that only a few have says much. It is solved when the customer is first spoken to.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]

# Chosen with leaning in matching.py on four sets of held-out lines (content/accuracy.md); .05 to .2 differ by .1
# points of lines understood.
STRENGTH = 0.1


def fit(kernel: Vector, nodes: npt.NDArray[np.int64]) -> Vector:
    """
    Return what nearness to each line says of each node, float32 (lines, nodes).

    Args:
        kernel: how near the lines are to one another, (lines, lines), symmetric.
        nodes: the place of each line's node, (lines,), from 0 without a gap.
    """
    sizes = np.bincount(nodes)
    wanted = np.full((len(nodes), len(sizes)), -1.0 / max(1, len(sizes) - 1), np.float32)
    wanted[np.arange(len(nodes)), nodes] = 1.0
    # every node weighs the same, however many lines it has
    slack = STRENGTH * sizes[nodes] * (1.0 / sizes[nodes]).mean()
    found: Vector = np.linalg.solve(kernel + np.diag(slack).astype(np.float32), wanted)
    return found
