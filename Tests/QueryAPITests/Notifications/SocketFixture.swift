import Domain
import Events
import Foundation
import Logging
import NIOCore
import NIOEmbedded
import NIOWebSocket
import Postgres
import Tokens
import WebAPI

@testable import QueryAPI

/// The open sockets of one event loop, without a network and without PostgreSQL. To be used on one thread.
final class SocketFixture {
    let shard: SocketShard
    let quota: SocketQuota
    private let loop = EmbeddedEventLoop()

    init(_ environment: SocketEnvironment) {
        shard = SocketShard(loop: loop, environment: environment)
        quota = environment.quota
    }

    static func environment(perUser: Int = 50, perAddress: Int = 200) async throws -> SocketEnvironment {
        let path = FileManager.default.temporaryDirectory.path + "/tandem-keys-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try KeyDirectory(path).ensureKey()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let keys = try await PublicKeys(KeyDirectory(path), logger: logger)
        // Never run: what asks it fails.
        let database = Database(DatabaseConfiguration(url: "postgres://nowhere.invalid/none"), logger: logger)
        let revocations = RevocationList(database: database, tokenLifetime: 900, logger: logger)
        return SocketEnvironment(
            limits: SocketLimits(), quota: SocketQuota(perUser: perUser, perAddress: perAddress),
            authenticator: SocketAuthenticator(
                verifier: AccessTokenVerifier(keys: keys), revocations: revocations, database: database,
                ticketLifetime: 900),
            backlog: SocketBacklog(database: database), quotes: { _ in throw PostgresError.unavailable },
            health: HealthState(waitingFor: []), logger: logger)
    }

    /// A socket that has just been upgraded; `address` is counted already.
    func open(
        _ endpoint: SocketEndpoint = .orders, address: IPAddress? = nil
    ) throws -> (channel: EmbeddedChannel, socket: SocketHandler) {
        let socket = SocketHandler(shard: shard, endpoint: endpoint, resumeAfter: nil, address: address)
        let channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandler(socket)
        return (channel, socket)
    }

    /// An open socket of a person.
    func open(
        user: Int64, session: Int64 = 1, role: Role = .customer, at endpoint: SocketEndpoint = .orders
    ) throws -> EmbeddedChannel {
        let (channel, socket) = try open(endpoint)
        socket.signIn(Self.signIn(user: user, session: session, role: role))
        return channel
    }

    static func signIn(user: Int64, session: Int64 = 1, role: Role = .customer) -> SocketAuthenticator.SignIn {
        SocketAuthenticator.SignIn(
            identity: Identity(user: UserID(user), session: SessionID(session), role: role),
            expiresAt: Timestamp.now().adding(seconds: 900))
    }

    /// Tells of a new order of a person.
    /// - Returns: how many sockets were told.
    @discardableResult
    func deliver(_ position: Int64, user: Int64) -> Int {
        shard.deliver([Self.message(position, user: user)].compactMap(\.self), ended: [], upTo: position)[0]
    }

    /// Of a new order of a person.
    static func event(_ position: Int64, user: Int64) -> Event {
        let order = OrderChange(
            id: OrderID(7), number: "ORD-20261121-000007", user: UserID(user), status: .pending, previousStatus: nil,
            total: Money(minorUnits: 100), currency: "USD")
        return Event(
            position: position, transaction: position, at: .now(), user: UserID(user), forAdmins: true,
            change: .order(order))
    }

    static func message(_ position: Int64, user: Int64) -> SocketMessage? { SocketMessage(event(position, user: user)) }
}

extension WebSocketFrame {
    /// The one frame that these bytes are, as NIO reads it.
    init?(decoding bytes: ByteBuffer) throws {
        let decoder = EmbeddedChannel(handler: ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 1 << 20)))
        defer { _ = try? decoder.finish() }
        try decoder.writeInbound(bytes)
        guard let frame = try decoder.readInbound(as: WebSocketFrame.self) else { return nil }
        self = frame
    }
}

extension EmbeddedChannel {
    /// What was written since the last time: each message's type, or the close's code and reason.
    func written() throws -> [String] {
        var result: [String] = []
        while let bytes = try readOutbound(as: ByteBuffer.self), let frame = try WebSocketFrame(decoding: bytes) {
            var data = frame.data
            if frame.opcode == .connectionClose {
                let code = data.readInteger(as: UInt16.self) ?? 0
                result.append("\(code) \(String(buffer: data))")
            } else {
                let text = String(buffer: data)
                result.append(text.split(separator: "\"").dropFirst(3).first.map(String.init) ?? text)
            }
        }
        return result
    }
}
