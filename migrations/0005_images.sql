-- Images of products. What readers show stays in products.images, so that they need no join; each image there has a
-- number of its own now, and `sizes`: [{"id","url","alt","width","height","sizes":[{"url","width","height"}]}].

CREATE SEQUENCE image_ids;

UPDATE products
SET images = (SELECT jsonb_agg(image || jsonb_build_object('id', nextval('image_ids'), 'sizes', '[]'::jsonb)
                               ORDER BY place)
              FROM jsonb_array_elements(images) WITH ORDINALITY AS listed (image, place))
WHERE images <> '[]';

-- The list of images that have these URLs: those of the known ones that have one of them as they are, the others new.
CREATE FUNCTION images_of_urls(urls jsonb, known jsonb) RETURNS jsonb LANGUAGE sql VOLATILE
    RETURN (
        SELECT coalesce(
            jsonb_agg(
                coalesce(
                    (SELECT image FROM jsonb_array_elements(known) AS image WHERE image->>'url' = url LIMIT 1),
                    jsonb_build_object('id', nextval('image_ids'), 'url', url, 'alt', '', 'width', NULL,
                                       'height', NULL, 'sizes', '[]'::jsonb))
                ORDER BY place),
            '[]')
        FROM jsonb_array_elements_text(urls) WITH ORDINALITY AS listed (url, place));

-- The files in the media store. A file is there before its row's transaction that needs it commits, and its row goes
-- only while nobody can refer to it.
CREATE TABLE media_files (
    name       text PRIMARY KEY
               CONSTRAINT media_files_name_is_hash CHECK (name ~ '^[0-9a-f]{64}\.(jpg|png|webp)$'),
    size       bigint NOT NULL,
    idle_since timestamptz DEFAULT clock_timestamp()   -- when it was last sent or dropped; null when it was seen in use
);
CREATE INDEX media_files_by_idleness ON media_files (idle_since) WHERE idle_since IS NOT NULL;

-- Which products show which files; kept by the triggers below.
CREATE TABLE product_media (
    product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    name       text NOT NULL CONSTRAINT product_media_file_kept REFERENCES media_files,
    PRIMARY KEY (product_id, name)
);
CREATE INDEX product_media_by_name ON product_media (name);

-- The names of files that the URLs of a list of images end with.
CREATE FUNCTION media_names(images jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY(
        SELECT DISTINCT found[1]
        FROM regexp_matches(images::text, '([0-9a-f]{64}\.(?:jpg|png|webp))"', 'g') AS found);

CREATE FUNCTION products_use_media() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    used text[] := media_names(NEW.images);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM product_media WHERE product_id = NEW.id AND name <> ALL (used);
    END IF;
    IF cardinality(used) > 0 THEN
        -- The lock is what the foreign key takes anyway; here the order is known.
        INSERT INTO product_media (product_id, name)
        SELECT NEW.id, name
        FROM (SELECT name FROM media_files WHERE name = ANY (used) ORDER BY name FOR KEY SHARE) AS kept
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER products_came_with_media AFTER INSERT ON products
    FOR EACH ROW WHEN (NEW.images <> '[]') EXECUTE FUNCTION products_use_media();
CREATE TRIGGER products_changed_media AFTER UPDATE OF images ON products
    FOR EACH ROW WHEN (OLD.images <> NEW.images) EXECUTE FUNCTION products_use_media();

-- From now on the file may be idle: whoever looks for idle files finds out whether another product shows it.
CREATE FUNCTION product_media_dropped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM media_files WHERE name IN (SELECT name FROM dropped) ORDER BY name FOR NO KEY UPDATE;
    UPDATE media_files SET idle_since = clock_timestamp() WHERE name IN (SELECT name FROM dropped);
    RETURN NULL;
END $$;
CREATE TRIGGER product_media_dropped AFTER DELETE ON product_media
    REFERENCING OLD TABLE AS dropped FOR EACH STATEMENT EXECUTE FUNCTION product_media_dropped();
