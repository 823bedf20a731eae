#!/bin/sh
# Installs chromium on Debian, as root, once however many ask at the same time.
set -eu

if [ "${1:-}" != locked ]; then
  exec flock "${TMPDIR:-/tmp}/doorman-install-chromium.lock" sh "$0" locked
fi

command -v chromium >/dev/null && exit 0

export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends chromium
