# Every target sets up what it needs in .venv: a machine with Python 3.11 or newer, pip, make and git will do.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

# Tests are compiled once, whatever is set here: else each process of theirs compiles all of them, in every run.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test soak check bench docs site clean

help: ## Show what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/runtime ## Lint the example archives, sources and all, and show what is found
	@echo '$$ archive-lint examples/blog     (its archive-lint.toml is what archive-lint init wrote)'
	@$(BIN)/archive-lint examples/blog || test $$? -eq 1
	@echo
	@echo '$$ archive-lint --online examples/archive     (its sources are served on this machine)'
	@$(BIN)/python examples/demo.py || test $$? -eq 1
	@echo
	@echo 'Next:'
	@echo '  $(BIN)/archive-lint --diff examples/archive                     what --fix would change, and nothing is written'
	@echo '  $(BIN)/archive-lint -o html:report.html -e -q examples/archive  a report for the browser'
	@echo '  $(BIN)/archive-lint rule L001                                   what a rule means and why'

test: .venv/development ## Run the tests
	$(BIN)/python -m pytest -q -n auto

soak: .venv/development ## Play what is random with many more rounds; ARCHIVE_LINT_SOAK=N plays N times as many
	ARCHIVE_LINT_SOAK=$${ARCHIVE_LINT_SOAK:-20} $(BIN)/python -m pytest -q -n auto -m soak

check: .venv/development .venv/docs ## All that CI runs: style, types, contracts, generated files, the site, tests
	@echo '== style' && $(BIN)/ruff check .
	@echo '== format' && $(BIN)/ruff format --check .
	@echo '== types' && $(BIN)/mypy
	@echo '== import contracts' && $(BIN)/lint-imports
	@echo '== generated files' && $(BIN)/python -m docs.generate --check
	@echo '== site' && $(BIN)/zensical build --strict
	@echo '== tests; what is skipped is listed at the end' && $(BIN)/python -m pytest -q -n auto

bench: .venv/benchmark ## Time it against its peers, in turns in one run
	$(BIN)/python -m benchmarks

docs: .venv/development ## Write the generated pages again
	$(BIN)/python -m docs.generate

site: .venv/docs ## Build the documentation as a site, in site/
	$(BIN)/zensical build --strict

clean: ## Remove what the other targets made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .cache site

.venv/bin/python:
	@echo 'Setting up .venv, once …'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check 'pip>=25.1'

.venv/runtime: pyproject.toml | .venv/bin/python
	@echo 'Setting up .venv: archive-lint and what it imports (about 10 seconds) …'
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

.venv/development: pyproject.toml | .venv/runtime
	@echo 'Setting up .venv: what the tests need (about half a minute) …'
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e . --group dev
	@# The examples of the CommonMark specification are a package of npm; without them the tests that play them skip.
	@command -v npm >/dev/null && npm install --silent --no-save --prefix .venv/npm commonmark-spec@0.31.2 >/dev/null \
		|| echo 'The CommonMark specification is not installed: its tests will skip.'
	@touch $@

.venv/docs: pyproject.toml | .venv/runtime
	@echo 'Setting up .venv: what builds the site (about 10 seconds) …'
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e . --group docs
	@touch $@

.venv/benchmark: pyproject.toml | .venv/runtime
	@echo 'Setting up .venv: what the benchmarks compare with (about a minute) …'
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e . --group bench
	@touch $@
