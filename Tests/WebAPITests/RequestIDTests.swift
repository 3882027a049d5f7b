import HTTPTypes
import NIOCore
import Testing

@testable import WebAPI

@Suite("Request ids")
struct RequestIDTests {
    @Test("are 32 hexadecimal digits, each of them once, whichever way they are written")
    func unique() {
        var ids: Set<String> = []
        for _ in 0..<5_000 {
            ids.insert(RequestID.of([:]))
            var buffer = ByteBuffer()
            RequestID.write(to: &buffer)
            ids.insert(String(buffer: buffer))
        }
        #expect(ids.count == 10_000)
        #expect(ids.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
        // Of one process, and yet not alike.
        #expect(Set(ids.map { $0.suffix(16).prefix(4) }).count > 5_000)
    }
}
