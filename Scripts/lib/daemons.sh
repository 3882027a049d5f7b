# shellcheck shell=bash
# command-api and query-api as background processes. A daemon is ours when it serves this stack's database on the
# address that the settings name: so a second one on another address is left alone, and one that was restarted by
# hand with the same settings is taken over. Needs DATA, BIN and the settings exported.

is_command_api() { is_daemon command-api COMMAND_BIND "$1"; }
is_query_api() { is_daemon query-api QUERY_BIND "$1"; }
command_api_pid() { live_pid command-api is_command_api; }
query_api_pid() { live_pid query-api is_query_api; }

is_daemon() {
    named "$3" "$1" serve && started_with "$3" "DATABASE_URL=$DATABASE_URL" && started_with "$3" "$2=${!2}"
}

# Its connections are taken, its database and cache are there.
ready() { [[ "$(curl --silent --output /dev/null --max-time 2 --write-out '%{http_code}' "$1/readyz")" == 200 ]]; }
ready_or_dead() { ready "$1" || ! alive "$2"; }

# start_daemon NAME URL
start_daemon() {
    local name=$1 url=$2 prefix pid
    prefix=$(tr 'a-z-' 'A-Z_' <<<"${name%-api}")
    if pid=$("${name//-/_}_pid"); then
        [[ "$(readlink "/proc/$pid/exe")" != *' (deleted)' ]] ||
            warn "$name (pid $pid) runs an older build: make down, then start again, to replace it"
    else
        require_port "${prefix}_PORT" "${url##*:}"
        require_port "${prefix}_MANAGEMENT_PORT" "$(bind_port "${prefix}_MANAGEMENT_BIND")"
        spawn "$name" "$ROOT" "$BIN/$name" serve
        pid=$(pid_in "$DATA/$name.pid")
    fi
    wait_until "$READY_TIMEOUT" ready_or_dead "$url" "$pid" && alive "$pid" && return 0
    show_log "$DATA/$name.log"
    if alive "$pid"; then
        fail "$name (pid $pid) was not ready within $READY_TIMEOUT s at $url/readyz"
    fi
    fail "$name ended at its start"
}

bind_port() { printf '%s' "${!1##*:}"; }

# It is given the time to finish what it is doing.
stop_daemon() {
    local pid
    pid=$("${1//-/_}_pid") || { rm -f "$DATA/$1.pid"; return 0; }
    stop_process "$1" "$pid" TERM 20
}
