#!/bin/bash
# start.sh WORKFOLDER UNPACKED : pop3d and imap4d in the foreground, with a passwd and shadow of their own.
# Run as root in a mount namespace of its own. No pid namespace: greetings are made of the pid and the second, and pids
# that begin anew would repeat one after a restart.
set -eu
hostname mail.example.test
dir=$1 unpacked=$2

mount --bind "$dir/etc/passwd" /etc/passwd
mount --bind "$dir/etc/shadow" /etc/shadow

trap 'trap - TERM INT; kill $(jobs -p) 2> /dev/null || true; wait; exit 0' TERM INT

"$unpacked/usr/sbin/pop3d" --config-file="$dir/pop3d.conf" &
"$unpacked/usr/sbin/imap4d" --config-file="$dir/imap4d.conf" &
wait -n
