import Foundation
import Redis
import Synchronization
import TestSupport
import Testing

@Suite struct RedisSubscriberTests {
    @Test("messages of its channels come in order, whatever their bytes")
    func messages() async throws {
        let configuration = try RedisLive.configuration()
        let channel = "test:\(UUID().uuidString)"
        let log = EventLog()
        try await withSubscriber(configuration, [channel, channel + ":2"], log) {
            try await RedisLive.withClient(configuration) { client in
                for number in 0..<1_000 {
                    let bytes: [UInt8] = [0, 13, 10, UInt8(number / 256), UInt8(number % 256)]
                    #expect(try await client.publish(number % 2 == 0 ? channel : channel + ":2", bytes) == 1)
                }
                try await client.publish(channel + ":3", [1])
            }
            try await eventually("all arrive") { log.events.count == 1_001 }
        }
        let numbers = log.events.compactMap { event -> Int? in
            guard case .message(_, let bytes) = event, bytes.count == 5 else { return nil }
            return Int(bytes[3]) * 256 + Int(bytes[4])
        }
        #expect(numbers == Array(0..<1_000))
        #expect(log.events.last == .lost)
    }

    @Test("an idle subscription is kept alive by its pings")
    func idle() async throws {
        let server = try RedisProcess()
        var configuration = try RedisConfiguration(url: server.url)
        configuration.pingInterval = .milliseconds(20)
        // Longer than a busy machine stands still.
        configuration.silenceLimit = .seconds(2)
        let log = EventLog()
        try await withSubscriber(configuration, ["a"], log) {
            let start = ContinuousClock.now
            try await eventually("twice the silence limit") { ContinuousClock.now - start > .seconds(4) }
            #expect(log.events == [.subscribed])
        }
    }

    @Test("a hung server is noticed by its silence, and subscribed again when it answers")
    func hang() async throws {
        let server = try RedisProcess()
        let configuration = try RedisConfiguration(url: server.url)
        let log = EventLog()
        try await withSubscriber(configuration, ["a"], log) {
            server.stop()
            try await eventually("the hang is noticed") { log.events.last == .lost }
            server.resume()
            try await eventually("it is subscribed again") { log.events.last == .subscribed }
            try await expectMessage(on: server, log)
        }
        #expect(log.events.prefix(3) == [.subscribed, .lost, .subscribed])
    }

    @Test("a killed server is noticed at once, and subscribed again when it is back")
    func restart() async throws {
        let server = try RedisProcess(password: "secret")
        let log = EventLog()
        try await withSubscriber(try RedisConfiguration(url: server.url), ["a"], log) {
            for _ in 0..<3 {
                server.kill()
                try await eventually("the loss is noticed") { log.events.last == .lost }
                try server.start()
                try await eventually("it is subscribed again") { log.events.last == .subscribed }
                try await expectMessage(on: server, log)
            }
        }
    }

    @Test("with a wrong password it never says that it is subscribed")
    func wrongPassword() async throws {
        let server = try RedisProcess(password: "secret")
        let log = EventLog()
        let configuration = try RedisConfiguration(url: "redis://:wrong@127.0.0.1:\(server.port)")
        let subscriber = RedisSubscriber(configuration, channels: ["a"], logger: .quiet) { log.append($0) }
        let running = Task { try await subscriber.run() }
        try await RedisLive.withClient(RedisConfiguration(url: server.url)) { client in
            try await eventually("it has tried") {
                guard case .bytes(let text) = try await client.command(["INFO", "errorstats"]) else { return false }
                return String(decoding: text, as: UTF8.self).contains("WRONGPASS")
            }
        }
        running.cancel()
        try await running.value
        #expect(log.events.isEmpty)
    }

    private func withSubscriber(
        _ configuration: RedisConfiguration, _ channels: [String], _ log: EventLog, _ body: () async throws -> Void
    ) async throws {
        let subscriber = RedisSubscriber(configuration, channels: channels, logger: .quiet) { log.append($0) }
        try await withRunning([subscriber]) {
            try await eventually("it subscribes") { log.events.last == .subscribed }
            try await body()
        }
    }

    private func expectMessage(on server: RedisProcess, _ log: EventLog) async throws {
        var configuration = try RedisConfiguration(url: server.url)
        configuration.commandDeadline = .seconds(5)
        try await RedisLive.withClient(configuration) { client in
            try await eventually("somebody is told") { try await client.publish("a", [7]) == 1 }
            try await eventually("the message arrives") {
                log.events.last == .message(channel: "a", bytes: [7])
            }
        }
        log.dropLast()
    }
}

/// What a subscriber told, in order.
private final class EventLog: Sendable {
    private let storage = Mutex<[SubscriberEvent]>([])

    var events: [SubscriberEvent] { storage.withLock { $0 } }

    func append(_ event: SubscriberEvent) { storage.withLock { $0.append(event) } }

    func dropLast() { storage.withLock { _ = $0.removeLast() } }
}
