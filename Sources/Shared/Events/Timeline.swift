/// How PostgreSQL's timeline is part of every position, so that a position never means two things.
///
/// A failover may lose commits, and with them positions that readers have seen and caches have stamped. Were those
/// numbers given out again, a stamp of the lost history could pass for one of the new. So each timeline numbers from an
/// origin of its own, far above all earlier ones, and the one comparison `asOf ≥ floor` refuses everything older: in
/// process, in Redis, and in reads that were under way. Within a timeline positions are contiguous.
package enum Timeline {
    /// 2⁴⁰ positions each: 8,192 timelines stay below 2⁵³, which JavaScript clients can hold.
    package static let bits: Int64 = 40

    /// The position before the first one of `timeline` (from 1): 0 on a server that never failed over.
    package static func origin(of timeline: Int64) -> Int64 { (timeline - 1) << bits }
}
