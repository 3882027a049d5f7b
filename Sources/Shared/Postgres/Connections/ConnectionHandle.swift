import CLibpq
import Reactor

/// libpq's `PGconn` in Swift's terms; owns it, and frees it without blocking. Not thread-safe: belongs to one actor.
final class ConnectionHandle {
    private let connection: OpaquePointer

    /// Begins to connect; `pollConnecting` goes on, first when the socket is writable.
    ///
    /// It resolves the host's name, and for that it may block: libpq has no other way.
    init?(startingWith parameters: ConnectionParameters) {
        guard let connection = parameters.withKeywordsAndValues({ PQconnectStartParams($0, $1, 0) }) else { return nil }
        self.connection = connection
        tandem_ignore_notices(connection)
    }

    deinit { PQfinish(connection) }

    enum ConnectingStep { case wait(until: SocketWatch.Direction), connected, failed }

    func pollConnecting() -> ConnectingStep {
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: .wait(until: .readable)
        case PGRES_POLLING_WRITING: .wait(until: .writable)
        case PGRES_POLLING_OK: .connected
        default: .failed
        }
    }

    /// -1 without a socket. It changes while connecting, when libpq goes on to the next host.
    var socket: Int32 { PQsocket(connection) }

    var isBroken: Bool { PQstatus(connection) == CONNECTION_BAD }

    /// libpq's latest message, in one line. It names hosts, ports and users, never a password.
    var errorMessage: String {
        String(cString: PQerrorMessage(connection)).split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    var backendPID: Int32 { PQbackendPID(connection) }

    /// Whether a transaction block is open; only meaningful when nothing is in flight.
    var isInTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INTRANS }

    /// After connecting: nothing blocks from here on, and statements do not wait for each other's results.
    func enterPipeline() -> Bool { PQsetnonblocking(connection, 1) == 0 && PQenterPipelineMode(connection) == 1 }

    func exitPipeline() -> Bool { PQexitPipelineMode(connection) == 1 }

    // Sending (each of these only fills libpq's buffer; false means that the connection is broken)

    func sendPrepare(_ statement: Statement, name: String) -> Bool {
        let types = statement.parameters.types
        return PQsendPrepare(connection, name, statement.sql, Int32(types.count), types) == 1
    }

    func sendExecute(_ statement: Statement, name: String) -> Bool {
        statement.parameters.withPointers { parameters in
            PQsendQueryPrepared(
                connection, name, parameters.count, parameters.values, parameters.lengths, parameters.formats, 1)
        } == 1
    }

    func sendUnprepared(_ statement: Statement) -> Bool {
        statement.parameters.withPointers { parameters in
            PQsendQueryParams(
                connection, statement.sql, parameters.count, parameters.types, parameters.values, parameters.lengths,
                parameters.formats, 1)
        } == 1
    }

    /// Ends what fails or succeeds together.
    func sendSync() -> Bool { tandem_pipeline_sync(connection) == 1 }

    /// Only outside of pipeline mode.
    func sendScript(_ text: String) -> Bool { PQsendQuery(connection, text) == 1 }

    enum Flush { case done, pending, broken }

    func flush() -> Flush {
        switch PQflush(connection) {
        case 0: .done
        case 1: .pending
        default: .broken
        }
    }

    /// Reads what the socket has; false when the connection is broken.
    func consumeInput() -> Bool { PQconsumeInput(connection) == 1 }

    /// Whether `nextResult` would block.
    var isBusy: Bool { PQisBusy(connection) == 1 }

    /// The next result, or nil at the end of one command's results.
    func nextResult() -> StatementResult? { PQgetResult(connection).map { StatementResult(owning: $0) } }
}
