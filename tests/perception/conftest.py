"""The prepared encoder, made once for all tests here, from the installed weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.perception.encoder import Encoder
from bot.perception.files import ModelFiles, find_files
from bot.perception.heads import Heads, LinearLineModel, load_heads
from bot.perception.prepare import PreparedModel, prepare
from dialogs.errors import ModelUnavailable


@pytest.fixture(scope="session")
def files() -> ModelFiles:
    try:
        return find_files()
    except ModelUnavailable as error:
        pytest.skip(f"needs the weights: {error}")


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model-cache")


@pytest.fixture(scope="session")
def prepared(files: ModelFiles, cache_dir: Path) -> PreparedModel:
    return prepare(files, cache_dir)


@pytest.fixture(scope="session")
def encoder(prepared: PreparedModel) -> Encoder:
    return Encoder(prepared)


@pytest.fixture(scope="session")
def heads() -> Heads:
    return load_heads()


@pytest.fixture(scope="session")
def model(heads: Heads, encoder: Encoder) -> LinearLineModel:
    return LinearLineModel(heads, encoder)
