#!/bin/sh
# What a machine can say about the source without running it. All checks run, also after one has failed.
set -u
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
status=0

# check NAME COMMAND…: the command succeeds, or its output says what is wrong.
check() {
	name=$1
	shift
	if "$@" >"$dir/out" 2>&1; then
		echo "ok    $name"
	else
		echo "FAIL  $name"
		sed 's/^/      /' "$dir/out"
		status=1
	fi
}

formatted() {
	unformatted=$(git ls-files -co --exclude-standard '*.go' | grep -v /testdata/ | xargs gofmt -l)
	[ -z "$unformatted" ] || { echo "run gofmt -w on: $unformatted" && return 1; }
}

# The reference of definitions is written by the program itself.
reference() {
	CGO_ENABLED=0 go build -o "$dir/youfu" ./cmd/youfu &&
		"$dir/youfu" --lang en catalog doc >"$dir/reference.md" &&
		diff -u docs/reference.md "$dir/reference.md" || { echo "run make generate" && return 1; }
}

check "gofmt" formatted
check "go vet" go vet ./...
check "staticcheck" go tool -modfile=tools/go.mod staticcheck ./...
check "go.mod is tidy" go mod tidy -diff
check "the list of dependencies is up to date" go test ./internal -run 'TestDependenciesAreListed$'
check "docs/reference.md is up to date" reference
exit $status
