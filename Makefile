# Everything a clone can do. `make run` shows Loge with a simulated lobby; see README.md.

PORT ?= 8400
KIOSK_PORT ?= 8410
JOBS ?= 4
ARGS ?=

PY := .venv/bin/python
ROOT := var/demo
PEOPLE := config/demo-people.toml

# Other ports than those written in the demo site need a copy of it.
ifeq ($(PORT) $(KIOSK_PORT),8400 8410)
SITE := config/demo.toml
else
SITE := $(ROOT)/demo-$(PORT)-$(KIOSK_PORT).toml
endif

.DEFAULT_GOAL := help
.PHONY: help run test check bench shots clean setup setup-dev

help:
	@echo 'make run     set up, then show the lobby screen and a simulated lobby (PORT=8400 KIOSK_PORT=8410)'
	@echo 'make test    set up, then run all tests (ARGS="tests/wire -k printer", JOBS=4)'
	@echo 'make check   format, lint, types, layers, units'
	@echo 'make bench   measure, as a table and JSON'
	@echo 'make shots   a picture of every screen, in docs/shots/'
	@echo 'make clean   remove everything that was made, the demo record included'

setup:
	@config/setup.sh run

setup-dev:
	@config/setup.sh dev

run: setup
	@mkdir -p $(ROOT)
ifneq ($(SITE),config/demo.toml)
	@sed -e 's/:8400/:$(PORT)/g' -e 's/:8410/:$(KIOSK_PORT)/g' config/demo.toml > $(SITE)
endif
	@$(PY) -m kiosk enrol $(SITE) $(PEOPLE) --root $(ROOT)
	@exec $(PY) -m drivers.sim $(SITE) --people $(PEOPLE) --root $(ROOT) --listen 127.0.0.1:$(PORT) \
	    --kiosk "$(PY) -m kiosk run $(SITE) --root $(ROOT)"

test: setup-dev
	@exec $(PY) -m pytest -n $(JOBS) $(ARGS)

# Every check runs, so that one look shows all there is to mend.
check: setup-dev
	@failed=0; \
	step() { echo "== $$1"; shift; "$$@" || failed=1; }; \
	step format $(PY) -m ruff format --check .; \
	step lint $(PY) -m ruff check .; \
	step types $(PY) -m mypy --explicit-package-bases kiosk drivers ui tests; \
	step layers .venv/bin/lint-imports; \
	step units config/check-units.sh; \
	exit $$failed

bench: setup-dev
	@exec $(PY) -m tests.bench $(ARGS)

shots: setup-dev
	@exec $(PY) -m tests.shots $(ARGS)

clean:
	rm -rf .venv var *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
