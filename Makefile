# Python 3.11+ and make are all that is needed; see README.md.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
LOCAL := $(BIN)/python -m fundportal.local

.PHONY: run test bench soak backup restore check

run: $(STAMP)
	@exec $(LOCAL) run

test: $(STAMP)
	@exec $(LOCAL) test

# The environment is made anew only when the pinned lists change.
$(STAMP): requirements.txt requirements-dev.txt
	@echo "Installing the pinned packages into .venv (about a minute)…"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; set PYTHON=python3.x")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $(STAMP)
