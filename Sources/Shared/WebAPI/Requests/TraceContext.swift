import HTTPTypes

/// Which trace a request belongs to, by the `traceparent` field (W3C Trace Context, www.w3.org/TR/trace-context, §3.2).
/// Whatever is done for the request, in any process, is logged under its trace id.
package struct TraceContext: Sendable, Hashable {
    /// 32 hexadecimal digits in lower case, not all of them 0.
    package let traceID: String
    /// Of what is done here: 16 such digits.
    package let spanID: String
    /// Those that the standard defines, as they came: sampled (1), random trace id (2).
    package let flags: UInt8

    /// The trace that the current task works for. It is what events are recorded under, however deep below the request's
    /// handler that is; nothing else depends on it.
    @TaskLocal package static var current: TraceContext?

    /// Stands for a request's trace until its headers are read.
    static let none = TraceContext(
        traceID: String(repeating: "0", count: 32), spanID: String(repeating: "0", count: 16), flags: 0)

    /// A trace that begins here.
    package static func begin() -> TraceContext {
        TraceContext(traceID: digits(2), spanID: digits(1), flags: 1)
    }

    /// The caller's trace with a span of our own; a new trace when the caller names none, or several, or not by the letter
    /// of the standard.
    package static func of(_ headers: HTTPFields) -> TraceContext {
        let values = headers[values: .traceParent]
        guard values.count == 1, let parent = values.first.flatMap(TraceContext.init(parsing:)) else { return begin() }
        return TraceContext(traceID: parent.traceID, spanID: digits(1), flags: parent.flags)
    }

    private init(traceID: String, spanID: String, flags: UInt8) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
    }

    /// `00-<trace id>-<span id>-<flags>`.
    package var text: String { "00-\(traceID)-\(spanID)-0\(flags)" }

    /// Nil for anything that the standard has us ignore. Of versions to come, what version 00 defines is read.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= Self.length, Self.isHex(bytes[0..<2]), bytes[0..<2] != Self.invalidVersion[...],
            bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash
        else { return nil }
        let isVersion0 = bytes[0..<2] == Self.version0[...]
        guard bytes.count == Self.length || (!isVersion0 && bytes[Self.length] == Self.dash) else { return nil }
        let (trace, span, flags) = (bytes[3..<35], bytes[36..<52], bytes[53..<55])
        guard Self.isHex(trace), Self.isHex(span), Self.isHex(flags), !Self.isZero(trace), !Self.isZero(span),
            let number = UInt8(String(decoding: flags, as: UTF8.self), radix: 16)
        else { return nil }
        traceID = String(decoding: trace, as: UTF8.self)
        spanID = String(decoding: span, as: UTF8.self)
        self.flags = number & 3
    }

    /// Of version 00.
    private static let length = 55
    private static let version0 = Array("00".utf8)
    private static let invalidVersion = Array("ff".utf8)
    private static let dash = UInt8(ascii: "-")

    private static func isHex(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || (97...102).contains($0) }
    }

    private static func isZero(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy { $0 == UInt8(ascii: "0") } }

    /// Random hexadecimal digits, 16 for each word, none of the words 0.
    private static func digits(_ words: Int) -> String {
        (0..<words).map { _ in
            let digits = String(UInt64.random(in: 1 ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}

extension HTTPField.Name {
    package static let traceParent: HTTPField.Name = {
        guard let name = HTTPField.Name("traceparent") else { preconditionFailure("not the name of a header field") }
        return name
    }()
}
