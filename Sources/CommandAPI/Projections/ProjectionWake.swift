import Daemon

/// How the publisher tells the projections that there are new events. Any number of calls before one looks are one.
final class ProjectionWake: Sendable {
    /// One for each projection, by its place.
    private let signals: [WakeSignal]

    init(projections: Int = Projection.all.count) { signals = (0..<projections).map { _ in WakeSignal() } }

    /// To be called after each batch of events. Cheap, and never waits.
    func signal() { signals.forEach { $0.signal() } }

    /// For one task per projection.
    func wait(for projection: Int, until deadline: ContinuousClock.Instant) async {
        await signals[projection].wait(until: deadline)
    }
}
