# What a person types: `make demo`, `make test`. Everything else is what those two need.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_DIR := var/demo
DEMO_STAMP := $(DEMO_DIR)/.loaded
PORT ?= 8000
ADDRESS ?= 127.0.0.1:$(PORT)

.PHONY: demo install test lint survive promises office styles check-system clean-demo

demo: $(DEMO_STAMP)
	@cat $(DEMO_DIR)/sign-ins.txt
	@echo "The sign-ins stand in $(DEMO_DIR)/sign-ins.txt; letters that would be sent are printed here. Ctrl-C ends it."
	@VAR_DIR=$(DEMO_DIR) BASE_URL=http://$(ADDRESS) SECOND_STEP_REQUIRED=no exec $(BIN)/python manage.py up --bind $(ADDRESS)

install: $(STAMP)

check-system:
	@$(PYTHON) .ci/check_system.py

$(STAMP): requirements/dev.txt requirements/base.txt
	@$(MAKE) --no-print-directory check-system
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Everything that the demonstration is made of: when any of it changes, it is made again from nothing.
DEMO_SOURCES := $(shell find elearning packs actionsets templates -type f \
	\( -path '*/migrations/*.py' -o -path '*/content/*' -o -path '*/static/*' -o -name 'loading.py' -o -name 'rehearsing.py' \
	-o -path '*/management/*' -o -path '*/rehearsal/*' \))

$(DEMO_STAMP): $(STAMP) $(DEMO_SOURCES)
	@$(MAKE) --no-print-directory check-system
	@rm -rf $(DEMO_DIR) && mkdir -p $(DEMO_DIR)
	@echo "Making the demonstration (about a minute, once) …"
	@VAR_DIR=$(DEMO_DIR) $(BIN)/python manage.py migrate --verbosity 0
	@VAR_DIR=$(DEMO_DIR) $(BIN)/python manage.py load_demo --address http://$(ADDRESS) > $(DEMO_DIR)/sign-ins.txt
	@VAR_DIR=$(DEMO_DIR) $(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@

clean-demo:
	rm -rf $(DEMO_DIR)

# Browser tests look for Chromium; without one they are skipped and say so, except where CI=true.
PYTEST ?= $(BIN)/python -m pytest --create-db
test: $(STAMP)
	$(PYTEST) $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	find templates -name '*.html' -not -path '*/account/email/*' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/mypy

# Kills, starves and restarts real processes under load, on both databases (some need root); writes var/survive.txt.
# `make survive ONLY="R01 R14"`, `make survive ON=sqlite`.
survive: $(STAMP)
	$(BIN)/python -m tests.survive $(ONLY) $(if $(ON),--on $(ON))

# Proves every promise again and prints the table (tests/promises): the tests, and what `make survive` last measured;
# `make promises ALL=1` runs that as well.
promises: $(STAMP)
	$(BIN)/python -m tests.promises.proving $(if $(ALL),,--quick) $(ARGS)

# Opens an agreement's files in LibreOffice (Debian: libreoffice-writer-nogui) and reads back what it shows.
office: $(STAMP)
	$(BIN)/python -m tests.agreements.office

# Only for those who change the look: needs Node. The built files are in the repository.
styles:
	$(MAKE) -C elearning/styles
