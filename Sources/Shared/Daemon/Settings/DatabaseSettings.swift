import Postgres

/// Where PostgreSQL is, and how much of it one process may use.
package struct DatabaseSettings: Sendable {
    /// The primary. Several hosts with commas between are tried in turn (libpq's multi-host form).
    package let url: Secret<String>
    /// Pipelined connections that reads share.
    package let sharedConnections: Int
    /// Connections that transactions lease.
    package let transactionConnections: Int
    package let statementDeadline: Duration
    package let leaseDeadline: Duration
    package let connectTimeout: Duration

    package init(_ settings: inout SettingsReader) {
        url = settings.requiredSecret("DATABASE_URL", expecting: Self.expected, standIn: "", parse: Self.parse)
        sharedConnections = settings.integer("DATABASE_SHARED_CONNECTIONS", default: 2, in: 1...64)
        transactionConnections = settings.integer("DATABASE_TRANSACTION_CONNECTIONS", default: 16, in: 1...256)
        statementDeadline = settings.milliseconds("DATABASE_STATEMENT_DEADLINE_MS", default: 4_000, in: 100...600_000)
        leaseDeadline = settings.milliseconds("DATABASE_LEASE_DEADLINE_MS", default: 2_000, in: 10...60_000)
        connectTimeout = settings.milliseconds("DATABASE_CONNECT_TIMEOUT_MS", default: 2_000, in: 100...60_000)
    }

    static let expected = "an address such as postgres://user:password@host:5432/database"

    static func parse(_ text: String) -> String? {
        SettingsReader.isURL(text, schemes: ["postgres", "postgresql"]) ? text : nil
    }

    /// How to connect.
    /// - Parameter applicationName: what `pg_stat_activity` shows.
    package func configuration(applicationName: String) -> DatabaseConfiguration {
        var configuration = DatabaseConfiguration(url: url.exposed, applicationName: applicationName)
        configuration.sharedConnections = sharedConnections
        configuration.transactionConnections = transactionConnections
        configuration.statementDeadline = statementDeadline
        configuration.leaseDeadline = leaseDeadline
        configuration.connectTimeout = connectTimeout
        return configuration
    }
}
