#!/usr/bin/env bash
# The faults of docs/operations.md, as often as its table says: kill -9 while writing, workers that are killed, a mail
# server that misbehaves, and, as root where the kernel lets a file system be ended at once, the power of the disk.
set -euo pipefail
cd "$(dirname "$0")/.."

export SAMENSPEL_ROUNDS="${SAMENSPEL_ROUNDS:-200}" SAMENSPEL_MAILS="${SAMENSPEL_MAILS:-10000}"
go test -count=1 -timeout 2h -v -run 'TestWhatWasAcknowledgedSurvivesAKill|TestKilledWorkersLoseNothing|TestManyMails' \
	./internal/app ./internal/jobs ./internal/mail | grep -E '^ *--- |^(ok|FAIL|PASS|panic)|_test.go' | grep -v 'ready after'

if [ "$(id -u)" -ne 0 ] || ! command -v xfs_io >/dev/null || ! command -v mkfs.ext4 >/dev/null; then
	echo "the power cut was left out: it needs root, xfs_io (Debian package xfsprogs) and mkfs.ext4" >&2
	exit 1
fi
go test -count=1 -timeout 2h -v -tags powercut -run TestWhatWasAcknowledgedSurvivesAPowerCut ./internal/app | grep -v 'ready after'
