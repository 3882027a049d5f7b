import Domain
import JSON

/// How a query-api's caches do, as it tells Redis, where command-api finds it.
package struct InstanceReport: Sendable, Equatable {
    /// One start of one process: host, process id and a random number.
    package let id: String
    package let host: String
    package let startedAt: Timestamp
    /// By the clock of the instance's machine.
    package let reportedAt: Timestamp
    /// `booting`, `live`, `direct` or `stale`: how it follows the event log.
    package let mode: String
    private let counts: [Count: Int64]

    /// The raw value names it in the JSON.
    package enum Count: String, Sendable, CaseIterable {
        case pid
        /// The last event that its caches take into account.
        case appliedPosition = "applied_position"
        /// What was read before this position is not served.
        case floor
        /// Of the first level: what it holds, may hold, and has thrown out for room.
        case entries, bytes
        case capacityBytes = "capacity_bytes"
        case evictions
        /// Answers since its start that needed no SQL, and those that did.
        case hits, misses
        case staleHits = "stale_hits"
        case l1Hits = "l1_hits"
        case l1Misses = "l1_misses"
        case l2Hits = "l2_hits"
        case l2Misses = "l2_misses"
        case fills
        case refusedFills = "refused_fills"
        case stockPatches = "stock_patches"
    }

    /// - Parameter counts: those left out are 0.
    package init(
        id: String, host: String, startedAt: Timestamp, reportedAt: Timestamp, mode: String, counts: [Count: Int]
    ) {
        self.id = id
        self.host = host
        self.startedAt = startedAt
        self.reportedAt = reportedAt
        self.mode = mode
        self.counts = counts.mapValues(Int64.init)
    }

    package subscript(count: Count) -> Int64 { counts[count] ?? 0 }
}

/// Where reports lie in Redis.
extension InstanceReport {
    /// A sorted set of the instances' ids; an id's score is Redis's own time, in seconds, of its last report.
    package static let index = "tandem:cache:instances"

    package static func key(of id: String) -> String { "tandem:cache:instance:\(id)" }

    /// How long a report is believed; the next ones come every half second.
    package static let lifetime: Duration = .seconds(3)
}

extension InstanceReport {
    /// Writes its members into an open object.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("host", host)
        json.member("started_at", startedAt.description)
        json.member("reported_at", reportedAt.description)
        json.member("mode", mode)
        for count in Count.allCases { json.member(dynamic: count.rawValue, self[count]) }
    }

    package var json: [UInt8] {
        var json = JSONWriter(reserving: 512)
        json.object { writeMembers(to: &$0) }
        return json.bytes
    }

    /// Nil for anything that `json` would not have written, such as the report of another version.
    package init?(json bytes: [UInt8]) {
        guard let json = try? JSONParser.parse(bytes), let id = json["id"]?.stringValue,
            let host = json["host"]?.stringValue,
            let startedAt = json["started_at"]?.stringValue.flatMap(Timestamp.init(parsing:)),
            let reportedAt = json["reported_at"]?.stringValue.flatMap(Timestamp.init(parsing:)),
            let mode = json["mode"]?.stringValue
        else { return nil }
        var counts: [Count: Int64] = [:]
        for count in Count.allCases {
            guard let value = json[count.rawValue]?.integerValue else { return nil }
            counts[count] = value
        }
        self.id = id
        self.host = host
        self.startedAt = startedAt
        self.reportedAt = reportedAt
        self.mode = mode
        self.counts = counts
    }
}
