import CLibpq

/// A statement's bound values in binary format, one after the other in one buffer.
struct Parameters: Hashable, Sendable {
    /// The protocol counts parameters in 16 bits.
    static let maximumCount = 65_535

    private(set) var types: [UInt32] = []
    /// -1 is NULL.
    private(set) var lengths: [Int32] = []
    private(set) var bytes: [UInt8] = []

    var count: Int { types.count }

    mutating func append<Value: PostgresEncodable>(_ value: Value) {
        precondition(count < Self.maximumCount, "bind an array instead of ever more single values")
        types.append(Value.postgresType.rawValue)
        guard !value.isNull else {
            lengths.append(-1)
            return
        }
        let start = bytes.count
        value.encode(into: &bytes)
        lengths.append(Int32(bytes.count - start))
    }

    mutating func append(contentsOf other: Parameters) {
        precondition(count + other.count <= Self.maximumCount, "bind an array instead of ever more single values")
        types += other.types
        lengths += other.lengths
        bytes += other.bytes
    }

    /// The values as libpq takes them; the pointers are valid during the call.
    func withPointers<Result>(_ body: (borrowing ParameterPointers) -> Result) -> Result {
        let formats = count <= Self.binary.count ? Self.binary : [Int32](repeating: 1, count: count)
        return bytes.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                var offset = 0
                for index in 0..<count {
                    values.initializeElement(at: index, to: pointer(to: index, at: offset, in: bytes))
                    offset += max(0, Int(lengths[index]))
                }
                let pointers = ParameterPointers(
                    count: Int32(count), types: types, values: values.baseAddress, lengths: lengths, formats: formats)
                return body(pointers)
            }
        }
    }

    private func pointer(to index: Int, at offset: Int, in bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
        guard lengths[index] >= 0 else { return nil }
        // An empty value still needs a pointer: libpq takes none for NULL.
        guard let base = bytes.baseAddress else { return Self.emptyValue.baseAddress }
        return base.advanced(by: offset).assumingMemoryBound(to: CChar.self)
    }

    /// "Binary", for as many parameters as most statements have.
    private static let binary = [Int32](repeating: 1, count: 64)

    /// Never freed, never written: one zero byte for the whole process.
    private nonisolated(unsafe) static let emptyValue: UnsafeBufferPointer<CChar> = {
        let byte = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1)
        byte.initialize(repeating: 0)
        return UnsafeBufferPointer(byte)
    }()
}

/// The arguments that `PQsendQueryParams` and its siblings share.
struct ParameterPointers: ~Copyable {
    let count: Int32
    let types: [UInt32]
    let values: UnsafePointer<UnsafePointer<CChar>?>?
    let lengths: [Int32]
    let formats: [Int32]

    init(
        count: Int32, types: [UInt32], values: UnsafeMutablePointer<UnsafePointer<CChar>?>?, lengths: [Int32],
        formats: [Int32]
    ) {
        self.count = count
        self.types = types
        self.values = UnsafePointer(values)
        self.lengths = lengths
        self.formats = formats
    }
}
