# Giliran: the queue of a small public office. "make help" explains.

export CGO_ENABLED = 0
LISTEN ?= 127.0.0.1:8080
DATA   ?= data
BOARD  ?= 127.0.0.1:8081
OFFICE ?=

# Where this machine itself reaches the office.
PORT = $(lastword $(subst :, ,$(LISTEN)))
HOST = $(if $(filter :%,$(LISTEN)),127.0.0.1,$(firstword $(subst :, ,$(LISTEN))))

.PHONY: help
help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16
	@echo
	@echo 'make run LISTEN=:8080 DATA=dir OFFICE=office.yaml changes what their names say; BOARD=:8081 is the simulated board.'

.PHONY: build
build: wasm ## build every program for this machine into bin/
	go build -trimpath -o bin/ ./cmd/...

.PHONY: run
run: build ## start the office and a simulated board; print a ready link for every page
	@trap 'kill $$board 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	bin/giliran-agent run --simulate --server http://$(HOST):$(PORT) --listen $(BOARD) \
		--token-file $(DATA)/sim.token --data $(DATA)/agent 2>/dev/null & board=$$!; \
	bin/giliran serve --listen $(LISTEN) --data $(DATA) $(if $(OFFICE),--office $(OFFICE)) --simulate --links --open

.PHONY: wall
wall: build ## open the wall display on this machine's screen
	bin/giliran-wall --server http://$(HOST):$(PORT)

# The same wall for a browser, at /wall; with Go's loader for it, of the same
# version. Packed once, so that the office need not do it for each screen.
.PHONY: wasm
wasm: ## build the wall for browsers into bin/wall/
	@mkdir -p bin/wall
	GOOS=js GOARCH=wasm go build -trimpath -ldflags='-s -w' -o bin/wall/wall.wasm ./cmd/giliran-wall
	@cp "$$(go env GOROOT)/lib/wasm/wasm_exec.js" bin/wall/
	@[ bin/wall/wall.wasm.gz -nt bin/wall/wall.wasm ] || gzip -9nkf bin/wall/wall.wasm

# A version of its own for each commit, so that a package can be upgraded.
.PHONY: package
package: wasm ## build Debian packages for amd64 and arm64 into dist/
	version=0.1.$$(git rev-list --count HEAD) && .dist/deb.sh amd64 $$version && .dist/deb.sh arm64 $$version

.PHONY: test
test: packages format vet crossbuild test-paper test-oracle test-plain ## run every check and test
	CGO_ENABLED=1 go test -race -shuffle=on ./...
	$(MAKE) test-hardware PRESSES=50
	@test -z "$$(git status --porcelain)" || { echo 'the tree is not clean after the tests:'; git status --short; exit 1; }

.PHONY: packages
packages:
	@.ci/need .ci/packages

# Without the race detector, which a pure package does not need: on two cores
# about a minute. A day that fails is shrunk, told, and named by its seed:
# go test ./ticketing -run RandomDays -seed S -day N.
.PHONY: test-oracle
test-oracle: DAYS ?= 100000
test-oracle: ## play 100,000 random days against the simple oracle, and a tiny office to its end
	go test -count=1 -timeout 30m -run 'RandomDays|TinyOffice' -v ./ticketing -args -days $(DAYS) -deep

# Nothing here needs to be told of a new fuzz target: .ci/fuzz finds them all.
.PHONY: fuzz
fuzz: FUZZTIME ?= 1m
fuzz: DAYSTIME ?= 10m
fuzz: ## fuzz whatever reads outside bytes, FUZZTIME=1m each; then random days for DAYSTIME=10m
	.ci/fuzz $(FUZZTIME)
	go test -count=1 -timeout 0 -run RandomDays -v ./ticketing -args -last $(DAYSTIME)

# The printed bytes, judged by programs from npm that have never seen ours.
.PHONY: test-paper
test-paper: ## have others read what the printer gets
	@command -v npm >/dev/null || .ci/need .ci/packages-npm
	GILIRAN_NPOS=$$(firmware-agent/printer/testdata/npos/setup.sh) go test -tags npos -run 'Npos|Receiptio' ./firmware-agent/printer

# What the race detector would only slow down: every screen up to 4K, two days
# of a wall, weeks of offices whose waits are foretold.
.PHONY: test-plain
test-plain: packages ## screens up to 4K, days of a wall, weeks of forecasts, without the race detector
	go test ./display/wall ./ticketing/forecast

# Cuts the power of a disk that forgets what was not flushed, at every named
# point of a store's and an office's life, five times on each of ROUNDS disks;
# needs root. A short form runs with every "go test".
.PHONY: test-powercut
test-powercut: ROUNDS ?= 6
test-powercut: packages ## cut the power hundreds of times, compare with what was acknowledged
	@mkdir -p bin
	@POWERCUT_ROUNDS=$(ROUNDS) go test -count=1 -timeout 80m -v -run '^TestPowerCut$$' ./store ./cmd/giliran > bin/powercut.txt || { cat bin/powercut.txt; exit 1; }
	@awk '/ power cut / { sub(/^.* power cut /, ""); split($$0, p, /: */); split(p[2], n, " "); if (!(p[1] in c)) order[++k] = p[1]; \
		c[p[1]] += n[1]; a[p[1]] += n[3]; l[p[1]] += n[5]; C += n[1]; A += n[3]; L += n[5] } \
		END { for (i = 1; i <= k; i++) { at = order[i]; printf "%-42s %4d cycles %8d acknowledged %3d lost\n", at, c[at], a[at], l[at] } \
		printf "%-42s %4d cycles %8d acknowledged %3d lost\n", "power cuts in all", C, A, L; exit L > 0 || C == 0 }' bin/powercut.txt

# Both programs on simulated hardware in a real kernel, with bouncing buttons,
# pulled cables and kill -9 (firmware-agent/rig/README.md). ARCH=arm64 is the
# Pi's; `make test` plays it with 50 presses, which takes two minutes.
.PHONY: test-hardware
test-hardware: ARCH ?= amd64
test-hardware: PRESSES ?= 1000
test-hardware: ## judge office and agent on simulated hardware in a real kernel
	@mkdir -p bin/rig-$(ARCH)
	GOOS=linux GOARCH=$(ARCH) go build -trimpath -ldflags='-s -w' -o bin/rig-$(ARCH)/ ./cmd/giliran ./cmd/giliran-agent ./firmware-agent/rig/hardwaretest
	firmware-agent/rig/rig.sh -a $(ARCH) -m 1024 -l 7200 -t 3600 $(foreach p,giliran giliran-agent hardwaretest,-f bin/rig-$(ARCH)/$p:/bin/$p) -- /bin/hardwaretest -presses $(PRESSES)

# An hour by the office's clock, with 15,000 sockets; it needs as many open
# files (ulimit -n) and about ten minutes. "go test" lives through a short one.
.PHONY: test-load
test-load: ## live through an office's worst morning
	go test -count 1 -timeout 1h -v -run TestWorstMorning ./cmd/giliran -args -morning 1

# Office and agent under their own units' sandbox, in a systemd of their own.
.PHONY: test-units
test-units: ## run the services under their systemd units (root, Linux)
	@mkdir -p bin
	go build -trimpath -o bin/ ./cmd/giliran ./cmd/giliran-agent
	.dist/try-units.sh bin

.PHONY: format
format:
	@test -z "$$(gofmt -l .)" || { echo 'gofmt would change:'; gofmt -l .; exit 1; }

.PHONY: vet
vet:
	go vet ./...
	go tool staticcheck ./...
	go mod verify
	go mod tidy -diff

# A Pi runs arm64; agents and walls may be 32-bit. The office itself must not
# be: Badger loses data there (store/only64bit.go).
.PHONY: crossbuild
crossbuild:
	GOOS=linux GOARCH=arm64 go build -o /dev/null ./cmd/giliran
	GOOS=linux GOARCH=arm64 go build -o /dev/null ./cmd/giliran-agent
	GOOS=linux GOARCH=arm64 go build -o /dev/null ./cmd/giliran-wall
	GOOS=linux GOARCH=arm go build -o /dev/null ./cmd/giliran-agent
	GOOS=linux GOARCH=arm go build -o /dev/null ./cmd/giliran-wall
	@! GOOS=linux GOARCH=arm go vet ./store 2>/dev/null || { echo 'the office must refuse to build for 32 bits'; exit 1; }

# Every number beside its limit (doc/limits.md says how each is measured), and
# what has changed since the last run in bench/. Needs root for the slow disk.
# BENCH picks benchmarks, COUNT runs each so often, WALL= leaves the wall out.
.PHONY: bench
bench: BENCH ?= .
bench: COUNT ?= 2
bench: WALL ?= ./display/wall ./cmd/giliran-wall
bench: ## measure speed, memory and disk traffic against their limits
	@mkdir -p bin bench
	@go test -c -o bin/bench ./cmd/giliran
	@run=bench/$$(date -u +%Y%m%d-%H%M%S).txt; last=$$(ls bench/*.txt 2>/dev/null | tail -n 1); \
	(cd cmd/giliran && ../../bin/bench -test.run '^$$' -test.bench '$(BENCH)' -test.benchtime 1x -test.count $(COUNT) -test.timeout 14m) | tee $$run; grep -q '^PASS' $$run || exit 1; \
	$(if $(WALL),go test -run '^$$' -bench . -benchtime 1x $(WALL) | grep '^Benchmark' | tee -a $$run;) \
	echo; [ -z "$$last" ] || go tool benchstat "$$last" $$run || true; \
	echo; GILIRAN_BENCH_TABLE=$$run bin/bench

.PHONY: bench-page
bench-page: ## write the table of the last run into doc/limits.md
	@GILIRAN_BENCH_TABLE=$$(ls bench/*.txt | tail -n 1) GILIRAN_BENCH_PAGE=doc/limits.md bin/bench

.PHONY: clean
clean: ## remove what was built (never the office's data)
	rm -rf bin
