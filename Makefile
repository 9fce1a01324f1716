# Every target sets up what it needs in .venv: a machine with Python 3.11 or newer, pip, make and git will do.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test soak check bench docs clean

help: ## Show what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/runtime ## Lint the example archives, sources and all, and show what is found
	@echo '$$ archive-lint examples/blog     (its archive-lint.toml is what archive-lint init wrote)'
	@$(BIN)/archive-lint examples/blog || test $$? -eq 1
	@echo
	@echo '$$ archive-lint --online examples/archive     (its sources are served on this machine)'
	@$(BIN)/python examples/demo.py || test $$? -eq 1

test: .venv/development ## Run the tests
	$(BIN)/python -m pytest -q -n auto

soak: .venv/development ## Play what is random with many more rounds; ARCHIVE_LINT_SOAK=N plays N times as many
	ARCHIVE_LINT_SOAK=$${ARCHIVE_LINT_SOAK:-20} $(BIN)/python -m pytest -q -n auto -m soak

check: .venv/development ## All that CI runs: style, types, contracts, generated files, tests
	@echo '== style' && $(BIN)/ruff check .
	@echo '== format' && $(BIN)/ruff format --check .
	@echo '== types' && $(BIN)/mypy
	@echo '== import contracts' && $(BIN)/lint-imports
	@echo '== generated files' && $(BIN)/python -m docs.generate --check
	@echo '== tests; what is skipped is listed at the end' && $(BIN)/python -m pytest -q -n auto

bench: .venv/benchmark ## Time it against its peers, in turns in one run
	$(BIN)/python -m benchmarks

docs: .venv/development ## Write the generated pages again
	$(BIN)/python -m docs.generate

clean: ## Remove what the other targets made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check 'pip>=25.1'

.venv/runtime: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

.venv/development: pyproject.toml | .venv/runtime
	$(BIN)/python -m pip install -q --disable-pip-version-check -e . --group dev
	@# The examples of the CommonMark specification are a package of npm; without them the tests that play them skip.
	@command -v npm >/dev/null && npm install --silent --no-save --prefix .venv/npm commonmark-spec@0.31.2 >/dev/null \
		|| echo 'The CommonMark specification is not installed: its tests will skip.'
	@touch $@

.venv/benchmark: pyproject.toml | .venv/runtime
	$(BIN)/python -m pip install -q --disable-pip-version-check -e . --group bench
	@touch $@
