import Postgres

/// The days whose sums by product are kept ready: today (UTC) and those before it.
enum RecentPeriod {
    static let days = 30

    /// Moves the period on to today: the days that it leaves are subtracted, and those that it reaches added, which is
    /// nothing unless a clock was set back meanwhile. In one transaction under the lock of the figures' projection, which
    /// adds to the same rows.
    ///
    /// - Returns: whether a new day had begun.
    @discardableResult
    static func advance(on database: Database) async throws -> Bool {
        guard try await database.first(isOver.prepared("recent_period_is_over"), as: Bool.self) == true else {
            return false
        }
        return try await database.transaction { transaction in
            try await transaction.execute("SELECT FROM projections WHERE name = 'sales_figures' FOR UPDATE")
            return try await transaction.execute(move) == 1
        }
    }

    private static let isOver: Statement = "SELECT through < (now() AT TIME ZONE 'UTC')::date FROM recent_period"

    private static let move: Statement = """
        WITH period AS (
            SELECT through AS old, (now() AT TIME ZONE 'UTC')::date AS new FROM recent_period
            WHERE through < (now() AT TIME ZONE 'UTC')::date
        ), changes AS (
            SELECT product_id, sum(CASE WHEN day <= old THEN -units ELSE units END) AS units,
                   sum(CASE WHEN day <= old THEN -revenue ELSE revenue END) AS revenue
            FROM period
            JOIN daily_product_figures ON
                (day BETWEEN old - \(Int32(days - 1)) AND least(old, new - \(Int32(days))))
                OR (day BETWEEN greatest(old + 1, new - \(Int32(days - 1))) AND new)
            GROUP BY product_id
        ), written AS (
            INSERT INTO recent_product_figures AS known (product_id, units, revenue)
            SELECT product_id, units, revenue FROM changes
            ON CONFLICT (product_id) DO UPDATE
            SET units = known.units + excluded.units, revenue = known.revenue + excluded.revenue
        )
        UPDATE recent_period SET through = new FROM period
        """
}
