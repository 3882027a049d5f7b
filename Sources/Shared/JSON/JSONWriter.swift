/// Writes JSON straight into bytes: no intermediate value, no Foundation. It puts the commas; the caller keeps the
/// grammar (members in objects, values elsewhere, one value at the top).
///
/// ```swift
/// var json = JSONWriter()
/// json.object { json in
///     json.member("id", 7)
///     json.member("tags", ["new", "sale"])
///     json.member("brand") { json in json.raw(brandFragment) }
/// }
/// return json.bytes
/// ```
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// Whether a value was written at this level, so that the next one needs a comma before it.
    private var needsComma = false

    package init(reserving capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// An object whose members `body` writes.
    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// An array whose elements `body` writes.
    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Writes a member's name; exactly one value must follow. The name must need no escapes.
    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member's name that is known only at run time, escaped.
    package mutating func name(dynamic name: String) {
        write(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A member and its value. The name must need no escapes.
    package mutating func member(_ name: StaticString, _ value: some JSONWritable) {
        self.name(name)
        value.write(to: &self)
    }

    /// The same, with a name that is known only at run time, escaped.
    package mutating func member(dynamic name: String, _ value: some JSONWritable) {
        self.name(dynamic: name)
        value.write(to: &self)
    }

    /// A member whose value `body` writes.
    package mutating func member<Failure: Error>(
        _ name: StaticString, _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.name(name)
        try body(&self)
    }

    /// A value: an element of an array, or the whole text.
    package mutating func value(_ value: some JSONWritable) { value.write(to: &self) }

    /// Splices a ready JSON value, such as a cached fragment. The bytes must be one valid JSON text.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// The value `null`.
    package mutating func null() { literal("null") }

    mutating func literal(_ text: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(_ value: Int64) {
        separate()
        guard value <= -10 || value >= 10 else {
            if value < 0 { bytes.append(UInt8(ascii: "-")) }
            bytes.append(48 + UInt8(value.magnitude))
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value.magnitude
            var first = 20
            while rest > 0 {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                first -= 1
                digits[first] = 48 + UInt8(digit)
                rest = quotient
            }
            if value < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: digits[first...])
        }
    }

    mutating func write(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Runs that need no escape are copied whole (RFC 8259 §7: only `"`, `\` and what is below U+0020 must be escaped).
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var runStart = 0
        for (index, byte) in text.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(contentsOf: text[runStart..<index])
            appendEscape(of: byte)
            runStart = index + 1
        }
        bytes.append(contentsOf: text[runStart...])
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            let digits: StaticString = "0123456789abcdef"
            bytes += [UInt8(ascii: "u"), 48, 48, 48 + byte >> 4, digits.utf8Start[Int(byte & 0xF)]]
        }
    }
}
