import Reactor

/// One pipelined connection for commands, from its greeting to its end. A new one is made for each attempt.
actor RedisConnection {
    typealias Reply = Result<RedisValue, RedisError>

    private enum Phase {
        case new
        case greeting(repliesLeft: Int)
        case ready
        case closed(reason: String)
    }

    private let configuration: RedisConfiguration
    private var phase = Phase.new
    private var context: HiredisContext?
    private var inFlight: CommandsInFlight<CheckedContinuation<Reply, Never>>
    /// Nil while nothing is awaited.
    private var deadlineAlarm: Alarm?
    private var opening: CheckedContinuation<Bool, Never>?
    private var closing: CheckedContinuation<Void, Never>?

    init(_ configuration: RedisConfiguration) {
        self.configuration = configuration
        inFlight = CommandsInFlight(
            maximumCount: configuration.maximumInFlight, maximumBytes: configuration.maximumInFlightBytes)
    }

    /// Why the connection ended; nil while it has not.
    var endReason: String? {
        if case .closed(let reason) = phase { reason } else { nil }
    }

    /// Connects, authenticates, selects the database and pings, within the connect deadline. False when that failed.
    func open(address: String) async -> Bool {
        guard case .new = phase else { return false }
        return await withCheckedContinuation { continuation in
            opening = continuation
            connect(to: address)
        }
    }

    /// Returns when the connection has ended.
    func untilClosed() async {
        if case .closed = phase { return }
        await withCheckedContinuation { closing = $0 }
    }

    /// Ends the connection soon, from anywhere; the commands in flight fail with `connectionLost`.
    nonisolated func close(_ reason: String) {
        soon { $0.end(reason) }
    }

    /// Runs `action` on this actor, after what is waiting for a thread now.
    ///
    /// Nobody awaits it: each action is short, and does nothing once the connection has ended.
    private nonisolated func soon(_ action: @escaping @Sendable (isolated RedisConnection) -> Void) {
        Task.detached { await action(self) }
    }

    /// Sends a command and waits for its reply or its deadline. It does not end earlier when its task is cancelled.
    func send(_ command: RedisCommand) async -> Reply {
        guard case .ready = phase, let context else { return .failure(.connectionLost) }
        guard inFlight.hasRoom(for: command.length) else { return .failure(.busy) }
        return await withCheckedContinuation { continuation in
            let deadline = ContinuousClock.now + configuration.commandDeadline
            let id = inFlight.append(continuation, bytes: command.length, deadline: deadline)
            if deadlineAlarm == nil { setAlarm(at: deadline) }
            // Refused only by a context that is closing, whose end answers every command.
            _ = context.send(command, id: id)
        }
    }

    private func connect(to address: String) {
        let greeting = configuration.server.greeting
        phase = .greeting(repliesLeft: greeting.count)
        let context = HiredisContext(
            address: address, port: configuration.server.port,
            ready: { [weak self] event in self?.soon { $0.context?.handle(event) } },
            onReply: { id, value in self.received(value, id: id) }, onClose: { reason in self.ended(reason) })
        if case .closed = phase { return }
        self.context = context
        setAlarm(at: .now + configuration.connectDeadline)
        for command in greeting { _ = context.send(command, id: 0) }
    }

    private func received(_ value: RedisValue, id: UInt) {
        switch phase {
        case .greeting(let left): greeted(value, repliesLeft: left - 1)
        case .ready: inFlight.reply(to: id)?.resume(returning: .success(value))
        case .new, .closed: break
        }
    }

    private func greeted(_ value: RedisValue, repliesLeft: Int) {
        if case .error(let message) = value { return end(message) }
        phase = repliesLeft > 0 ? .greeting(repliesLeft: repliesLeft) : .ready
        guard repliesLeft == 0 else { return }
        // From here on the alarm is for commands, whose deadlines are nearer.
        deadlineAlarm = nil
        opening?.resume(returning: true)
        opening = nil
    }

    private func end(_ reason: String) {
        if let context { context.close(reason) } else { ended(reason) }
    }

    private func ended(_ reason: String) {
        if case .closed = phase { return }
        phase = .closed(reason: reason)
        context = nil
        deadlineAlarm = nil
        opening?.resume(returning: false)
        opening = nil
        for waiter in inFlight.removeAll() { waiter.resume(returning: .failure(.connectionLost)) }
        closing?.resume()
        closing = nil
    }

    private func setAlarm(at moment: ContinuousClock.Instant) {
        deadlineAlarm = Alarm(at: moment) { [weak self] in self?.soon { $0.deadlinePassed() } }
    }

    /// Once greeted, the alarm is not moved by each command: it rings at what was the next deadline when it was set, and
    /// the next one is then looked for.
    private func deadlinePassed() {
        if case .greeting = phase { return end("no answer within the connect deadline") }
        deadlineAlarm = nil
        for waiter in inFlight.expire(at: .now) { waiter.resume(returning: .failure(.deadlineExceeded)) }
        if let deadline = inFlight.nextDeadline { setAlarm(at: deadline) }
    }
}
