import Postgres

/// The usual periods whose sums by product are kept ready: so many days up to today (UTC).
enum RecentPeriods {
    /// Moves the periods on to today: the days that they leave are subtracted, and those that they reach added, which is
    /// nothing unless a clock was set back meanwhile. In one transaction under the lock of the figures' projection, which
    /// adds to the same rows.
    ///
    /// - Returns: whether a new day had begun.
    @discardableResult
    static func advance(on database: Database) async throws -> Bool {
        guard try await database.one(areOver.prepared("recent_periods_are_over"), as: Bool.self) else { return false }
        return try await database.transaction { transaction in
            try await transaction.execute("SELECT FROM projections WHERE name = 'sales_figures' FOR UPDATE")
            return try await transaction.execute(move) > 0
        }
    }

    private static let areOver: Statement = """
        SELECT EXISTS (SELECT FROM recent_periods WHERE through < (now() AT TIME ZONE 'UTC')::date)
        """

    private static let move: Statement = """
        WITH period AS (
            SELECT days, through AS old, (now() AT TIME ZONE 'UTC')::date AS new FROM recent_periods
            WHERE through < (now() AT TIME ZONE 'UTC')::date
        ), changes AS (
            SELECT days, product_id, sum(CASE WHEN day <= old THEN -units ELSE units END) AS units,
                   sum(CASE WHEN day <= old THEN -revenue ELSE revenue END) AS revenue
            FROM period
            JOIN daily_product_figures ON (day BETWEEN old - days + 1 AND least(old, new - days))
                OR (day BETWEEN greatest(old + 1, new - days + 1) AND new)
            GROUP BY days, product_id
        ), written AS (
            INSERT INTO recent_product_figures AS known (days, product_id, units, revenue)
            SELECT days, product_id, units, revenue FROM changes
            ON CONFLICT (days, product_id) DO UPDATE
            SET units = known.units + excluded.units, revenue = known.revenue + excluded.revenue
        )
        UPDATE recent_periods SET through = new FROM period WHERE recent_periods.days = period.days
        """
}
