/// A command as it goes over the wire: a RESP array of bulk strings. It is encoded by its caller, so that the
/// connection's queue only copies it.
///
/// A NUL follows it in memory: hiredis looks for the next argument with `strchr`.
struct RedisCommand: Sendable {
    private var bytes: [UInt8] = []

    init(_ arguments: [RedisArgument]) {
        append(header: UInt8(ascii: "*"), arguments.count)
        for argument in arguments {
            switch argument {
            case .text(let text): append(bulk: text.utf8)
            case .bytes(let bytes): append(bulk: bytes)
            case .integer(let integer): append(bulk: String(integer).utf8)
            }
        }
        bytes.append(0)
    }

    /// How many bytes go over the wire.
    var length: Int { bytes.count - 1 }

    /// Lends the bytes, NUL-terminated, and their length without the NUL.
    func withBytes<Result>(_ body: (UnsafePointer<CChar>?, Int) -> Result) -> Result {
        bytes.withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: CChar.self), length) }
    }

    private mutating func append(bulk: some Collection<UInt8>) {
        append(header: UInt8(ascii: "$"), bulk.count)
        bytes.append(contentsOf: bulk)
        bytes.append(contentsOf: [13, 10])
    }

    private mutating func append(header: UInt8, _ count: Int) {
        bytes.append(header)
        bytes.append(contentsOf: String(count).utf8)
        bytes.append(contentsOf: [13, 10])
    }
}
