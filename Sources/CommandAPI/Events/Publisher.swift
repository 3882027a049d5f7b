import Domain
import Events
import Logging
import Postgres
import Redis
import ServiceLifecycle
import Synchronization

/// Numbers committed events and tells the readers, as long as this process leads; otherwise waits to lead.
///
/// The rules are `PublisherState`'s. Redis only ever gets hints: when it fails, numbering goes on, and readers notice the
/// silence. At the graceful shutdown what waits is numbered before the lead is handed over.
final class Publisher: Service {
    private let database: Database
    private let redis: RedisClient
    private let wakeSubscriber: RedisSubscriber
    private let wake: PublisherWake
    private let channel: String
    private let wakeChannel: String
    private let settings: PublisherState.Settings
    private let logger: Logger
    private let afterBatch: @Sendable () -> Void
    private let latest = Mutex(PublisherStatistics())

    /// - Parameters:
    ///   - redisConfiguration: the one of `redis`, for a second connection, on which other processes wake the leader.
    ///   - wake: signalled after each commit of events in this process.
    ///   - afterBatch: called after each batch that was numbered here, and once this process leads.
    init(
        database: Database, redis: RedisClient, redisConfiguration: RedisConfiguration, wake: PublisherWake,
        settings: PublisherState.Settings = PublisherState.Settings(), logger: Logger,
        afterBatch: @escaping @Sendable () -> Void = {}
    ) {
        self.database = database
        self.redis = redis
        self.wake = wake
        self.settings = settings
        self.logger = logger
        self.afterBatch = afterBatch
        channel = EventBatch.channel(database: redisConfiguration.server.database)
        wakeChannel = EventBatch.wakeChannel(database: redisConfiguration.server.database)
        wakeSubscriber = RedisSubscriber(redisConfiguration, channels: [wakeChannel], logger: logger) { event in
            if case .message = event { wake.signal(.told) }
        }
    }

    var statistics: PublisherStatistics { latest.withLock(\.self) }

    func run() async throws {
        await withGracefulShutdownHandler {
            // Cancelled and awaited where its scope ends.
            async let _ = self.wakeSubscriber.run()
            await self.serve()
        } onGracefulShutdown: {
            self.wake.signal(.stopping)
        }
    }

    /// Until stopped or cancelled, with a new connection after each failure.
    private func serve() async {
        var state = PublisherState(settings, now: .now)
        while !Task.isCancelled {
            do {
                if try await act(by: &state, on: nil) == .done { return }
                let outcome = try await database.withConnection { connection in
                    let numbering = Numbering(connection: connection)
                    try await numbering.prepare()
                    return try await self.act(by: &state, on: numbering)
                }
                if outcome == .done { return }
            } catch {
                if state.isLeading { logger.warning("the publisher lost the lead", metadata: ["error": "\(error)"]) }
                state.failed(now: .now)
                note(state)
            }
        }
    }

    private enum Outcome { case done, needsConnection }

    /// Acts until the state resigns, or needs a connection and has none. Throws when the connection fails.
    private func act(by state: inout PublisherState, on numbering: Numbering?) async throws -> Outcome {
        while true {
            try Task.checkCancellation()
            take(wake.take(), into: &state)
            switch state.next(now: .now) {
            case .wait(let moment): await wake.wait(until: moment)
            case .wakeLeader: await wakeLeader(&state)
            case .resign: return .done
            case .ask(let question):
                guard let numbering else { return .needsConnection }
                try await ask(question, numbering, &state)
            }
        }
    }

    private func take(_ reasons: PublisherWake.Reasons, into state: inout PublisherState) {
        if reasons.contains(.committed) { state.committed(now: .now) }
        if reasons.contains(.told) { state.woken(now: .now) }
        if reasons.contains(.stopping) { state.stop(now: .now) }
    }

    private func ask(
        _ question: PublisherState.Question, _ numbering: Numbering, _ state: inout PublisherState
    ) async throws {
        switch question {
        case .elect: try await elect(numbering, &state)
        case .number: try await number(numbering, &state)
        case .look: try await look(numbering, &state)
        }
    }

    private func elect(_ numbering: Numbering, _ state: inout PublisherState) async throws {
        let isElected = try await numbering.tryToLead()
        state.elected(isElected, now: .now)
        note(state)
        if isElected { logger.notice("this process now publishes events", metadata: ["term": "\(state.term)"]) }
    }

    private func number(_ numbering: Numbering, _ state: inout PublisherState) async throws {
        let batch = try await numbering.number()
        let isDue = state.numbered(count: batch.count, isFull: batch.isFull, now: .now)
        note(state, batch)
        afterBatch()
        if isDue { await publish(batch.message) }
    }

    private func look(_ numbering: Numbering, _ state: inout PublisherState) async throws {
        let (heartbeat, backlog) = try await numbering.look()
        let isDue = state.looked(isWaiting: backlog > 0, now: .now)
        latest.withLock { statistics in
            statistics.position = heartbeat.to
            statistics.backlog = backlog
        }
        if isDue { await publish(heartbeat) }
    }

    /// A failure needs no word: readers see the gap, or the silence.
    private func publish(_ batch: EventBatch) async {
        _ = try? await redis.publish(channel, batch.message)
    }

    private func wakeLeader(_ state: inout PublisherState) async {
        state.wokeLeader()
        // A failure needs no word: the leader looks by itself.
        _ = try? await redis.publish(wakeChannel, [])
    }

    private func note(_ state: PublisherState, _ batch: Numbering.Batch? = nil) {
        latest.withLock { statistics in
            statistics.isLeading = state.isLeading
            statistics.term = state.term
            guard let batch else { return }
            statistics.position = batch.message.to
            statistics.numbered += batch.count
            statistics.batches += batch.count > 0 ? 1 : 0
            statistics.backlog = batch.isFull ? max(statistics.backlog - batch.count, Numbering.batchLimit) : 0
            statistics.isBehind = batch.isFull
            guard let first = batch.message.events.first else { return }
            statistics.lag = .microseconds(max(0, Timestamp.now().microseconds - first.at.microseconds))
        }
    }
}
