#!/usr/bin/env bash
# Every benchmark of the project.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t folders < <(grep -rl --include='*_test.go' '^func Benchmark' cmd internal | xargs -r -n1 dirname | sort -u)
go test -run '^$' -bench . -benchmem -benchtime "${BENCHTIME:-2s}" "${folders[@]/#/./}"
