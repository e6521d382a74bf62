# make demo   installs into .venv and serves the sample data       make test    everything that must hold
# make lock   renews the lock files                                make clean   removes what was built
# make translations   collects and compiles the sentences          make bench   measures against other programs
# `make` alone prints this list. PORT=8000, VENV=.venv and PYTHON=python3.12 can be given.

SHELL := /bin/bash
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-header --upgrade pyproject.toml
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))
GATED := databank/access/*,flows/balance.py,flows/conservation.py
export CHROMIUM

.PHONY: help demo test check audit chromium lock translations bench clean

help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

demo: $(VENV)/.runtime
	@$(BIN)/sivuvirta demo --port $(PORT)

$(BIN)/python:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "$$python cannot make virtual environments: install its venv package (Debian: apt install python3-venv)."; exit 1; }; \
	  exec "$$python" -m venv $(VENV); \
	done; echo "No Python 3.11 or newer was found: install one, or name it, as in make demo PYTHON=/path/to/python3.12"; exit 1

# Hashed, from whatever index pip is set up for; the project itself is linked, not copied, so that an edit is seen at once.
$(VENV)/.runtime: requirements.lock pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Installing Sivuvirta into $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the test tools into $(VENV)"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: $(VENV)/.dev
	@found=$$($(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock 2>&1); status=$$?; \
	if [ $$status = 0 ]; then echo "pip-audit: no known vulnerability in requirements.lock"; \
	elif grep -q 'Found [0-9]* known vulnerabilit' <<<"$$found"; then echo "$$found"; exit 1; \
	else echo "pip-audit cannot reach the advisories from here: the dependencies were not audited."; fi

# Root on Debian (a build machine) installs what the browser tests need; anybody else is told that they are skipped.
chromium:
	@if [ -n "$(CHROMIUM)" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	  echo "No Chromium was found: the browser tests are skipped. Install it, or set CHROMIUM to one."; exit 0; fi; \
	echo "Installing Chromium"; \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } >/dev/null \
	  || { echo "Chromium could not be installed: the browser tests are skipped."; [ -z "$$CI" ]; }

test: check audit chromium
	@rm -f .coverage .coverage.*
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(TESTS)
	$(BIN)/coverage report --include=$(GATED) --fail-under=100

lock: $(VENV)/.dev
	$(LOCK) --extra postgresql --group build --output-file requirements.lock
	$(LOCK) --constraint requirements.lock --extra postgresql --group build --group dev --output-file requirements-dev.lock
	$(LOCK) --constraint requirements.lock --group bench --output-file requirements-bench.lock

translations: $(VENV)/.runtime
	$(BIN)/python tools/translations.py
	$(BIN)/python hatch_build.py

bench: $(VENV)/.runtime requirements-bench.lock
	@$(PIP) install --require-hashes --requirement requirements-bench.lock
	@for script in bench/*.py; do echo "$$script"; $(BIN)/python "$$script" || exit 1; done

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
