import NIOCore
import Testing

@testable import TandemBench

@Suite("The benchmark's HTTP client")
struct ClientTests {
    private static let answers =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nhello"
        + "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n" + "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"

    @Test("answers are cut right, wherever the network has cut them", arguments: 1...40)
    func pieces(length: Int) throws {
        var decoder = AnswerDecoder()
        var seen: [String] = []
        let bytes = Array(Self.answers.utf8)
        for start in stride(from: 0, to: bytes.count, by: length) {
            decoder.add(ByteBuffer(bytes: bytes[start..<min(start + length, bytes.count)]))
            while let answer = try decoder.next() { seen.append("\(answer.status) \(answer.text)") }
        }
        #expect(seen == ["200 hello", "304 ", "201 "])
    }

    @Test("a field is found whatever its letters' case")
    func fields() throws {
        var decoder = AnswerDecoder()
        decoder.add(ByteBuffer(string: Self.answers))
        let answer = try #require(try decoder.next())
        #expect(answer.field("content-type") == "text/plain")
        #expect(answer.field("Content-Length") == "5")
        #expect(answer.field("ETag") == nil)
    }

    @Test(
        "an answer without a length, or that is none, is refused",
        arguments: ["HTTP/1.1 200 OK\r\n\r\n", "hello, world\r\n\r\n"])
    func refused(text: String) {
        var decoder = AnswerDecoder()
        decoder.add(ByteBuffer(string: text))
        #expect(throws: AnswerDecoder.NotUnderstood.self) { try decoder.next() }
    }

    @Test("prices are read with their products', not with their categories' or brands' ids")
    func prices() {
        let body = """
            {"count":2,"results":[{"id":11,"name":"A","price":"12.34","category":{"id":3},"brand":{"id":4}},\
            {"id":12,"name":"B","price":"5.00","category":{"id":3},"brand":null}]}
            """
        let shown = ShownPrices(ByteBuffer(string: body)).prices
        #expect(shown.map(\.product) == [11, 12])
        #expect(shown.map(\.price) == [1_234, 500])
    }

    @Test("a sample of the metrics is found by its name and labels, and only then")
    func metrics() {
        let metrics = Exposition("# TYPE a counter\na{b=\"c\"} 12\na{b=\"cd\"} 13\na 14\n")
        #expect(metrics.value(#"a{b="c"}"#) == 12)
        #expect(metrics.value("a") == 14)
        #expect(metrics.value("b") == 0)
    }

    @Test("entries of PostgreSQL's log keep the lines that continue them")
    func log() {
        let log =
            "LOG:  duration: 1 ms  execute a: SELECT\n\tFROM b\nLOG:  checkpoint\nLOG:  duration: 2 ms  bind a: SELECT\n"
        #expect(
            QueryLog.entries(log) == [
                "LOG:  duration: 1 ms  execute a: SELECT\n\tFROM b", "LOG:  duration: 2 ms  bind a: SELECT",
            ])
    }
}

@Suite("Prices on the board")
struct PriceBoardTests {
    @Test("a change took from its commit until a read showed it or a later one; one that was seen before, no time")
    func times() {
        let board = PriceBoard(above: 100)
        let start = NIODeadline.now()
        #expect([board.nextPrice(of: 1), board.nextPrice(of: 1)] == [101, 102])
        board.committed(101, of: 1, at: start)
        board.committed(102, of: 1, at: start + .milliseconds(5))
        #expect(!board.isUpToDate)
        board.shown([(product: 1, price: 100)], at: start + .milliseconds(6))
        #expect(board.milliseconds.isEmpty)
        board.shown([(product: 1, price: 102)], at: start + .milliseconds(15))
        #expect(board.isUpToDate)
        board.shown([(product: 1, price: 103)], at: start + .milliseconds(16))
        board.committed(103, of: 1, at: start + .milliseconds(17))
        #expect(board.milliseconds == [15, 10, 0])
    }
}
