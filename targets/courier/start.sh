#!/bin/bash
# start.sh WORKFOLDER REAL POP3 POP3S IMAP IMAPS : authdaemond and a couriertcpd per port, in the foreground.
# Run as root as the first process of a mount and pid namespace: when it ends, everything in it ends.
set -eu
hostname mail.example.test
dir=$1 real=$2 pop3=$3 pop3s=$4 imap=$5 imaps=$6

mkdir -p /run/courier
mount --bind "$dir/etc" /etc/courier
mount --bind "$dir/run" /run/courier
# Of the run before this one, if there was one: what is waited for below must be of this.
rm -f /run/courier/authdaemon/socket
# A session runs as nobody, who may not reach the folder of the checkout.
unpacked=$dir/courier
mkdir -p "$unpacked"
mount --bind "$real" "$unpacked"
/usr/sbin/makeuserdb

trap 'exit 0' TERM INT

/usr/lib/courier/courier-authlib/authdaemond &
until [ -S /run/courier/authdaemon/socket ]; do
  kill -0 $! || exit 1
  sleep 0.01
done

export LD_LIBRARY_PATH=$unpacked
export LD_PRELOAD=$unpacked/nosleep.so
export COURIERTLS=$unpacked/usr/bin/couriertls
login=$unpacked/usr/lib/courier/courier

# Stock limits are 4 connections per address for POP3; what is too many is closed without a word.
listen() {
  "$unpacked/usr/sbin/couriertcpd" -address=127.0.0.1 -maxprocs=200 -maxperip=200 -nodnslookup -noidentlookup "$@" &
}
listen "$pop3" "$login/courierpop3login" "$login/courierpop3d" Maildir
POP3_TLS=1 POP3_STARTTLS=NO listen "$pop3s" "$COURIERTLS" -server -tcpd "$login/courierpop3login" "$login/courierpop3d" Maildir
listen "$imap" "$login/imaplogin" "$unpacked/usr/bin/imapd" Maildir
IMAP_TLS=1 IMAP_STARTTLS=NO listen "$imaps" "$COURIERTLS" -server -tcpd "$login/imaplogin" "$unpacked/usr/bin/imapd" Maildir
wait -n
