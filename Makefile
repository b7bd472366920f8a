# Needs Python 3.11 or later and make; everything else goes into .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check bench docs format clean

run: $(READY)
	$(BIN)/extractor ingest corpus --metadata corpus/metadata.csv --db claims.db
	$(BIN)/extractor show --db claims.db
	$(BIN)/extractor evaluate gold --articles corpus --metadata corpus/metadata.csv

test: check
	$(BIN)/pytest

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/docs.py --check

bench: $(READY)
	$(BIN)/python benchmarks/compare.py

# Brings the generated parts of README.md and others, and gold/scores.json, up to date.
docs: $(READY)
	$(BIN)/python scripts/docs.py

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) claims.db claims.db-* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# Old pip versions fail to resolve some packages, hence the upgrade first. No build isolation: hatchling is pinned, too.
$(READY): pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
