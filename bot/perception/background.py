"""
Load the perception while the first menu is read.

A line that arrives earlier waits: no verdict depends on timing. NumPy and the runtime are imported in the thread only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dialogs.errors import ModelUnavailable
from dialogs.model import Listening, Percept

if TYPE_CHECKING:
    from bot.perception.perceive import CoachPerception
    from content.schema import Customer

Progress = Callable[[int, int], None]


def load_perception(
    customers: Mapping[str, Customer],
    *,
    cache_dir: Path,
    model_path: Path | None = None,
    progress: Progress | None = None,
) -> CoachPerception:
    """
    Load the encoder, the heads and every customer's ask lines.

    Raises:
        ModelUnavailable: the weights are missing or not the pinned ones.
    """
    from bot.perception.encoder import Encoder  # noqa: PLC0415  NumPy and the runtime take 0.2 s
    from bot.perception.files import find_files  # noqa: PLC0415
    from bot.perception.heads import LinearLineModel, load_heads  # noqa: PLC0415
    from bot.perception.matching import EncodedMeanings  # noqa: PLC0415
    from bot.perception.perceive import CoachPerception  # noqa: PLC0415
    from bot.perception.prepare import prepare  # noqa: PLC0415
    from bot.perception.store import EmbeddingStore  # noqa: PLC0415

    encoder = Encoder(prepare(find_files(model_path), cache_dir))
    meanings = EncodedMeanings(encoder, EmbeddingStore(encoder, cache_dir), progress)
    perception = CoachPerception(LinearLineModel(load_heads(), encoder), customers, meanings)
    perception.read_customers()
    return perception


def load_words_only(customers: Mapping[str, Customer]) -> CoachPerception:
    """
    Load what needs no language model: words and letters.

    Raises:
        ModelUnavailable: not even the shipped heads can be read; the installation is broken.
    """
    from bot.perception.heads import LinearLineModel, load_heads  # noqa: PLC0415  NumPy takes 0.1 s
    from bot.perception.perceive import CoachPerception  # noqa: PLC0415

    perception = CoachPerception(LinearLineModel(load_heads()), customers)
    perception.read_customers()
    return perception


class BackgroundPerception:
    """A perception (`dialogs.ports.Perception`) that loads in a daemon thread from the moment it is made."""

    def __init__(
        self,
        customers: Callable[[], Mapping[str, Customer]],
        *,
        cache_dir: Path,
        model_path: Path | None = None,
        progress: Progress | None = None,
    ) -> None:
        """
        Start loading.

        Args:
            customers: called in the thread, so that content may load there too.
        """
        self._customers = customers
        self._cache_dir, self._model_path, self._progress = cache_dir, model_path, progress
        self._loaded: CoachPerception | None = None
        self._notice: str | None = None
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._load, name="load-perception", daemon=True)
        self._thread.start()

    def perceive(self, text: str, listening: Listening) -> Percept:
        """
        Return the percept, once everything is loaded.

        Raises:
            ModelUnavailable: not even the shipped heads can be read.
        """
        return self.loaded().perceive(text, listening)

    def loaded(self) -> CoachPerception:
        """Wait for the loading and return what was loaded; what broke it is raised here, in the caller's thread."""
        self._thread.join()
        if self._loaded is None:
            raise ModelUnavailable("the perception could not be loaded") from self._failure
        return self._loaded

    @property
    def ready(self) -> bool:
        """True once nothing has to be waited for."""
        return not self._thread.is_alive()

    @property
    def notice(self) -> str | None:
        """One sentence for the person if the language model is missing; None while loading or if all is well."""
        return self._notice

    def _load(self) -> None:
        try:
            customers = self._customers()
            self._loaded = self._load_best(customers)
        except BaseException as error:  # noqa: BLE001  carried to the caller's thread: a thread's own traceback is lost
            self._failure = error

    def _load_best(self, customers: Mapping[str, Customer]) -> CoachPerception:
        try:
            return load_perception(
                customers, cache_dir=self._cache_dir, model_path=self._model_path, progress=self._progress
            )
        except ModelUnavailable as error:
            self._notice = f"I am reading by words alone and will be less sure, because {error}."
            return load_words_only(customers)
