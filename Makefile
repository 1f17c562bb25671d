# The same commands for people and for CI; what they do is in .ci/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

CACHE := $(or $(JICENG_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/jiceng)
SITE := $(or $(JICENG_SITE_ROOT),$(CACHE)/site)
DATA := $(or $(JICENG_DATA_DIR),data)
BIN := $(CACHE)/target/release/jiceng
ENV := . $(CACHE)/env.sh

.PHONY: help run demo-camera build client test lint fmt unit e2e bench tour clean

help: ## list the targets
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

run: build ## install what is missing, build, load the demo province, serve it on http://127.0.0.1:3000
	@mkdir -p "$(DATA)"
	export JICENG_DATA_DIR="$(DATA)" JICENG_SITE_ROOT="$(SITE)"
	"$(BIN)" demo --if-empty
	exec "$(BIN)" serve --feed-demo

demo-camera: build ## the same with a camera: Debian's motion on real footage makes alarms and pictures
	@.ci/setup camera
	$(ENV)
	mkdir -p "$(DATA)"
	export JICENG_DATA_DIR="$(DATA)" JICENG_SITE_ROOT="$(SITE)" JICENG_BIN="$(BIN)"
	exec .ci/demo-camera

build: client ## server and client, optimised
	@$(ENV)
	cargo build --release -p server --bin jiceng

client: ## the client only, into the site folder
	@.ci/setup build
	.ci/client

test: ## every check; STEPS="fmt clippy" for some of: setup fmt clippy deny machete unit client server e2e
	@.ci/test $(STEPS)

lint: ## formatting, clippy for server and client, licences, unused dependencies
	@.ci/test setup fmt clippy deny machete

fmt: ## format all Rust code
	@.ci/setup build
	$(ENV)
	cargo fmt --all

unit: ## Rust tests, on SQLite and on a private PostgreSQL
	@.ci/test setup unit

e2e: ## browser tests against a release server
	@.ci/test setup client server e2e

bench: build ## measure the demo province on SQLite and PostgreSQL
	@.ci/setup test
	$(ENV)
	export JICENG_BIN="$(BIN)" JICENG_SITE_ROOT="$(SITE)"
	.ci/postgres run --durable cargo bench -p server --bench performance

tour: build ## take pictures of the explorer and other pages, from the demo province
	@.ci/setup test
	$(ENV)
	cd end2end
	JICENG_BIN="$(BIN)" JICENG_SITE_ROOT="$(SITE)" JICENG_CHROMIUM="$$(command -v chromium || command -v google-chrome)" \
	    node_modules/.bin/playwright test --config tour.config.ts --reporter=list

clean: ## remove what was built (tools and downloads stay)
	@rm -rf "$(CACHE)/target" "$(CACHE)/client" "$(SITE)"
