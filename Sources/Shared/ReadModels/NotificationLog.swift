import Domain
import Events
import Postgres

/// A person's notifications: the numbered events that concern them, and for an admin those that all admins are told of.
package struct NotificationLog: Sendable {
    package let user: UserID
    package let includesAdmins: Bool

    /// Counts stop here, so that they cost the same however long the log is.
    package static let countLimit = 10_000

    package init(user: UserID, role: Role) {
        self.user = user
        includesAdmins = role == .admin
    }

    /// `FROM events WHERE …`, without order.
    package var matching: Statement {
        let kinds: Statement = "FROM events WHERE position IS NOT NULL AND kind = ANY(\(Change.toldKinds)) AND "
        return kinds + (includesAdmins ? "(user_id = \(user) OR for_admins)" : "user_id = \(user)")
    }

    /// The id up to which the person has read; 0 when they never said. A subquery.
    package var readTo: Statement {
        "coalesce((SELECT read_to FROM notification_marks WHERE notification_marks.user_id = \(user)), 0)"
    }

    /// How many are not read yet, up to `countLimit`: `SELECT count(*) …`.
    package var unread: Statement {
        "SELECT count(*) FROM (SELECT 1 \(matching) AND position > \(readTo) LIMIT \(Self.countLimit)) unread"
    }

    /// How many are not read yet, up to `countLimit`. Throws `PostgresError`.
    package func unreadCount(on runner: some QueryRunner) async throws -> Int {
        try await runner.one(unread, as: Int.self)
    }
}
