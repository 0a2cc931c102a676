#!/usr/bin/env bash
# Every fuzz target of the project, one after another.
set -euo pipefail
cd "$(dirname "$0")/.."

grep -rHoE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' cmd internal | sort | while IFS=: read -r file match; do
	target=${match#func }
	folder=$(dirname "$file")
	echo "$folder $target"
	go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" "./$folder" </dev/null
done
