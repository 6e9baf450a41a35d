#!/usr/bin/env bash
# Starts a server and prints the size of the program, the time from its start to its first page, and its memory: after that page, and
# after ten quiet seconds. Arguments are for youfu serve, such as --db demo/youfu.db
set -eu
cd "$(dirname "$0")/.."
port=${PORT:-18080}

awk -v size="$(stat -c %s youfu)" 'BEGIN { printf "program            %.1f MB\n", size / 1e6 }'
start=$(date +%s%N)
./youfu serve --addr "127.0.0.1:$port" "$@" >/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || :' EXIT

page() { # the first line of an answer; fails while nobody listens
	exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
	printf 'GET /sign-in HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$port" >&3
	head -n 1 <&3
}
until answer=$( (page) 2>/dev/null) && [ -n "$answer" ]; do
	kill -0 "$server" || exit 1
	sleep 0.01
done
echo "first page         $((($(date +%s%N) - start) / 1000000)) ms ($(echo "$answer" | tr -d '\r'))"

memory() { sed -n "s/^$1:[[:space:]]*\([0-9]*\) kB/\1/p" "/proc/$server/status" | awk '{ printf "%.0f MB\n", $1 / 1024 }'; }
echo "memory then        $(memory VmRSS)"
sleep 10
echo "memory, idle       $(memory VmRSS)"
echo "memory, highest    $(memory VmHWM)"
