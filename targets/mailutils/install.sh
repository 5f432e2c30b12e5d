#!/bin/bash
# Puts pop3d and imap4d of GNU Mailutils into .real/mailutils; the libraries they need are installed.
. "$(dirname "$0")/../debian.sh"
install_packages libmailutils9 libmu-dbm9 libkyotocabinet16v5 libgsasl18 libwrap0 libnsl2 libpam0g libldap-2.5-0 \
  libgssapi-krb5-2 libdb5.3 libgdbm6 libunistring2 openssl
unpack_packages mailutils mailutils-common mailutils-pop3d mailutils-imap4d
"$real/mailutils/usr/sbin/pop3d" --version | sed -n 1p
