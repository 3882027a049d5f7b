-- What is derived from the event log, by the process that publishes it. A projection's rows and its `position` change in
-- the same transactions: so it has consumed each event up to there exactly once, and none after.

CREATE TABLE projections (
    name     text PRIMARY KEY,
    position bigint NOT NULL
) WITH (fillfactor = 10);

-- Invoices: numbered within the year (UTC) of their orders, from 1 and without gaps, in the order of positions. Who is
-- billed stays as it was.
CREATE TABLE invoices (
    order_id       bigint PRIMARY KEY,
    year           integer NOT NULL,
    sequence       bigint NOT NULL,
    customer_name  text NOT NULL,
    customer_email text NOT NULL,
    issued_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invoices_number_unique UNIQUE (year, sequence)
);
CREATE TABLE invoice_years (
    year integer PRIMARY KEY,
    last bigint NOT NULL
) WITH (fillfactor = 10);

-- Sales figures. Money and units count for the day (UTC) on which the order was placed, whenever it is cancelled.
CREATE TABLE order_figures (
    status text PRIMARY KEY,
    orders bigint NOT NULL
) WITH (fillfactor = 10);
CREATE TABLE daily_figures (
    day       date PRIMARY KEY,
    orders    bigint NOT NULL,                                             -- placed, whatever became of them
    cancelled bigint NOT NULL,                                             -- of these
    revenue   bigint NOT NULL                                              -- of those not cancelled
) WITH (fillfactor = 50);
CREATE TABLE daily_product_figures (
    day        date NOT NULL,
    product_id bigint NOT NULL,
    units      bigint NOT NULL,
    revenue    bigint NOT NULL,
    PRIMARY KEY (day, product_id)
) WITH (fillfactor = 70);
-- The sums of so many days up to `through`, so that what sells best in a usual period is read from an index.
CREATE TABLE recent_periods (
    days    integer PRIMARY KEY,
    through date NOT NULL
) WITH (fillfactor = 10);
CREATE TABLE recent_product_figures (
    days       integer NOT NULL,
    product_id bigint NOT NULL,
    units      bigint NOT NULL,
    revenue    bigint NOT NULL,
    PRIMARY KEY (days, product_id)
) WITH (fillfactor = 70);
CREATE INDEX recent_product_figures_best ON recent_product_figures (days, revenue DESC, product_id);

-- What there is already, while the shop goes on. One snapshot shows the head of the log and each order as the events up
-- to there have left it: an order whose first event still waits for its position is left to the projections, and one
-- with a later event waiting is taken as it was before that event.
CREATE TEMPORARY TABLE consumed ON COMMIT DROP AS
    WITH waiting AS (
        SELECT DISTINCT ON (order_id) order_id, previous_status
        FROM (SELECT id, (payload::json->>'id')::bigint AS order_id,
                     payload::json->>'previous_status' AS previous_status
              FROM events
              WHERE position IS NULL AND kind IN ('order.placed', 'order.status_changed', 'order.cancelled')) AS event
        ORDER BY order_id, id
    )
    SELECT event_head.position AS head, orders.id AS order_id, (orders.created_at AT TIME ZONE 'UTC')::date AS day,
           coalesce(waiting.previous_status, orders.status) AS status, orders.total, orders.user_id, orders.created_at
    FROM event_head
    LEFT JOIN (orders LEFT JOIN waiting ON waiting.order_id = orders.id)
        ON waiting.order_id IS NULL OR waiting.previous_status IS NOT NULL;

INSERT INTO projections (name, position)
    SELECT name, (SELECT head FROM consumed LIMIT 1) FROM unnest(ARRAY['invoices', 'sales_figures']) AS name;
DELETE FROM consumed WHERE order_id IS NULL;
ANALYZE consumed;

INSERT INTO invoices (order_id, year, sequence, customer_name, customer_email, issued_at)
    SELECT order_id, extract(year FROM day)::integer,
           row_number() OVER (PARTITION BY extract(year FROM day) ORDER BY order_id), users.name, users.email,
           consumed.created_at
    FROM consumed
    JOIN users ON users.id = consumed.user_id;
INSERT INTO invoice_years (year, last)
    SELECT year, count(*) FROM invoices GROUP BY year;

INSERT INTO order_figures (status, orders)
    SELECT status, count(*) FROM consumed GROUP BY status;
INSERT INTO daily_figures (day, orders, cancelled, revenue)
    SELECT day, count(*), count(*) FILTER (WHERE status = 'cancelled'),
           coalesce(sum(total) FILTER (WHERE status <> 'cancelled'), 0)
    FROM consumed
    GROUP BY day;
INSERT INTO daily_product_figures (day, product_id, units, revenue)
    SELECT day, product_id, sum(quantity), sum(price * quantity)
    FROM consumed
    JOIN order_items ON order_items.order_id = consumed.order_id
    WHERE status <> 'cancelled'
    GROUP BY day, product_id
    ORDER BY day, product_id;
INSERT INTO recent_periods (days, through)
    SELECT days, (now() AT TIME ZONE 'UTC')::date FROM unnest(ARRAY[7, 30, 90, 365]) AS days;
INSERT INTO recent_product_figures (days, product_id, units, revenue)
    SELECT days, product_id, sum(units), sum(revenue)
    FROM recent_periods
    JOIN daily_product_figures ON day BETWEEN through - days + 1 AND through
    GROUP BY days, product_id;

-- Last, because orders cannot be written from here to the end.
ALTER TABLE invoices ADD CONSTRAINT invoices_order_exists FOREIGN KEY (order_id) REFERENCES orders;
