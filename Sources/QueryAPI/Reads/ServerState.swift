import Postgres

/// What a PostgreSQL server says of itself.
struct ServerState: RowDecodable {
    /// Whether it replays another one's log, and so takes no writes.
    let isStandby: Bool
    let identity: Identity
    /// The head of the event log as it is there.
    let position: Int64

    /// The same on a primary and on all its physical replicas, and on no other server.
    struct Identity: Equatable {
        let system: Int64
        let database: Int64
    }

    static let statement: Statement = {
        let statement: Statement = """
            SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()), d.oid::bigint, h.position
            FROM event_head h JOIN pg_database d ON d.datname = current_database()
            """
        return statement.pointRead("server_state")
    }()

    init(from row: inout Row) throws {
        isStandby = try row.next()
        identity = Identity(system: try row.next(), database: try row.next())
        position = try row.next()
    }
}
