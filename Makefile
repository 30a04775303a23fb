# Two commands do all set-up by themselves: `make demo` and `make test`.
#
#   make demo [TALK=en|zh] [SPEED=1]   the whole product on a bundled recording
#   make test                          lint, types and every test
#   make bench                         every benchmark; make bench-NAME runs one
#   make campaign                      every fault of the campaign, and its record
#   make setup                         only the set-up

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TALK ?= en
SPEED ?= 1
# Tests in which real clocks, radios and recognisers run keep the machine to themselves.
IN_REAL_TIME := $(addprefix tests/,cli desk director flash live show stage virtual)
BENCHES := $(sort $(filter-out output __init__,$(basename $(notdir $(wildcard tools/bench/*.py)))) \
  $(notdir $(patsubst %/__main__.py,%,$(wildcard tools/bench/*/__main__.py))))

.PHONY: setup demo test lint bench campaign clean $(addprefix bench-,$(BENCHES))

setup: $(VENV)/ready

$(VENV)/ready: pyproject.toml tools/setup/system.sh
	sh tools/setup/system.sh
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Souffleur needs Python 3.11 or newer: call make with PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,device]'
	touch $@

demo: setup
	$(BIN)/souffleur demo $(TALK) --speed $(SPEED) --report build/demo/$(TALK)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tools.typecheck

test: lint
	sh tools/setup/system.sh tests
	$(BIN)/python -m pytest -n auto $(addprefix --ignore=,$(IN_REAL_TIME))
	$(BIN)/python -m pytest $(IN_REAL_TIME)

bench: $(addprefix bench-,$(BENCHES))

$(addprefix bench-,$(BENCHES)): bench-%: setup
	$(BIN)/python -m tools.bench.$*

campaign: setup
	$(BIN)/python -m tools.campaign

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache
