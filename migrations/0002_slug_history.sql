-- Slugs that things had before, so that old links lead to where they are now. A slug that something has now means that
-- thing, whatever stands here.

CREATE TABLE old_slugs (
    kind      text NOT NULL CONSTRAINT old_slugs_kind_known CHECK (kind IN ('product', 'category', 'brand')),
    slug      text NOT NULL,
    entity_id bigint NOT NULL,                                             -- of the last one that gave the slug up
    PRIMARY KEY (kind, slug)
);
CREATE INDEX old_slugs_by_entity ON old_slugs (kind, entity_id);

-- By trigger, so that no way of renaming can forget it.
CREATE FUNCTION keep_old_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO old_slugs (kind, slug, entity_id) VALUES (TG_ARGV[0], OLD.slug, OLD.id)
    ON CONFLICT (kind, slug) DO UPDATE SET entity_id = excluded.entity_id;
    DELETE FROM old_slugs WHERE kind = TG_ARGV[0] AND slug = NEW.slug AND entity_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER products_keep_old_slug AFTER UPDATE OF slug ON products
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION keep_old_slug('product');
CREATE TRIGGER categories_keep_old_slug AFTER UPDATE OF slug ON categories
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION keep_old_slug('category');
CREATE TRIGGER brands_keep_old_slug AFTER UPDATE OF slug ON brands
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION keep_old_slug('brand');

CREATE FUNCTION forget_old_slugs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM old_slugs WHERE kind = TG_ARGV[0] AND entity_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER products_forget_old_slugs AFTER DELETE ON products
    FOR EACH ROW EXECUTE FUNCTION forget_old_slugs('product');
CREATE TRIGGER categories_forget_old_slugs AFTER DELETE ON categories
    FOR EACH ROW EXECUTE FUNCTION forget_old_slugs('category');
CREATE TRIGGER brands_forget_old_slugs AFTER DELETE ON brands
    FOR EACH ROW EXECUTE FUNCTION forget_old_slugs('brand');
