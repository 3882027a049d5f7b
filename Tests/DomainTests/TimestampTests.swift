import Domain
import Foundation
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test("a time is written as RFC 3339 UTC with milliseconds, as Foundation would")
    func writes() {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for _ in 0..<1_000 {
            let milliseconds = Int64.random(in: -2_208_988_800_000...4_102_444_800_000)
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            let text = Timestamp(microseconds: milliseconds * 1_000).description
            #expect(formatter.date(from: text).map { abs($0.timeIntervalSince(date)) < 0.002 } == true, "\(text)")
        }
    }

    @Test("a time reads back what it wrote")
    func roundTrip() throws {
        for _ in 0..<1_000 {
            let time = Timestamp(microseconds: Int64.random(in: -60_000_000_000...253_402_300_799_000) * 1_000)
            #expect(Timestamp(parsing: time.description) == time)
        }
    }

    @Test(
        "offsets, fractions and plain dates are understood",
        arguments: [
            ("2026-11-21T12:00:00Z", "2026-11-21T12:00:00.000Z"), ("2026-11-21", "2026-11-21T00:00:00.000Z"),
            ("2026-11-21T12:00:00.5+02:00", "2026-11-21T10:00:00.500Z"),
            ("2024-02-29T23:59:59.999999-00:30", "2024-03-01T00:29:59.999Z"),
            ("2026-11-21t12:00:00z", "2026-11-21T12:00:00.000Z"),
        ])
    func reads(text: String, expected: String) {
        #expect(Timestamp(parsing: text)?.description == expected)
    }

    @Test(
        "what is not a time is refused",
        arguments: [
            "", "now", "2026-13-01", "2026-02-29", "2026-11-21T24:00:00Z", "2026-11-21T12:00Z", "2026-11-21T12:00:00",
            "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00+0200", "2026-11-21T12:00:00Z ", "26-11-21", "2026-1-1",
        ])
    func refuses(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test("seconds since 1970 are rounded down, before 1970 too")
    func seconds() {
        #expect(Timestamp(microseconds: 1_999_999).unixSeconds == 1)
        #expect(Timestamp(microseconds: -1).unixSeconds == -1)
    }
}
