import Domain
import Postgres
import TestSupport
import Testing

@Suite("PostgreSQL: transactions")
struct TransactionTests {
    private struct Abort: Error {}

    @Test("a transaction is committed when its body returns, rolled back when it throws")
    func outcome() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE t (a int)")
            let value = try await database.transaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1)")
                return try await transaction.first("SELECT count(*) FROM t", as: Int.self)
            }
            #expect(value == 1)
            await #expect(throws: Abort.self) {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (2)")
                    throw Abort()
                }
            }
            #expect(try await database.query("SELECT a FROM t", as: Int.self) == [1])
            #expect(try await database.transaction { _ in 7 } == 7)
        }
    }

    @Test("one whose failed statement was ignored is not taken for committed")
    func ignoredFailure() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE t (a int)")
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    _ = try? await transaction.execute("SELECT 1 / 0")
                }
            }
            #expect(error?.sqlState == .transactionFailed)
            #expect(try await database.first("SELECT count(*) FROM t", as: Int.self) == 0)
        }
    }

    @Test("statements sent together are all inside of the transaction, the first as well")
    func concurrentStatements() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE t (a int)")
            await #expect(throws: Abort.self) {
                try await database.transaction { transaction in
                    try await withThrowingTaskGroup { group in
                        for index in 0..<20 {
                            group.addTask { try await transaction.execute("INSERT INTO t VALUES (\(index))") }
                        }
                        for try await _ in group {}
                    }
                    throw Abort()
                }
            }
            #expect(try await database.first("SELECT count(*) FROM t", as: Int.self) == 0)
        }
    }

    @Test("who has waited for a connection until the deadline is sent away")
    func leaseDeadline() async throws {
        let narrow = { @Sendable (configuration: inout DatabaseConfiguration) in
            configuration.transactionConnections = 1
            configuration.leaseDeadline = .milliseconds(200)
        }
        try await withTestDatabase(.empty, configure: narrow) { database, _ in
            let gate = try await Gate.closed(on: database)
            await #expect(throws: PostgresError.unavailable) { try await database.transaction { _ in } }
            try await gate.open()
        }
    }

    @Test("as many run at once as there are connections; so many others wait for their turn")
    func leases() async throws {
        let narrow = { @Sendable (configuration: inout DatabaseConfiguration) in
            configuration.transactionConnections = 1
            configuration.maximumWaitingTransactions = 1
        }
        try await withTestDatabase(.empty, configure: narrow) { database, _ in
            let gate = try await Gate.closed(on: database)
            let cancelled = Task { try await database.transaction { _ in } }
            try await eventually("one waits") { database.statistics.transactionsWaiting == 1 }
            await #expect(throws: PostgresError.busy) { try await database.transaction { _ in } }
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }

            let served = Task { try await database.transaction { _ in } }
            try await eventually("one waits") { database.statistics.transactionsWaiting == 1 }
            try await gate.open()
            try await served.value
            #expect(database.statistics.transactionConnectionsLeased == 0)
        }
    }

    @Test("a cancelled transaction is rolled back at once, and its connection is used again")
    func cancellation() async throws {
        try await withTestDatabase(.empty, configure: { $0.transactionConnections = 1 }) { database, _ in
            try await database.execute("CREATE TABLE t (a int)")
            let pid = try await database.transaction { try await $0.first("SELECT pg_backend_pid()", as: Int.self) }
            let sleeping = Task {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    try await transaction.execute("SELECT pg_sleep(3600)")
                }
            }
            try await eventually("it sleeps") {
                try await database.first(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
                    as: Int.self) == 1
            }
            sleeping.cancel()
            await #expect(throws: CancellationError.self) { try await sleeping.value }
            let next = try await database.transaction { try await $0.first("SELECT pg_backend_pid()", as: Int.self) }
            #expect(next == pid)
            #expect(try await database.first("SELECT count(*) FROM t", as: Int.self) == 0)
        }
    }

    @Test("a transaction that loses a deadlock is run again")
    func deadlock() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE t AS SELECT id, 0 AS a FROM generate_series(1, 2) AS id")
            let barrier = Barrier(parties: 2)
            try await withThrowingTaskGroup { group in
                for order in [[1, 2], [2, 1]] {
                    group.addTask {
                        try await database.transaction { transaction in
                            try await transaction.execute("UPDATE t SET a = a + 1 WHERE id = \(order[0])")
                            await barrier.arrive()
                            try await transaction.execute("UPDATE t SET a = a + 1 WHERE id = \(order[1])")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.query("SELECT a FROM t ORDER BY id", as: Int32.self) == [2, 2])
        }
    }

    @Test("a snapshot shows one moment and writes nothing")
    func snapshot() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE t (a int)")
            try await database.transaction(.snapshot) { transaction in
                #expect(try await transaction.first("SELECT count(*) FROM t", as: Int.self) == 0)
                try await database.execute("INSERT INTO t VALUES (1)")
                #expect(try await transaction.first("SELECT count(*) FROM t", as: Int.self) == 0)
            }
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction(.readOnly) { try await $0.execute("INSERT INTO t VALUES (1)") }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
        }
    }

    @Test("a transaction knows its id, and keeps it")
    func xid() async throws {
        try await withTestDatabase(.empty) { database, _ in
            let xid = try await database.transaction { transaction in
                let xid = try await transaction.xid()
                #expect(try await transaction.xid() == xid)
                return xid
            }
            let statement: Statement = "SELECT pg_xact_status(\(String(xid))::xid8)"
            #expect(try await database.first(statement, as: String.self) == "committed")
        }
    }
}

/// Lets all parties go on when the last has arrived; those that come later pass.
private actor Barrier {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(parties: Int) { missing = parties }

    func arrive() async {
        missing -= 1
        if missing > 0 {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
    }
}
