#!/usr/bin/env bash
# Names the Go files that gofmt would change, and fails when there are any.
set -euo pipefail
cd "$(dirname "$0")/.."

unformatted=$(find cmd internal e2e -name node_modules -prune -o -name '*.go' -print0 | xargs -0 gofmt -l)
if [ -n "$unformatted" ]; then
	echo "run gofmt -w on these files:" >&2
	echo "$unformatted" >&2
	exit 1
fi
