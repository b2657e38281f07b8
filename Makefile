# Python 3.11+ and make are all that is needed; README.md says more.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
LOCAL := $(BIN)/python -m fundportal.local

.PHONY: run test bench soak lint backup restore

# The whole portal on this machine until Ctrl-C. HOST, PORT, WEB_WORKERS.
run: $(STAMP)
	@exec $(LOCAL) run --with-parent

# The whole suite on servers of its own.
test: $(STAMP)
	@exec $(LOCAL) test

# Ratios, one JSON line each. NAME=… for one.
bench: $(STAMP)
	@exec $(LOCAL) with-servers -- $(BIN)/python -m tests.bench $(NAME)

# The long proofs: faults while people apply. NAME=… for one.
soak: $(STAMP)
	@exec $(LOCAL) with-servers -- $(BIN)/python -m tests.soak $(NAME)

# Style, types, migrations, settings, catalogues.
lint: $(STAMP)
	@exec $(LOCAL) lint

# Database and private files into one tar; FILE=… says where.
backup: $(STAMP)
	@exec $(LOCAL) backup $(FILE)

# Puts a backup in the place of what is there: make restore FILE=portal.tar
restore: $(STAMP)
	@exec $(LOCAL) restore $(FILE)

# The environment is brought up to date only when the pinned lists change.
$(STAMP): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; set PYTHON=python3.x")'
	@echo "Installing the pinned packages into .venv (about a minute)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt 2>.venv/pip.log \
		|| { cat .venv/pip.log; echo "The packages could not be installed; the reason stands above."; exit 1; }
	@touch $(STAMP)
