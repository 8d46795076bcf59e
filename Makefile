PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(VENV)/.ready ## the virtual environment with the pinned packages

demo: setup ## the whole product in the browser, without a Telegram account
	$(BIN)/nep demo

test: setup ## the whole test suite
	$(BIN)/pytest

soak: setup ## long days of faults, kills and pauses, with their figures
	$(BIN)/pytest -n0 -q -s tests/faults/soak.py

bench: setup ## what it can carry, against plain bots: docs/performance.md
	$(BIN)/python -m tests.benchmarks $(ARGS)

lint: setup ## style, types and the arrows between the rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pins: ## write requirements.txt anew from pyproject.toml (wants uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --all-extras \
	  --no-emit-index-url --no-annotate --no-header --upgrade pyproject.toml -o requirements.txt

clean: ## remove what these commands made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov

.PHONY: help setup demo test soak bench lint pins clean
