-- The three roles of a shop's database, and what each may do. Run by an administrator, in that database, with psql:
--
--     psql -v ON_ERROR_STOP=1 -f roles.sql postgres://administrator@host/tandem
--
-- once before the first migration and again after each one: running it again changes nothing but what is missing.
-- No role has a password yet: `\password tandem_command` sets one without writing it down.
--
--     tandem_migrator   owns the schema                    command-api migrate
--     tandem_command    reads and writes rows, no DDL      command-api serve, create-admin, import
--     tandem_query      only reads                         query-api

BEGIN;

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['tandem_migrator', 'tandem_command', 'tandem_query'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO tandem_command, tandem_query', current_database());
    -- CREATE lets the migrations make the extensions that they need (both are trusted ones).
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO tandem_migrator', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO tandem_migrator;
GRANT USAGE ON SCHEMA public TO tandem_command, tandem_query;

-- What later migrations make.
ALTER DEFAULT PRIVILEGES FOR ROLE tandem_migrator IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tandem_command;
ALTER DEFAULT PRIVILEGES FOR ROLE tandem_migrator IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO tandem_command;
ALTER DEFAULT PRIVILEGES FOR ROLE tandem_migrator IN SCHEMA public
    GRANT SELECT ON TABLES TO tandem_query;

-- What is there.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tandem_command;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tandem_command;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO tandem_query;

-- And what differs from that, table by table, as far as the migrations have come.
DO $$
DECLARE
    readable text;
BEGIN
    IF to_regclass('public.schema_migrations') IS NOT NULL THEN
        -- The history is the migrator's to write.
        REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM tandem_command;
    END IF;

    IF to_regclass('public.events') IS NULL THEN
        RAISE NOTICE 'no schema yet: run this file again after command-api migrate';
        RETURN;
    END IF;

    -- An event is never rewritten: it gets its position once, and goes when it is no longer kept.
    REVOKE UPDATE ON events FROM tandem_command;
    GRANT UPDATE (position) ON events TO tandem_command;
    REVOKE INSERT, DELETE ON event_head FROM tandem_command;

    -- The audit trail only grows, and the query host has no business with it.
    IF to_regclass('public.audit') IS NOT NULL THEN
        REVOKE UPDATE, DELETE ON audit FROM tandem_command;
        REVOKE SELECT ON audit FROM tandem_query;
    END IF;

    -- Words only come.
    IF to_regclass('public.product_words') IS NOT NULL THEN
        REVOKE UPDATE, DELETE ON product_words FROM tandem_command;
    END IF;

    -- Whoever takes over a query host learns neither password hashes, nor refresh tokens, nor stored answers.
    REVOKE SELECT ON refresh_tokens, idempotency_keys, users FROM tandem_query;
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO readable
        FROM pg_attribute
        WHERE attrelid = 'public.users'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'password_hash';
    EXECUTE format('GRANT SELECT (%s) ON users TO tandem_query', readable);
END $$;

COMMIT;
