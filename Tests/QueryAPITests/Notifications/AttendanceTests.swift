import Testing

@testable import QueryAPI

@Suite("Event loops with and without sockets")
struct AttendanceTests {
    @Test("nobody is told before the first has come and after the last has gone")
    func nobody() {
        let attendance = Attendance()
        #expect(!attendance.take(upTo: 5))
        #expect(attendance.arrive() == 5)
        #expect(attendance.take(upTo: 6))
        attendance.leave()
        #expect(!attendance.take(upTo: 2))
        #expect(attendance.arrive() == 2)
    }
}
