#!/bin/sh
# Runs one throw-away PostgreSQL for tests: prints its address on one line, serves until standard input closes, and leaves nothing
# behind. Standard input is a pipe whose other end the owner holds. However the owner ends, also by a panic or by kill -9, the kernel
# closes that end, so the server cannot outlive it.
#
# The address is a Unix socket in a directory of its own: no port can collide, and nothing listens on the network. The settings trade
# every durability for speed, which is right only for data that nobody will miss.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo none/initdb)")
if [ ! -x "$bin/initdb" ]; then
	echo "PostgreSQL is not installed. 'make test' installs it on Debian; elsewhere install PostgreSQL 14 or later and put initdb and pg_ctl on the PATH." >&2
	exit 1
fi

dir=$(mktemp -d /tmp/youfu-pg.XXXXXX)
as=
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
	chown postgres "$dir"
	as="runuser -u postgres --"
fi
cd "$dir"

stop() {
	$as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || :
	cd /
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

$as "$bin/initdb" -D "$dir/data" -U youfu -A trust -E UTF8 --locale=C --no-sync >"$dir/setup" 2>&1 || { cat "$dir/setup" >&2; exit 1; }
$as "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/log" start -o "-c listen_addresses= -k $dir -c max_connections=300 \
	-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off" >"$dir/setup" 2>&1 ||
	{ cat "$dir/setup" "$dir/data/log" >&2; exit 1; }

echo "postgres://youfu@/postgres?host=$dir&sslmode=disable"
exec >/dev/null 2>&1 # the reader of the address need not wait for us to end
cat
