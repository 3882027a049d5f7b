import Postgres

extension Projection {
    /// Keeps the figures of the dashboard: orders by status; by day (UTC) the orders placed, those of them cancelled, and
    /// the revenue of the others; by day and product what was sold, and its sums over the usual periods.
    ///
    /// A cancellation, whenever it comes, takes the order's revenue and units from the day on which it was placed. What an
    /// order's lines and total are never changes, so it makes no difference when they are looked up, and the figures are
    /// sums of changes, so that the order of events makes none.
    static let salesFigures = Projection(
        name: "sales_figures",
        consume: """
            changed AS MATERIALIZED (
                SELECT orders.id AS order_id, (created_at AT TIME ZONE 'UTC')::date AS day, total,
                       payload::json->>'status' AS status, payload::json->>'previous_status' AS previous_status,
                       CASE kind WHEN 'order.placed' THEN 1 WHEN 'order.cancelled' THEN -1 ELSE 0 END AS sign
                FROM batch
                JOIN orders ON orders.id = (payload::json->>'id')::bigint
                WHERE kind IN ('order.placed', 'order.cancelled', 'order.status_changed')
            ), by_status AS (
                INSERT INTO order_figures AS known (status, orders)
                SELECT status, sum(amount)
                FROM (SELECT status, 1 AS amount FROM changed
                      UNION ALL SELECT previous_status, -1 FROM changed WHERE previous_status IS NOT NULL) AS changes
                GROUP BY status
                ON CONFLICT (status) DO UPDATE SET orders = known.orders + excluded.orders
            ), by_day AS (
                INSERT INTO daily_figures AS known (day, orders, cancelled, revenue)
                SELECT day, count(*) FILTER (WHERE sign = 1), count(*) FILTER (WHERE sign = -1), sum(sign * total)
                FROM changed
                WHERE sign <> 0
                GROUP BY day
                ON CONFLICT (day) DO UPDATE
                SET orders = known.orders + excluded.orders, cancelled = known.cancelled + excluded.cancelled,
                    revenue = known.revenue + excluded.revenue
            ), sold AS MATERIALIZED (
                SELECT day, product_id, sum(sign * quantity) AS units, sum(sign * price * quantity) AS revenue
                FROM changed
                JOIN order_items USING (order_id)
                WHERE sign <> 0
                GROUP BY day, product_id
            ), by_product AS (
                INSERT INTO daily_product_figures AS known (day, product_id, units, revenue)
                SELECT day, product_id, units, revenue FROM sold
                ON CONFLICT (day, product_id) DO UPDATE
                SET units = known.units + excluded.units, revenue = known.revenue + excluded.revenue
            ), recent AS (
                INSERT INTO recent_product_figures AS known (days, product_id, units, revenue)
                SELECT days, product_id, sum(units), sum(revenue)
                FROM sold
                JOIN recent_periods ON day BETWEEN through - days + 1 AND through
                GROUP BY days, product_id
                ON CONFLICT (days, product_id) DO UPDATE
                SET units = known.units + excluded.units, revenue = known.revenue + excluded.revenue
            )
            """,
        isRepeatable: true)
}
