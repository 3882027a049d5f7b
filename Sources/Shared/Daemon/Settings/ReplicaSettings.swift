import Postgres

/// Where the streaming replica is that misses are read from, if there is one, and how much of it one process may use.
package struct ReplicaSettings: Sendable {
    /// Several hosts with commas between are tried in turn.
    package let url: Secret<String>?
    /// Pipelined connections that its reads share.
    package let connections: Int
    /// Reads of it at the same time.
    package let reads: Int
    package let deadline: Duration

    package init(_ settings: inout SettingsReader) {
        url = settings.optionalSecret(
            "DATABASE_REPLICA_URL", expecting: DatabaseSettings.expected, parse: DatabaseSettings.parse)
        connections = settings.integer("DATABASE_REPLICA_CONNECTIONS", default: 4, in: 1...64)
        reads = settings.integer("DATABASE_REPLICA_READS", default: 32, in: 1...1_024)
        deadline = settings.milliseconds("DATABASE_REPLICA_DEADLINE_MS", default: 1_000, in: 50...60_000)
    }

    /// How to connect to a standby there; nil without a replica.
    /// - Parameter database: what holds for the primary, and for the replica too.
    package func configuration(beside database: DatabaseSettings, applicationName: String) -> DatabaseConfiguration? {
        guard let url else { return nil }
        var configuration = DatabaseConfiguration(url: url.exposed, applicationName: applicationName)
        configuration.sessionTarget = "standby"
        configuration.sharedConnections = connections
        configuration.transactionConnections = 0
        configuration.statementDeadline = deadline
        configuration.connectTimeout = database.connectTimeout
        return configuration
    }
}
