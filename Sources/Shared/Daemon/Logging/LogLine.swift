import Domain
import JSON
import Logging

/// One event as it is written, with a newline at its end and none inside.
struct LogLine {
    let time: Timestamp
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: [(key: String, value: Logger.MetadataValue)]

    func bytes(_ format: LogFormat) -> [UInt8] {
        switch format {
        case .text: Array(text.utf8)
        case .json: json
        }
    }

    /// `2026-11-21T12:00:00.000Z info query-api: request method=GET path=/healthz`
    private var text: String {
        let pairs = metadata.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        return "\(time) \(level) \(label): \(Self.escaped(message))\(pairs)\n"
    }

    private var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("time", time.description)
            json.member("level", level.rawValue)
            json.member("logger", label)
            json.member("message", message)
            for (key, value) in metadata {
                json.name(dynamic: Self.members.contains(key) ? "metadata_\(key)" : key)
                value.write(to: &json)
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    private static let members: Set<String> = ["time", "level", "logger", "message"]

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
        return isPlain ? escaped(value) : "\"\(escaped(value).replacing("\"", with: "\\\""))\""
    }

    /// So that nobody's input can begin a line of its own or drive a terminal.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.properties.generalCategory == .control {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Logger.MetadataValue {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .string(let text): json.value(text)
        case .stringConvertible(let value): json.value("\(value)")
        case .array(let values):
            json.array { json in
                for value in values { value.write(to: &json) }
            }
        case .dictionary(let members):
            json.object { json in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    json.name(dynamic: key)
                    value.write(to: &json)
                }
            }
        }
    }
}
