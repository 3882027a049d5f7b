import Domain
import JSON

extension Event {
    /// An event from the columns of its row. Throws `UnreadableEvent` for a kind or payload that this version does not
    /// know, such as one of a newer version's.
    package init(
        position: Int64, transaction: Int64, at: Timestamp, user: UserID?, forAdmins: Bool, kind: String,
        payload: String, trace: String? = nil
    ) throws(UnreadableEvent) {
        self.init(
            position: position, transaction: transaction, at: at, user: user, forAdmins: forAdmins,
            change: try Change(kind: kind, payloadText: payload), trace: trace)
    }
}

extension Change {
    /// A change from the text of `events.payload`.
    package init(kind: String, payloadText: String) throws(UnreadableEvent) {
        guard let payload = try? JSONParser.parse(Array(payloadText.utf8)) else { throw UnreadableEvent(kind: kind) }
        try self.init(kind: kind, payload: payload)
    }
}
