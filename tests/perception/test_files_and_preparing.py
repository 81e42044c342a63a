"""The weights are found, proven to be the pinned ones, and prepared once."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from bot.perception.encoder import Encoder, open_session
from bot.perception.files import PACKAGE, WEIGHTS_BYTES, ModelFiles, check_files, find_files
from bot.perception.graph import read_safetensors
from bot.perception.prepare import PreparedModel, adapter_body, is_whole, prepare, prepare_whole, read_arrays
from dialogs.errors import ModelUnavailable
from tests.perception.reference import embedding

LINES = (
    "so what happens on the line when one of those gets typed wrong?",
    "who signs it off",
    "We've been at this for years, and if I may, I'd be curious how your planners feel about the whole re-keying.",
    "ok",
)


def test_a_folder_without_the_weights_is_refused_and_the_message_says_how_to_fix_it(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"missing.*requirements-model\.lock.*COACH_MODEL_PATH"):
        find_files(tmp_path)


def test_a_file_of_another_size_is_refused_without_reading_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"short")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")

    with pytest.raises(ModelUnavailable, match="has 5 bytes where 90868376 are expected"):
        find_files(tmp_path)


def test_weights_with_one_changed_byte_are_refused(files: ModelFiles, tmp_path: Path) -> None:
    body = bytearray(files.weights.read_bytes())
    body[-1] ^= 1
    (tmp_path / "model.safetensors").write_bytes(body)
    (tmp_path / "tokenizer.json").write_bytes(files.tokenizer.read_bytes())
    changed = find_files(tmp_path)

    with pytest.raises(ModelUnavailable, match="SHA-256"):
        check_files(changed)
    with pytest.raises(ModelUnavailable, match="SHA-256"):
        prepare(changed, tmp_path / "cache")
    assert len(body) == WEIGHTS_BYTES
    assert not (tmp_path / "cache").exists()


def test_finding_the_weights_runs_no_code_of_their_package(files: ModelFiles) -> None:
    code = (
        f"import sys; from bot.perception.files import find_files; find_files(); sys.exit({PACKAGE!r} in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_running_the_perception_imports_neither_training_libraries_nor_onnx(
    prepared: PreparedModel, cache_dir: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from types import SimpleNamespace as Shelf; "
        "from bot.perception.perceive import open_perception; "
        f"open_perception(Shelf(customers={{}}), cache_path=Path({str(cache_dir)!r})); "
        "sys.exit(bool({'sklearn', 'scipy', 'onnx', 'torch'} & set(sys.modules)))"
    )

    assert is_whole(prepared)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_perception_can_be_started_without_importing_numpy_first() -> None:
    code = "import sys; import bot.perception.perceive; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.soak
def test_the_whole_fp32_graph_is_minilm_and_the_int8_graph_stays_near_it(files: ModelFiles, tmp_path: Path) -> None:
    exact, small = (open_session(prepare_whole(files, tmp_path, int8=int8).graphs[0]) for int8 in (False, True))
    tensors = read_safetensors(files.weights)
    tokenizer = Tokenizer.from_file(str(files.tokenizer))
    tokenizer.no_padding()

    for line in LINES:
        ids = tokenizer.encode(line).ids
        wanted = embedding(tensors, ids)
        for session, least in ((exact, 0.999), (small, 0.97)):
            found = session.run(["embedding"], {"ids": np.array([ids], np.int64)})[0]
            assert float(found @ wanted) >= least


def test_the_int8_reader_stays_near_the_fp32_reader(files: ModelFiles, encoder: Encoder, tmp_path: Path) -> None:
    exact = Encoder(prepare(files, tmp_path, int8=False))

    for line in LINES:
        one, other = exact.read(line, LINES[:2]), encoder.read(line, LINES[:2])
        assert float(exact.encode(line) @ encoder.encode(line)) >= 0.97
        assert float(one @ other) / np.linalg.norm(one) / np.linalg.norm(other) >= 0.97


def test_another_adapter_is_another_graph_with_a_key_of_its_own(files: ModelFiles, tmp_path: Path) -> None:
    arrays = read_arrays(adapter_body())
    changed = io.BytesIO()
    np.savez(changed, **arrays | {"roles": arrays["roles"] + 1})
    one, other = prepare(files, tmp_path), prepare(files, tmp_path, adapter=changed.getvalue())

    assert one.key != other.key
    assert not np.array_equal(Encoder(one).read(LINES[0]), Encoder(other).read(LINES[0]))


def test_a_damaged_adapter_is_a_clear_error(files: ModelFiles, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="install the coach again"):
        prepare(files, tmp_path, adapter=adapter_body()[:1000])


def test_preparing_again_writes_nothing(files: ModelFiles, prepared: PreparedModel, cache_dir: Path) -> None:
    before = [graph.stat().st_mtime_ns for graph in prepared.graphs]

    again = prepare(files, cache_dir)

    assert again == prepared
    assert [graph.stat().st_mtime_ns for graph in again.graphs] == before


@pytest.mark.parametrize("name", ["apart.onnx", pytest.param("together.bin", marks=pytest.mark.soak)])
def test_a_prepared_file_that_was_cut_short_is_built_again(files: ModelFiles, tmp_path: Path, name: str) -> None:
    prepared = prepare(files, tmp_path)
    file = next(path for path in prepared.files if path.name == name)
    whole = file.read_bytes()
    file.write_bytes(whole[:1000])

    assert not is_whole(prepared)
    with pytest.raises(ModelUnavailable, match="damaged"):
        Encoder(prepared)
    assert prepare(files, tmp_path) == prepared
    assert file.read_bytes() == whole


def test_two_processes_prepare_at_once_and_both_get_the_whole_model(files: ModelFiles, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.perception.files import find_files; "
        "from bot.perception.prepare import is_whole, prepare; "
        f"sys.exit(not is_whole(prepare(find_files(), Path({str(tmp_path)!r}))))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]

    assert [process.wait(timeout=120) for process in running] == [0, 0]
    assert sorted(path.name for path in next(tmp_path.iterdir()).iterdir()) == [
        "apart.bin",
        "apart.onnx",
        "manifest.json",
        "together.bin",
        "together.onnx",
        "tokenizer.json",
    ]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written_is_a_clear_error(files: ModelFiles, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(ModelUnavailable, match="cannot write the prepared model"):
        prepare(files, tmp_path / "cache")


def test_a_cache_path_that_is_a_file_is_a_clear_error(files: ModelFiles, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")

    with pytest.raises(ModelUnavailable, match="cannot write the prepared model"):
        prepare(files, tmp_path / "cache")


def test_read_tensors_have_the_shapes_of_the_model(files: ModelFiles) -> None:
    tensors = read_safetensors(files.weights)

    assert tensors["embeddings.word_embeddings.weight"].shape == (30522, 384)
    assert tensors["encoder.layer.5.output.dense.weight"].dtype == np.float32
