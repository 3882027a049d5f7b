/// Text made safe between tags and in double-quoted attributes (OWASP, Cross Site Scripting Prevention, rule 1).
struct HTMLText: ExpressibleByStringInterpolation, CustomStringConvertible {
    let description: String

    init(stringLiteral value: String) { description = value }

    init(stringInterpolation: Interpolation) { description = stringInterpolation.text }

    init(_ parts: [HTMLText]) { description = parts.map(\.description).joined() }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Literal parts are markup; what is interpolated is text, unless it is `HTMLText` itself.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ value: String) { text += HTMLText.escaped(value) }
        mutating func appendInterpolation(_ markup: HTMLText) { text += markup.description }
        mutating func appendInterpolation(_ parts: [HTMLText]) {
            for part in parts { text += part.description }
        }
    }
}
