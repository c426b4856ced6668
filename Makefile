# `make` alone says what there is. Every target can be run again at any time.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Swift takes as many build jobs as there are cores. JOBS=1 takes one; a new JOBS rebuilds everything once.
JOBS ?=
# `swift build` and `swift test` must be given the same flags, or each undoes the other's build.
# No test reaches into a module's inside, so nothing is built a second time to be testable.
swift_flags := -c release $(if $(JOBS),-j $(JOBS))
test_flags := $(swift_flags) --disable-xctest --disable-testable-imports $(if $(FILTER),--filter $(FILTER))

demo := benchmarks/demo/single-object.json
results := results
imted := .build/release/imted

.PHONY: help setup build demo test crash-matrix reference notebooks documents goldens lint format clean

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Check Swift, fetch system packages and libtorch (once)
	@scripts/setup

build: setup ## Build the tools into .build/release
	swift build $(swift_flags)

demo: build ## Run a small experiment and print its table (minutes)
	$(imted) run $(demo) --results $(results)
	$(imted) table $(demo) --results $(results)

test: setup lint ## Check style, build, run all tests (FILTER=Suite for some)
	swift build $(swift_flags)
	swift test $(test_flags)

crash-matrix: setup ## Kill commands and fill the disk at each of their steps (docs/RELIABILITY.md)
	swift build $(swift_flags)
	TEST_FLAGS="$(test_flags)" scripts/crash-matrix

reference: build ## Run again the experiments whose results are committed (hours)
	scripts/reference

notebooks: build ## Execute the notebooks of the committed records; their numbers must be the tables' (needs Python)
	scripts/notebooks

documents: build ## Compile the LaTeX tables of the committed records and open their reports in a browser (needs Python, LaTeX, Chromium)
	scripts/documents

goldens: ## Compute the test fixtures anew with the programs they are compared to (needs Python)
	python3 -m venv .build/goldens
	.build/goldens/bin/pip install --quiet -r scripts/requirements-goldens.txt pycocotools==2.0.11
	for script in scripts/make-*goldens.py; do .build/goldens/bin/python "$$script"; done

lint: ## Check the style of all sources
	@scripts/lint

format: ## Put all Swift sources into the project's style
	swift format --in-place --recursive --parallel Package.swift Sources Tests

clean: ## Remove what was built; results and libtorch stay
	rm -rf .build
