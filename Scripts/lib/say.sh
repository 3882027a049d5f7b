# shellcheck shell=bash
# How the scripts talk: progress on standard output, what stops them on standard error.

say() { printf '%s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# show_log FILE: the end of a log, for an error message.
show_log() {
    [[ -s $1 ]] || return 0
    printf -- '--- the last lines of %s\n' "$1" >&2
    tail -n 20 "$1" >&2
}

# random_hex BYTES: that many random bytes in hexadecimal.
random_hex() { od -An -v -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
