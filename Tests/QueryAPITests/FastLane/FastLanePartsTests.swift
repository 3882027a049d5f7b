import Domain
import NIOCore
import Testing
import WebAPI

@testable import QueryAPI

@Suite("The fast lane's parts")
struct FastLanePartsTests {
    @Test("If-None-Match with one tag is judged as the router judges it; anything else is left to it")
    func conditions() {
        let etag = ETag(naming: "abc")
        func names(_ value: String) -> Bool? {
            Array(value.utf8).withUnsafeBytes { SimpleCondition.names(etag, $0) }
        }
        #expect(names("\"abc\"") == true && names("W/\"abc\"") == true)
        #expect(names("\"abd\"") == false && names("W/\"\"") == false)
        for value in ["", "*", "abc", "\"", "\"a\", \"abc\"", "\"a,b\"", "w/\"abc\"", "\"abc\"\"", "W/"] {
            #expect(names(value) == nil, "\(value)")
        }
    }

    @Test(
        "dates are written as RFC 9110 has them",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
        ])
    func dates(_ second: Int, _ text: String) {
        #expect(String(decoding: HTTPDate.format(second), as: UTF8.self) == text)
    }

    @Test("known targets are told apart by target, origin and token, and take no more room than they may")
    func targets() {
        let targets = KnownTargets(bytes: 8 * 4_000)
        func known(_ target: String, _ origin: String?, _ token: String?) -> KnownTarget {
            let head = AnswerHead(.everybody, origin: origin, allowedOrigins: [])
            return KnownTarget(
                target: target, origin: origin, authorization: token, key: CacheKey(.page, target), reader: nil,
                head: head, timers: nil)
        }
        func find(_ target: String, _ origin: String, _ token: String) -> KnownTarget? {
            known(target, origin, token).withTexts { targets[$0] }
        }
        targets.learn(known("/ab", "c", nil))
        targets.learn(known("/a", "b", "c"))
        #expect(find("/ab", "c", "")?.key == CacheKey(.page, "/ab"))
        #expect(find("/a", "b", "c")?.key == CacheKey(.page, "/a"))
        #expect(find("/a", "bc", "") == nil && find("/abc", "", "") == nil && find("/a", "b", "") == nil)
        for number in 0..<1_000 { targets.learn(known("/\(number)", nil, nil)) }
        let kept = (0..<1_000).count { find("/\($0)", "", "") != nil }
        #expect(kept > 0 && kept <= 8 * 4_000 / 300)
        let none = KnownTargets(bytes: 0)
        none.learn(known("/a", nil, nil))
        #expect(known("/a", nil, nil).withTexts { none[$0] } == nil)
    }
}
