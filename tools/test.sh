#!/usr/bin/env bash
# Everything CI runs. The browser tests run without the race detector: their time goes to the browser, and the same
# code runs under it in internal/.
set -euo pipefail
cd "$(dirname "$0")/.."

# The version of a build is given by hand; asking git for it fails where git does not trust the folder.
export GOFLAGS="${GOFLAGS:-} -buildvcs=false"

start=$SECONDS
tools/setup.sh
tools/lint.sh
echo "go test"
go test -count=1 -race -timeout 30m ./...
# What measures memory says nothing under the race detector: it runs here.
go test -count=1 -timeout 30m -run TestReadingALargeFileTakesLittleMemory ./internal/harvest
(cd e2e && go test -count=1 -timeout 30m .)
echo "relevance"
tools/relevance.sh
echo "make test passed in $((SECONDS - start)) s"
