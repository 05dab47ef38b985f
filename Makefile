# Belegt: everything one does with a checkout. `make` alone lists the targets.
#
# Variables:  PYTHON  the interpreter that .venv is made from (3.11 or newer)
#             VENV    where the environment lies
#             DATA    folder of public sets for `make bench` (XQuAD, NoMIRACL, quotations); without it only what the project holds
#             SCALE   SCALE=1 measures a million claims too in `make bench`: five minutes, 2 GB of memory, 3 GB of disk

PYTHON ?= python3
VENV   ?= .venv
UV     ?= uv
DATA   ?=
SCALE  ?=

BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
# Errors only: pip reports each package, and warns of each further package index that does not hold it.
PIP   := $(BIN)/python -m pip --disable-pip-version-check -qq
# Test files side by side; each process makes the sample index and the page for itself, so that more than four cost more.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install chat test test-all lint bench load pictures lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## make the environment; does nothing when nothing changed

# The stamp lies inside the environment, so that removing the environment removes the stamp.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Belegt needs Python 3.11 or newer; '$(PYTHON)' says: $$($(PYTHON) --version 2>&1)" >&2; \
	  echo "Name another one: make $(or $(MAKECMDGOALS),install) PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing into $(VENV) (the first time takes a few minutes) ..."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

chat: install ## build the index if there is none, then open the page
	@test -f index/belegt.db || $(BIN)/belegt build seeds --index index
	@$(BIN)/python app.py

test: install ## the tests, without the slow ones
	@$(PYTEST)

test-all: install ## every test, the slow ones too, one after the other: some measure, some drive two browsers
	@$(BIN)/python -m pytest -m ""

lint: install ## style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: install ## measure quality and speed (DATA=folder for the large sets, SCALE=1 for a million claims)
	@$(BIN)/python -m rag.evaluation.benchmark $(if $(DATA),--data "$(DATA)") \
	  $(if $(SCALE),--passages 1000 10000 100000)
	@$(BIN)/python -m rag.evaluation.build_speed $(if $(DATA),"$(DATA)" --data,seeds)
ifneq ($(SCALE),)
	@$(BIN)/python -m rag.evaluation.scale $(if $(DATA),--data "$(DATA)")
endif

load: install ## let 20 users ask the page at once while its index is built again and again
	@$(BIN)/python -m rag.evaluation.page_load

pictures: install ## take the README's pictures of the page (needs a Chromium)
	@$(BIN)/python -m tests.page.pictures

# The packages that only torch's CUDA build asks for are left out: which build is installed is the machine's choice.
lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: $(PYTHON) -m pip install uv" >&2; exit 1; }
	@{ echo "# Every package Belegt runs, tests and checks with, for Python 3.11 to 3.13. Made by: make lock"; \
	   echo "# No hashes: torch comes as a CPU or as a CUDA build of one version, whichever the package index offers, and"; \
	   echo "# their hashes differ. For the same reason the packages that only the CUDA build needs are not listed."; \
	   $(UV) pip compile --universal --python-version 3.11 --group dev --upgrade --no-sources --no-config -q \
	     --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml \
	   | grep -vE '^(nvidia|cuda|triton)'; } > requirements.lock.new
	@mv requirements.lock.new requirements.lock

clean: ## remove the environment, caches and builds; the index stays
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find rag tests -name __pycache__ -type d -prune -exec rm -rf {} +
