#!/bin/bash
# Puts Courier's POP3 and IMAP servers into .real/courier; the libraries they need are installed, the one for
# authentication among them: it finds its modules under /usr only.
. "$(dirname "$0")/../debian.sh"
install_packages courier-authlib courier-authlib-userdb libcourier-unicode4 libgdbm6 libgnutls30 libidn12 libpcre3 \
  perl gcc libc6-dev
not_at_boot courier-authdaemon.service
unpack_packages courier courier-base courier-pop courier-imap
cd "$here/courier"
gcc -shared -fPIC -O2 -Wall -o "$real/courier/nosleep.so" nosleep.c
gcc -shared -fPIC -O2 -Wall -Wl,-soname,libfam.so.0 -o "$real/courier/libfam.so.0" famstub.c
# Both paths are compiled in; a run mounts its own folders there, in a mount namespace that nobody else sees.
mkdir -p /etc/courier /run/courier
cat "$real/courier/versions"
