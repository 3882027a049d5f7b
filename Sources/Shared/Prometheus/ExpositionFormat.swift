/// Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats), and its data model's
/// rules for names.
package enum ExpositionFormat {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A metric's name: letters, digits, `_` and `:`, not beginning with a digit. Anything else becomes `_`.
    static func metricName(_ text: String) -> String { sanitised(text, allowsColon: true) }

    /// A label's name, without colons. Names that begin with `__`, and `le`, are Prometheus' own.
    static func labelName(_ text: String) -> String {
        let name = sanitised(text, allowsColon: false)
        return name.hasPrefix("__") || name == "le" ? "label_" + name.drop { $0 == "_" } : name
    }

    private static func sanitised(_ text: String, allowsColon: Bool) -> String {
        var bytes = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                byte
            case UInt8(ascii: ":") where allowsColon: byte
            default: UInt8(ascii: "_")
            }
        }
        if let first = bytes.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            return String(decoding: bytes, as: UTF8.self)
        }
        bytes.insert(UInt8(ascii: "_"), at: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text after `# HELP name`: a backslash and a line feed are escaped.
    static func help(_ text: String) -> String {
        text.replacing("\\", with: #"\\"#).replacing("\n", with: #"\n"#)
    }

    /// A label's value between its quotes: those are escaped too.
    static func labelValue(_ text: String) -> String { help(text).replacing("\"", with: #"\""#) }

    /// A value as Go's `ParseFloat` reads it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? "\(value)"
    }
}
