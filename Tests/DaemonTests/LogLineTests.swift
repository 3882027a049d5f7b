import Domain
import JSON
import Logging
import Testing

@testable import Daemon

@Suite struct LogLineTests {
    private func line(_ message: String, _ metadata: [(String, Logger.MetadataValue)]) -> LogLine {
        LogLine(
            time: Timestamp(microseconds: 0), level: .info, label: "query-api", message: message,
            metadata: metadata.map { (key: $0.0, value: $0.1) })
    }

    @Test("text has the time, the level, the logger, the message and the metadata on one line")
    func text() {
        let bytes = line("request", [("path", "/a"), ("what", "two words"), ("quote", "say \"x\"")]).bytes(.text)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "1970-01-01T00:00:00.000Z info query-api: request path=/a what=\"two words\" quote=\"say \\\"x\\\"\"\n"
        )
    }

    @Test("no input can begin a line of its own or drive the terminal", arguments: ["a\nb", "a\r\nb", "\u{1B}[2J"])
    func injection(input: String) {
        for format in LogFormat.allCases {
            let bytes = line(input, [("x", .string(input))]).bytes(format)
            #expect(bytes.count { $0 < 0x20 } == 1)
            #expect(bytes.last == UInt8(ascii: "\n"))
        }
    }

    @Test("JSON keeps the shape of metadata, and its own members cannot be overwritten")
    func json() throws {
        let metadata: [(String, Logger.MetadataValue)] = [
            ("level", "x"), ("list", ["a", "b"]), ("map", ["k": "v"]),
        ]
        let value = try JSONParser.parse(line("hello", metadata).bytes(.json))
        #expect(value["time"]?.stringValue == "1970-01-01T00:00:00.000Z")
        #expect(value["level"]?.stringValue == "info")
        #expect(value["metadata_level"]?.stringValue == "x")
        #expect(value["list"]?.arrayValue?.count == 2)
        #expect(value["map"]?["k"]?.stringValue == "v")
    }
}
