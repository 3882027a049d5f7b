import Postgres

extension Row {
    /// Reads a text column that holds a case of an enumeration; a CHECK constraint keeps it to the known ones.
    /// Throws `PostgresError.decoding` for another.
    mutating func nextEnumeration<Value: RawRepresentable>(
        _ type: Value.Type = Value.self
    ) throws(PostgresError) -> Value where Value.RawValue == String {
        let text = try next(String.self)
        guard let value = Value(rawValue: text) else {
            throw PostgresError.decoding(DecodingFailure(.value, expected: "\(Value.self)"))
        }
        return value
    }
}
