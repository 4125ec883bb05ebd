# Xun'an 巡安. `make` alone lists what there is.

scripts := app/xtask/scripts
.DEFAULT_GOAL := help
.PHONY: help setup run dev build test soak bench bench-cold demo lint fmt e2e clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install what building needs (make run does it by itself)
	@$(scripts)/setup.sh

run: ## build to try it, load the demo when the database is empty, serve on 127.0.0.1:3000; RELEASE=1: as for production
	@$(scripts)/run.sh

dev: setup ## build quickly, serve, and again after every change
	@cargo xtask dev

build: setup ## build for production
	@cargo xtask build --release

test: ## everything: formatting, lints, purity, unit to HTTP tests on both databases, browser tests
	@$(scripts)/test.sh

lint: ## only formatting, lints, purity
	@$(scripts)/test.sh checks

e2e: ## only the browser tests; SHOTS=1 keeps pictures of the screens in end2end/shots, SCREEN=phone plays every story there
	@$(scripts)/test.sh browser

soak: ## kill page, network and server at 200 moments while a tablet sends, and 67 times one of three servers: over half an hour
	@$(scripts)/test.sh soak

bench: ## measure, write docs/benchmarks.md; parts only with ARGS="1m saves", ARGS="100k peers" or ARGS=lighthouse (see cargo xtask help)
	@$(scripts)/bench.sh $(ARGS)

bench-cold: ## measure make run and make test on a fresh clone with empty caches: takes long
	@$(scripts)/bench-cold.sh $(ARGS)

demo: ## load the demo; more with ARGS="--subdistricts 3 --years 2"
	@$(scripts)/run.sh demo $(ARGS)

fmt: ## format the Rust code
	@cargo fmt --all

clean: ## remove everything that was built or installed here; data/ stays
	cargo clean
	rm -rf app/js/node_modules end2end/node_modules end2end/lighthouse/node_modules end2end/test-results end2end/shots
