# Two commands: `make chat` and `make test`. Each sets up what is missing first; the second time it starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help chat setup test checks tests soak bench train lock clean

help:
	@echo "make chat    set up, then talk to the coach in this terminal"
	@echo "make setup   set up only"
	@echo "make test    set up, then run all checks and tests but the long ones (five and a half minutes on two cores, set-up and all)"
	@echo "make soak    the long tests (an hour on two cores): bots in hundreds of sessions, kill -9 by the hundred, all channels on PostgreSQL"
	@echo "make bench   measure start, turn, growth and memory; prints ratios"
	@echo "make train   rebuild the judge's model from the lines in content/judge (an hour; resumes)"
	@echo "make lock    resolve the lock files anew (needs uv)"
	@echo "make clean   take the environment away"

chat: setup
	@$(BIN)/coach chat

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock requirements-model.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "The coach needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up in $(VENV); this takes a minute or two, once." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --require-hashes --no-deps -r requirements-model.lock || \
	  echo "The language model could not be installed; the coach works on words alone. Try again: make setup" >&2
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot dialogs content storage
	@$(BIN)/coach model prepare
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.ready-train: $(VENV)/.ready-dev requirements-train.lock
	@$(PIP) install --require-hashes -r requirements-train.lock
	@touch $@

test: $(VENV)/.ready-dev
	@$(MAKE) --no-print-directory --jobs 2 checks tests

checks:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/coach content lint
	$(BIN)/coach flows check

tests:
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -m "not soak" -n 3 --dist loadgroup

soak: $(VENV)/.ready-dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -m soak -n 3 --dist loadgroup
	COACH_TEST_DATABASE=postgres $(BIN)/python -m pytest tests/channels -m "not soak" -n 3 --dist loadgroup

bench: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.bench

train: $(VENV)/.ready-train
	$(BIN)/python -m bot.perception.training --cache $(VENV)/model

UV := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
lock:
	$(UV) pyproject.toml --group build -o requirements.lock
	$(UV) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	$(UV) pyproject.toml --group build --group dev --group train -c requirements-dev.lock -o requirements-train.lock
	$(UV) --no-deps --group pyproject.toml:model -o requirements-model.lock

clean:
	rm -rf $(VENV)
