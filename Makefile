# Balcony. `make demo` is all a new machine needs; Python 3.11 or later and make must be there.
.DEFAULT_GOAL := demo
.PHONY: setup demo run worker test check fmt bench lock docs screenshots
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PORT ?= 8000
# What `make check` pretends a deployment looks like.
SAMPLE := SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DATABASE_URL=postgresql://balcony@localhost/balcony ALLOWED_HOSTS=balcony.example.org \
	CSRF_TRUSTED_ORIGINS=https://balcony.example.org BALCONY_LOCAL=

setup: ## Make .venv from requirements.lock; quick when nothing has changed
	@test -n "$(PYTHON)" || { echo "Balcony needs Python 3.11 or later; none was found. Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) scripts/setup.py

demo: setup ## The synthetic department on this machine, with its own PostgreSQL and broker
	@exec $(PY) -m improvement.local --with-make --port $(PORT)

run: setup ## A development web server against DATABASE_URL
	@BALCONY_LOCAL=1 DEBUG=1 exec $(PY) manage.py runserver $(PORT)

worker: setup ## A Celery worker with beat against DATABASE_URL and REDIS_URL
	@BALCONY_LOCAL=1 exec $(PY) -m celery -A improvement worker --beat --schedule var/beat-schedule -c 2 -l info

test: setup ## Every test, the browser's too
	$(PY) -m pytest -n 2 --dist worksteal $(ARGS)

check: setup ## Lint, format, architecture, migrations, generated pages, deployment settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pytest tests/test_architecture.py
	@$(SAMPLE) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(if $(wildcard */management/commands/write_docs.py),BALCONY_LOCAL=1 $(PY) manage.py write_docs --check)
	@$(SAMPLE) $(PY) manage.py check --deploy --fail-level WARNING

fmt: setup ## Format and fix what can be fixed
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: setup ## Benchmarks against their floors, one JSON line each
	$(PY) -m pytest tests/bench -m bench -s -p no:xdist $(ARGS)

docs: setup ## Write the generated pages again
	BALCONY_LOCAL=1 $(PY) manage.py write_docs

screenshots: setup ## Pictures for the documents, from the demo that runs at DEMO_URL
	$(PY) -m pytest tests/journeys/test_demo.py -p no:xdist

lock: setup ## Choose versions again and write requirements.lock
	$(PYTHON) scripts/setup.py --lock
