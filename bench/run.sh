#!/bin/sh
# Runs every Go benchmark, one package after the other so that they do not disturb each other, and prints the machine with the figures.
# Arguments are for go test, such as -benchtime=3s or a package instead of ./...; `support` alone stands for what support in cash is measured by.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" = support ]; then
	set -- -bench 'Payments|Closing|TenSchemes' ./internal/exchange ./internal/benefit ./internal/benefit/assess
fi
echo "$(go version), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
[ ! -x youfu ] || echo "youfu: $(stat -c %s youfu | awk '{printf "%.1f MB", $1 / 1e6}')"
go test -run '^$' -bench . -benchmem -p 1 -timeout 60m "${@:-./...}" >bench/out.tmp 2>&1 || { cat bench/out.tmp && rm bench/out.tmp && exit 1; }
grep -E '^(pkg:|Benchmark)' bench/out.tmp
rm bench/out.tmp
