# The front door.  Every target installs what it lacks, builds what has changed, and does nothing
# twice; `make help` lists them.  The build itself is CMake's (CMakePresets.json): a preset builds
# in build/<preset>.

# Two jobs by default: a translation unit that includes GoogleMock takes up to 1 GB.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 1); [ "$$n" -lt 2 ] && echo 1 || echo 2)
FUZZ_SECONDS ?= 30
PREFIX ?= /usr/local
DESTDIR ?=
BOOTSTRAP ?= yes
CONSOLE ?= yes

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

RELEASE := build/release
NINJA = nice cmake --build

# bootstrap(groups): the packages of these groups of packages.txt are there.
ifeq ($(BOOTSTRAP),yes)
bootstrap = @tools/bootstrap $(1)
else
bootstrap = @:
endif

# build(preset, targets): configures once (Ninja itself notices later changes), then builds.
define build
	@[ build/$(1)/build.ninja -nt CMakePresets.json ] || cmake --preset $(1)
	@$(NINJA) build/$(1) -j $(JOBS) $(if $(2),--target $(2))
endef

.PHONY: help demo test build bench lint fuzz model eval docs install clean

help: ## list these targets
	@echo 'Noroshi: usage: make TARGET [VARIABLE=value]...'
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12
	@echo
	@echo 'Variables: JOBS=$(JOBS)  FUZZ_SECONDS=$(FUZZ_SECONDS)  PREFIX=$(PREFIX)  DESTDIR=$(DESTDIR)  BOOTSTRAP=yes|no  CONSOLE=yes|no (demo)'

demo: build ## hunt in one generated day of an operator's traffic, then show it in a browser
	@tools/demo $(if $(filter no,$(CONSOLE)),--no-console)

build: ## build the command: build/release/noroshi
	$(call bootstrap,build)
	$(call build,release,noroshi)

test: ## build everything and run every test
	$(call bootstrap,build test)
	$(call build,release)
	@ctest --preset release --output-on-failure -j $(JOBS)

bench: ## measure speed, beside nfdump on the same records
	$(call bootstrap,build bench)
	$(call build,release)
	@tools/bench

lint: ## check format, layers, spelling, scripts and clang-tidy
	$(call bootstrap,build test lint)
	$(call build,release,noroshi_layers)
	@cmake --preset clang >/dev/null
	@JOBS=$(JOBS) tools/lint

fuzz: ## run every fuzz target for FUZZ_SECONDS
	$(call bootstrap,build fuzz)
	$(call build,fuzz)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz

model: ## fit the built-in coefficients anew; write docs/c2-training.md (needs the labelled captures)
	$(call bootstrap,build)
	$(call build,release,noroshi)
	@$(RELEASE)/noroshi lab train --captures ../shared/data/c2-flows \
	  --out src/detect/c2/coefficients.toml --report docs/c2-training.md

eval: ## hunt over labelled captures and generated traffic; write docs/evaluation*.md
	$(call bootstrap,build bench)
	$(call build,release)
	@tools/eval

docs: ## redraw the diagram in ARCHITECTURE.md, check the links between documents
	$(call bootstrap,build)
	$(call build,release,noroshi_layers)
	@$(RELEASE)/noroshi_layers --write .
	@tools/check-links

install: ## install command, man pages, completions and documents under DESTDIR/PREFIX
	$(call bootstrap,build)
	$(call build,release,noroshi noroshi_documents noroshi_example_config)
	@DESTDIR=$(DESTDIR) cmake --install $(RELEASE) --prefix $(PREFIX)

clean: ## remove everything that was built
	@rm -rf build
