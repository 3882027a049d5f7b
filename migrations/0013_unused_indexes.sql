-- What 0012 has replaced. In a transaction of its own: it waits for readers, and they for it, but only for a moment.
DROP INDEX products_by_price_in_category, products_by_price_of_brand;
