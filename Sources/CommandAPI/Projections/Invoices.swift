import Postgres

extension Projection {
    /// Gives each order its invoice: the next number of its year (UTC), in the order in which orders were committed, and
    /// who is billed, as the account is at that moment. An order that has one keeps it.
    static let invoices = Projection(
        name: "invoices",
        consume: """
            placed AS (
                SELECT orders.id AS order_id, orders.user_id, year,
                       row_number() OVER (PARTITION BY year ORDER BY batch.position) AS place
                FROM batch
                JOIN orders ON orders.id = (payload::json->>'id')::bigint
                CROSS JOIN LATERAL (SELECT extract(year FROM created_at AT TIME ZONE 'UTC')::integer AS year) AS placed
                WHERE kind = 'order.placed' AND NOT EXISTS (SELECT FROM invoices WHERE order_id = orders.id)
            ), counted AS (
                INSERT INTO invoice_years AS known (year, last)
                SELECT year, count(*) FROM placed GROUP BY year
                ON CONFLICT (year) DO UPDATE SET last = known.last + excluded.last
                RETURNING year, last
            ), issued AS (
                INSERT INTO invoices (order_id, year, sequence, customer_name, customer_email)
                SELECT order_id, year, last - count(*) OVER (PARTITION BY year) + place, users.name, users.email
                FROM placed
                JOIN counted USING (year)
                JOIN users ON users.id = placed.user_id
            )
            """,
        isRepeatable: false)
}
