# Every target first sets up what it needs, in .venv, and then does its job.
# Python and make are enough. To use another Python: make test PYTHON=python3.13

PYTHON ?= python3
MINUTES ?= 1

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The oldest Python that will do, read from the one place that says so.
OLDEST = $(shell sed -n 's/^requires-python = ">=\(.*\)"/\1/p' pyproject.toml)
# Stamps. The first carries the name of the Python asked for, so asking for another one starts afresh.
MADE := $(VENV)/made-by-$(subst /,-,$(PYTHON))
PACKAGE := $(VENV)/has-package
DEV := $(VENV)/has-dev
BENCH := $(VENV)/has-bench

.PHONY: help demo test lint format check bench fuzz reference docs notebooks clean
# Two installs into one .venv must not meet.
.NOTPARALLEL:

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(PACKAGE)  ## differentiate a formula in full view, then fit the iris flowers
	$(BIN)/backsweep "(x + 2)**2" x=2
	$(BIN)/python examples/iris.py

test: $(DEV)  ## run the tests
	$(BIN)/python -m pytest

lint: $(DEV)  ## check format, style and types; change nothing
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: $(DEV)  ## put the code in its usual form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

check: lint test  ## both: what a change has to pass

bench: $(BENCH)  ## time backsweep against its peers; ONLY=kepler PEERS=jax,casadi picks, PAGE=1 writes the page
	$(BIN)/python benchmarks

fuzz: $(DEV)  ## look for trouble at random; MINUTES=1 says for how long
	$(BIN)/python tests/fuzz $(MINUTES)

reference: $(PACKAGE)  ## write the reference page from the table of primitives
	$(BIN)/python docs/make_reference.py

pictures: $(DEV)  ## draw the figures of docs/ from traces
	$(BIN)/python docs/make_pictures.py

docs: $(DEV)  ## build the site of docs/ into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

notebooks: $(DEV)  ## run the notebooks of examples/ and save their outputs
	$(BIN)/python examples/notebooks/run.py

clean:  ## remove .venv and everything else that was made here
	rm -rf $(VENV) build dist site tests/show/browser/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c '' 2>/dev/null || { \
	  echo 'No Python answers to the name $(PYTHON). Install Python $(OLDEST) or newer, or name yours: make PYTHON=...' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < tuple(map(int, "$(OLDEST)".split("."))))' || { \
	  echo "backsweep needs Python $(OLDEST) or newer, but $(PYTHON) is `$(PYTHON) --version 2>&1`. Name a newer one: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '$(PYTHON) cannot make a virtual environment. Install its venv module first; on Debian and Ubuntu: apt-get install $(notdir $(PYTHON))-venv' >&2; exit 1; }
	@echo 'Setting up $(VENV) with $(PYTHON); this happens once.'
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(PACKAGE): $(MADE) pyproject.toml
	@$(INSTALL) --editable .
	@touch $@

$(DEV): $(MADE) pyproject.toml
	@$(INSTALL) --editable '.[dev]'
	@touch $(PACKAGE) $@

$(BENCH): $(PACKAGE) benchmarks/requirements.txt
	@$(INSTALL) --editable '.[native,arrays]' --requirement benchmarks/requirements.txt
	@touch $@
