# The commands of the portal. Each sets up what it needs; the second time it finds that done.
# DEMO=1 is set by `run` alone: with it people whose password is published are loaded, so it serves the loopback only.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: run test test-sqlite test-postgres test-walks prepared lint lint-style lint-django lint-types stress test-next bench clean pins messages pre-commit

PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v "$$python"; break; }; done)
BIN := .venv/bin
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-warn-script-location
NEXT_WAGTAIL := 8.0.1
VNU := 26.9.27
ICALJS := 2.2.1
# In our own order (tests/conftest.py): xdist would begin with the largest groups, and they empty the database.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder
ON_SQLITE = PREPARED=$(dir $(PREPARED)) TEST_DATABASE_URL= $(PYTEST)
ON_POSTGRES = $(BIN)/python -m tests.postgres $(PYTEST)
# Walks wait for pages more than they work: three at a time keep two processors busy.
WALKS = $(ON_SQLITE) -n 3 tests/walks -m walk
PREPARED := .venv/prepared/$(shell TZ=Europe/Moscow date +%F)/done
PORTAL := $(shell find accounts content courses events questions portal static templates locale -type f \
	-not -path '*/__pycache__/*')

# --- what the portal does --------------------------------------------------------------------------------------------

run: .venv/installed
	@DEMO=1 exec $(BIN)/python manage.py start

# --- tests -----------------------------------------------------------------------------------------------------------

# One summary for each database and one for the walks; the last line is pytest's.
test: .venv/tools $(PREPARED)
	$(ON_SQLITE)
	$(ON_POSTGRES)
	$(WALKS)

test-sqlite: .venv/tools $(PREPARED)
	$(ON_SQLITE)

test-postgres: .venv/tools
	$(ON_POSTGRES)

test-walks: .venv/tools $(PREPARED)
	$(WALKS)

stress: .venv/tools $(PREPARED)
	PROSVET_STRESS=1 TEST_DATABASE_URL= $(BIN)/python -m pytest -m stress
	PROSVET_STRESS=1 $(BIN)/python -m tests.postgres $(BIN)/python -m pytest -m stress
	PROSVET_STRESS=1 $(WALKS) -m "walk and stress"

test-next: .venv-next/installed
	TEST_DATABASE_URL= .venv-next/bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

# By -j in parallel.
lint: lint-style lint-django lint-types

lint-style: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates

lint-django: .venv/installed-dev
	$(BIN)/python manage.py makemigrations --check --dry-run
	@# A key and a host for the check alone.
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=prosvet.example \
		SITE_URL=https://prosvet.example DJANGO_SETTINGS_MODULE=portal.settings.production \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

lint-types: .venv/installed-dev
	$(BIN)/mypy

bench: .venv/installed
	$(BIN)/python -m bench

# --- for those who change the code -----------------------------------------------------------------------------------

# Pins the newest allowed versions of everything, also of what is needed indirectly.
pins: .venv-pins/installed
	.venv-pins/bin/python -m piptools compile --quiet --upgrade --strip-extras --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host requirements.in -o requirements.txt
	.venv-pins/bin/python -m piptools compile --quiet --upgrade --strip-extras --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host requirements-dev.in -o requirements-dev.txt

# Collects the words of the portal into locale/ and compiles them: the same files whenever and wherever it runs. Needs GNU
# gettext; what it makes is kept in the repository, so that the portal runs without.
messages: .venv/installed
	$(BIN)/python manage.py makemessages --locale ru --locale en --no-obsolete --add-location file \
		--ignore '.venv*' --ignore var --ignore tests --ignore bench
	$(BIN)/python manage.py compilemessages --ignore '.venv*'

pre-commit: .venv/installed-dev
	$(BIN)/pre-commit install

clean:
	rm -rf .venv .venv-next .venv-pins .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results var
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up: one stamp each ------------------------------------------------------------------------------------------

# A virtual environment that lost its Python (the machine was upgraded) is made anew.
.venv/installed: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed: apt-get install python3 python3-venv"; exit 1; }
	@echo "Installing packages…"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python $(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@echo "Installing what tests and linters need…"
	@$(BIN)/python $(PIP_INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@

# The browser, the W3C's checker of HTML, a reader of calendars; without them the tests that need them say so.
.venv/tools: .venv/installed-dev .ci/tools
	@VNU=$(VNU) ICALJS=$(ICALJS) .ci/tools
	@touch $@

prepared: $(PREPARED)

# What the processes of the tests begin with, made once for all of them. Its dates stand close to today.
$(PREPARED): .venv/installed-dev $(PORTAL)
	@rm -rf .venv/prepared
	@$(BIN)/python -m tests.prepare $(@D)
	@touch $@

# Everything else as new as the next Wagtail wants it: our pins are those of the present one.
.venv-next/installed: requirements.in requirements-dev.txt
	@$(PYTHON) -m venv --clear .venv-next
	@sed 's/^wagtail.*/wagtail==$(NEXT_WAGTAIL)/' requirements.in > .venv-next/requirements.in
	@sed '/^-c /d' requirements-dev.txt > .venv-next/requirements-dev.txt
	@.venv-next/bin/python $(PIP_INSTALL) -r .venv-next/requirements.in -r .venv-next/requirements-dev.txt
	@touch $@

.venv-pins/installed:
	@$(PYTHON) -m venv --clear .venv-pins
	@.venv-pins/bin/python $(PIP_INSTALL) pip-tools
	@touch $@
