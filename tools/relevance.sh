#!/usr/bin/env bash
# Scores the search on the graded queries of tools/relevance, beside two other engines.
# KEEP=1 keeps the score as the one to hold.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(mktemp -d)
trap 'rm -rf "$program"' EXIT
go build -o "$program/samenspel" ./cmd/samenspel
cd tools/relevance
go run . "$program/samenspel" ../../internal/app/demodata ${KEEP:+--keep}
