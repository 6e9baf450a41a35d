#!/bin/sh
# Runs every Go benchmark, one package after the other so that they do not disturb each other, and prints the machine with the figures.
# Arguments are for go test, such as -benchtime=3s or a package instead of ./...
set -eu
cd "$(dirname "$0")/.."
echo "$(go version), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
[ ! -x youfu ] || echo "youfu: $(stat -c %s youfu | awk '{printf "%.1f MB", $1 / 1e6}')"
go test -run '^$' -bench . -benchmem -p 1 "${@:-./...}" >bench/out.tmp 2>&1 || { cat bench/out.tmp && rm bench/out.tmp && exit 1; }
grep -E '^(pkg:|Benchmark)' bench/out.tmp
rm bench/out.tmp
