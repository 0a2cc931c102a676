#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. On Debian it does so as root or with sudo; elsewhere, and when
# that fails, it says in one line what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

missing=()
need() { # package, then a command that succeeds when it is there
	local package=$1
	shift
	"$@" >/dev/null 2>&1 || missing+=("$package")
}
postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }
browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
fonts() { compgen -G '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' || fc-list : family | grep -qi 'dejavu sans'; }

dovecot() { command -v dovecot || test -x /usr/sbin/dovecot; }

find_missing() {
	missing=()
	need postgresql postgres
	need chromium browser
	need default-jre-headless java -version
	need fonts-dejavu-core fonts
	need dovecot-imapd dovecot
	need gcc command -v gcc # for the race detector
	need libc6-dev test -e /usr/include/stdlib.h
	need npm command -v npm # with node 20 or newer; for the packages in e2e/package.json
}

install_missing() {
	command -v apt-get >/dev/null || return 1
	local as=()
	if [ "$(id -u)" -ne 0 ]; then
		sudo -n true 2>/dev/null || return 1
		as=(sudo -n)
	fi
	say "installing ${missing[*]}"
	# Debian may start a database server along with the package; the tests start their own and leave that one alone.
	"${as[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null &&
		"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
			install --no-install-recommends "${missing[@]}" >/dev/null
}

find_missing
if [ "${#missing[@]}" -gt 0 ]; then
	install_missing || true
	find_missing
fi
if [ "${#missing[@]}" -gt 0 ]; then
	say "install these first: ${missing[*]} (names of Debian packages)"
	exit 1
fi

# The checks in e2e/package.json, in the versions of its lock file.
if ! cmp -s e2e/package-lock.json e2e/node_modules/.installed; then
	say "installing the npm packages of e2e"
	if ! (cd e2e && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null); then
		say "the npm packages could not be installed; run this first: cd e2e && npm ci --ignore-scripts"
		exit 1
	fi
	cp e2e/package-lock.json e2e/node_modules/.installed
fi
