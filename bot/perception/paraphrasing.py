"""
Teach the map of meanings on the customers' ask lines, so that two ways of asking for one thing lie closer.

Lines of one node are drawn together and away from the customer's other nodes (softmax over one customer's lines), and
the map is held near to none at all. `--hold-out` says what it gains with customers that it was not taught on.
For training only: it needs torch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from bot import wiring
from bot.perception.encoder import WIDTH, Encoder
from bot.perception.files import find_files
from bot.perception.matching import CENTRE, FIRST, NEAREST, THREE, WORDS, WordNearness
from bot.perception.paraphrases import PARAPHRASES_FILE, Paraphrases
from bot.perception.prepare import prepare
from bot.perception.shipping import pack
from bot.perception.spelling import repaired

Vector = npt.NDArray[np.float32]

OUTSIDE = "out_of_scope"
# Chosen with customers left out in four groups: right nodes .913 at most, strange lines told apart best with these.
TEMPERATURE, HELD_NEAR, ROUNDS, STEP = 0.03, 0.03, 15, 1e-3
GROUPS = 4
_STRANGE = 0.57  # dialogs/understanding.OUTSIDE_SHARE: how much nearness to what nothing answers speaks against a line


@dataclass(frozen=True, slots=True)
class Lines:
    """One customer's ask lines by node, and held-out lines: the node, the meaning, the words' nearness to each node."""

    nodes: tuple[str, ...]
    asks: tuple[Vector, ...]
    held: tuple[tuple[str, Vector, Vector], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Right nodes of real lines, their number, and how often a real line lies nearer than a strange one."""

    right: float
    lines: int
    apart: float


def main() -> None:
    """Teach on all customers and write the map, or with `--hold-out` say what it gains with customers left out."""
    options = argparse.ArgumentParser(prog="python -m bot.perception.paraphrasing", description=__doc__)
    options.add_argument("--cache", type=Path, required=True, help="folder for the prepared encoder")
    options.add_argument("--hold-out", action="store_true", help="measure with customers left out; write nothing")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    encoder = Encoder(prepare(find_files(), chosen.cache))
    customers = read_customers(encoder)
    none = Paraphrases(np.eye(WIDTH, dtype=np.float32))
    _say("as they are", {name: measured(lines, none) for name, lines in customers.items()})
    if chosen.hold_out:
        _say("customer left out", _left_out(customers))
        return
    taught = taught_on(list(customers.values()))
    _say("taught on all", {name: measured(lines, taught) for name, lines in customers.items()})
    scale, shift = brought_back(list(customers.values()), taught)
    body = {"map": taught.map.astype(np.float16), "key": np.array(encoder.key)}
    body |= {"scale": np.array(scale), "shift": np.array(shift)}
    (Path(__file__).parent / "weights" / PARAPHRASES_FILE).write_bytes(pack(body))


def read_customers(encoder: Encoder) -> dict[str, Lines]:
    """Return the lines of every customer of ours as the encoder reads them."""
    held, found = wiring.held_out(), {}
    for name, customer in wiring.library().customers.items():
        nodes = list(customer.nodes())
        sizes = np.array([len(lines) for _, lines in nodes])
        words = WordNearness([line for _, lines in nodes for line in lines])
        starts = sizes.cumsum() - sizes

        def line(node: str, text: str, words: WordNearness = words, starts: npt.NDArray[np.int64] = starts) -> object:
            fixed = repaired(text)
            return node, encoder.encode(fixed), np.maximum.reduceat(words.near(fixed), starts)

        spoken = [line(str(node), text) for node, lines in held[name].nodes.items() for text in lines]
        spoken += [line(OUTSIDE, text) for text in held[name].out_of_scope]
        asks = tuple(np.stack([encoder.encode(text) for text in lines]) for _, lines in nodes)
        found[name] = Lines(tuple(node for node, _ in nodes), asks, tuple(spoken))  # type: ignore[arg-type]
    return found


def taught_on(customers: Sequence[Lines]) -> Paraphrases:
    """Return the map that these customers' ask lines teach; the same lines give the same map."""
    turn, still = torch.eye(WIDTH, requires_grad=True), torch.eye(WIDTH)
    optimizer = torch.optim.Adam([turn], lr=STEP)
    sets = [_labelled(lines) for lines in customers]
    for _ in range(ROUNDS):
        for meanings, node, answered in sets:
            turned = torch.nn.functional.normalize(meanings @ turn, dim=1)
            near = (turned @ turned.T / TEMPERATURE).fill_diagonal_(-torch.inf)
            alike = node[:, None] == node[None, :]
            loss = torch.logsumexp(near, 1) - torch.logsumexp(near.masked_fill(~alike, -torch.inf), 1)
            optimizer.zero_grad()
            (loss[answered].mean() + HELD_NEAR * ((turn - still) ** 2).sum()).backward()
            optimizer.step()
    return Paraphrases(turn.detach().numpy())


def _labelled(lines: Lines) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return meanings, the place of each one's node, and which of them something answers."""
    node = np.repeat(np.arange(len(lines.nodes)), [len(asks) for asks in lines.asks])
    answered = np.array([name != OUTSIDE for name in lines.nodes])[node]
    return torch.from_numpy(np.concatenate(lines.asks)), torch.from_numpy(node), torch.from_numpy(answered)


def scores(lines: Lines, paraphrases: Paraphrases) -> Vector:
    """Return how near each held-out line is to each node, as matching.CustomerMatcher has it before scale and shift."""
    spoken = paraphrases.of(np.stack([meaning for _, meaning, _ in lines.held]))
    found = np.zeros((len(spoken), len(lines.nodes)), np.float32)
    for place, (node, asks) in enumerate(zip(lines.nodes, lines.asks, strict=True)):
        rows = paraphrases.of(asks)
        near = np.sort(spoken @ rows.T, axis=1)[:, -NEAREST:]
        total = rows.sum(0)
        centre = spoken @ total / np.linalg.norm(total) if node != OUTSIDE else near[:, -1]
        words = np.array([by_node[place] for _, _, by_node in lines.held])
        found[:, place] = CENTRE * centre + FIRST * near[:, -1] + THREE * near.mean(1) + WORDS * words
    return found


def measured(lines: Lines, paraphrases: Paraphrases) -> Measured:
    """Return how well the held-out lines of a customer are told apart, whatever the conversation."""
    found, outside = scores(lines, paraphrases), lines.nodes.index(OUTSIDE)
    real = np.array([node != OUTSIDE for node, _, _ in lines.held])
    against, found[:, outside] = found[:, outside].copy(), -np.inf
    nearest = np.array(lines.nodes)[found.argmax(1)]
    right = np.array([node == best for (node, _, _), best in zip(lines.held, nearest, strict=True)])
    lead = found.max(1) - _STRANGE * against
    apart = float((lead[real][:, None] > lead[~real][None, :]).mean())
    return Measured(float(right[real].mean()), int(real.sum()), apart)


def brought_back(customers: Sequence[Lines], taught: Paraphrases) -> tuple[float, float]:
    """Return the scale and shift by which both means of nearness are again what they are without a map."""
    none = Paraphrases(np.eye(WIDTH, dtype=np.float32))
    (own, strange), (own_now, strange_now) = _means(customers, none), _means(customers, taught)
    scale = (own - strange) / (own_now - strange_now)
    return scale, strange - scale * strange_now


def _means(customers: Sequence[Lines], paraphrases: Paraphrases) -> tuple[float, float]:
    """Return the mean nearness of real lines to their own node, and of strange ones to the nearest."""
    own, strange = [], []
    for lines in customers:
        found, outside = scores(lines, paraphrases), lines.nodes.index(OUTSIDE)
        for row, (node, _, _) in zip(found, lines.held, strict=True):
            if node == OUTSIDE:
                strange.append(float(np.delete(row, outside).max()))
            else:
                own.append(float(row[lines.nodes.index(node)]))
    return float(np.mean(own)), float(np.mean(strange))


def _left_out(customers: Mapping[str, Lines]) -> dict[str, Measured]:
    found: dict[str, Measured] = {}
    for group in (list(customers)[place::GROUPS] for place in range(GROUPS)):
        taught = taught_on([lines for name, lines in customers.items() if name not in group])
        found |= {name: measured(customers[name], taught) for name in group}
    return found


def _say(what: str, found: Mapping[str, Measured]) -> None:
    lines = sum(one.lines for one in found.values())
    right = sum(one.right * one.lines for one in found.values()) / lines
    apart = sum(one.apart for one in found.values()) / len(found)
    sys.stdout.write(f"{what}: right node {right:.4f} of {lines}, strange lines apart {apart:.4f}\n")


if __name__ == "__main__":
    main()
