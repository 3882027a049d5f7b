import Daemon
import Events
import Logging
import Redis
import ServiceLifecycle
import Synchronization

/// Follows the event log: over Redis as long as that speaks, otherwise by asking PostgreSQL. The rules are
/// `ReaderState`'s.
///
/// One task does everything in order: events are patched into what is cached, then told to `CacheValidity`, then to the
/// listeners.
final class EventReader: Service {
    /// Called in the log's order, never twice at a time. It must not block.
    typealias Listener = @Sendable (ReaderOutput) -> Void

    /// Writes a change into what is cached. Called before `CacheValidity` hears of it, in the log's order; again when the
    /// change was heard of before it had its position.
    typealias Patch = @Sendable (_ change: Change, _ position: Int64) -> Void

    private let store: EventStore
    private let subscriber: RedisSubscriber
    private let validity: CacheValidity
    private let patch: Patch
    private let listeners: [Listener]
    private let settings: ReaderState.Settings
    private let logger: Logger
    private let inbox: ReaderInbox
    private let latest = Mutex(ReaderStatistics(confirmedAt: .now))

    /// - Parameter patch: brings cached values up to events. It comes before `CacheValidity` hears of them, so that there
    ///   is no moment at which a value that can be patched is invalid; until then it is only newer than it need be.
    init(
        store: EventStore, redis: RedisConfiguration, validity: CacheValidity,
        settings: ReaderState.Settings = ReaderState.Settings(), logger: Logger,
        patch: @escaping Patch = { _, _ in }, listeners: [Listener]
    ) {
        let inbox = ReaderInbox()
        self.store = store
        self.validity = validity
        self.settings = settings
        self.logger = logger
        self.patch = patch
        self.listeners = listeners
        self.inbox = inbox
        let channel = EventBatch.channel(database: redis.server.database)
        subscriber = RedisSubscriber(redis, channels: [channel], logger: logger) { inbox.put($0) }
    }

    var statistics: ReaderStatistics { latest.withLock(\.self) }

    var isReady: Bool { statistics.isReady }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Cancelled and awaited where its scope ends.
            async let _ = self.subscriber.run()
            await self.follow()
        }
    }

    private func follow() async {
        var state = ReaderState(settings, now: .now)
        while !Task.isCancelled {
            switch state.next(now: .now) {
            case .read(let position): await read(after: position, &state)
            case .wait(let moment):
                await inbox.wait(until: moment)
                hear(&state)
            }
            note(state)
        }
    }

    private func read(after position: Int64?, _ state: inout ReaderState) async {
        do {
            let page = try await store.page(after: position)
            perform(state.read(page, now: .now))
        } catch {
            if Task.isCancelled { return }
            state.readFailed(now: .now)
            let isFirst = latest.withLock { statistics in
                defer { statistics.failedReads += 1 }
                return statistics.failedReads == 0
            }
            logger.log(
                level: isFirst ? .warning : .debug, "the event log could not be read", metadata: ["error": "\(error)"])
        }
    }

    private func hear(_ state: inout ReaderState) {
        let (events, hasDropped) = inbox.take()
        if hasDropped { state.missedMessages(now: .now) }
        for event in events {
            switch event {
            case .subscribed: state.subscribed(now: .now)
            case .lost: state.subscriptionLost(now: .now)
            case .message(_, let bytes):
                guard let batch = try? EventBatch(message: bytes) else {
                    state.missedMessages(now: .now)
                    continue
                }
                perform(state.received(batch, now: .now))
            }
        }
    }

    private func perform(_ outputs: [ReaderState.Output]) {
        for output in outputs {
            switch output {
            case .apply(let events, let position, let horizon):
                for event in events { patch(event.change, event.position) }
                validity.apply(events, to: position, horizon: horizon)
                if !events.isEmpty { tell(.applied(events)) }
            case .foresee(let changes):
                for change in changes { patch(change, validity.applied + 1) }
                validity.foresee(changes)
            case .reset(let position):
                latest.withLock { $0.resets += 1 }
                logger.notice("the event log is followed from here", metadata: ["position": "\(position)"])
                validity.reset(to: position)
                tell(.reset(position: position))
            }
        }
    }

    private func tell(_ output: ReaderOutput) {
        for listener in listeners { listener(output) }
    }

    private func note(_ state: ReaderState) {
        validity.confirm(at: state.confirmedAt, isDirect: state.mode != .live)
        let before = latest.withLock { statistics in
            defer {
                statistics.mode = state.mode
                statistics.applied = state.applied
                statistics.head = state.head
                statistics.confirmedAt = state.confirmedAt
            }
            return statistics.mode
        }
        guard before != state.mode else { return }
        logger.notice("the event log is followed another way", metadata: ["mode": "\(state.mode)"])
    }
}
