-- What a customer's dashboard adds up, from the index alone, however many orders they have.
CREATE INDEX orders_sums_of_user ON orders (user_id, status) INCLUDE (total, currency);
