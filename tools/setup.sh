#!/bin/sh
# Installs what the tests need beside Go, where it is missing: PostgreSQL, Chromium, and a font with Chinese characters. On Debian and its
# kin it does so by itself; elsewhere it says what to install.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

missing=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb || missing="$missing postgresql"
have chromium || have chromium-browser || have google-chrome || have google-chrome-stable || missing="$missing chromium"
ls /usr/share/fonts/*/noto/NotoSansCJK* >/dev/null 2>&1 || { have fc-list && fc-list :lang=zh | grep -q .; } || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0

as=
if [ "$(id -u)" != 0 ]; then
	as=sudo
fi
if ! have apt-get || { [ -n "$as" ] && ! have sudo; }; then
	echo "The tests need these programs, please install them:$missing" >&2
	echo "(PostgreSQL 14 or later with initdb and pg_ctl on the PATH, chromium on the PATH, any font with Chinese characters)" >&2
	exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
	# No recommended packages: they would bring a desktop. $missing is a list of words.
	# shellcheck disable=SC2086
	$as apt-get -qq update >>"$log" 2>&1 &&
		$as env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $missing >>"$log" 2>&1
}
echo "Installing for the tests, once:$missing"
install || { echo "Trying again in 10 s" && sleep 10 && install; } || {
	tail -n 20 "$log" >&2
	echo "apt-get could not install:$missing" >&2
	exit 1
}
