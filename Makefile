# `make` alone prints what can be typed. Everything runs from .venv, which is made when it is missing or stale.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
FLASK := $(PY) -m flask --app wsgi
# What one process compiled, the hundreds that tests start need not compile again, whatever this machine is used to.
export PYTHONDONTWRITEBYTECODE :=
# Some tests wait for a clock or a browser, so there are more of them at once than cores.
AT_ONCE := -n $$(( $$(nproc) * 2 < 6 ? $$(nproc) * 2 : 6 )) --dist worksteal
# journeys and drills have their own targets; WITHOUT=browser leaves the browser's tests out, and says so.
CHOICE := not journey and not drill$(if $(filter browser,$(WITHOUT)), and not browser)

.PHONY: help run serve key doctor demo test journeys drills rehearsal bench check fresh lock clean venv venv-test

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1 @\2/p' Makefile | column -t -s@

run: venv ## try it on this machine, with a living demo contest (http://127.0.0.1:8000)
	@CONTEST_ENV=$${CONTEST_ENV:-development} $(PY) -m contest.supervisor

serve: venv ## the production start; reads CONTEST_* and DATABASE_URL (docs/operator.md)
	@CONTEST_ENV=production $(PY) -m contest.supervisor

key: venv ## make the master key for production, once
	@CONTEST_ENV=production $(PY) -m contest.supervisor key

doctor: venv ## look at everything that was set for production, and say what to do
	@CONTEST_ENV=production $(PY) -m contest.doctor

demo: venv ## renew the demo contest: its vote ends in 30 days again
	@$(FLASK) demo

test: venv-test ## every test on SQLite and PostgreSQL, with a real browser; WITHOUT=browser leaves that out
	@.ci/needs $(WITHOUT)
	@$(PY) -m pytest -q $(AT_ONCE) -m "$(CHOICE)"
	@$(if $(WITHOUT),echo "NOT RUN: $(WITHOUT)")

journeys: venv-test ## the full matrix of visitors in a real browser
	@.ci/needs
	@$(PY) -m pytest -q $(AT_ONCE) -m journey

drills: venv-test ## faults on purpose, in full: kills, power cuts, full disks
	@$(PY) -m pytest -q -m drill

rehearsal: venv ## what fair play sees of 20,000 honest votes and seven attacks, in a scratch database (KEEP=folder keeps it)
	@data=$${KEEP:-$$(mktemp -d)} && trap '[ -n "$$KEEP" ] || rm -rf "$$data"' EXIT \
	  && env -u DATABASE_URL CONTEST_ENV=development CONTEST_DATA="$$data" $(FLASK) rehearsal

bench: venv-test ## figures, as ratios taken side by side (docs/performance.md; takes ten minutes, wants a quiet machine)
	@$(PY) -m benchmarks

check: venv-test ## style, types, templates and catalogues
	@.ci/check

fresh: ## both commands of the README on a bare Debian in a folder, as root and as a user (takes long)
	@.ci/fresh

lock: venv-test ## compile the lists of packages with hashes; add UPGRADE=1 for newer ones
	@.ci/lock $(if $(UPGRADE),--upgrade)

clean: ## remove what was made here, but never the data in var/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find contest tests migrations -name __pycache__ -prune -exec rm -rf {} +
	find contest/translations -name '*.mo' -delete 2>/dev/null || true

venv:
	@.ci/venv run
	@$(PY) .ci/catalogues.py compile

venv-test:
	@.ci/venv test
	@$(PY) .ci/catalogues.py compile
