import Domain

extension Bool: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .bool }
    package static var postgresArrayType: PostgresType { .boolArray }

    package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        let bytes = try cell.bytes(for: Self.self)
        guard cell.type == .bool, let byte = bytes.first else { throw cell.mismatch(Self.self) }
        self = byte != 0
    }
}

extension Double: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .float8 }
    package static var postgresArrayType: PostgresType { .float8Array }

    package func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: bitPattern) }

    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        let bytes = try cell.bytes(for: Self.self)
        switch cell.type {
        case .float8:
            guard let pattern = bytes.integer(UInt64.self) else { throw cell.mismatch(Self.self) }
            self.init(bitPattern: pattern)
        case .float4:
            guard let pattern = bytes.integer(UInt32.self) else { throw cell.mismatch(Self.self) }
            self.init(Float(bitPattern: pattern))
        default: throw cell.mismatch(Self.self)
        }
    }
}

/// `timestamptz`, which counts microseconds from 2000-01-01. Its infinities do not fit a `Timestamp`.
extension Timestamp: PostgresCodable, PostgresArrayElement {
    package static var postgresType: PostgresType { .timestamptz }
    package static var postgresArrayType: PostgresType { .timestamptzArray }

    private static let postgresEpoch: Int64 = 946_684_800_000_000

    package func encode(into bytes: inout [UInt8]) {
        let (shifted, overflow) = microseconds.subtractingReportingOverflow(Self.postgresEpoch)
        // What lies before PostgreSQL's own range becomes its -infinity.
        bytes.append(bigEndian: overflow ? Int64.min : shifted)
    }

    package init(from cell: borrowing Cell) throws(DecodingFailure) {
        let bytes = try cell.bytes(for: Self.self)
        guard cell.type == .timestamptz, let value = bytes.integer(Int64.self) else { throw cell.mismatch(Self.self) }
        let (shifted, overflow) = value.addingReportingOverflow(Self.postgresEpoch)
        guard !overflow, value != .min else { throw DecodingFailure(.value, expected: "Timestamp") }
        self.init(microseconds: shifted)
    }
}

extension Role: PostgresCodable {}

extension OrderStatus: PostgresCodable {}
