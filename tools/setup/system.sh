#!/bin/sh
# What Souffleur needs beside Python packages, on Debian and Ubuntu:
#   python3-venv   virtual environments (Debian splits them off)
#   libportaudio2  the microphone
#   libgl1 libegl1 drawing the Desk, also without a screen
# and, called with "tests":
#   dbus           a private bus for the tests of the Bluetooth link
#   chromium       a browser for the tests of the director's page
# Elsewhere, or without the right to install, it says what is missing and goes on.
set -eu

missing=""
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$missing python3-venv"
ldconfig -p 2>/dev/null | grep -q 'libportaudio\.so\.2' || missing="$missing libportaudio2"
ldconfig -p 2>/dev/null | grep -q 'libGL\.so\.1' || missing="$missing libgl1"
ldconfig -p 2>/dev/null | grep -q 'libEGL\.so\.1' || missing="$missing libegl1"
if [ "${1:-}" = tests ]; then
    command -v dbus-daemon >/dev/null 2>&1 || missing="$missing dbus"
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fi
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "note: not a Debian or Ubuntu system; please install the equivalents of:$missing"
    exit 0
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_root=sudo
    else
        echo "note: without root rights; please run: sudo apt-get install$missing"
        exit 0
    fi
fi
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
