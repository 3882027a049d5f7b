import Domain
import Postgres
import Testing

@Suite("PostgreSQL: values")
struct CodecTests {
    /// Sends values through the server and expects them back.
    private func roundTrip<Value: PostgresCodable & Equatable>(
        _ values: [Value], _ database: Database, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        for value in values {
            let back = try await database.first("SELECT \(value)", as: Value.self)
            #expect(back == value, sourceLocation: location)
            let prepared: Statement = "SELECT \(value)"
            #expect(
                try await database.first(prepared.prepared("round_trip"), as: Value.self) == value,
                sourceLocation: location)
        }
        let null = try await database.first("SELECT \(nil as Value?)", as: Value?.self)
        #expect(null == .some(nil), sourceLocation: location)
    }

    @Test("scalars come back as they were sent, at their extremes too, and so does NULL")
    func scalars() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await roundTrip([0, -1, Int.min, Int.max], database)
            try await roundTrip([Int64.min, 7, Int64.max], database)
            try await roundTrip([Int32.min, 7, Int32.max], database)
            try await roundTrip([true, false], database)
            try await roundTrip([0, -0.5, 1e300, .infinity, -.infinity, .leastNonzeroMagnitude], database)
            try await roundTrip(["", "'", "\\", "naïve 🛒 \u{1}\n\"{},NULL\"", "$1"], database)
            try await roundTrip([[], [0, 255, 39, 92], [UInt8](repeating: 7, count: 100_000)], database)
            try await roundTrip([ProductID(1), ProductID(Int64.max)], database)
            try await roundTrip([OrderStatus.allCases[0]], database)
            try await roundTrip([0, -1, 946_684_800_000_000, 4_102_444_800_123_456].map(Timestamp.init), database)
        }
    }

    @Test("arrays keep every element, whatever texts are in them")
    func arrays() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await roundTrip([[], [Int64.min, 0, Int64.max]], database)
            try await roundTrip([[], ["", "NULL", "{a,b}", "\"", "\\", "a b", "🛒", "\n"]], database)
            try await roundTrip([[], [true, false]], database)
            try await roundTrip([[], [ProductID(3), ProductID(1)]], database)
            try await roundTrip([[Timestamp(microseconds: 1)]], database)
            try await roundTrip([[1.5, -2]], database)
            let many = Array(1...10_000)
            #expect(try await database.first("SELECT \(many)", as: [Int].self) == many)
            let rows = try await database.query(
                "SELECT * FROM unnest(\([1, 2]), \(["one", "two"]))", as: (Int, String).self)
            #expect(rows.map(\.0) == [1, 2] && rows.map(\.1) == ["one", "two"])
        }
    }

    @Test("JSON is bound as jsonb and read from both json types")
    func json() async throws {
        try await withTestDatabase(.empty) { database, _ in
            let document = JSONBytes(Array(#"{"a": [1, "ü"]}"#.utf8))
            let back = try await database.first("SELECT \(document)", as: JSONBytes.self)
            #expect(back == document)
            #expect(try await database.first("SELECT \(document)::json", as: String.self) == #"{"a": [1, "ü"]}"#)
            #expect(try await database.first("SELECT \(document)->'a'->>1", as: String.self) == "ü")
        }
    }

    @Test("integers are read from every integer type that fits, texts from every textual one")
    func widening() async throws {
        try await withTestDatabase(.empty) { database, _ in
            let integers = try #require(
                try await database.first("SELECT 7::int2, 7::int4, 7::int8", as: (Int, Int64, Int32).self))
            #expect(integers == (7, 7, 7))
            try await database.execute("CREATE TYPE mood AS ENUM ('happy')")
            let texts = try #require(
                try await database.first(
                    "SELECT 'happy'::mood, 'v'::varchar(3), 'c'::char(1), 'n'::name",
                    as: (String, String, String, String).self))
            #expect(texts == ("happy", "v", "c", "n"))
            await #expect(throws: PostgresError.self) { try await database.first("SELECT \(Int.max)", as: Int32.self) }
        }
    }

    @Test("a column that is not what the code expects is named")
    func mismatches() async throws {
        try await withTestDatabase(.empty) { database, _ in
            func failure(_ statement: Statement) async -> DecodingFailure? {
                do {
                    _ = try await database.first(statement, as: (Int, String).self)
                } catch PostgresError.decoding(let failure) {
                    return failure
                } catch {}
                return nil
            }
            #expect(await failure("SELECT 1, NULL::text AS name")?.column == "name")
            #expect(await failure("SELECT 1, NULL::text")?.reason == .null)
            #expect(await failure("SELECT 'x'::text AS id, 'y'")?.column == "id")
            #expect(await failure("SELECT 1")?.reason == .missingColumn)
            #expect(await failure("SELECT 1, 'y', 2")?.reason == .unreadColumns)
            #expect(await failure("SELECT 1, 'y'") == nil)
        }
    }

    @Test("a bound value is a value, whatever it looks like")
    func injection() async throws {
        try await withTestDatabase(.empty) { database, _ in
            try await database.execute("CREATE TABLE notes (note text)")
            for note in ["'; DROP TABLE notes; --", "$1", "\\'; SELECT 1; --", "?"] {
                try await database.execute("INSERT INTO notes VALUES (\(note))")
                #expect(
                    try await database.first("SELECT note FROM notes WHERE note = \(note)", as: String.self) == note)
            }
            #expect(try await database.first("SELECT count(*) FROM notes", as: Int.self) == 4)
            let error = await #expect(throws: PostgresError.self) {
                try await database.execute("INSERT INTO notes VALUES (\("nul \0 byte"))")
            }
            #expect(error?.sqlState == .characterNotInRepertoire)
        }
    }
}
