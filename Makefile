# Every target works alone in a fresh clone on a Debian machine that has Swift.

SHELL := /bin/bash
PACKAGES := libopenblas-dev libdnnl-dev libhdf5-dev libpng-dev zlib1g-dev libcairo2-dev libboost-dev libsqlite3-dev pkg-config fonts-dejavu-core
# What only the tests run: checkers of XML and JSON against their schemas, a Python, certificates.
TEST_PACKAGES := libxml2-utils python3-jsonschema python3-venv openssl
# The Python in which the tests find ONNX Runtime, XGBoost and scikit-learn, as users' programs do.
TEST_PYTHON := .build/test-python
ROLLCALL := .build/release/rollcall
OUT ?= audit

.PHONY: audit test build build-tests format lint docs bench packages packages-test test-python

# Audits the embedded dataset and prints where the report is.
audit: build
	@$(ROLLCALL) run fixtures/experiments/german-credit.yaml --out $(OUT)

# Builds for release, with the same products as `make build`, and runs all tests.
test: build-tests test-python
	@ROLLCALL_ROOT="$(CURDIR)" PATH="$(CURDIR)/$(TEST_PYTHON)/bin:$$PATH" \
	  swift test -c release --skip-build --disable-xctest --parallel

build: packages
	@swift build -c release --product rollcall

build-tests: packages packages-test
	@swift build -c release --build-tests --explicit-target-dependency-import-check error

format:
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests

lint:
	@swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests

# Checks that the documentation comments hold together and link to what exists.
docs: build
	@.ci/docs

# Prints one line for each claim of speed: name, ours, peer, ratio, limit.
bench: packages
	@$(MAKE) --no-print-directory -C Benchmarks bench

# What cannot be installed, as without a network, is skipped by the tests with the reason, so this never fails.
test-python: packages-test
	@$(MAKE) --no-print-directory $(TEST_PYTHON)/installed \
	  || echo "no ONNX Runtime, XGBoost and scikit-learn in $(TEST_PYTHON): tests that need them are skipped" >&2

$(TEST_PYTHON)/installed: .ci/test-python.txt
	@python3 -m venv --system-site-packages $(TEST_PYTHON) && \
	  $(TEST_PYTHON)/bin/pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 --requirement $< >&2 && \
	  cp $< $@

# Installs what is missing of the system's packages, as root or through sudo.
packages packages-test:
	@missing=(); \
	for package in $(if $(filter packages-test,$@),$(TEST_PACKAGES),$(PACKAGES)); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing+=($$package); \
	done; \
	if [ $${#missing[@]} -gt 0 ]; then \
	  echo "installing $${missing[*]}" >&2; \
	  sudo=(); [ "$$(id -u)" -eq 0 ] || sudo=(sudo); \
	  "$${sudo[@]}" apt-get update -qq >&2 && \
	  DEBIAN_FRONTEND=noninteractive "$${sudo[@]}" apt-get install -y -qq --no-install-recommends "$${missing[@]}" >&2; \
	fi
