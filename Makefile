# Berth. `make help` lists the targets. On a fresh Debian or Ubuntu machine, as root or with sudo, `make run` and `make test` do all the set-up they need.

SOURCES := $(shell find src -name obj -prune -o -name bin -prune -o \( -name '*.cs' -o -name '*.csproj' -o -name '*.json' -o -name '*.resx' \) -print) \
           Directory.Build.props Directory.Packages.props global.json
PREFIX  ?= /usr/local

.DEFAULT_GOAL := build
.PHONY: build run test test-vm bench install install-docker-link fmt clean help

build: out/berth ## build out/berth (the default)

out/berth: $(SOURCES)
	@scripts/build.sh

run: out/berth ## build, obtain a Debian image, run `date` in a container
	@scripts/run.sh

test: ## install what the tests need, run them all (TESTS="Kernel Oci" for some)
	@scripts/test.sh

test-vm: out/berth ## smoke test on Linux 6.1 with cgroup v2 in QEMU
	@scripts/vm/test.sh

bench: out/berth ## side by side with docker, podman, crun and runc; writes bench/results.md
	@bench/run.sh

install: out/berth ## install below PREFIX (DESTDIR for packagers)
	@PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install.sh

install-docker-link: install ## also install `docker` as a link to berth
	@PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install.sh docker-link

fmt: ## format the source
	@dotnet format Berth.slnx

clean: ## remove what the build wrote
	@rm -rf out
	@find src test bench -depth \( -name bin -o -name obj \) -type d -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
