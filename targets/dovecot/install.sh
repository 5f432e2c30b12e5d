#!/bin/bash
# Installs Dovecot with POP3 and IMAP from Debian's packages. The packages make the users dovecot and dovenull.
. "$(dirname "$0")/../debian.sh"
install_packages dovecot-pop3d dovecot-imapd
not_at_boot dovecot.service dovecot.socket
/usr/sbin/dovecot --version
