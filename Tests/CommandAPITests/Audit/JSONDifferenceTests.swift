import JSON
import Testing

@testable import CommandAPI

@Suite("Audit: what differs")
struct JSONDifferenceTests {
    private func difference(_ before: String?, _ after: String?) -> [String?] {
        let entry = AuditEntry(
            action: "lamp.update", object: AuditObject("lamp", 1), before: before.map { Array($0.utf8) },
            after: after.map { Array($0.utf8) })
        return [entry.before, entry.after].map { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    @Test("of two objects only the members that differ are kept, each as it was and as it is")
    func members() {
        #expect(
            difference(#"{"a":1,"b":[1,{"c":2}],"gone":true}"#, #"{"a":1,"b":[1,{"c":3}],"new":null}"#)
                == [#"{"b":[1,{"c":2}],"gone":true}"#, #"{"b":[1,{"c":3}],"new":null}"#])
    }

    @Test("what is new or gone is kept whole")
    func whole() {
        #expect(difference(nil, #"{"a":1}"#) == [nil, #"{"a":1}"#])
        #expect(difference(#"{"a":1}"#, nil) == [#"{"a":1}"#, nil])
    }

    @Test("the time of the change alone is no difference")
    func time() {
        let (before, after) = (#"{"a":1,"updated_at":"x"}"#, #"{"a":1,"updated_at":"y"}"#)
        #expect(difference(before, after) == ["{}", "{}"])
        let object = AuditObject("lamp", 1)
        #expect(AuditEntry(action: "a", object: object, before: Array(before.utf8), after: Array(after.utf8)).isEmpty)
        #expect(!AuditEntry(action: "cache.clear", object: AuditObject("cache")).isEmpty)
    }
}
