/// What the database's connections are doing at one moment.
package struct DatabaseStatistics: Hashable, Sendable {
    package let sharedConnectionsUp: Int
    package let statementsInFlight: Int
    package let statementsWaiting: Int
    package let transactionConnectionsIdle: Int
    package let transactionConnectionsLeased: Int
    package let transactionsWaiting: Int
}

extension Database {
    package var statistics: DatabaseStatistics {
        let (shared, transactions) = (sharedConnections.counts, transactionConnections.counts)
        return DatabaseStatistics(
            sharedConnectionsUp: shared.up, statementsInFlight: shared.outstanding, statementsWaiting: shared.waiting,
            transactionConnectionsIdle: transactions.idle, transactionConnectionsLeased: transactions.leased,
            transactionsWaiting: transactions.waiting)
    }
}
