VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: run build test check lint bench faults fuzz relevance

run: ## the demo town at http://127.0.0.1:8080
	go run ./cmd/samenspel demo

build: ## one file: ./samenspel
	go build -trimpath -buildvcs=false -ldflags "-X main.version=$(VERSION)" -o samenspel ./cmd/samenspel

test: ## everything CI runs; installs what is missing
	@tools/test.sh

check: ## the fast part, in under a minute
	@tools/format.sh
	go vet ./...
	go test -short ./internal/...

lint: ## format, vet, staticcheck, gosec
	@tools/lint.sh

bench: ## every benchmark; BENCHTIME=5s for steadier numbers
	@tools/bench.sh

faults: ## kills, a mail server that misbehaves and power cuts, hundreds of times
	@tools/faults.sh

fuzz: ## every fuzz target for 30 seconds; FUZZTIME=10m for a release
	@tools/fuzz.sh

relevance: ## how well the search finds, on graded queries, beside other engines; KEEP=1 keeps the score
	@tools/relevance.sh
