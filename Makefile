# `make run` opens the demo, `make test` runs everything. Both set up what is missing first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
# Either will do. The first, which is installed where there is none, takes two thirds of the time.
CHROMIUMS := /usr/bin/chromium-headless-shell /usr/bin/chromium
CHROMIUM := $(firstword $(wildcard $(CHROMIUMS)) $(CHROMIUMS))

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet --require-hashes
NPM := npm --prefix webclient
PACKAGES := presence queueing routing chatd
SOURCES := $(PACKAGES) tests $(wildcard bench)
# Everything runs two at a time: much of it waits.
UNIT := not browser and not faults

# Each part leaves a mark inside what it made: delete the thing, and it is made again.
RUNTIME := .venv/.installed
DEV := .venv/.installed-dev
MODULES := webclient/node_modules/.installed
STATIC := chatd/static/.built

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: setup
setup: $(RUNTIME) $(STATIC) ## .venv with chatd in it, and the web client

.PHONY: run
run: setup ## the server with demo data at http://127.0.0.1:$PORT/ (PORT=8000)
	@exec $(BIN)/chatd serve --demo --port $(PORT)

.PHONY: test
test: setup $(DEV) $(CHROMIUM) static vitest ## everything: style, types, imports, unit, browser, faults
	$(BIN)/pytest -n 2 -m "$(UNIT)"
	$(BIN)/pytest -n 2 -m browser
	$(BIN)/pytest -n 2 -m "faults and not browser"

.PHONY: check
check: setup $(DEV) static vitest ## what a change must pass before it lands, in a minute
	$(BIN)/pytest -q -n 2 -m "$(UNIT) and not slow"

.PHONY: static
static: $(DEV) $(MODULES)
	$(BIN)/ruff format --quiet --diff .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary $(SOURCES)
	$(BIN)/lint-imports --no-logo
	$(NPM) run --silent lint
	$(NPM) run --silent typecheck

.PHONY: vitest
vitest: $(MODULES)
	$(NPM) run --silent test

.PHONY: bench
bench: setup $(DEV) ## the load generators; they write bench/RESULTS.md
	$(BIN)/python -m bench

.PHONY: simulate-desk
simulate-desk: $(DEV) ## a million random steps of the desk against its oracle (SEED=, STEPS=)
	$(BIN)/python -m tests.randomized --steps $(or $(STEPS),1000000) $(if $(SEED),--seed $(SEED))

.PHONY: faults
faults: setup $(DEV) ## every fault and attack in full (an hour); the figures into docs/operations.md
	FAULTS_FULL=1 FAULTS_WRITE=1 FAULTS_KILLS=$(or $(KILLS),500) $(BIN)/pytest tests/faults

.PHONY: fuzz
fuzz: $(DEV) ## a million frames nobody should send, to a whole server (SEED=, FRAMES=)
	$(BIN)/python -m tests.fuzz --frames $(or $(FRAMES),1000000) $(if $(SEED),--seed $(SEED))

.PHONY: simulate
simulate: $(DEV) ## 100,000 runs of the whole server under faults, in simulated time (SEED=, SEEDS=)
	$(BIN)/python -m tests.simulation --seeds $(or $(SEEDS),100000) $(if $(SEED),--seed $(SEED))

.PHONY: mutations
mutations: $(DEV) ## breaks the desk on purpose, one rule at a time: the random runs must notice
	$(BIN)/python -m tests.mutations

.PHONY: screenshots
screenshots: setup $(DEV) $(CHROMIUM) ## the pictures of docs/images/, taken anew
	$(BIN)/python -m tests.browser.screenshots

.PHONY: fmt
fmt: $(DEV) $(MODULES) ## formats and sorts, Python and TypeScript
	$(BIN)/ruff check --quiet --fix-only .
	$(BIN)/ruff format --quiet .
	$(NPM) run --silent format

.PHONY: lock
lock: $(DEV) ## resolves the dependencies anew, within what pyproject.toml and package.json allow
	$(BIN)/uv pip compile $(UV_FLAGS) --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(UV_FLAGS) --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	$(NPM) install --package-lock-only

# Hashes only: whoever installs chooses the index.
UV_FLAGS := --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-annotate \
  --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## everything made here, except data/
	rm -rf .venv chatd/static webclient/node_modules build dist *.egg-info
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the above stands on ---

define need_python
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
  echo 'chatd needs Python 3.11 or newer. If it is not python3: make PYTHON=/path/to/python3.12'; \
  exit 1; } >&2
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
  echo '$(PYTHON) cannot make virtual environments. On Debian: apt-get install python3-venv'; \
  exit 1; } >&2
endef

NODE_IS_NEW := const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (a == 20 && b >= 19) ? 0 : 1)
define need_node
@node -e '$(NODE_IS_NEW)' 2>/dev/null && npm --version >/dev/null 2>&1 || { \
  echo 'chatd needs Node 20.19 or newer, with npm, to build its web client.'; exit 1; } >&2
endef

$(RUNTIME): requirements.lock pyproject.toml
	$(need_python)
	@echo 'Python: installing from requirements.lock'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) -r requirements.lock
	@$(PIP:--require-hashes=) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo 'Python: installing from requirements-dev.lock'
	@$(PIP) -r requirements-dev.lock
	@touch $@

$(MODULES): webclient/package-lock.json webclient/package.json
	$(need_node)
	@echo 'Web client: installing from package-lock.json'
	@$(NPM) ci --loglevel=error --no-audit --no-fund
	@touch $@

$(STATIC): $(MODULES) $(shell find webclient -path webclient/node_modules -prune -o -type f -print)
	@echo 'Web client: building into chatd/static'
	@$(NPM) run --silent build
	@touch $@

$(CHROMIUM):
	@test "$$(id -u)" = 0 || { \
	  echo 'The browser tests need $(CHROMIUM). As root: apt-get install $(@F)'; exit 1; } >&2
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(@F)
