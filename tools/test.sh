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
# What measures memory, or would last for many minutes under the race detector, runs without it.
mapfile -t slow < <(grep -rl --include='*_test.go' '^//go:build !race' internal | xargs grep -l '^func Test')
names=$(grep -ho '^func Test[A-Za-z]*' "${slow[@]}" | cut -c6- | paste -sd '|')
mapfile -t folders < <(dirname "${slow[@]}" | sort -u | sed 's|^|./|')
go test -count=1 -timeout 30m -run "^($names)\$" "${folders[@]}"
(cd e2e && go test -count=1 -timeout 30m .)
echo "relevance"
tools/relevance.sh
echo "make test passed in $((SECONDS - start)) s"
