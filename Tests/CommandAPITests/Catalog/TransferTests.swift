import Domain
import HTTPTypes
import Testing
import WebAPI

@testable import CommandAPI

@Suite("Moving a catalog over HTTP: the parts")
struct TransferTests {
    @Test(
        "a path of categories comes back from its text",
        arguments: [
            ["Shoes"], ["shoes"], ["Shoes", "Boots > Warm", "x"], ["[\"a\"]"], ["a>b"], ["[", "]"],
            ["Home & Garden", "7"],
            ["\"", "\\"], ["  inner   blanks  kept"].map { $0.trimmed },
        ])
    func categories(names: [String]) {
        let text = CategoryText.text(of: names)
        #expect(Slug(parsing: text) == nil)
        #expect(CategoryText.names(of: text).map(\.trimmed) == names)
    }

    @Test("a plain path is written plainly")
    func plainCategories() {
        #expect(CategoryText.text(of: ["Home", "Kitchen", "Mugs & cups"]) == "Home > Kitchen > Mugs & cups")
        #expect(CategoryText.text(of: []) == "")
    }

    @Test(
        "image URLs come back from their text",
        arguments: [[], ["/a.png"], ["/a.png", "https://x/b.png"], ["/with blank.png"], ["/a,b", "/c\"d"]])
    func images(urls: [String]) {
        #expect(ImageText.urls(of: ImageText.text(of: urls)) == urls)
    }

    @Test("a record of any texts is read back by the CSV parser")
    func csv() {
        let fields = ["", "plain", "a,b", "say \"hi\"", "two\nlines", "cr\r\nlf", " blanks ", "\t", "é 漢 🧦", "\""]
        var bytes: [UInt8] = []
        for (place, field) in fields.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            CSVField.append(field, to: &bytes)
        }
        var parser = CSVParser(recordLimit: 1_000)
        parser.append(bytes + Array("\r\n".utf8))
        parser.finish()
        #expect(parser.next()?.fields == .success(fields))
        #expect(parser.next() == nil)
    }

    @Test("what is deflated piece by piece is inflated again")
    func gzip() throws {
        var random = SystemRandomNumberGenerator()
        let pieces = (0..<40).map { size in (0..<size * 997).map { _ in UInt8.random(in: 97...110, using: &random) } }
        let deflater = try GzipDeflater()
        let inflater = try GzipInflater()
        var plain: [UInt8] = []
        for bytes in pieces.map(deflater.deflate) + [deflater.finish()] where !bytes.isEmpty {
            inflater.append(bytes)
            while let piece = try inflater.next() { plain += piece }
        }
        try inflater.finish()
        #expect(plain == pieces.flatMap(\.self))
    }

    @Test("CSV is given to who asks for nothing else")
    func accept() {
        #expect(ExportFormat(accepting: nil) == .ndjson)
        #expect(ExportFormat(accepting: "*/*") == .ndjson)
        #expect(ExportFormat(accepting: "text/html, text/csv;q=0.9") == .csv)
        #expect(ExportFormat(accepting: "text/csv, application/x-ndjson") == .ndjson)
    }

    @Test("the body's type tells its format, in UTF-8 alone")
    func contentType() throws {
        func format(_ type: String?, coding: String? = nil) throws -> ImportFormat {
            var headers: HTTPFields = [:]
            headers[.contentType] = type
            headers[.contentEncoding] = coding
            return try ImportUpload(headers, limit: 10).format
        }
        #expect(try format("application/x-ndjson") == .ndjson)
        #expect(try format("Application/JSONL; Charset=UTF-8") == .ndjson)
        #expect(try format("text/csv; header=present", coding: "gzip") == .csv)
        for type in [nil, "application/json", "text/plain", "text/csv; charset=latin1", ""] {
            #expect(throws: Problem.self) { try format(type) }
        }
        #expect(throws: Problem.self) { try format("text/csv", coding: "br") }
    }

    @Test("a body is as long as it says, at most as long as it may be, and not too slow")
    func meter() throws {
        var meter = UploadMeter(limit: 4_000, minimumRate: 100, patience: .seconds(10), length: 3_000)
        try meter.take(1_000, after: .seconds(19))
        #expect(throws: Problem.self) { try meter.end() }
        try meter.take(2_000, after: .seconds(20))
        try meter.end()
        var slow = meter
        #expect(throws: Problem.self) { try slow.take(1, after: .seconds(2)) }
        #expect(throws: Problem.self) { try meter.take(1_001, after: .zero) }
    }

    @Test("a turn is free again when nobody holds it any more")
    func turns() {
        let turns = Turns(2)
        var first = turns.take()
        let second = turns.take()
        #expect(first != nil && second != nil && turns.take() == nil)
        first = nil
        #expect(turns.take() != nil)
        withExtendedLifetime((first, second)) {}
    }
}
