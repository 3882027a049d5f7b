/// Where the database is, and every limit of how it is used. It prints without its URL, which may hold a password.
package struct DatabaseConfiguration: Sendable {
    /// A libpq connection URL, with several hosts as it may be:
    /// `postgresql://user:password@one:5432,two:5432/tandem?target_session_attrs=read-write`.
    package var url: String
    /// What `pg_stat_activity` shows, unless the URL says otherwise.
    package var applicationName: String
    /// What a server has to be, unless the URL says otherwise: libpq's `target_session_attrs`, such as `standby`.
    package var sessionTarget: String?

    /// Pipelined connections that all autocommit statements share.
    package var sharedConnections = 2
    /// Connections for transactions, each leased to one at a time: at most so many run at once.
    package var transactionConnections = 8

    /// For one attempt to connect, with all hosts of the URL.
    package var connectTimeout = Duration.seconds(2)
    /// From a statement's submission to its answer, the wait for a connection included.
    package var statementDeadline = Duration.seconds(4)
    /// How long a transaction waits for a connection.
    package var leaseDeadline = Duration.seconds(2)
    /// How long a statement waits for a lock before the server refuses it with `lockNotAvailable`.
    package var lockDeadline = Duration.seconds(3)
    /// How long a transaction may do nothing before the server ends its session.
    package var idleInTransactionDeadline = Duration.seconds(10)
    /// How long `run()` waits for open transactions when it shuts down.
    package var shutdownDeadline = Duration.seconds(5)

    /// Statements in flight per connection, and statements that wait for a connection; beyond it, `busy`.
    package var maximumPipelineDepth = 1_024
    /// Transactions that wait for a connection; beyond it, `busy`.
    package var maximumWaitingTransactions = 1_024
    /// How often a transaction is run in all when it fails for a deadlock or a serialization conflict.
    package var maximumTransactionAttempts = 3

    package init(url: String, applicationName: String = "tandem") {
        self.url = url
        self.applicationName = applicationName
    }

    package init(
        url: String, applicationName: String = "tandem", sharedConnections: Int = 2, transactionConnections: Int = 8,
        statementDeadline: Duration = .seconds(4)
    ) {
        self.init(url: url, applicationName: applicationName)
        self.sharedConnections = sharedConnections
        self.transactionConnections = transactionConnections
        self.statementDeadline = statementDeadline
    }

    /// The server's `statement_timeout`: a little shorter than our own deadline, so that the server is usually the one
    /// that gives up, and the connection survives.
    var serverStatementLimit: Duration { statementDeadline - min(.milliseconds(500), statementDeadline / 8) }
}

extension DatabaseConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        "DatabaseConfiguration(\(applicationName): \(sharedConnections) shared, \(transactionConnections) leased)"
    }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
