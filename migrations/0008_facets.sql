-- All that facets look at, in one index: they are counted without touching the products themselves.
CREATE INDEX products_facets ON products (category_id, brand_id, price)
    INCLUDE (in_stock, is_featured, compare_at_price, created_at) WHERE is_active;

-- Any part of a name.
CREATE INDEX categories_by_part_of_name ON categories USING gin (name gin_trgm_ops);
CREATE INDEX brands_by_part_of_name ON brands USING gin (name gin_trgm_ops);
