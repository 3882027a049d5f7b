import Testing

@testable import CommandAPI

@Suite("CSV, as RFC 4180 has it")
struct CSVParserTests {
    /// All records, with the text handed over in chunks of `size` bytes.
    private func records(_ text: String, chunk size: Int = 7, limit: Int = 1_000) -> [CSVParser.Record] {
        var parser = CSVParser(recordLimit: limit)
        var records: [CSVParser.Record] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            parser.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let record = parser.next() { records.append(record) }
        }
        parser.finish()
        while let record = parser.next() { records.append(record) }
        return records
    }

    private func fields(_ text: String, chunk: Int = 7) -> [[String]?] {
        records(text, chunk: chunk).map { try? $0.fields.get() }
    }

    @Test("quotes, doubled quotes, commas and line ends in fields, however the bytes arrive", arguments: 1...40)
    func quoting(chunk: Int) {
        let text = "a,\"b, c\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",,\"\"\n\"\"\"\"\"\",é,last"
        #expect(
            fields(text, chunk: chunk) == [
                ["a", "b, c", "say \"hi\""], ["two\nlines", "", ""], ["\"\"", "é", "last"],
            ])
    }

    @Test("CRLF and LF end records, blank lines do not count, the last line needs no end")
    func lineEnds() {
        #expect(fields("a,b\r\n\r\n\nc,d\n") == [["a", "b"], ["c", "d"]])
        #expect(fields("a\r\nb") == [["a"], ["b"]])
        #expect(fields("\"a\"\r\n\"b\"\r") == [["a"], ["b"]])
        #expect(fields(",\n") == [["", ""]])
        #expect(fields("").isEmpty)
    }

    @Test("a byte order mark is passed over, also when it comes in pieces", arguments: [1, 2, 3, 50])
    func byteOrderMark(chunk: Int) {
        #expect(fields("\u{FEFF}sku,name\nA,B\n", chunk: chunk) == [["sku", "name"], ["A", "B"]])
        #expect(fields("\u{FEFF}\"sku\"\n", chunk: chunk) == [["sku"]])
    }

    @Test("a record knows the line it begins on")
    func lines() {
        #expect(records("a\n\"b\nb\nb\"\n\nc\n").map(\.line) == [1, 2, 6])
    }

    @Test("a stray quote costs its own line only")
    func strayQuotes() {
        let failed = records("a,b\n\"c,d\ne,\"f\"\ng,h\n")
        #expect(failed.map(\.line) == [1, 2, 3, 4])
        #expect(failed[1].fields == .failure(.textAfterQuote))
        #expect(failed[2].fields == .success(["e", "f"]))
        #expect(records("a\n\"b\nc\n").map(\.fields) == [.success(["a"]), .failure(.quoteNotClosed), .success(["c"])])
    }

    @Test("a record past the limit is refused without being kept, and the next line is read")
    func limit() {
        let long = String(repeating: "x", count: 60)
        let read = records("a\n\(long)\nb\n", limit: 50)
        #expect(read.map(\.fields) == [.success(["a"]), .failure(.tooLong(maximum: 50)), .success(["b"])])
        let unclosed = records("\"\(long)\nb\nc\n", limit: 50)
        #expect(unclosed.map(\.fields) == [.failure(.tooLong(maximum: 50)), .success(["b"]), .success(["c"])])
    }

    @Test("what is not UTF-8, or has U+0000, is refused")
    func notText() {
        var parser = CSVParser(recordLimit: 100)
        parser.append([0x61, 0xFF, 0x0A, 0x62, 0x00, 0x0A, 0x63, 0x0A])
        #expect(parser.next()?.fields == .failure(.notText))
        #expect(parser.next()?.fields == .failure(.notText))
        #expect(parser.next()?.fields == .success(["c"]))
    }
}
