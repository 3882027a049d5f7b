import Glibc
import NIOCore
import Synchronization

/// The time of answers as `Date` has it (RFC 9110 §5.6.7), written once a second.
final class HTTPDate: Sendable {
    private struct Written {
        var second: time_t = -1
        var text: [UInt8] = []
    }

    private let last = Mutex(Written())

    /// Writes the time as it is now: `Sun, 06 Nov 1994 08:49:37 GMT`.
    func write(to buffer: inout ByteBuffer) {
        let second = Self.now
        let text = last.withLock { last in
            if last.second != second { last = Written(second: second, text: Self.format(second)) }
            return last.text
        }
        buffer.writeBytes(text)
    }

    /// The second by a clock that costs no system call and ticks often enough.
    private static var now: time_t {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return time.tv_sec
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter second: since 1970.
    static func format(_ second: time_t) -> [UInt8] {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        let time = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return Array("\(day) \(parts.tm_year + 1900) \(time) GMT".utf8)
    }
}
