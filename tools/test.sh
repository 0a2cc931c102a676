#!/usr/bin/env bash
# Everything CI runs. After all tests, the race detector watches what shares memory between goroutines: the packages that
# start one or lock something, and the pages while many look at once. Elsewhere one goroutine does all and it would find
# nothing, while SQLite, which is Go here, is many times as slow under it.
set -euo pipefail
cd "$(dirname "$0")/.."

# The version of a build is given by hand; asking git for it fails where git does not trust the folder.
export GOFLAGS="${GOFLAGS:-} -buildvcs=false"

start=$SECONDS
step() { echo "$(printf '%4d s' $((SECONDS - start)))  $*"; }

tools/setup.sh
step lint
tools/lint.sh

step "go test"
mapfile -t others < <(go list ./... | grep -v 'internal/web$')
go test -count=1 -timeout 30m ./internal/web "${others[@]}" # what lasts longest first, beside all others
step "go test -race"
shared='^[[:space:]]*go (func|[a-z])|"sync(/atomic)?"'
mapfile -t watched < <(grep -rlE --include='*.go' --exclude='*_test.go' "$shared" internal | xargs -n1 dirname | sort -u | grep -v -e internal/web -e internal/testkit -e internal/app | sed 's|^|./|')
go test -count=1 -race -short -timeout 30m "${watched[@]}"
go test -count=1 -race -timeout 30m -run 'AtOnce|Serve|Server|Stopping|ByItself' ./internal/app ./internal/web # servers that run
step "in the browser"
(cd e2e && go test -count=1 -timeout 30m .)
step relevance
tools/relevance.sh
step "make test passed"
