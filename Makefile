# Two commands for a newcomer: `make run` and `make test`. Each does its own set-up.
PYTHON := .venv/bin/python

.PHONY: run test fast lint notebooks bench bench-quality bench-derive bench-matrix bench-classify bench-evaluate bench-extract bench-hostile bench-board bench-review corpus lock help

help:
	@echo "make run    reports in corpus/raw to suggestions and matrix/"
	@echo "make test   lint, types, layers and all tests"
	@echo "make bench  every figure of speed and quality"

run:
	@scripts/setup.sh
	@.venv/bin/temakart run

test: lint
	$(PYTHON) -m pytest -n auto -m "not slow"
	$(PYTHON) -m pytest -n auto -m slow

fast:
	@scripts/setup.sh dev
	$(PYTHON) -m pytest -n auto -m "not slow"

lint:
	@scripts/setup.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: bench-quality bench-matrix bench-classify bench-evaluate bench-extract bench-hostile bench-board bench-review
	$(PYTHON) tests/bench/language.py $(dir $(DATA))malform.csv
	$(PYTHON) tests/bench/evidence.py $(DATA)

# PDFS=folder measures speed on your own files too
bench-extract:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/extraction.py $(if $(PDFS),--pdfs $(PDFS))

# PDFS=folder compares your own files with pypdfium2 too
bench-hostile:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/hostile.py --files 3000
	$(if $(PDFS),$(PYTHON) tests/bench/hostile.py --folder $(PDFS))

# URL=postgresql://… measures another database, which must be empty
bench-board:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/board.py $(if $(URL),--url $(URL))
	$(PYTHON) tests/bench/overview.py

# SECONDS=30 KILLS=5 for a short one
bench-review:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/review.py $(if $(SECONDS),--seconds $(SECONDS)) $(if $(KILLS),--kills $(KILLS))

# DATA=folder/name reads name.jsonl.gz, name_codebook.yaml and name_splits.json
DATA ?= ../shared/bench/lover
SPLITS ?= 10
OUT ?=
TRAIN ?=
bench-quality:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/quality.py $(DATA) --splits $(SPLITS) $(if $(OUT),--out $(OUT)) $(if $(TRAIN),--train $(TRAIN))

# two more sets for bench-quality, made from storting.txt.xz and forskrifter.txt.xz in TEXT; OUT=folder
TEXT ?= ../shared/text
bench-derive:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/derive.py $(TEXT) $(OUT)

# REPORTS made from the project's own Documents; `temakart extract` must have run
REPORTS ?= 730
bench-classify:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/speed.py --reports $(REPORTS)
	$(PYTHON) -m tests.bench.retraining --reports $(REPORTS)
	$(PYTHON) tests/bench/vectors.py $(DATA)
	$(PYTHON) tests/bench/encoder.py $(DATA)

# what more codes buy, and whether the lists of temakart find what they should; some ten minutes
bench-evaluate:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/learning.py $(DATA) --splits $(SPLITS)
	$(PYTHON) tests/bench/suspects.py $(DATA) --splits $(SPLITS)

# coverage and width of the matrix's intervals; DRAWS=1000 for the figures of the decision
DRAWS ?= 1000
bench-matrix:
	@scripts/setup.sh dev
	$(PYTHON) tests/bench/synthetic.py --audits 40
	OMP_NUM_THREADS=1 $(PYTHON) tests/bench/matrix.py $(DATA) --draws $(DRAWS) --audit 20,40,84,160 $(if $(OUT),--out $(OUT)) $(if $(FIGURE),--figure $(FIGURE))

notebooks:
	@scripts/setup.sh dev
	$(PYTHON) scripts/notebooks.py

corpus:
	@scripts/setup.sh dev
	$(PYTHON) corpus/render.py

lock:
	uv pip compile pyproject.toml --extra dev --universal -p 3.11 --generate-hashes --no-emit-index-url -q -o requirements-dev.lock
	uv pip compile pyproject.toml --universal -p 3.11 --generate-hashes --no-emit-index-url -q -c requirements-dev.lock -o requirements.lock
