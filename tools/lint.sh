#!/usr/bin/env bash
# Format, vet, staticcheck (settings in staticcheck.conf) and gosec.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
tool() { go tool -modfile="$root/tools/go.mod" "$@"; }

echo "gofmt"
tools/format.sh
echo "go vet"
go vet ./...
(cd e2e && go vet ./...)
echo "staticcheck"
tool staticcheck ./...
(cd e2e && tool staticcheck ./...)
echo "gosec"
# Rules that are off, and why:
#   G104  errors that are ignored: it also reports writers that never fail, such as hashes
#   G115  narrowing of integers: it reports every count and index; what comes from outside is bounded where it is read
#   G304  opening a file by a name from outside: only the administrator names files, at the shell; no request does
# Folders that are left out: db/dbtest and testkit run in tests only, and start programs and read files there.
tool gosec -quiet -color=false -exclude=G104,G115,G304 -exclude-dir=internal/db/dbtest -exclude-dir=internal/testkit ./...
