/// When a projection takes its next step: at once while events wait and after each published batch, otherwise from time
/// to time, and after failures a growing while later.
///
/// Pure: it does no I/O and is told the time.
struct ProjectionPace: Sendable {
    typealias Instant = ContinuousClock.Instant

    struct Settings: Sendable {
        /// How often to look without being woken: batches that another process has numbered tell nobody here.
        var poll: Duration = .seconds(1)
        /// Pauses after failures: doubled from the first to the longest.
        var firstPause: Duration = .milliseconds(100)
        var longestPause: Duration = .seconds(5)
    }

    private let settings: Settings
    private(set) var nextStep: Instant
    private var failures = 0

    init(_ settings: Settings = Settings(), now: Instant) {
        self.settings = settings
        nextStep = now
    }

    /// There may be events. After a failure, its pause comes first.
    mutating func woken(now: Instant) {
        if failures == 0 { nextStep = min(nextStep, now) }
    }

    mutating func stepped(isCaughtUp: Bool, now: Instant) {
        failures = 0
        nextStep = isCaughtUp ? now + settings.poll : now
    }

    mutating func failed(now: Instant) {
        let pause = settings.firstPause * (1 << min(failures, 16))
        failures += 1
        nextStep = now + min(pause, settings.longestPause)
    }
}
