-- Lists of a brand or a category that ask for what is in stock are counted from their index alone. The next migration drops
-- the indexes that these replace: what drops one shuts readers out, and building these takes a while.
CREATE INDEX products_by_price_and_stock_in_category ON products (category_id, price, id) INCLUDE (in_stock)
    WHERE is_active;
CREATE INDEX products_by_price_and_stock_of_brand ON products (brand_id, price, id) INCLUDE (in_stock) WHERE is_active;

-- What products are found by without their descriptions: of very many that match a search, those come first.
CREATE INDEX products_search_names ON products USING gin (ts_filter(search, '{a,b}'));

-- The words of all products, so that a search can be put in words that there are: a beginning as the words that begin so,
-- a mistyped word as those that resemble it. Of a word with digits only what is before the first one, with a zero for the
-- rest: numbers are as many as products. Whoever writes products adds their words in the same transaction; none is ever
-- removed. Of two who bring the same new word at once, both add it, so that neither waits for the other.
CREATE TABLE product_words (
    word     text COLLATE "C" NOT NULL,
    is_named boolean NOT NULL                                              -- in a name, a brand or a SKU
);

-- The words of a product's `search`, each as often as it is written there with and without digits.
CREATE FUNCTION words_of_search(tsvector) RETURNS SETOF product_words LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20 AS $$
    SELECT CASE WHEN translate(lexeme, '0123456789', '') = lexeme THEN lexeme
                ELSE regexp_replace(lexeme, '[0-9].*', '0') END COLLATE "C",
           weights && '{A,B}'
    FROM unnest($1)
$$;

INSERT INTO product_words
    SELECT word, bool_or(is_named) FROM products, words_of_search(search) GROUP BY word;
CREATE INDEX product_words_by_word ON product_words (word, is_named);
CREATE INDEX product_words_alike ON product_words USING gin (word gin_trgm_ops) WHERE is_named;
-- How common the words of names are, the planner learns only so.
ANALYZE products, product_words;

CREATE FUNCTION products_bring_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO product_words
            SELECT word, is_named
            FROM (SELECT word, bool_or(is_named) AS is_named FROM added, words_of_search(added.search) GROUP BY word) AS brought
            WHERE NOT EXISTS (SELECT FROM product_words AS known
                              WHERE known.word = brought.word AND known.is_named >= brought.is_named);
    ELSE
        INSERT INTO product_words
            SELECT word, is_named
            FROM (SELECT word, bool_or(is_named) AS is_named FROM words_of_search(NEW.search) GROUP BY word) AS brought
            WHERE NOT EXISTS (SELECT FROM product_words AS known
                              WHERE known.word = brought.word AND known.is_named >= brought.is_named);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER products_came_with_words AFTER INSERT ON products REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION products_bring_words();
CREATE TRIGGER products_changed_words AFTER UPDATE OF name, description, sku, brand_id ON products
    FOR EACH ROW WHEN (OLD.search <> NEW.search) EXECUTE FUNCTION products_bring_words();
