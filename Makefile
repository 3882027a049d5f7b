# The commands of the project; `make` alone lists them. What they do is in Scripts/.
.DEFAULT_GOAL := help
.PHONY: bench help release run up down status reset-data test fuzz deploy-check tsan format format-check imports shellcheck clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: ## everything in the foreground: packages, build, database, demo shop; Ctrl-C stops it
	@Scripts/stack run

up: ## the same in the background; returns when both daemons are ready
	@Scripts/stack up

down: ## stop what `make up` started
	@Scripts/stack down

status: ## what runs
	@Scripts/stack status

reset-data: ## stop, and remove the data folder
	@Scripts/stack reset

test: ## build, and run every test against a PostgreSQL and a Redis of its own
	@Scripts/test

release: ## both daemons as they are deployed, into .build/static/release
	@Scripts/release

deploy-check: ## run the checks of deploy/ that this machine has the tools for, the whole shop behind nginx among them
	@Scripts/deploy-check

fuzz: ## both daemons by their OpenAPI documents, for some minutes (Scripts/fuzz)
	@Scripts/fuzz

tsan: ## the tests that need no server, under the thread sanitizer
	@Scripts/test thread-sanitizer

bench: ## every figure against nginx, pgbench, COPY and nchan, in a table (docs/benchmarks.md)
	@Scripts/bench $(BENCH_OPTIONS)

format: ## rewrite the sources as swift-format has them
	swift format --in-place --recursive --parallel Sources Tests Benchmarks Package.swift

format-check: ## fail where swift-format has a remark
	swift format lint --strict --recursive --parallel Sources Tests Benchmarks Package.swift

imports: ## fail where a module imports what it may not (Scripts/check-imports)
	@Scripts/check-imports --self-test
	@Scripts/check-imports

shellcheck: ## check the scripts
	shellcheck -x Scripts/stack Scripts/test Scripts/release Scripts/install-packages Scripts/deploy-check Scripts/install-docs Scripts/fuzz Scripts/bench Scripts/check-imports Scripts/lib/*.sh .ci/run \
		deploy/make-secrets deploy/docker/ready deploy/postgres/check deploy/redis/check deploy/systemd/check deploy/monitoring/check

clean: ## remove what was built
	rm -rf .build
