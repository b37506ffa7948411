# make         build the environment in .venv and run the pipeline for every study
# make help    what else there is
#
# All paths are relative and programs are called as modules (python -m ...), because a path with a
# space can stand neither in a target nor in the first line of a script.

.DEFAULT_GOAL := all
.PHONY: all environment development test test-all bench lint docs lock clean help

SHELL := /bin/sh
PYTHON :=
CORES :=
UV := uv
export PYTHONNOUSERSITE := 1
export PYTHONUTF8 := 1
unexport PYTHONPATH PYTHONHOME

run = .venv/bin/python -m
side_by_side = $(run) pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder
pythons = $(if $(PYTHON),"$(PYTHON)",.venv/bin/python python3.13 python3.12 python3.11 python3 python)
in_range = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
build = sh -c ' \
	for python in "$$@"; do \
		"$$python" -c "$(in_range)" 2>/dev/null || continue; \
		found="$$python"; \
		"$$python" -c "import ensurepip, venv" 2>/dev/null || continue; \
		PYTHONPATH=src exec "$$python" -m ipsanalysis.run.environment $$option; \
	done; \
	if test -n "$$found"; then \
		echo "make: $$found cannot make virtual environments: its module venv is missing."; \
		echo "On Debian and Ubuntu: apt-get install python3-venv"; \
	else \
		echo "make: no Python 3.11, 3.12 or 3.13 among: $$*"; \
		echo "Install one, or name one: make PYTHON=/path/to/python3.12"; \
	fi >&2; \
	exit 1' build $(pythons)

all: environment ## build the environment and run the pipeline for every study
	@$(run) ipsanalysis.run $(if $(CORES),--cores $(CORES))

environment: ## build the environment of requirements.txt in .venv
	@option= $(build)

development: ## add the tools of requirements-dev.txt
	@option=--development $(build)

test: development ## the tests that take seconds
	@$(side_by_side) -m "not slow"

test-all: development ## every test: killed runs, set-up from scratch, other Pythons, R
	@$(side_by_side)

bench: all ## wall time, CPU and memory of every step, small and large
	@$(run) ipsanalysis.run.bench

lint: development ## format, style and types of the code and the workflow
	@$(run) ruff check
	@$(run) ruff format --check
	@$(run) mypy
	@$(run) snakefmt --check Snakefile workflow
	@$(run) snakemake --lint

docs: development ## write config/README.md and config/schema anew from the models
	@$(run) ipsanalysis.plan.schema
	@$(run) ipsanalysis.raw.schema
	@$(run) ipsanalysis.evidence.schema
	@$(run) ipsanalysis.simulate.schema

lock: ## resolve pyproject.toml anew into both lock files (needs uv)
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--upgrade --quiet pyproject.toml -o requirements.txt
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--upgrade --quiet --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt

clean: environment ## remove results and reports; raw data and released records stay
	@$(run) ipsanalysis.run.clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1	\2/p' Makefile | expand -t 20
	@echo
	@echo "make CORES=2 uses two cores (default: all, at most 4; the results are the same)."
	@echo "make PYTHON=/path/to/python3.12 builds the environment from that Python."
