# shellcheck shell=bash
# The configuration of one stack: its folder, its ports, and the file `env` in the folder, which holds every
# setting of the daemons. What stands in the file stays (secrets, ports, what was edited by hand); what is given in
# the environment of `make` replaces it; what is in neither has the default below.

# Settings of the daemons that may be given to `make run` and `make up`: these, and those that begin so.
GIVEN_SETTINGS=(
    ACCESS_TOKEN_TTL CORS_ALLOWED_ORIGINS CURRENCY LOG_FORMAT LOG_LEVEL MEDIA_RETENTION MEDIA_URL
    REDIS_COMMAND_DEADLINE_MS REFRESH_TOKEN_TTL TRUSTED_PROXIES
)
GIVEN_PREFIXES=(
    CACHE_ DATABASE_ EVENT_ HTTP_ IMAGE_ KEY_ LOW_STOCK NOTIFICATION_ PASSWORD_ RATE_LIMIT_ SOCKET_ SOCKETS_
)

DATA=$(realpath -m "${TANDEM_DATA:-$ROOT/.data}")
ENV_FILE=$DATA/env
declare -A SETTINGS=()
SETTING_NAMES=()

# A value as the shell reads it, quoted only where it must be.
quoted() {
    if [[ $1 =~ ^[A-Za-z0-9_./:@%+,=-]+$ ]]; then
        printf '%s' "$1"
    else
        printf "'%s'" "${1//\'/\'\\\'\'}"
    fi
}

put() {
    [[ -n ${SETTINGS[$1]+set} ]] || SETTING_NAMES+=("$1")
    SETTINGS[$1]=$2
}

# shellcheck disable=SC2016 # the inner shell expands what is quoted
# Reads the file by letting a shell evaluate it, so that what was edited by hand may be written as one likes.
read_settings() {
    local line
    [[ -f $ENV_FILE ]] || return 0
    [[ -r $ENV_FILE ]] || fail "$ENV_FILE cannot be read: it belongs to $(stat -c %U "$ENV_FILE")"
    while IFS= read -r -d '' line; do
        case ${line%%=*} in PWD | OLDPWD | SHLVL | _) continue ;; esac
        put "${line%%=*}" "${line#*=}"
    done < <(env -i "$BASH" --noprofile --norc -c 'set -a; . "$1" && env -0' - "$ENV_FILE")
}

write_settings() {
    local name
    {
        say "# The settings of this stack: made at its first start, kept since, and yours to edit (then restart it)."
        for name in "${SETTING_NAMES[@]}"; do
            say "export $name=$(quoted "${SETTINGS[$name]}")"
        done
    } >"$ENV_FILE.new" || fail "$ENV_FILE could not be written"
    chmod 600 "$ENV_FILE.new"
    mv "$ENV_FILE.new" "$ENV_FILE"
}

default() { [[ -n ${SETTINGS[$1]+set} ]] || put "$1" "$2"; }

take_given_settings() {
    local name prefix
    for prefix in "${GIVEN_PREFIXES[@]}"; do
        mapfile -t -O "${#GIVEN_SETTINGS[@]}" GIVEN_SETTINGS < <(compgen -v "$prefix")
    done
    for name in "${GIVEN_SETTINGS[@]}"; do
        [[ -z ${!name:-} ]] || put "$name" "${!name}"
    done
}

# port NAME OFFSET DEFAULT ADDRESS: from NAME in the environment, else what the stack has (the port in ADDRESS),
# else counted from TANDEM_PORT_BASE, else the default.
port() {
    local kept=${4##*:} port
    kept=${kept%%/*}
    port=${!1:-${kept:-${TANDEM_PORT_BASE:+$((TANDEM_PORT_BASE + $2))}}}
    port=${port:-$3}
    if ! [[ $port =~ ^[0-9]{1,5}$ ]] || ((10#$port == 0 || 10#$port > 65535)); then
        fail "$1 is not a port: $port"
    fi
    printf -v "$1" '%s' "$port"
}

choose_ports() {
    port QUERY_PORT 80 8080 "${SETTINGS[QUERY_BIND]:-}"
    port COMMAND_PORT 81 8081 "${SETTINGS[COMMAND_BIND]:-}"
    port QUERY_MANAGEMENT_PORT 90 9080 "${SETTINGS[QUERY_MANAGEMENT_BIND]:-}"
    port COMMAND_MANAGEMENT_PORT 91 9081 "${SETTINGS[COMMAND_MANAGEMENT_BIND]:-}"
    port PG_PORT 32 15432 "${SETTINGS[DATABASE_URL]:-}"
    port REDIS_PORT 79 16379 "${SETTINGS[REDIS_URL]:-}"
}

# The password in a URL scheme://user:password@host.
password_in() {
    local rest=${1#*://*:}
    [[ $1 == *@* ]] && printf '%s' "${rest%%@*}"
}

choose_secrets() {
    PG_PASSWORD=$(password_in "${SETTINGS[DATABASE_URL]:-}") || PG_PASSWORD=$(random_hex 16)
    REDIS_PASSWORD=$(password_in "${SETTINGS[REDIS_URL]:-}") || REDIS_PASSWORD=$(random_hex 16)
    default CURSOR_SECRET "$(random_hex 32)"
    default ADMIN_EMAIL admin@shop.example
    default ADMIN_PASSWORD "$(readable_password)"
    default CUSTOMER_EMAIL customer@shop.example
    default CUSTOMER_PASSWORD "$(readable_password)"
}

# 64 bits, in groups that can be typed from a screen.
readable_password() { random_hex 8 | sed 's/..../&-/g; s/-$//'; }

# load_settings: what the stack has, without changing anything. False when it was never set up.
load_settings() {
    [[ -f $ENV_FILE ]] || return 1
    read_settings
    choose_ports_kept
    choose_secrets
    export_settings
}

# As choose_ports, but deaf to the environment: for what is running already.
choose_ports_kept() {
    local QUERY_PORT='' COMMAND_PORT='' QUERY_MANAGEMENT_PORT='' COMMAND_MANAGEMENT_PORT='' TANDEM_PORT_BASE=''
    PG_PORT='' REDIS_PORT=''
    choose_ports
}

# prepare_settings: the same, after taking what is given now, and written to the file.
prepare_settings() {
    read_settings
    [[ -n ${SETTINGS[DATABASE_URL]:-} || ! -e $DATA/postgres ]] ||
        fail "$ENV_FILE is lost, and with it the password of the database in $DATA/postgres: restore it, or start over with make reset-data"
    choose_ports
    choose_secrets
    take_given_settings
    # The stack's own, whatever is given: another stack's file may have been read into this shell.
    put DATABASE_URL "postgres://tandem:$PG_PASSWORD@127.0.0.1:$PG_PORT/tandem"
    put REDIS_URL "redis://default:$REDIS_PASSWORD@127.0.0.1:$REDIS_PORT/0"
    put QUERY_URL "http://127.0.0.1:$QUERY_PORT"
    put COMMAND_URL "http://127.0.0.1:$COMMAND_PORT"
    put QUERY_BIND "127.0.0.1:$QUERY_PORT"
    put COMMAND_BIND "127.0.0.1:$COMMAND_PORT"
    put QUERY_MANAGEMENT_BIND "127.0.0.1:$QUERY_MANAGEMENT_PORT"
    put COMMAND_MANAGEMENT_BIND "127.0.0.1:$COMMAND_MANAGEMENT_PORT"
    put KEYS_DIR "$DATA/keys"
    put MEDIA_DIR "$DATA/media"
    put MIGRATIONS_DIR "$ROOT/migrations"
    put DOCS_DIR "$ROOT/docs/openapi"
    put DOCS_UI_DIR "$ROOT/.build/docs-ui"
    default CURRENCY USD
    default TRUSTED_PROXIES 127.0.0.1
    default LOG_LEVEL info
    write_settings
    export_settings
}

export_settings() {
    local name
    for name in "${SETTING_NAMES[@]}"; do
        export "$name=${SETTINGS[$name]}"
    done
}
