import Domain
import Postgres
import ReadModels

/// Marks a person's notifications as read up to a message; never beyond what there is, and never back.
struct MarkNotificationsRead: Sendable {
    let log: NotificationLog
    let upTo: Int64

    /// - Returns: how many are still not read.
    func run(on transaction: Transaction) async throws -> Int {
        let mark: Statement = """
            INSERT INTO notification_marks (user_id, read_to)
            SELECT \(log.user), least(\(upTo), position) FROM event_head
            ON CONFLICT (user_id) DO UPDATE SET read_to = greatest(notification_marks.read_to, excluded.read_to)
            """
        try await transaction.execute(mark.prepared("mark_notifications_read"))
        return try await log.unreadCount(on: transaction)
    }
}
