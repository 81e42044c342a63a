"""
Open the perception, at once or in the background while the first menu is read.

A line that arrives earlier waits: no verdict depends on timing. Importing this module imports no NumPy.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.entry import LOADING
from dialogs.errors import CoachError, ModelUnavailable
from dialogs.model import Listening, Percept

if TYPE_CHECKING:
    from bot.perception.understanding import CoachPerception
    from content.library import Library

__all__ = ["BackgroundPerception", "CoachPerception", "open_perception"]

Progress = Callable[[int, int], None]


def open_perception(
    library: Library | None, *, cache_path: Path, model_path: Path | None = None, progress: Progress | None = None
) -> CoachPerception:
    """
    Load the encoder, the heads and every customer's ask lines; words alone, with a `notice`, where weights are missing.

    Args:
        library: where the customers stand; None opens the judge alone.
        progress: called with (done, in all) for each ask line that had to be encoded: some seconds, once.
    Raises:
        ModelUnavailable: not even the shipped heads can be read; the installation is broken.
    """
    from bot.perception.encoder import Encoder  # NumPy and the runtime take 0.2 s
    from bot.perception.files import find_files
    from bot.perception.heads import LinearLineModel, load_heads
    from bot.perception.matching import EncodedMeanings
    from bot.perception.prepare import prepare
    from bot.perception.store import EmbeddingStore
    from bot.perception.understanding import CoachPerception

    heads, customers, store = load_heads(), library.customers if library is not None else {}, None
    try:
        encoder = Encoder(prepare(find_files(model_path), cache_path))
        model = LinearLineModel(heads, encoder)
    except ModelUnavailable as error:
        notice = f"I read by words alone for now and am less sure: {error}."
        perception = CoachPerception(LinearLineModel(heads), customers, notice=notice)
    else:
        store = EmbeddingStore(encoder, cache_path)
        meanings = EncodedMeanings(encoder, store, progress)
        perception = CoachPerception(model, customers, meanings)
    perception.read_customers()
    if store is not None:
        store.let_go()  # every customer has been read
    return perception


class BackgroundPerception:
    """A perception (`dialogs.ports.Perception`) that loads in a daemon thread once it is started."""

    def __init__(self, load: Callable[[], CoachPerception]) -> None:
        """Take what loads the perception, such as `open_perception` with its arguments; nothing runs yet."""
        self._load = load
        self._loaded: CoachPerception | None = None
        self._failure: Exception | None = None
        self._started = threading.Lock()
        self._done = threading.Event()

    def start(self) -> None:
        """Begin to load; a second call does nothing."""
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._run, name=LOADING, daemon=True).start()

    def perceive(self, text: str, listening: Listening) -> Percept:
        """
        Return the percept, once everything is loaded.

        Raises:
            ModelUnavailable: not even the shipped heads can be read.
        """
        return self.loaded().perceive(text, listening)

    def loaded(self) -> CoachPerception:
        """Start if nobody did, wait, and return what was loaded; what broke the loading is raised here."""
        self.start()
        self._done.wait()
        if self._failure is not None:
            raise self._failure
        if self._loaded is None:
            raise ModelUnavailable("the perception could not be loaded")
        return self._loaded

    @property
    def ready(self) -> bool:
        """True once nothing has to be waited for."""
        return self._done.is_set()

    @property
    def notice(self) -> str | None:
        """One sentence for the person if the language model is missing; None while loading or if all is well."""
        return self._loaded.notice if self._loaded is not None else None

    def _run(self) -> None:
        try:
            self._loaded = self._load()
        except (CoachError, OSError, ValueError, LookupError, ImportError, RuntimeError) as error:
            self._failure = error  # raised again where somebody waits: nobody sees a thread's own
        finally:
            self._done.set()
