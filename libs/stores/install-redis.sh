#!/bin/sh
# Installs redis-server on Debian or Ubuntu, as root, once however many ask at the same time, and without starting the package's service.
set -eu

if [ "${1:-}" != locked ]; then
  exec flock "${TMPDIR:-/tmp}/doorman-install-redis.lock" sh "$0" locked
fi

command -v redis-server >/dev/null && exit 0

# The package would start a Redis on port 6379 that nobody asked for; 101 forbids it (Debian policy 9.3.3, invoke-rc.d(8)).
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends redis-server
