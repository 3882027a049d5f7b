import Domain
import JSON

/// What the publisher sends over Redis after each numbering, and with no events as a heartbeat: a hint, never the truth.
package struct EventBatch: Sendable, Equatable {
    /// The position of the first event; `to + 1` in a heartbeat.
    package let from: Int64
    /// The head of the log: the position of the last event numbered so far.
    package let to: Int64
    /// Every transaction with a lower id has ended, and its events are among those up to `to`. Nil when the publisher is
    /// behind and cannot say.
    package let horizon: Int64?
    /// PostgreSQL's timeline; another one than before means a failover, which may have lost commits.
    package let timeline: Int64
    package let events: [Event]

    package init(from: Int64, to: Int64, horizon: Int64?, timeline: Int64, events: [Event]) {
        self.from = from
        self.to = to
        self.horizon = horizon
        self.timeline = timeline
        self.events = events
    }

    /// The Redis channel that batches are published on. Pub/sub ignores Redis's numbered databases; shops that share a
    /// server by them must not hear each other.
    package static func channel(database: Int) -> String { "tandem:events:\(database)" }

    /// The Redis channel on which a command-api tells the leading publisher that there is something to number.
    package static func wakeChannel(database: Int) -> String { "tandem:wake:\(database)" }

    /// The message: one JSON object.
    package var message: [UInt8] {
        var json = JSONWriter(reserving: 64 + events.count * 256)
        json.object { json in
            json.member("from", from)
            json.member("to", to)
            json.member("horizon", horizon)
            json.member("timeline", timeline)
            json.member("events") { json in
                json.array { json in
                    for event in events { json.object { event.write(to: &$0) } }
                }
            }
        }
        return json.bytes
    }

    /// Reads a message back. Throws `UnreadableEvent` for anything that `message` would not have written.
    package init(message: [UInt8]) throws(UnreadableEvent) {
        guard let json = try? JSONParser.parse(message), let from = json["from"]?.integerValue,
            let to = json["to"]?.integerValue, let timeline = json["timeline"]?.integerValue,
            let events = json["events"]?.arrayValue
        else { throw UnreadableEvent(kind: "batch") }
        self.init(
            from: from, to: to, horizon: json["horizon"]?.integerValue, timeline: timeline,
            events: try events.map { value throws(UnreadableEvent) in try Event(json: value) })
    }
}

extension Event {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("position", position)
        json.member("xid", transaction)
        json.member("at", at.microseconds)
        json.member("user", user)
        json.member("for_admins", forAdmins)
        json.member("kind", change.kind)
        if let trace { json.member("trace", trace) }
        json.name("payload")
        json.raw(change.payload)
    }

    fileprivate init(json: JSONValue) throws(UnreadableEvent) {
        guard let position = json["position"]?.integerValue, let transaction = json["xid"]?.integerValue,
            let at = json["at"]?.integerValue, let forAdmins = json["for_admins"]?.boolValue,
            let kind = json["kind"]?.stringValue, let payload = json["payload"]
        else { throw UnreadableEvent(kind: "batch") }
        self.init(
            position: position, transaction: transaction, at: Timestamp(microseconds: at),
            user: json["user"]?.integerValue.map { UserID($0) }, forAdmins: forAdmins,
            change: try Change(kind: kind, payload: payload), trace: json["trace"]?.stringValue)
    }
}
