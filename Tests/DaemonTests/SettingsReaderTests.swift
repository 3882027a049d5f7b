import Foundation
import Postgres
import Testing

@testable import Daemon

@Suite struct SettingsReaderTests {
    @Test("what is not set has its default, and empty counts as not set")
    func defaults() throws {
        var settings = SettingsReader(values: ["LIMIT": "", "OTHER": "5"])
        #expect(settings.integer("LIMIT", default: 3, in: 1...9) == 3)
        #expect(settings.integer("OTHER", default: 3, in: 1...9) == 5)
        #expect(settings.list("NAMES", expecting: "names") { $0 } == [])
        try settings.finish()
        #expect(settings.report.map(\.source) == ["default", "environment", "default"])
    }

    @Test("all mistakes are told at once, each naming its setting")
    func collects() {
        var settings = SettingsReader(values: ["LIMIT": "ten", "QUERY_BIND": "nowhere", "LOG_FORMAT": "xml"])
        _ = settings.integer("LIMIT", default: 3, in: 1...9)
        _ = settings.address("QUERY_BIND", default: "127.0.0.1:8080")
        _ = settings.choice("LOG_FORMAT", default: LogFormat.text)
        _ = KeySettings(&settings)
        let error = #expect(throws: SettingsError.self) { try settings.finish() }
        #expect(
            error?.problems == [
                "LIMIT must be a whole number from 1 to 9, not \"ten\".",
                "QUERY_BIND must be an address with a port, such as 127.0.0.1:8080 or [::]:8080, not \"nowhere\".",
                "LOG_FORMAT must be one of text, json, not \"xml\".",
                "CURSOR_SECRET is not set: it must be at least 16 random characters, the same for every instance.",
            ])
    }

    @Test("sizes take K, M and G, and durations their unit")
    func units() {
        var settings = SettingsReader(values: [
            "A": "64K", "B": "2m", "C": "1000", "D": "15", "E": "K", "F": "9999999999G",
        ])
        #expect(settings.bytes("A", default: "1K", in: 0...1 << 30) == 65_536)
        #expect(settings.bytes("B", default: "1K", in: 0...1 << 30) == 2 << 20)
        #expect(settings.bytes("C", default: "1K", in: 0...1 << 30) == 1_000)
        #expect(settings.seconds("D", default: 1, in: 1...60) == .seconds(15))
        #expect(settings.bytes("E", default: "1K", in: 0...1 << 30) == 1_024)
        #expect(settings.bytes("F", default: "1K", in: 0...1 << 30) == 1_024)
        let error = #expect(throws: SettingsError.self) { try settings.finish() }
        #expect(error?.problems.count == 2)
    }

    @Test("a secret comes from a file without the newline at its end, and is shown nowhere")
    func secretFromFile() throws {
        let path = try TemporaryFile.write("correct horse battery\n")
        defer { TemporaryFile.remove(path) }
        var settings = SettingsReader(values: ["CURSOR_SECRET_FILE": path])
        let keys = KeySettings(&settings)
        try settings.finish()
        #expect(keys.cursorSecret.exposed == "correct horse battery")
        #expect(!ConfigurationReport(settings).description.contains("horse"))
        #expect(!"\(keys)".contains("horse"))
        var dumped = ""
        dump(keys, to: &dumped)
        #expect(!dumped.contains("horse"))
    }

    @Test("a secret given twice, or in a file that is not there, is a mistake; a bad one is not repeated")
    func secretMistakes() {
        var settings = SettingsReader(values: [
            "A": "x", "A_FILE": "/x", "B_FILE": "/nowhere/at/all", "C": "hunter2",
        ])
        for name in ["A", "B", "C"] {
            _ = settings.requiredSecret(name, expecting: "long", standIn: "") { $0.count > 100 ? $0 : nil }
        }
        let error = #expect(throws: SettingsError.self) { try settings.finish() }
        #expect(
            error?.problems == [
                "A and A_FILE are both set: leave one out.",
                "B_FILE names \"/nowhere/at/all\", which cannot be read as text.",
                "C must be long.",
            ])
    }

    @Test("a replica is optional; its address is a secret, and has to be one")
    func replica() throws {
        let primary = ["DATABASE_URL": "postgres://tandem@127.0.0.1/tandem", "DATABASE_CONNECT_TIMEOUT_MS": "300"]
        func read(_ values: [String: String]) throws -> (DatabaseConfiguration?, String) {
            var settings = SettingsReader(values: primary.merging(values) { $1 })
            let (database, replica) = (DatabaseSettings(&settings), ReplicaSettings(&settings))
            try settings.finish()
            let configuration = replica.configuration(beside: database, applicationName: "query-api")
            return (configuration, ConfigurationReport(settings).description)
        }
        #expect(try read([:]).0 == nil)
        let (configuration, report) = try read([
            "DATABASE_REPLICA_URL": "postgres://tandem:hunter2@db2/tandem", "DATABASE_REPLICA_DEADLINE_MS": "700",
        ])
        #expect(configuration?.sessionTarget == "standby" && configuration?.transactionConnections == 0)
        #expect(configuration?.statementDeadline == .milliseconds(700))
        #expect(configuration?.connectTimeout == .milliseconds(300))
        #expect(!report.contains("hunter2"))
        #expect(throws: SettingsError.self) { try read(["DATABASE_REPLICA_URL": "db2"]) }
    }

    @Test("flags win, and one that is no setting is a mistake")
    func flags() throws {
        var settings = try SettingsReader(flags: ["--test-limit", "7", "--test-other=8", "--test-typo", "1"])
        #expect(settings.integer("TEST_LIMIT", default: 3, in: 1...9) == 7)
        #expect(settings.integer("TEST_OTHER", default: 3, in: 1...9) == 8)
        let error = #expect(throws: SettingsError.self) { try settings.finish() }
        #expect(error?.problems == ["--test-typo is not a setting."])
    }

    @Test("flags without a value or without dashes are mistakes", arguments: [["--limit"], ["limit", "3"], ["--"]])
    func badFlags(arguments: [String]) {
        #expect(throws: SettingsError.self) { try SettingsReader(flags: arguments) }
    }

    @Test("the groups take their defaults from nothing but the addresses and the secret")
    func groups() throws {
        var settings = SettingsReader(values: [
            "DATABASE_URL": "postgres://tandem@127.0.0.1/tandem", "REDIS_URL": "redis://127.0.0.1:6379",
            "CURSOR_SECRET": "0123456789abcdef", "CORS_ALLOWED_ORIGINS": "https://shop.example, http://localhost:3000",
            "TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8",
        ])
        let query = HTTPSettings(&settings, host: .query)
        let command = HTTPSettings(&settings, host: .command)
        _ = (DatabaseSettings(&settings), RedisSettings(&settings), KeySettings(&settings), LogSettings(&settings))
        try settings.finish()
        #expect(query.bind.description == "127.0.0.1:8080")
        #expect(command.bind.description == "127.0.0.1:8081")
        #expect(query.corsOrigins == ["https://shop.example", "http://localhost:3000"])
        #expect(query.trustedProxies.count == 2)
    }

    @Test(
        "origins that no browser sends are mistakes",
        arguments: ["*", "https://shop.example/", "shop.example", "https://Shop.example"])
    func badOrigins(origin: String) {
        var settings = SettingsReader(values: ["CORS_ALLOWED_ORIGINS": origin])
        _ = HTTPSettings(&settings, host: .query)
        #expect(throws: SettingsError.self) { try settings.finish() }
    }
}

enum TemporaryFile {
    static func write(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
