# Sourced by the install.sh of each target. Debian 12, as root.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Where programs go that would conflict with one another if they were installed.
real=$(dirname "$here")/.real
export DEBIAN_FRONTEND=noninteractive

if [ "$(id -u)" != 0 ]; then
  echo "installing packages needs root" >&2
  exit 2
fi

# No package may start its service: a policy that says no, unless the machine already has one.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' > $policy
  chmod 755 $policy
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi

# Package lists are fetched at most once an hour: once, when several targets are installed one after another.
update_lists() {
  [ -n "$(find "$real/lists-fetched" -mmin -60 2> /dev/null)" ] && return
  apt-get -q update
  mkdir -p "$real"
  touch "$real/lists-fetched"
}

# install_packages NAME... : into the system
install_packages() {
  dpkg -s "$@" > /dev/null 2>&1 && return
  update_lists
  apt-get -q install -y --no-install-recommends "$@"
}

# unpack_packages FOLDER NAME... : into a folder of .real/, nothing configured, nothing started; `versions` there tells which
unpack_packages() {
  local folder=$real/$1 fetched
  shift
  [ "$(cut -d ' ' -f 1 "$folder/versions" 2> /dev/null | tr '\n' ' ')" = "$* " ] && return
  update_lists
  rm -rf "$folder"
  mkdir -p "$folder"
  fetched=$(mktemp -d)
  (cd "$fetched" && apt-get -q -o APT::Sandbox::User=root download "$@")
  for package in "$@"; do
    dpkg -x "$fetched/$package"_*.deb "$folder"
    echo "$package $(dpkg-deb -f "$fetched/$package"_*.deb Version)" >> "$folder/versions.new"
  done
  mv "$folder/versions.new" "$folder/versions"
  rm -rf "$fetched"
}

# not_at_boot UNIT... : what was installed is for the tests alone
not_at_boot() {
  systemctl disable "$@" > /dev/null 2>&1 || true
}
