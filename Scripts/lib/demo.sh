# shellcheck shell=bash
# What a new shop starts with: a catalog, an admin and a customer. What has been loaded is noted as the database's
# comment, so that the note lives and dies with the data.

noted() { query_postgres tandem --command="SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'tandem'"; }
is_noted() { [[ " $(noted) " == *" $1 "* ]]; }
note() {
    local notes
    notes="$(noted) $1"
    query_postgres tandem --command="COMMENT ON DATABASE tandem IS '${notes# }'"
}

load_catalog() {
    local version
    version=catalog:$(sha256sum "$ROOT/Demo/catalog.ndjson" | cut -c1-16)
    is_noted "$version" && return 0
    step "Loading the demo catalog"
    "$BIN/command-api" import "$ROOT/Demo/catalog.ndjson" || fail "the demo catalog was not loaded"
    note "$version"
}

create_admin() {
    local password=$DATA/admin-password
    is_noted admin && return 0
    step "Creating the admin $ADMIN_EMAIL"
    printf '%s\n' "$ADMIN_PASSWORD" >"$password"
    "$BIN/command-api" create-admin --email "$ADMIN_EMAIL" --password-file "$password" ||
        fail "the admin was not created"
    rm -f "$password"
    note admin
}

create_customer() {
    local answer status
    is_noted customer && return 0
    step "Registering the customer $CUSTOMER_EMAIL"
    answer=$(printf '{"email": "%s", "password": "%s", "name": "Robin Doe", "address": "1 Sample Street, Springfield"}' \
        "$CUSTOMER_EMAIL" "$CUSTOMER_PASSWORD" |
        curl --silent --show-error --max-time 10 --header 'Content-Type: application/json' --data-binary @- \
            --write-out '\n%{http_code}' "$COMMAND_URL/api/auth/register/") || fail "the customer was not registered"
    status=${answer##*$'\n'}
    [[ $status == 201 || $status == 409 ]] || fail "the customer was not registered: $answer"
    note customer
}
