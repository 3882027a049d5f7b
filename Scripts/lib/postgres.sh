# shellcheck shell=bash
# A private PostgreSQL in $DATA/postgres, on 127.0.0.1:$PG_PORT only, with the superuser `tandem`. No system-wide
# instance is looked at. Needs DATA, PG_PORT, PG_PASSWORD; PG_SETTINGS holds further lines of configuration.

# The version that made the data folder, else the newest one installed.
postgres_bin() {
    local version='*' folder
    [[ ! -r $PG_FOLDER/PG_VERSION ]] || version=$(<"$PG_FOLDER/PG_VERSION")
    # shellcheck disable=SC2086 # the star is meant to match
    folder=$(printf '%s\n' /usr/lib/postgresql/$version/bin | sort -V | tail -n 1)
    if [[ ! -x $folder/postgres ]]; then
        folder=$(command -v postgres) || fail "the PostgreSQL server is not installed (version wanted: $version)"
        folder=$(dirname "$(readlink -f "$folder")")
    fi
    printf '%s' "$folder"
}

# PostgreSQL refuses to run as root: root hands it to Debian's user `postgres`.
as_postgres() {
    if ((EUID == 0)); then
        # From a folder that this user may be in: PostgreSQL's programs return to where they began.
        (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        "$@"
    fi
}

# Where the data lives: $DATA/postgres, unless root's checkout is somewhere that the user `postgres` cannot
# reach (below /root); then $DATA/postgres is a link to a folder in /var/lib/tandem.
postgres_folder() {
    if ((EUID == 0)) && ! as_postgres test -x "$DATA"; then
        printf '/var/lib/tandem/%s' "$(printf '%s' "$DATA" | sha256sum | cut -c1-16)"
    else
        printf '%s/postgres' "$DATA"
    fi
}

create_postgres() {
    local new=$PG_FOLDER.new password=$PG_FOLDER.password
    mkdir -p "$(dirname "$PG_FOLDER")"
    ((EUID != 0)) || [[ $PG_FOLDER == "$DATA"/* ]] || chmod 711 "$(dirname "$PG_FOLDER")"
    rm -rf "$new"
    mkdir -m 700 "$new"
    printf '%s\n' "$PG_PASSWORD" >"$password"
    ((EUID != 0)) || chown postgres:postgres "$new" "$password"
    as_postgres "$PG_BIN/initdb" --pgdata="$new" --encoding=UTF8 --locale=C.UTF-8 --username=tandem \
        --auth=scram-sha-256 --pwfile="$password" --no-instructions >>"$DATA/postgres.log" 2>&1 || {
        show_log "$DATA/postgres.log"
        fail "initdb failed"
    }
    rm -f "$password"
    printf "include_if_exists 'tandem.conf'\n" >>"$new/postgresql.conf"
    mv -T "$new" "$PG_FOLDER"
    [[ $PG_FOLDER == "$DATA/postgres" ]] || ln -sfnT "$PG_FOLDER" "$DATA/postgres"
}

# Written at each start, so that `postgres -D` by hand finds the same.
configure_postgres() {
    cat >"$PG_FOLDER/tandem.conf" <<END
listen_addresses = '127.0.0.1'
port = $PG_PORT
unix_socket_directories = ''
max_connections = ${PG_MAX_CONNECTIONS:-200}
${PG_SETTINGS:-}
END
    ((EUID != 0)) || chown postgres:postgres "$PG_FOLDER/tandem.conf"
}

# Where another user's process works is told only to that user, or to a root with more rights than a container's.
is_postgres() { named "$1" postgres && [[ "$(as_postgres readlink "/proc/$1/cwd" 2>/dev/null)" == "$PG_FOLDER" ]]; }

# The postmaster writes its own pid; ours is a copy of it. (Its children work in the same folder, so they are not
# searched for in /proc.)
postgres_pid() {
    local pid
    pid=$(pid_in "$PG_FOLDER/postmaster.pid") && is_postgres "$pid" || return 1
    printf '%s\n' "$pid" >"$DATA/postgres.pid"
    printf '%s' "$pid"
}

# psql as the superuser: the database's name, then psql's own options.
query_postgres() {
    local database=$1
    shift
    PGPASSWORD=$PG_PASSWORD PGCONNECT_TIMEOUT=5 psql --no-psqlrc --quiet --no-align --tuples-only \
        --set=ON_ERROR_STOP=1 --host=127.0.0.1 --port="$PG_PORT" --username=tandem --dbname="$database" "$@"
}

postgres_answers() {
    alive "$(pid_in "$DATA/postgres.pid")" || return 0
    "$PG_BIN/pg_isready" --quiet --host=127.0.0.1 --port="$PG_PORT" --timeout=2
}

# A lock file whose pid is somebody else's by now would keep the server from starting.
drop_stale_lock() {
    local pid
    pid=$(pid_in "$PG_FOLDER/postmaster.pid") || return 0
    is_postgres "$pid" || rm -f "$PG_FOLDER/postmaster.pid"
}

locate_postgres() { PG_FOLDER=$(postgres_folder); }

find_postgres() {
    locate_postgres
    PG_BIN=$(postgres_bin) || exit 1
}

launch_postgres() {
    drop_stale_lock
    if ((EUID == 0)); then
        spawn postgres / setpriv --reuid=postgres --regid=postgres --init-groups -- "$PG_BIN/postgres" -D "$PG_FOLDER"
    else
        spawn postgres / "$PG_BIN/postgres" -D "$PG_FOLDER"
    fi
    wait_until 120 postgres_answers && alive "$(pid_in "$DATA/postgres.pid")"
}

start_postgres() {
    find_postgres
    postgres_pid >/dev/null && return 0
    require_port PG_PORT "$PG_PORT"
    if [[ -d $PG_FOLDER && ! -e $DATA/postgres ]]; then
        warn "$PG_FOLDER is left over from a removed $DATA, and is removed too"
        rm -rf "$PG_FOLDER"
    fi
    [[ -d $PG_FOLDER ]] || create_postgres
    configure_postgres
    # The children of a killed server hold its shared memory for a moment: that start fails, a later one does not.
    local attempt
    for attempt in 1 2 3 4 5; do
        launch_postgres && return 0
        sleep "$attempt"
    done
    show_log "$DATA/postgres.log"
    fail "PostgreSQL did not start"
}

# A fast shutdown: sessions are ended, everything is written.
stop_postgres() {
    local pid
    locate_postgres
    pid=$(postgres_pid) || { rm -f "$DATA/postgres.pid"; return 0; }
    stop_process postgres "$pid" INT 30
}
