import Testing

@testable import Redis

@Suite struct RedisServerTests {
    @Test(
        "a URL gives host, port and database, with defaults",
        arguments: [
            ("redis://localhost", "localhost", 6_379, 0),
            ("redis://10.0.0.1:7000/3", "10.0.0.1", 7_000, 3),
            ("redis://[::1]:6380/", "::1", 6_380, 0),
            ("redis://:p%40ss@cache:6379/1", "cache", 6_379, 1),
        ])
    func parses(url: String, host: String, port: Int32, database: Int) throws {
        let server = try RedisServer(url: url)
        #expect(server.host == host)
        #expect(server.port == port)
        #expect(server.database == database)
    }

    @Test(
        "a broken URL is refused with what is wrong",
        arguments: [
            ("rediss://cache", RedisURLError.scheme), ("cache:6379", .scheme), ("redis://", .host),
            ("redis://:6379", .host), ("redis://cache:0", .port), ("redis://cache:70000", .port),
            ("redis://cache:", .port), ("redis://cache/x", .database), ("redis://cache/-1", .database),
            ("redis://cache/1/2", .database), ("redis://:%zz@cache", .escape), ("redis://[::1]x", .host),
        ])
    func refuses(url: String, error: RedisURLError) {
        #expect(throws: error) { try RedisServer(url: url) }
    }

    @Test("user and password are unescaped, and sent before anything else")
    func greets() throws {
        let server = try RedisServer(url: "redis://app:p%40s:s@cache/2")
        let sent = server.greeting.map { String(decoding: wire($0), as: UTF8.self) }
        #expect(
            sent == [
                "*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$5\r\np@s:s\r\n",
                "*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n", "*1\r\n$4\r\nPING\r\n",
            ])
    }

    @Test("neither a server nor a configuration prints its password")
    func hidesPassword() throws {
        let configuration = try RedisConfiguration(url: "redis://app:hunter2@cache")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test("a pause is between half and all of its length, which doubles up to the limit")
    func backoff() {
        let backoff = Backoff(shortest: .milliseconds(100), longest: .seconds(2))
        #expect(backoff.pause(afterFailures: 1, scatter: 0) == .milliseconds(50))
        #expect(backoff.pause(afterFailures: 3, scatter: 0.5) == .milliseconds(300))
        #expect(backoff.pause(afterFailures: 1_000, scatter: 0.999) < .seconds(2))
    }

    @Test("arguments are sent as they are, whatever their bytes")
    func binarySafe() {
        let command = RedisCommand(["SET", .bytes([0, 13, 10, 255]), -7])
        let expected = Array("*3\r\n$3\r\nSET\r\n$4\r\n".utf8) + [0, 13, 10, 255] + Array("\r\n$2\r\n-7\r\n".utf8)
        #expect(wire(command) == expected)
    }

    private func wire(_ command: RedisCommand) -> [UInt8] {
        command.withBytes { bytes, length in Array(UnsafeRawBufferPointer(start: bytes, count: length)) }
    }
}
