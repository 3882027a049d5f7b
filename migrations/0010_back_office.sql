-- The back office's list of people, by what is in their address or name, and in each of its orders. Nobody registers
-- while these are built: some seconds for a million people.
CREATE INDEX users_search ON users USING gin ((lower((email || ' ' || name) COLLATE "und-x-icu")) gin_trgm_ops);
CREATE INDEX users_newest ON users (date_joined DESC, id DESC);
CREATE INDEX users_by_name ON users (name COLLATE "und-x-icu", id);
CREATE INDEX users_admins ON users (id) WHERE role = 'admin';
CREATE INDEX users_inactive ON users (date_joined DESC, id DESC) WHERE NOT is_active;

-- How many there are, without counting them. Each row is a change of a number, and the sum of its rows is what a number
-- is now: so writers never wait for each other. From time to time a number's rows are replaced by their sum.
CREATE TABLE tallies (
    name   text NOT NULL,
    amount bigint NOT NULL
);

-- Few products are not for sale: what is counted of all is then taken off for these.
CREATE INDEX products_inactive ON products (id) WHERE NOT is_active;

-- Two numbers for a table with `is_active`: '<table>' and '<table>.active'.
CREATE FUNCTION tally_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    every  bigint := 0;
    active bigint := 0;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT count(*), count(*) FILTER (WHERE is_active) INTO every, active FROM added;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT -count(*), -count(*) FILTER (WHERE is_active) INTO every, active FROM removed;
    ELSE
        active := NEW.is_active::integer - OLD.is_active::integer;
    END IF;
    INSERT INTO tallies
        SELECT name, amount
        FROM (VALUES (TG_TABLE_NAME::text, every), (TG_TABLE_NAME || '.active', active)) AS tally (name, amount)
        WHERE amount <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER users_added AFTER INSERT ON users REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION tally_rows();
CREATE TRIGGER users_removed AFTER DELETE ON users REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_rows();
CREATE TRIGGER users_switched AFTER UPDATE OF is_active ON users
    FOR EACH ROW WHEN (OLD.is_active <> NEW.is_active) EXECUTE FUNCTION tally_rows();
INSERT INTO tallies
    SELECT 'users', count(*) FROM users
    UNION ALL SELECT 'users.active', count(*) FROM users WHERE is_active;

CREATE TRIGGER products_added AFTER INSERT ON products REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION tally_rows();
CREATE TRIGGER products_removed AFTER DELETE ON products REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_rows();
CREATE TRIGGER products_switched AFTER UPDATE OF is_active ON products
    FOR EACH ROW WHEN (OLD.is_active <> NEW.is_active) EXECUTE FUNCTION tally_rows();
INSERT INTO tallies
    SELECT 'products', count(*) FROM products
    UNION ALL SELECT 'products.active', count(*) FROM products WHERE is_active;
