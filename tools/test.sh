#!/bin/sh
# Runs every test, on both databases and in a browser. The last line is the counts; they also go to the file that YOUFU_COUNTS names.
# Arguments are for go test, such as -run or a package instead of ./...
set -eu
cd "$(dirname "$0")/.."
sh tools/setup.sh

# One PostgreSQL serves all packages: a start costs a second, a database some hundredths.
dir=$(mktemp -d)
mkfifo "$dir/hold" "$dir/address"
sh internal/testdb/postgres.sh <"$dir/hold" >"$dir/address" &
postgres=$!
exec 9>"$dir/hold" # the server stops when this closes, which it does however we end
finish() {
	exec 9>&-
	wait "$postgres" || :
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' HUP INT TERM
if ! read -r YOUFU_TEST_PG <"$dir/address"; then
	echo "0 passed, 1 failed, 0 skipped"
	exit 1
fi
export YOUFU_TEST_PG

# Packages wait for databases, browsers and clocks as often as they compute: two more at once than there are processors.
status=0
go tool -modfile=tools/go.mod gotestsum --format pkgname --format-hide-empty-pkg --hide-summary skipped \
	--post-run-command "sh tools/counts.sh $dir/counts" -- -p $(($(getconf _NPROCESSORS_ONLN) + 2)) "${@:-./...}" 9>&- || status=1

counts=$(cat "$dir/counts" 2>/dev/null || echo "0 passed, 1 failed, 0 skipped")
case "$counts" in
*" 0 skipped") ;;
*)
	echo "A skipped test looks like a passing one, so it counts as a failure."
	status=1
	;;
esac
[ -z "${YOUFU_COUNTS:-}" ] || echo "$counts" >"$YOUFU_COUNTS"
echo "$counts"
exit $status
