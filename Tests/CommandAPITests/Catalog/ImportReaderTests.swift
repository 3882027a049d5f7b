import Domain
import Testing

@testable import CommandAPI

@Suite("Reading an import file")
struct ImportReaderTests {
    private func batches(
        _ bytes: [UInt8], _ format: ImportFormat = .ndjson, chunk: Int = 11, size: Int = 100
    ) async throws -> [ImportBatch] {
        let currency = try #require(Currency(code: "USD"))
        let chunks = AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                continuation.yield(Array(bytes[start..<min(start + chunk, bytes.count)]))
            }
            continuation.finish()
        }
        var reader = ImportReader(
            chunks, format: format, rules: .init(currency: currency, ignoresCurrency: false), batchSize: size,
            recordLimit: 200)
        var batches: [ImportBatch] = []
        while let batch = try await reader.nextBatch() { batches.append(batch) }
        return batches
    }

    private func batches(
        _ text: String, _ format: ImportFormat = .ndjson, size: Int = 100
    ) async throws -> [ImportBatch] {
        try await batches(Array(text.utf8), format, size: size)
    }

    @Test("every line is taken or refused with its number; blank lines are neither")
    func lines() async throws {
        let text = """
            {"sku":"A","name":"One","price":"1.00"}

            {"sku":"B","name":"Two","price":2.5}\r
            not json
            [1]
            {"sku":"C","name":"Three"}
            {"sku":"\(String(repeating: "x", count: 300))"}
            {"sku":"D","name":"Four","price":"4"}
            """
        let batch = try #require(try await batches(text).first)
        #expect(batch.lines.map(\.sku) == ["A", "B", "D"])
        #expect(batch.lines.map(\.line) == [1, 3, 8])
        #expect(batch.refused.map(\.line) == [4, 5, 6, 7])
        #expect(batch.refused[2].reason == .missing(field: "price"))
        #expect(batch.refused[3].reason == .recordTooLong(maximum: 200))
    }

    @Test("a batch is full when it has its lines, refused ones among them")
    func sizes() async throws {
        let text = (1...10).map { "{\"sku\":\"\($0)\",\"name\":\"n\",\"price\":\"1\"}\n" }.joined() + "x\ny\n"
        #expect(try await batches(text, size: 5).map(\.count) == [5, 5, 2])
    }

    @Test("of equal SKUs in a batch the last is taken")
    func equalSKUs() async throws {
        let text = """
            {"sku":"A","name":"first","price":"1"}
            {"sku":"B","name":"other","price":"1"}
            {"sku":"A","name":"last","price":"2"}
            {"sku":"A","name":"refused"}
            """
        let batch = try #require(try await batches(text).first)
        #expect(batch.lines.map(\.name) == ["last", "other"])
        #expect(batch.superseded == 1)
        #expect(batch.refused.count == 1)
    }

    @Test("CSV reads like NDJSON: the header names the members, an empty field is null")
    func csv() async throws {
        let text = """
            SKU, Name ,price,category,stock,brand,list_price
            A,"Mug, blue",4.50,Home > Kitchen,3,Acme,
            B,Cup,5,mugs,,,6.00
            C,Bowl
            """
        let batch = try #require(try await batches(text, .csv).first)
        #expect(batch.lines.map(\.name) == ["Mug, blue", "Cup"])
        #expect(batch.lines[0].category == .path(["Home", "Kitchen"]))
        #expect(batch.lines[0].stock == 3)
        #expect(batch.lines[0].compareAtPrice == .some(nil))
        #expect(batch.lines[1].category == .slug("mugs"))
        #expect(batch.lines[1].stock == nil)
        #expect(batch.lines[1].brand == "")
        #expect(batch.lines[1].compareAtPrice == Money(minorUnits: 600))
        #expect(batch.refused.map(\.line) == [4])
    }

    @Test("a CSV file without a usable header cannot be read")
    func badHeaders() async {
        await #expect(throws: UnreadableFile.emptyCSV) { try await batches("", .csv) }
        await #expect(throws: UnreadableFile.columnMissing("price")) { try await batches("sku,name\n", .csv) }
        await #expect(throws: UnreadableFile.columnTwice("sku")) { try await batches("sku,SKU,name,price\n", .csv) }
    }

    private static func line(_ sku: String) -> [UInt8] {
        Array("{\"sku\":\"\(sku)\",\"name\":\"One\",\"price\":\"1.00\"}\n".utf8)
    }

    @Test("gzip is told by its first bytes, also in several members and tiny chunks", arguments: [1, 2, 5, 1_000])
    func gzip(chunk: Int) async throws {
        let file = gzipped(Self.line("A")) + gzipped(Self.line("B"))
        let read = try await batches(file, chunk: chunk)
        #expect(read.flatMap(\.lines).map(\.sku) == ["A", "B"])
    }

    @Test("damaged or cut off gzip cannot be read")
    func damagedGzip() async {
        let file = gzipped(Self.line("A"))
        await #expect(throws: UnreadableFile.gzipCutOff) { try await batches(file.dropLast(9)) }
        let damaged = file.prefix(20) + [~file[20]] + file.dropFirst(21)
        await #expect(throws: UnreadableFile.notGzip) { try await batches(Array(damaged)) }
    }

    @Test("a small file that inflates to a huge line is refused without being held")
    func bomb() async throws {
        let file = gzipped([UInt8](repeating: 0x30, count: 5_000_000) + [0x0A] + Self.line("A"))
        #expect(file.count < 10_000)
        let read = try await batches(file)
        #expect(read.flatMap(\.refused).map(\.reason) == [.recordTooLong(maximum: 200)])
        #expect(read.flatMap(\.lines).map(\.sku) == ["A"])
    }

    @Test("the format is told by the file's name")
    func formats() {
        #expect(ImportFormat(fileName: "/data/Products.JSONL.gz") == .ndjson)
        #expect(ImportFormat(fileName: "a.ndjson") == .ndjson)
        #expect(ImportFormat(fileName: "stock.csv") == .csv)
        #expect(ImportFormat(fileName: "-") == nil)
    }
}
