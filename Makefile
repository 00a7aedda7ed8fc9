# The commands of the project; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
SECONDS ?= 60
SEED ?= 1
PAIRS ?= 1000000
SUITE ?= ../shared/JSON-Schema-Test-Suite
# /etc for what lives in the system, else below the prefix.
SYSCONFDIR ?= $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(PREFIX)/etc)

release := $(SWIFT) build -c release --static-swift-stdlib
program := .build/release/trucd
prefix_at := $(DESTDIR)$(PREFIX)
configuration_at := $(DESTDIR)$(SYSCONFDIR)/trucd

# With SEEDS=1 all that happens in the run is printed; BUG= plants a bug, to see that it is found.
SEEDS ?= 1000
FROM ?= 1
BUG ?=

# Names of faults, with commas; RECORD=1 brings the table of the documentation up to date.
ONLY ?=
RECORD ?=

.PHONY: help setup build lint test conformance fuzz differential mutations simulate faults demo bench bench-poison bench-engine install clean

help: ## lists these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 21

setup: ## installs the Debian packages that are missing
	@deploy/setup test

build: ## builds the program for release
	@deploy/setup build
	$(release) --product trucd

lint: ## checks the form of code, scripts and unit
	@deploy/lint

test: ## builds and runs all tests
	@deploy/setup test
	@Tests/run

conformance: ## runs the official JSON Schema test suite, a clone of it: SUITE=DIR
	@test -d "$(SUITE)/tests" || { printf '%s\n' "make conformance: no test suite in $(SUITE). Get it and name its folder:" \
	  "  git clone https://github.com/json-schema-org/JSON-Schema-Test-Suite" \
	  "  make conformance SUITE=JSON-Schema-Test-Suite" >&2; exit 66; }
	@deploy/setup build
	$(release) --product conformance-suite
	@"$(dir $(program))conformance-suite" "$(SUITE)"

fuzz: ## lets libFuzzer try inputs on the engine: SECONDS=60
	@deploy/setup build
	@Tests/Fuzz/run $(SECONDS)

differential: ## compares verdicts on random schemas with other validators: SEED=1 PAIRS=1000000
	@deploy/setup differential
	@Tests/Fuzz/differential/run $(SEED) $(PAIRS)

mutations: ## plants faults in a copy of the engine: our own tests must notice each
	@deploy/setup build
	@Tests/Mutations/run

simulate: ## runs the bus in a simulated world: SEEDS=1000 FROM=1 BUG=
	@deploy/setup build
	$(release) --product simulate
	@"$(dir $(program))simulate" --seeds $(SEEDS) --from $(FROM) $(if $(BUG),--bug $(BUG))

faults: build ## does real faults to the bus on real Kafka and PostgreSQL: ONLY=name,name RECORD=
	@deploy/setup faults
	$(release) --product faults
	@"$(dir $(program))faults" --only "$(ONLY)" $(if $(RECORD),--record deploy/docs/faults.md)

demo: build ## shows the whole bus at work, with a Kafka and a warehouse of its own
	@deploy/setup demo
	@"$(program)" demo --directory .build/demo

bench: build ## measures the bus on this machine: SCENES= POINTS= RECORDS= ROUNDS= HISTORY=1
	@deploy/setup test
	$(release) --product bench
	@"$(dir $(program))bench"

bench-poison: ## measures what records cost that the database refuses: RECORDS=1000000
	@deploy/setup test
	$(release) --product bench-poison
	@"$(dir $(program))bench-poison"

bench-engine: ## measures the JSON Schema engine: SCHEMA= RECORDS= of your own, INPUT= ROUNDS=
	@deploy/setup bench-engine
	@SCHEMA="$(SCHEMA)" RECORDS="$(RECORDS)" INPUT="$(INPUT)" ROUNDS="$(ROUNDS)" \
	  Tests/Benchmarks/engine-against-reference

# An operator's configuration and contracts stay as they are; what is new comes to PREFIX/share.
install: ## installs what `make build` built: PREFIX=/usr/local DESTDIR=
	@test -x "$(program)" || { echo "make install: nothing is built yet; run make build first" >&2; exit 1; }
	install -D -m 755 "$(program)" "$(prefix_at)/bin/trucd"
	install -D -m 644 deploy/trucd.sysusers "$(prefix_at)/lib/sysusers.d/trucd.conf"
	install -d "$(prefix_at)/lib/systemd/system" "$(prefix_at)/share/trucd" "$(configuration_at)"
	sed -e 's#/usr/local/bin/#$(PREFIX)/bin/#' -e 's#/etc/trucd/#$(SYSCONFDIR)/trucd/#' \
	  deploy/trucd.service > "$(prefix_at)/lib/systemd/system/trucd.service"
	sed -e 's#/etc/trucd/#$(SYSCONFDIR)/trucd/#' deploy/trucd.toml > "$(prefix_at)/share/trucd/trucd.toml"
	rm -rf "$(prefix_at)/share/trucd/Schemas"
	cp -R Schemas "$(prefix_at)/share/trucd/Schemas"
	install -m 644 LICENSE "$(prefix_at)/share/trucd/LICENSE"
	if [ ! -e "$(configuration_at)/trucd.toml" ]; then \
	  install -m 644 "$(prefix_at)/share/trucd/trucd.toml" "$(configuration_at)/trucd.toml"; fi
	if [ ! -e "$(configuration_at)/Schemas" ]; then \
	  cp -R Schemas "$(configuration_at)/Schemas"; fi

clean: ## removes what was built
	rm -rf .build demo
