# shellcheck shell=bash
# A private Redis in $DATA/redis, on 127.0.0.1:$REDIS_PORT only. Nothing in it has to survive: it holds a cache
# and hints. Needs DATA, REDIS_PORT, REDIS_PASSWORD; REDIS_SETTINGS holds further lines of configuration.

# Debian's redis-tools holds the server's program too, under another name: without the package redis-server there
# is no system-wide instance to start by mistake. The program goes by the name that it is called with.
redis_program() {
    command -v redis-server && return 0
    ln -sfn "$(command -v redis-check-rdb)" "$DATA/redis/redis-server"
    printf '%s' "$DATA/redis/redis-server"
}

configure_redis() {
    cat >"$DATA/redis/redis.conf" <<END
bind 127.0.0.1
port $REDIS_PORT
requirepass $REDIS_PASSWORD
dir "$DATA/redis"
daemonize no
save ""
appendonly no
maxmemory 256mb
maxmemory-policy allkeys-lru
${REDIS_SETTINGS:-}
END
}

is_redis() { named "$1" redis-server && works_in "$1" "$DATA/redis"; }
redis_pid() { live_pid redis is_redis; }

redis_answers() {
    alive "$(pid_in "$DATA/redis.pid")" || return 0
    [[ "$(REDISCLI_AUTH=$REDIS_PASSWORD timeout 2 redis-cli -h 127.0.0.1 -p "$REDIS_PORT" PING 2>/dev/null)" == PONG ]]
}

start_redis() {
    redis_pid >/dev/null && return 0
    require_port REDIS_PORT "$REDIS_PORT"
    mkdir -p "$DATA/redis"
    configure_redis
    spawn redis "$DATA/redis" "$(redis_program)" "$DATA/redis/redis.conf"
    if ! wait_until 20 redis_answers || ! alive "$(pid_in "$DATA/redis.pid")"; then
        show_log "$DATA/redis.log"
        fail "Redis did not start"
    fi
}

stop_redis() {
    local pid
    pid=$(redis_pid) || { rm -f "$DATA/redis.pid"; return 0; }
    stop_process redis "$pid" TERM 10
}
