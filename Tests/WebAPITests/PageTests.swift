import JSON
import Testing

@testable import WebAPI

@Suite struct PageTests {
    @Test(
        "a page has its size and place within limits",
        arguments: [
            ("", 1, 10, 0), ("page=3&page_size=25", 3, 25, 50), ("page_size=100", 1, 100, 0),
        ])
    func reads(text: String, page: Int, size: Int, offset: Int) throws {
        var query = QueryParameters(query: text)
        let pagination = Pagination(&query)
        try query.finish()
        #expect(pagination.page == page)
        #expect(pagination.size == size)
        #expect(pagination.offset == offset)
    }

    @Test(
        "what is outside is refused",
        arguments: [
            "page=0", "page=-1", "page=99999999999", "page_size=0", "page_size=101", "page=x", "page=2&cursor=abc",
        ])
    func refuses(text: String) {
        var query = QueryParameters(query: text)
        _ = Pagination(&query)
        #expect(throws: Problem.self) { try query.finish() }
    }

    @Test("links keep the other parameters, canonically encoded, and end where the pages end")
    func links() {
        var query = QueryParameters(query: "search=red+shoes&unknown=1&page=2&page_size=20")
        _ = query.optional("search", .text(max: 50))
        let pagination = Pagination(&query)
        let links = PageLinks(
            path: "/api/products/", parameters: query.recognised, pagination: pagination, hasNext: true)
        #expect(links.next == "/api/products/?search=red%20shoes&page=3&page_size=20")
        #expect(links.previous == "/api/products/?search=red%20shoes&page=1&page_size=20")
        let only = PageLinks(path: "/x/", parameters: [], pagination: Pagination(), hasNext: false)
        #expect(only == PageLinks(next: nil, previous: nil))
    }

    @Test("an envelope is put around ready fragments")
    func envelope() {
        var envelope = PageEnvelope(count: 12, links: PageLinks(next: "/n", previous: nil), nextCursor: "c")
        let fragments = [Array(#"{"id":1}"#.utf8), Array(#"{"id":2}"#.utf8)]
        #expect(
            String(decoding: envelope.json(results: fragments), as: UTF8.self)
                == #"{"count":12,"next":"/n","previous":null,"next_cursor":"c","results":[{"id":1},{"id":2}]}"#)
        envelope = PageEnvelope(count: 10_500, countIsEstimate: true, links: PageLinks(next: nil, previous: nil))
        #expect(
            String(decoding: envelope.json(results: []), as: UTF8.self)
                == #"{"count":10500,"count_is_estimate":true,"next":null,"previous":null,"results":[]}"#)
    }
}

@Suite struct CursorTests {
    private let codec = CursorCodec(secret: "0123456789abcdef".utf8)
    private let values: [JSONValue] = [.string("2026-11-21"), .number(JSONNumber(42)), .null]

    @Test("a cursor comes back as it was sealed, for the same filters only")
    func roundTrip() throws {
        let cursor = codec.seal(values, filters: "a=1")
        #expect(try codec.open(cursor, filters: "a=1") == values)
        #expect(throws: Problem.self) { try codec.open(cursor, filters: "a=2") }
        #expect(throws: Problem.self) {
            try CursorCodec(secret: "another secret!!".utf8).open(cursor, filters: "a=1")
        }
    }

    @Test("a cursor with any one character changed, cut or added is refused")
    func tampering() {
        let cursor = codec.seal(values, filters: "")
        for index in cursor.indices {
            var changed = cursor
            changed.replaceSubrange(index...index, with: cursor[index] == "A" ? "B" : "A")
            #expect(throws: Problem.self) { try codec.open(changed, filters: "") }
            #expect(throws: Problem.self) { try codec.open(String(cursor[..<index]), filters: "") }
        }
        for text in [cursor + "A", "", "!", String(repeating: "A", count: 5_000)] {
            #expect(throws: Problem.self) { try codec.open(text, filters: "") }
        }
    }
}
