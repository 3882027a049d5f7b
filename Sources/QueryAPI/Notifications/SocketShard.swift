import Domain
import NIOCore

/// The open sockets of one event loop, found by whose they are. Confined to its loop.
final class SocketShard {
    let loop: any EventLoop
    let environment: SocketEnvironment
    let attendance = Attendance()
    /// Up to here the log's messages were delivered to this loop's sockets; true while there are any.
    private(set) var position: Int64 = 0

    private var all: [ObjectIdentifier: SocketHandler] = [:]
    private var byUser: [UserID: [ObjectIdentifier: SocketHandler]] = [:]
    private var admins: [ObjectIdentifier: SocketHandler] = [:]
    var board = ProductBoard<ObjectIdentifier>()
    private var wheel: TimerWheel<ObjectIdentifier>
    private var ticks: RepeatedTask?

    /// The wheel's ticks are half seconds.
    static let ticksPerSecond = 2

    init(loop: any EventLoop, environment: SocketEnvironment) {
        self.loop = loop
        self.environment = environment
        wheel = TimerWheel(now: Self.tick(of: .now()))
    }

    // MARK: Sockets

    func open(_ socket: SocketHandler) {
        if all.isEmpty { position = attendance.arrive() }
        all[ObjectIdentifier(socket)] = socket
        environment.counters.opened(socket.endpoint)
        if ticks == nil { startTicking() }
    }

    /// From now on the socket is told what its audience is told.
    func join(_ socket: SocketHandler, audience: SocketAudience, user: UserID) {
        let id = ObjectIdentifier(socket)
        byUser[user, default: [:]][id] = socket
        if audience.admins { admins[id] = socket }
    }

    func close(_ socket: SocketHandler, user: UserID?) {
        let id = ObjectIdentifier(socket)
        if all.removeValue(forKey: id) != nil { environment.counters.closed(socket.endpoint) }
        admins[id] = nil
        if let user {
            byUser[user]?[id] = nil
            if byUser[user]?.isEmpty == true { byUser[user] = nil }
        }
        if all.isEmpty {
            attendance.leave()
            stopTicking()
        }
    }

    func socket(_ id: ObjectIdentifier) -> SocketHandler? { all[id] }

    // MARK: Messages

    /// - Returns: of each message, how many sockets are told of it.
    @discardableResult
    func deliver(_ messages: [SocketMessage], ended: [(UserID, SessionID)], upTo position: Int64) -> [Int] {
        let counts = messages.map(deliver)
        for (user, session) in ended {
            for socket in (byUser[user] ?? [:]).values { socket.sessionEnded(session) }
        }
        self.position = max(self.position, position)
        return counts
    }

    private func deliver(_ message: SocketMessage) -> Int {
        let own = message.user.flatMap { byUser[$0] } ?? [:]
        var told = 0
        for socket in own.values where socket.receive(message) { told += 1 }
        guard message.forAdmins else { return told }
        for (id, socket) in admins where own[id] == nil && socket.receive(message) { told += 1 }
        return told
    }

    /// The log was cut: what came between is unknown to this process, so every socket's client must read anew.
    func reset(to position: Int64) {
        self.position = position
        for socket in Array(all.values) { socket.reset(to: position) }
        quotesChanged(.all)
    }

    // MARK: Time

    func wake(_ socket: SocketHandler, at time: NIODeadline) {
        wheel.schedule(ObjectIdentifier(socket), at: Self.tick(of: time) + 1)
    }

    private static func tick(of time: NIODeadline) -> Int {
        Int(time.uptimeNanoseconds / (1_000_000_000 / UInt64(ticksPerSecond)))
    }

    private func startTicking() {
        let interval = TimeAmount.milliseconds(1_000 / Int64(Self.ticksPerSecond))
        let bound = NIOLoopBound(self, eventLoop: loop)
        ticks = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in bound.value.tick() }
    }

    private func tick() {
        for id in wheel.advance(to: Self.tick(of: .now())) { all[id]?.woken(now: .now()) }
        // What PostgreSQL could not tell at the time.
        readQuotes()
    }

    private func stopTicking() {
        ticks?.cancel()
        ticks = nil
    }
}
