# Two promises on a fresh Debian/Ubuntu or macOS with Python 3.11+, git and make:  make run,  make test
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV    := .venv
PYTHON  := $(VENV)/bin/python
REPORTS ?= samples $(wildcard ../shared/seeds)
WORKERS ?= auto
PORT    ?= 8000
PYTEST   = $(PYTHON) -m pytest -n $(WORKERS) --no-loadscope-reorder
FILES   ?= 10000
ENTRIES ?= 200000

# What is tested on PostgreSQL and Redis too, where they answer
ON_POSTGRESQL := $(wildcard $(addprefix tests/,config bodies access audit persons jobs search documents cases filings applying office signin pages) \
	$(addprefix tests/operate/test_,backup.py deployment.py health.py))

.PHONY: help run reports test quick check replay bench docs translations lock samples format clean

help:  ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: $(VENV)/.installed  ## start the platform with a fictional city at http://127.0.0.1:8000 (PORT=… for another)
	@scripts/need font
	@GONGKAI_SECOND_FACTOR=$${GONGKAI_SECOND_FACTOR:-optional} $(VENV)/bin/gongkai serve --demo --port $(PORT)

reports: $(VENV)/.installed  ## read, check and re-typeset the sample reports (REPORTS=… for your own)
	@scripts/need font
	@$(PYTHON) scripts/first_look.py $(REPORTS)

test: $(VENV)/.installed-dev  ## all tests
	@scripts/need font chromium libreoffice nginx
	$(PYTEST)
	$(PYTHON) scripts/on_postgresql.py $(PYTEST) -m "not walk" $(ON_POSTGRESQL)

quick: $(VENV)/.installed-dev  ## the tests that take less than a minute
	$(PYTEST) -m "not slow"

check: $(VENV)/.installed-dev  ## style, types, import contract
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

replay: $(VENV)/.installed-dev  ## live real years again through the pages, and count them from the records
	@$(PYTHON) -m replay

bench: $(VENV)/.installed-dev  ## reports a second beside the bare container parse, and peak memory
	@scripts/need font nginx wrk
	$(PYTHON) -m bench --files $(FILES) --entries $(ENTRIES)

docs: $(VENV)/.installed-dev  ## write anew what the documentation repeats of the code
	@$(PYTHON) scripts/manual.py

translations: $(VENV)/.installed-dev  ## bring our Chinese for other packages' texts in step with what is installed
	@$(PYTHON) scripts/translations.py

format: $(VENV)/.installed-dev  ## let ruff lay the code out
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

samples: $(VENV)/.installed-dev  ## make the sample reports again
	$(PYTHON) samples/make.py

lock: $(VENV)/.installed-dev  ## pin all dependencies anew
	scripts/lock

$(VENV)/.installed: requirements/run.txt pyproject.toml scripts/install
	@scripts/install $(VENV) requirements/run.txt
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt pyproject.toml scripts/install
	@scripts/install $(VENV) requirements/dev.txt
	@touch $@ $(VENV)/.installed

clean:  ## remove what make made
	rm -rf $(VENV) out .mypy_cache .ruff_cache .import_linter_cache .hypothesis
