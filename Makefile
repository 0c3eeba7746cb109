# The commands of the project. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
T ?= tests
# As many tests at a time as there are cores; a folder or file whose tests share servers stays with one.
WORKERS ?= 2
AT_ONCE := -n $(WORKERS) -p tests.together --no-loadscope-reorder
ON_POSTGRES := tests/database tests/sync tests/ops/test_postgres.py
ALL_ON_POSTGRES := $(ON_POSTGRES) tests/kernel tests/rights tests/safekeeping
NODE := export PATH="$$PWD/.venv/bin:$$PWD/node_modules/.bin:$$PATH";

.PHONY: help
help: ## list these commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: setup ## start the portal with demo people and cases: first time minutes, then seconds
	@.ci/demo || [ $$? -eq 130 ] # 130: stopped by Ctrl+C

.PHONY: setup
setup: ## install what the portal needs into .venv, nothing else
	@.ci/setup run

.PHONY: tools
tools: ## install what the checks need as well: linters into .venv and node_modules
	@.ci/setup dev
	@.ci/node

# The tests run even if a check failed, so that one run tells all.
define checks_and_tests
@.ci/check; checks=$$?; \
$(BIN)/pytest $(AT_ONCE) $(1) $(T); tests=$$?; \
if [ "$(T)" = tests ]; then echo "Now the tests of the data on PostgreSQL:"; \
  DATABASE=postgresql $(BIN)/pytest $(AT_ONCE) $(1) $(2); tests=$$((tests | $$?)); \
  echo "Now the tests of the exchange over RabbitMQ:"; \
  QUEUE=rabbitmq $(BIN)/pytest $(AT_ONCE) $(1) tests/sync; tests=$$((tests | $$?)); fi; \
[ $$checks -eq 0 ] || echo "The checks failed too: see above the tests, or run make check."; \
exit $$((checks | tests))
endef

.PHONY: test
test: tools system ## all checks and all tests but the slow ones; T=tests/kernel for some
	$(call checks_and_tests,-m "not slow",$(ON_POSTGRES))

.PHONY: test-all
test-all: tools system ## all checks and all tests, with faults, screenshots and judges
	$(call checks_and_tests,,$(ALL_ON_POSTGRES))

.PHONY: check
check: tools ## run every check, change nothing, list all failures
	@.ci/check

.PHONY: fix
fix: tools ## repair what can be repaired without thought
	-@$(BIN)/ruff check --fix --quiet .
	-@$(BIN)/ruff format --quiet .
	-@$(NODE) biome check --write
	-@$(NODE) stylelint --fix "static/css/*.css"

.PHONY: docs
docs: setup ## write the generated pages of docs/ anew
	@$(BIN)/portal docs write

.PHONY: bench
bench: tools ## measure the portal as ratios of bare responses and commits on this machine
	@$(BIN)/python -m bench

.PHONY: faults
faults: tools system ## ten rounds of kills on each database; writes docs/faults.md; FAULTS_ROUNDS, FAULTS_FILINGS, FAULTS_SEED
	@FAULTS_REPORT=docs/faults.md nice -n 10 $(BIN)/pytest tests/faults/test_storm.py

.PHONY: judges
judges: tools ## stand the portal behind nginx with TLS and let outside judges at it (root, ports 80 and 443)
	@.ci/judges

.PHONY: lock
lock: setup ## write the lock files anew after a change of pyproject.toml
	@.ci/lock

.PHONY: system
system:
	@.ci/system

.PHONY: clean
clean: ## remove what setup and the tools made; the data in var/ stay
	@rm -rf .venv .venv-canaille node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
