"""
Tune the judge's encoder on the lines: one run teaches every task at once. For training only (needs torch).

A run whose lines and settings have not changed is read back from the cache folder, so that `make train` resumes.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from bot.perception.corpus import OPENERS, Example, mistyped
from bot.perception.fitting import teaches
from bot.perception.graph import read_safetensors
from bot.perception.heads import EXCLUSIVE, TASKS, sigmoid, softmax
from bot.perception.network import Batch, Network
from bot.perception.pieces import Piece, Pieces
from dialogs.judging.segment import question_clauses

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes. Chosen on three authors left out (content/accuracy.md); the shares of a loss are guesses."""

    epochs: int = 5
    rows: int = 32  # lines in a batch
    rate: float = 1e-3  # of the adapters, at its highest; of the heads twice that
    smoothing: float = 0.05
    several: float = 0.35  # weight of a task in which several classes may hold, beside 1 for the question's type
    kind: float = 0.5
    meaning: float = 4.0  # weight of keeping to the whole model's meanings
    seed: int = 1


class Tuner:
    """Runs on one base model and one tokenizer. `meanings`: what the whole model makes of each text, (384,)."""

    def __init__(
        self, weights: Path, pieces: Pieces, meanings: Mapping[str, Array], settings: Settings, cache: Path
    ) -> None:
        """
        Args:
            weights: all-MiniLM-L6-v2 in safetensors.
            cache: folder in which finished runs are kept.
        """
        self._tensors = {name: torch.from_numpy(value.copy()) for name, value in read_safetensors(weights).items()}
        self._pieces = pieces
        self._meanings = meanings
        self._settings = settings
        self._cache = cache

    def tune(self, lines: Sequence[Example], say: Any) -> Network:
        """Return the network taught by *lines*, from the cache where the same run was made before."""
        kept = self._cache / f"tuned-{self._key(lines)}.pt"
        torch.manual_seed(self._settings.seed)
        network = Network(self._tensors)
        if kept.is_file():
            network.load_state_dict(torch.load(kept, weights_only=True), strict=False)
            return network
        self._run(network, lines, say)
        partial = kept.with_suffix(".partial")
        torch.save(_taught(network), partial)
        partial.replace(kept)
        return network

    def exact(self, network: Network) -> Network:
        """Return the same network on weights of full precision, as they ship; it only predicts."""
        found = Network(self._tensors, torch.float32)
        found.load_state_dict(_taught(network), strict=False)
        return found

    @torch.no_grad()
    def predict(self, network: Network, task: str, lines: Sequence[Example], *, exact: bool = False) -> Array:
        """Return raw probabilities, (n, classes); *exact* where the network is."""
        network.eval()
        found = []
        for start in range(0, len(lines), 64):
            with torch.autocast("cpu", torch.bfloat16, enabled=not exact):
                read = network(self._batch([self._read(line) for line in lines[start : start + 64]]))
            found.append(network.heads[task](read.reading).numpy())
        squash = softmax if task in EXCLUSIVE else sigmoid
        return np.asarray(squash(np.concatenate(found)))

    def _run(self, network: Network, lines: Sequence[Example], say: Any) -> None:
        settings, chance = self._settings, random.Random(self._settings.seed)  # noqa: S311  not for secrets
        taught = {name: value for name, value in network.named_parameters() if value.requires_grad}
        adapters = [value for name, value in taught.items() if not name.startswith("heads")]
        groups = [
            {"params": adapters, "lr": settings.rate},
            {"params": list(network.heads.parameters()), "lr": 2 * settings.rate},
        ]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        steps = settings.epochs * math.ceil(len(lines) / settings.rows)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)
        )
        for epoch in range(settings.epochs):
            network.train()
            losses = []
            for part in _batches(lines, settings.rows, chance):
                loss = self._loss(network, part, chance)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(list(taught.values()), 1.0)
                optimiser.step()
                schedule.step()
                losses.append(loss.item())
            say(f"  epoch {epoch + 1} of {settings.epochs}: loss {np.mean(losses):.3f}")

    def _loss(self, network: Network, lines: Sequence[Example], chance: random.Random) -> Tensor:
        settings = self._settings
        clean = [self._read(line) for line in lines]
        typed = [self._read(line, as_typed(line, chance)) for line in lines]
        batch = self._batch(typed)
        with torch.autocast("cpu", torch.bfloat16):
            read = network(batch)
        reading = functional.dropout(read.reading, 0.1)
        total = self._meaning_loss(network, read.apart, batch, clean) * settings.meaning
        for task in TASKS:
            own = [place for place, line in enumerate(lines) if teaches(task, line)]
            if own:
                scores = network.heads[task](reading[own])
                total = total + self._task_loss(task, scores, [lines[place] for place in own]) / len(lines)
        return total

    def _task_loss(self, task: str, scores: Tensor, lines: Sequence[Example]) -> Tensor:
        settings, weight = self._settings, torch.tensor([line.weight for line in lines])
        if task in EXCLUSIVE:
            wanted = torch.tensor([line.target if task == "question" else line.kind for line in lines])
            losses = functional.cross_entropy(scores, wanted, reduction="none", label_smoothing=settings.smoothing)
            return (losses * weight).sum() * (1.0 if task == "question" else settings.kind)
        wanted = torch.tensor([line.moves if task == "moves" else line.statements for line in lines]).float()
        losses = functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none").sum(1)
        return (losses * weight).sum() * settings.several

    def _meaning_loss(self, network: Network, apart: Tensor, batch: Batch, clean: Sequence[Sequence[Piece]]) -> Tensor:
        """Return how far the meaning of each line and of the last sentence is from what the whole model makes of it."""
        total = torch.zeros(())
        for number in (1, 2):
            rows = [place for place, pieces in enumerate(clean) if len(pieces) >= number]
            if not rows:
                continue
            texts = [clean[place][number - 1].text for place in rows]
            wanted = torch.from_numpy(np.stack([self._meanings[text] for text in texts]))
            found = network.meanings(apart[rows], Batch(*(part[rows] for part in batch)), number)
            total = total + (1 - (found * wanted).sum(1)).sum() / len(clean)
        return total / 2

    def _batch(self, rows: Sequence[Sequence[Piece]]) -> Batch:
        length = max(sum(len(piece.ids) for piece in pieces) for pieces in rows)
        length = -(-length // 16) * 16  # few shapes: each new one is compiled
        whole = np.zeros((4, len(rows), length), np.int64)
        for row, pieces in enumerate(rows):
            at = 0
            for number, piece in enumerate(pieces, start=1):
                size = len(piece.ids)
                here = slice(at, at + size)
                whole[:, row, here] = piece.ids, range(size), [number] * size, [piece.role] * size
                at += size
        return Batch(*(torch.from_numpy(part) for part in whole))

    def _read(self, line: Example, text: str | None = None) -> tuple[Piece, ...]:
        return self._pieces.of(line.text if text is None else text, line.told, line.worry)

    def _key(self, lines: Sequence[Example]) -> str:
        body = json.dumps([asdict(self._settings), [asdict(line) for line in lines]], sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()[:20]


def as_typed(line: Example, chance: random.Random) -> str:
    """Return the line as another person might have typed it; the same meaning and label."""
    text = line.text
    if line.target >= 0 and chance.random() < 0.15:
        clauses = question_clauses(text)
        if clauses:  # the judge also reads the last question by itself
            text = text[slice(*clauses[-1])]
    if chance.random() < 0.4:
        text = text.lower()
    if chance.random() < 0.3:
        text = text.rstrip("?!. ") or text
    if chance.random() < 0.15:
        text = chance.choice(OPENERS) + text
    for _ in range(chance.choice((0, 0, 1, 3))):
        text = mistyped(text, chance)
    return text


def _taught(network: Network) -> dict[str, Tensor]:
    return {name: value.detach() for name, value in network.named_parameters() if value.requires_grad}


def _batches(lines: Sequence[Example], rows: int, chance: random.Random) -> list[Sequence[Example]]:
    """Return batches of lines about as long as one another, in any order."""
    order = sorted(lines, key=lambda line: len(line.text) + len(" ".join(line.told)) + 60 * chance.random())
    parts: list[Sequence[Example]] = [order[start : start + rows] for start in range(0, len(order), rows)]
    chance.shuffle(parts)
    return parts
