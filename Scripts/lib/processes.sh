# shellcheck shell=bash
# Processes that outlive the script which started them: found again by their pid file and, because a pid is
# reused after a crash or a restart of the machine, by what the process itself shows in /proc.

# alive PID: it runs (a zombie, dead but not yet reaped, does not).
alive() {
    local stat
    [[ -n ${1:-} ]] || return 1
    { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
    [[ ${stat##*) } != Z* ]]
}

# named PID NAME [ARGUMENT]: the program's file is called NAME, and ARGUMENT is among its arguments. A program
# may show all its arguments as one ("redis-server 127.0.0.1:6379"), and a script shows as its interpreter's.
named() {
    local -a argv=()
    { mapfile -d '' -t argv <"/proc/$1/cmdline"; } 2>/dev/null || return 1
    [[ "${argv[0]:-}" =~ (^|/)"$2"( |$) || "${argv[1]:-}" =~ (^|/)"$2"$ ]] || return 1
    [[ -z ${3:-} || " ${argv[*]} " == *" $3 "* ]]
}

works_in() { [[ "$(readlink "/proc/$1/cwd" 2>/dev/null)" == "$2" ]]; }

# started_with PID NAME=VALUE: the process got that in its environment.
started_with() { grep -qzxF -- "$2" "/proc/$1/environ" 2>/dev/null; }

pid_in() {
    local pid=''
    { read -r pid <"$1"; } 2>/dev/null
    [[ $pid =~ ^[0-9]+$ ]] && printf '%s' "$pid"
}

# find_process TEST…: the first process for which the command `TEST… PID` holds.
find_process() {
    local entry
    for entry in /proc/[0-9]*; do
        "$@" "${entry#/proc/}" && printf '%s' "${entry#/proc/}" && return 0
    done
    return 1
}

# live_pid NAME TEST…: the pid of a process of ours. One that runs without its pid file (it was lost, or somebody
# restarted the process by hand) gets the file written anew.
live_pid() {
    local name=$1 pid
    shift
    pid=$(pid_in "$DATA/$name.pid") && "$@" "$pid" && printf '%s' "$pid" && return 0
    pid=$(find_process "$@") || return 1
    printf '%s\n' "$pid" >"$DATA/$name.pid"
    printf '%s' "$pid"
}

# spawn NAME FOLDER COMMAND…: in FOLDER and in a session of its own, so that Ctrl-C and a closed terminal reach only
# the script, which stops things in order. setsid and setpriv exec, so the pid written is the program's own.
spawn() {
    local name=$1 folder=$2
    shift 2
    (cd "$folder" && exec setsid "$@") >>"$DATA/$name.log" 2>&1 </dev/null 9>&- &
    printf '%s\n' "$!" >"$DATA/$name.pid"
}

# wait_until SECONDS CHECK…: false when CHECK still fails at the deadline.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

gone() { ! alive "$1"; }

# stop_process NAME PID SIGNAL SECONDS: asks with SIGNAL, and kills what has not ended in time. A stopped process
# must be continued to notice that it was asked.
stop_process() {
    kill "-$3" "$2" 2>/dev/null
    kill -CONT "$2" 2>/dev/null
    if ! wait_until "$4" gone "$2"; then
        warn "$1 (pid $2) did not stop within $4 s and is killed"
        kill -KILL "$2" 2>/dev/null
        wait_until 10 gone "$2" || warn "$1 (pid $2) is still there"
    fi
    rm -f "$DATA/$1.pid"
}

port_in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# require_port NAME PORT: fails when something already listens there.
require_port() {
    ! port_in_use "$2" || fail "port $2 is in use by another program; choose another with $1=… (or TANDEM_PORT_BASE=…)"
}
