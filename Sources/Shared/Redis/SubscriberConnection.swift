import Reactor

/// One subscribed connection, from its connecting to its end. hiredis keeps no subscription across connections, and
/// forgets a context that leaves its last channel; so there is one set of channels for all its life.
actor SubscriberConnection {
    private enum Phase {
        case new
        case subscribing(channelsLeft: Int)
        case subscribed
        case closed(reason: String)
    }

    private let configuration: RedisConfiguration
    private let channels: [String]
    private let onEvent: @Sendable (SubscriberEvent) -> Void
    private var phase = Phase.new
    private var context: HiredisContext?
    private var lastHeard = ContinuousClock.now
    private var pulse: Alarm?
    private var closing: CheckedContinuation<Void, Never>?

    init(
        _ configuration: RedisConfiguration, channels: [String],
        onEvent: @escaping @Sendable (SubscriberEvent) -> Void
    ) {
        self.configuration = configuration
        self.channels = channels
        self.onEvent = onEvent
    }

    /// Subscribes at a numeric address, and returns why when the connection has ended.
    func serve(address: String) async -> String {
        if case .new = phase { connect(to: address) }
        if case .closed(let reason) = phase { return reason }
        await withCheckedContinuation { closing = $0 }
        guard case .closed(let reason) = phase else { return "" }
        return reason
    }

    /// Ends the connection soon, from anywhere.
    nonisolated func close(_ reason: String) {
        soon { $0.end(reason) }
    }

    /// Runs `action` on this actor, after what is waiting for a thread now.
    private nonisolated func soon(_ action: @escaping @Sendable (isolated SubscriberConnection) -> Void) {
        Task.detached { await action(self) }
    }

    private func connect(to address: String) {
        phase = .subscribing(channelsLeft: channels.count)
        lastHeard = .now
        let context = HiredisContext(
            address: address, port: configuration.server.port,
            ready: { [weak self] event in self?.soon { $0.handle(event) } },
            onReply: { _, value in self.received(value) }, onClose: { reason in self.ended(reason) })
        if case .closed = phase { return }
        self.context = context
        awaitPulse()
        let subscription = RedisCommand(["SUBSCRIBE"] + channels.map { .text($0) })
        for command in configuration.server.authentication + [subscription] { _ = context.send(command, id: 0) }
    }

    private func handle(_ event: SocketEvent) {
        if case .readable = event { lastHeard = .now }
        context?.handle(event)
    }

    private func awaitPulse() {
        pulse = Alarm(after: configuration.pingInterval) { [weak self] in self?.soon { $0.beat() } }
    }

    /// A hung server, unlike one that is gone, is known only by its silence: it owes an answer to each ping.
    private func beat() {
        guard lastHeard.duration(to: .now) < configuration.silenceLimit else {
            end("it was silent for \(configuration.silenceLimit)")
            return
        }
        if case .closed = phase { return }
        if case .subscribed = phase { context?.ping() }
        awaitPulse()
    }

    private func received(_ value: RedisValue) {
        switch value {
        case .error(let message): end(message)
        case .array(let parts): receivedPush(parts)
        default: break  // The answer to AUTH.
        }
    }

    private func receivedPush(_ parts: [RedisValue]) {
        guard parts.count == 3, case .bytes(let kind) = parts[0], case .bytes(let channel) = parts[1] else { return }
        if kind.elementsEqual("subscribe".utf8), case .subscribing(let left) = phase {
            phase = left > 1 ? .subscribing(channelsLeft: left - 1) : .subscribed
            if left == 1 { onEvent(.subscribed) }
        } else if kind.elementsEqual("message".utf8), case .bytes(let bytes) = parts[2] {
            onEvent(.message(channel: String(decoding: channel, as: UTF8.self), bytes: bytes))
        }
    }

    private func end(_ reason: String) {
        if let context { context.close(reason) } else { ended(reason) }
    }

    private func ended(_ reason: String) {
        if case .closed = phase { return }
        if case .subscribed = phase { onEvent(.lost) }
        phase = .closed(reason: reason)
        context = nil
        pulse = nil
        closing?.resume()
        closing = nil
    }
}
