-- Who changed what in the back office: a row per change, in the transaction of the change itself.

CREATE TABLE audit (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT now(),
    actor_id    bigint,                                                    -- null: the command line
    action      text NOT NULL,                                             -- 'product.update'
    object_kind text NOT NULL,
    object_id   bigint,                                                    -- null for what has no id
    before      jsonb,                                                     -- what differs, as it was; null if it is new
    after       jsonb,                                                     -- as it is since then; null if it is gone
    request_id  text,
    address     text                                                       -- the client's
);
CREATE INDEX audit_newest ON audit (at DESC, id DESC);
CREATE INDEX audit_newest_of_actor ON audit (actor_id, at DESC, id DESC);
CREATE INDEX audit_newest_by_action ON audit (action, at DESC, id DESC);
CREATE INDEX audit_newest_of_object ON audit (object_kind, object_id, at DESC, id DESC);

-- Rows are only ever added, whoever asks. To remove what need no longer be kept, the table's owner disables the trigger
-- for that transaction: ALTER TABLE audit DISABLE TRIGGER audit_append_only.
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
