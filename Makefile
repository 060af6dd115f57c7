# The only interface to building, testing and measuring tradewind. `make` alone lists the verbs.
#
# Tests never see the checkout's `python/`: they run against the built wheel, installed into `.venv-dev`.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
CARGO ?= cargo
VENV := $(CURDIR)/.venv-dev
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
BENCH_VENV := $(CURDIR)/.venv-bench
RESULTS := $(CURDIR)/target/bench

# The extension's build configuration, fixed: cargo, clippy and maturin must agree on it, or each would rebuild PyO3.
export PYO3_PYTHON := $(BIN)/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

RUST_SOURCES := $(shell find src -name '*.rs') Cargo.toml Cargo.lock
PY_SOURCES := $(shell find python -name '*.py' -o -name '*.pyi' -o -name '*.sql' -o -name py.typed)
WHEEL_SOURCES := $(RUST_SOURCES) $(PY_SOURCES) pyproject.toml README.md LICENSE
RUST_TESTS := $(shell find tests/core tests/vectors benches -name '*.rs' -o -name '*.json' 2>/dev/null)

.PHONY: help
help:  ## list the verbs
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' Makefile | column -t -s '|'

# -- environments ------------------------------------------------------------------------------------------------------

$(STAMPS)/env: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tradewind needs Python >= 3.11; set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints.txt pip
	$(BIN)/python -m pip install -q -c constraints.txt --group dev
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/wheel: $(STAMPS)/env $(WHEEL_SOURCES)
	rm -rf dist
	$(BIN)/maturin build -q --locked --release --sdist --out dist
	touch $@

$(STAMPS)/installed: $(STAMPS)/wheel
	$(BIN)/python -m pip uninstall -q -y tradewind 2>/dev/null
	$(BIN)/python -m pip install -q -c constraints.txt dist/*.whl
	touch $@

.PHONY: wheel
wheel: $(STAMPS)/wheel  ## build sdist and wheel (the wheel from the sdist) into dist/
	@ls -l dist

.PHONY: constraints
constraints:  ## renew constraints.txt: the newest versions that pyproject.toml allows
	rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -U pip
	$(BIN)/python -m pip install -q --group dev
	$(BIN)/python -m pip install -q $$($(BIN)/python -c 'import tomllib; print(*(f"\"{d}\"" for d in tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]))' | tr -d '"')
	{ echo "# Versions that 'make test' uses. Renewed by 'make constraints'."; $(BIN)/python -m pip freeze -q --all --exclude setuptools --exclude tradewind; } > constraints.txt

# -- tests -------------------------------------------------------------------------------------------------------------

.PHONY: test
test:  ## everything: lint, types, test-rs, test-py
	@echo "== lint"; $(MAKE) --no-print-directory lint
	@echo "== types"; $(MAKE) --no-print-directory types
	@echo "== test-rs"; $(MAKE) --no-print-directory test-rs
	@echo "== test-py"; $(MAKE) --no-print-directory test-py

.PHONY: lint
lint: $(STAMPS)/env  ## rustfmt, clippy, ruff, layers of the Python package
	@if $(CARGO) fmt --version >/dev/null 2>&1; then set -x; $(CARGO) fmt --check; \
	else echo "lint: rustfmt is not installed here, formatting of Rust not checked (rustup component add rustfmt)"; fi
	@if $(CARGO) clippy --version >/dev/null 2>&1; then set -x; \
	$(CARGO) clippy -q --locked --all-targets -- -D warnings; \
	$(CARGO) clippy -q --locked --all-targets --features python -- -D warnings; \
	else echo "lint: clippy is not installed here, Rust not linted (rustup component add clippy)"; fi
	$(BIN)/ruff check -q
	$(BIN)/ruff format -q --check
	PYTHONPATH=python $(BIN)/lint-imports --no-logo

.PHONY: types
types: $(STAMPS)/installed  ## mypy --strict, the stub of the extension, the typing tests
	$(BIN)/mypy
	cd $$(mktemp -d) && $(BIN)/python -m mypy.stubtest tradewind._core --allowlist $(CURDIR)/tests/typing/stubtest.txt

.PHONY: test-rs
test-rs:  ## cargo tests of the core; they need no Python
	$(CARGO) test --locked

# From an empty folder, so that neither the checkout's package nor its state is found by chance.
.PHONY: test-py
test-py: $(STAMPS)/installed  ## pytest against the installed wheel (ARGS="-k name")
	cd $$(mktemp -d) && $(BIN)/python -P -m pytest -c $(CURDIR)/pyproject.toml --timeout=300 --durations=10 --durations-min=2 $(if $(ARGS),$(ARGS),$(CURDIR)/tests)

# -- longer runs ---------------------------------------------------------------------------------------------------------

.PHONY: fuzz
fuzz: $(STAMPS)/installed  ## the property tests, for long (CASES=20000)
	PROPTEST_CASES=$${CASES:-20000} $(CARGO) test --release --locked
	cd $$(mktemp -d) && HYPOTHESIS_PROFILE=fuzz $(BIN)/python -P -m pytest -c $(CURDIR)/pyproject.toml -m "hypothesis or property" $(CURDIR)/tests

CORPUS := $(CURDIR)/target/corpus

.PHONY: corpus
corpus: $(STAMPS)/installed  ## the scanner on real DAG files (downloaded, with Airflow as the oracle) in target/corpus
	mkdir -p $(CORPUS)/wheels
	test -x $(CORPUS)/airflow/bin/python || $(PYTHON) -m venv $(CORPUS)/airflow
	$(CORPUS)/airflow/bin/python -m pip install -q apache-airflow-core apache-airflow-task-sdk apache-airflow-providers-standard
	test -f $(CORPUS)/stamp || while read -r kind name; do \
	  $(PYTHON) -m pip download -q --no-deps -d $(CORPUS)/wheels $$kind $$name || echo "corpus: no $$name here"; \
	done < <(grep -v '^#' tests/scan/real/packages.txt)
	touch $(CORPUS)/stamp
	cd $$(mktemp -d) && $(BIN)/python -P $(CURDIR)/tests/scan/real/corpus.py $(CORPUS)/airflow/bin/python $(CORPUS)

.PHONY: soak
soak: $(STAMPS)/installed  ## one engine for half an hour: memory, descriptors and processes stay flat (SOAK_SECONDS=1800)
	cd $$(mktemp -d) && $(BIN)/python -P $(CURDIR)/benches/soak.py --seconds $${SOAK_SECONDS:-1800}

$(BENCH_VENV)/stamp: $(STAMPS)/wheel benches/compare/requirements.txt
	test -x $(BENCH_VENV)/bin/python || $(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install -q -U pip
	$(BENCH_VENV)/bin/python -m pip install -q -r benches/compare/requirements.txt
	$(BENCH_VENV)/bin/python -m pip install -q dist/*.whl
	$(BENCH_VENV)/bin/python -m pip install -q --force-reinstall --no-deps dist/*.whl
	touch $@

SMOKE := $(findstring --smoke,$(BENCH_ARGS))

.PHONY: bench
bench: $(STAMPS)/installed $(BENCH_VENV)/stamp  ## criterion, pytest-benchmark, peers side by side; fills the README's table (BENCH_ARGS=--smoke: only see that they run)
	mkdir -p $(RESULTS)
	$(CARGO) bench --locked --benches $(if $(SMOKE),-- --test)
	cd $$(mktemp -d) && $(BIN)/python -P -m pytest -c $(CURDIR)/pyproject.toml --benchmark-only $(if $(SMOKE),--benchmark-min-rounds=1 --benchmark-max-time=0.01) --benchmark-json=$(RESULTS)/pytest.json $(CURDIR)/benches/python
	cd $$(mktemp -d) && for script in graph startup engine gust scan pipeline; do $(BENCH_VENV)/bin/python $(CURDIR)/benches/compare/$$script.py --out $(RESULTS)/$$script.json $(BENCH_ARGS); done
	$(if $(SMOKE),cp README.md $(RESULTS)/README.md)
	$(BENCH_VENV)/bin/python benches/compare/table.py --results $(RESULTS) --readme $(if $(SMOKE),$(RESULTS)/)README.md

.PHONY: docs
docs: $(STAMPS)/installed  ## run every example of README, docs/ and docstrings; build the crate's documentation
	$(MAKE) --no-print-directory test-py ARGS=$(CURDIR)/tests/docs
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc -q --locked --no-deps --document-private-items --features python

.PHONY: clean
clean:  ## remove everything that make made
	rm -rf $(VENV) $(BENCH_VENV) dist target .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
