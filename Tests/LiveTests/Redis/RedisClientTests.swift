import Foundation
import Redis
import TestSupport
import Testing

@Suite struct RedisClientTests {
    @Test("values of any bytes come back, expire, and are taken once")
    func values() async throws {
        try await RedisLive.withClient(RedisLive.configuration()) { client in
            let key = "test:\(UUID().uuidString):\r\n "
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try await client.get(key) == nil)
            try await client.set(key, bytes, expiry: .seconds(60))
            #expect(try await client.get(key) == bytes)
            #expect(try await client.mget([key, key + "x", key]) == [bytes, nil, bytes])
            guard case .integer(let left) = try await client.command(["PTTL", .text(key)]) else { return }
            #expect((1...60_000).contains(left))
            #expect(try await client.delete([key]) == 1)
            #expect(try await client.delete([key]) == 0)
        }
    }

    @Test("an empty value is not an absent one")
    func empty() async throws {
        try await RedisLive.withClient(RedisLive.configuration()) { client in
            let key = "test:\(UUID().uuidString)"
            try await client.set(key, [], expiry: .seconds(60))
            #expect(try await client.get(key) == [])
            try await client.delete([key])
        }
    }

    @Test("thousands of commands at once share the connection, each with its own reply")
    func pipelining() async throws {
        try await RedisLive.withClient(RedisLive.configuration()) { client in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<3_000 {
                    group.addTask {
                        let text = Array("number \(number)".utf8)
                        return try await client.command(["ECHO", .bytes(text)]) == .bytes(text)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test("an error of the server is thrown with its text, and the connection goes on")
    func serverError() async throws {
        try await RedisLive.withClient(RedisLive.configuration()) { client in
            let error = await #expect(throws: RedisError.self) { try await client.command(["NO-SUCH-COMMAND"]) }
            guard case .server(let message) = error else { throw try #require(error) }
            #expect(message.hasPrefix("ERR unknown command"))
            #expect(try await client.command(["PING"]) == .status("PONG"))
        }
    }

    @Test("past the bound of commands in flight the next is refused, not queued")
    func bound() async throws {
        let server = try RedisProcess()
        var configuration = try RedisConfiguration(url: server.url)
        configuration.maximumInFlight = 10
        configuration.commandDeadline = .seconds(2)
        try await RedisLive.withClient(configuration) { client in
            server.stop()
            let errors = await outcomes(of: 11, client)
            #expect(errors.count { $0 == .busy } == 1)
            #expect(errors.count { $0 == .deadlineExceeded || $0 == .connectionLost } == 10)
        }
    }

    @Test("without a server every command fails at once")
    func unavailable() async throws {
        let server = try RedisProcess()
        server.kill()
        let client = RedisClient(try RedisConfiguration(url: server.url), logger: .quiet)
        let running = Task { try await client.run() }
        try await promptly("a hundred commands fail", within: .seconds(1)) {
            await ContinuousClock().measure {
                for _ in 0..<100 { await #expect(throws: RedisError.unavailable) { try await client.get("x") } }
            }
        }
        running.cancel()
        try await running.value
    }

    @Test("a hung server costs the deadline a few times, then nothing, and is used again when it answers")
    func hang() async throws {
        let server = try RedisProcess()
        var configuration = try RedisConfiguration(url: server.url)
        // Not the one that commands wait for.
        configuration.connectDeadline = .seconds(120)
        try await RedisLive.withClient(configuration) { client in
            server.stop()
            var slow = 0
            let elapsed = try await ContinuousClock().measure {
                while client.isAvailable {
                    let error = await outcomes(of: 1, client).first ?? nil
                    try #require(error == .deadlineExceeded || error == .unavailable)
                    if error == .deadlineExceeded { slow += 1 }
                }
            }
            #expect(slow == 3)
            #expect(elapsed >= .milliseconds(150) && elapsed < .seconds(60))
            #expect(await outcomes(of: 1_000, client).allSatisfy { $0 == .unavailable })
            server.resume()
            try await eventually("the client comes back") { client.isAvailable }
            try await eventually("and answers") { (try? await client.command(["PING"])) == .status("PONG") }
        }
    }

    @Test("a killed server is left at once and found again when it is back; no caller is forgotten")
    func restart() async throws {
        let server = try RedisProcess()
        var configuration = try RedisConfiguration(url: server.url)
        configuration.commandDeadline = .seconds(5)
        try await RedisLive.withClient(configuration) { client in
            for _ in 0..<3 {
                async let inFlight = outcomes(of: 500, client)
                server.kill()
                for error in await inFlight {
                    #expect(error == nil || error == .connectionLost || error == .unavailable)
                }
                try await eventually("the loss is seen") { !client.isAvailable }
                try server.start()
                try await eventually("the client comes back") { client.isAvailable }
                #expect(try await client.command(["PING"]) == .status("PONG"))
            }
        }
    }

    @Test("password and database are given on every connection, and a wrong password never connects")
    func authentication() async throws {
        let server = try RedisProcess(password: "open-sesame")
        var configuration = try RedisConfiguration(url: server.url + "/3")
        configuration.commandDeadline = .seconds(5)
        try await RedisLive.withClient(configuration) { client in
            guard case .bytes(let text) = try await client.command(["CLIENT", "LIST"]) else { return }
            #expect(String(decoding: text, as: UTF8.self).contains("db=3"))
        }
        let wrong = try RedisConfiguration(url: "redis://:wrong@127.0.0.1:\(server.port)")
        let stranger = RedisClient(wrong, logger: .quiet)
        let running = Task { try await stranger.run() }
        try await RedisLive.withClient(configuration) { client in
            try await eventually("the server has refused the stranger") {
                guard case .bytes(let text) = try await client.command(["INFO", "errorstats"]) else { return false }
                return String(decoding: text, as: UTF8.self).contains("WRONGPASS")
            }
        }
        #expect(!stranger.isAvailable)
        running.cancel()
        try await running.value
    }

    /// What became of a number of commands sent together: nil for an answer.
    private func outcomes(of count: Int, _ client: RedisClient) async -> [RedisError?] {
        await withTaskGroup(of: RedisError?.self) { group in
            for _ in 0..<count {
                group.addTask {
                    do throws(RedisError) {
                        _ = try await client.command(["PING"])
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
