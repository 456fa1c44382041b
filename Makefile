# Everything a clone can do. `make run` shows Loge with a simulated lobby; see README.md.

PORT ?= 8400
KIOSK_PORT ?= 8410
JOBS ?= 4
ARGS ?=

# Whatever the caller's shell says, modules are compiled once and kept: each kiosk and each lobby is a process of its own.
export PYTHONDONTWRITEBYTECODE :=

PY := .venv/bin/python
# The invented estate: written when it is first shown, with four weeks on record.
ESTATE := var/estate
SITE ?= $(ESTATE)/site.toml
ifeq ($(SITE),$(ESTATE)/site.toml)
ROOT := $(ESTATE)
PEOPLE := $(ESTATE)/people.toml
else
ROOT := var/$(basename $(notdir $(SITE)))
PEOPLE := $(wildcard $(SITE:.toml=-people.toml))
endif

# What runs is the site's twin: its devices are the simulated lobby's, its ports those asked for.
TWIN := $(ROOT)/twin.toml

.DEFAULT_GOAL := help
.PHONY: help run doctor test test-vm check bench shots clean setup setup-dev

help:
	@echo 'make run     set up, then show the lobby screen and a simulated lobby (PORT=8400 KIOSK_PORT=8410; SITE=config/demo.toml: a small one)'
	@echo 'make doctor  what is configured, found and answering (SITE=config/demo.toml)'
	@echo 'make test    set up, then run all tests (ARGS="tests/wire -k printer", JOBS=4)'
	@echo 'make test-vm the units, the installation and power cuts in a virtual machine (ARGS="--cuts 50 record"); docs/testing-vm.md'
	@echo 'make check   format, lint, types, layers, units, scripts, known holes'
	@echo 'make bench   measure, as a table and JSON'
	@echo 'make shots   a picture of every screen, in docs/shots/'
	@echo 'make clean   remove everything that was made, the demo record included'

setup:
	@config/setup.sh run

setup-dev:
	@config/setup.sh dev

run: setup
	@mkdir -p $(ROOT)
ifeq ($(ROOT),$(ESTATE))
	@$(PY) -m kiosk.estate $(ESTATE) --weeks 4
endif
	@$(PY) -m drivers.sim.twin $(SITE) $(TWIN) --listen 127.0.0.1:$(PORT) --kiosk 127.0.0.1:$(KIOSK_PORT)
ifneq ($(PEOPLE),)
	@$(PY) -m kiosk enrol $(TWIN) $(PEOPLE) --root $(ROOT)
endif
	@exec $(PY) -m drivers.sim $(TWIN) $(addprefix --people ,$(PEOPLE)) --root $(ROOT) --listen 127.0.0.1:$(PORT) \
	    --kiosk "$(PY) -m kiosk run $(TWIN) --root $(ROOT)"

# The doctor looks at what `make run` shows, while it runs or not.
doctor: setup
	@exec $(PY) -m kiosk doctor $(TWIN) --root $(ROOT) $(ARGS)

test: setup-dev
	@exec $(PY) -m pytest -n $(JOBS) $(ARGS)

# No part of `make test`: it takes QEMU, root and the better part of an hour.
test-vm: setup-dev
	@exec $(PY) -m tests.vm $(ARGS)

# Every check runs, so that one look shows all there is to mend.
check: setup-dev
	@failed=0; \
	step() { echo "== $$1"; shift; "$$@" || failed=1; }; \
	step format $(PY) -m ruff format --check .; \
	step lint $(PY) -m ruff check .; \
	step types $(PY) -m mypy --explicit-package-bases kiosk drivers ui tests; \
	step layers .venv/bin/lint-imports; \
	step units config/check-units.sh; \
	step scripts config/check-scripts.sh; \
	step holes config/check-holes.sh; \
	exit $$failed

bench: setup-dev
	@exec $(PY) -m tests.bench $(ARGS)

shots: setup-dev
	@$(PY) -m tests.shots $(ARGS)
	@$(PY) -m tests.estate_shots $(ARGS)
	@$(PY) -m tests.paper_shots

clean:
	rm -rf .venv var *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
