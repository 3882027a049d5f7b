/// Makes batches of a file's bytes: inflates them if they are gzip, splits them into records, checks each.
///
/// It holds one chunk, one inflated piece, one unfinished record and one batch at most, whatever the file's size.
struct ImportReader<Chunks: AsyncSequence> where Chunks.Element == [UInt8] {
    private var chunks: Chunks.AsyncIterator
    private var records: any RecordReader
    private var inflater: GzipInflater?
    private let rules: ProductLine.Rules
    private let batchSize: Int
    private var bytesRead = 0
    private var isAtEnd = false

    init(_ chunks: Chunks, format: ImportFormat, rules: ProductLine.Rules, batchSize: Int, recordLimit: Int) {
        self.chunks = chunks.makeAsyncIterator()
        self.rules = rules
        self.batchSize = batchSize
        records = format.reader(recordLimit: recordLimit)
    }

    /// The next batch; nil at the end of the file. Throws `UnreadableFile`, and what the chunks throw.
    mutating func nextBatch() async throws -> ImportBatch? {
        var batch = ImportBatch()
        var places: [ProductLine.Key: Int] = [:]
        while batch.count < batchSize, let record = try await nextRecord() {
            batch.lastLine = record.line
            do {
                let line = try ProductLine(record, rules: rules)
                if let place = places[line.key] {
                    batch.lines[place] = line
                    batch.superseded += 1
                } else {
                    places[line.key] = batch.lines.count
                    batch.lines.append(line)
                }
            } catch {
                batch.refused.append(RefusedLine(line: record.line, reason: error))
            }
        }
        batch.bytesRead = bytesRead
        return batch.count == 0 ? nil : batch
    }

    private mutating func nextRecord() async throws -> ImportRecord? {
        while true {
            if let record = try records.next() { return record }
            guard !isAtEnd else { return nil }
            if let piece = try await nextPiece() {
                records.append(piece)
            } else {
                isAtEnd = true
                records.finish()
            }
        }
    }

    /// Plain bytes, never empty; nil at the end.
    private mutating func nextPiece() async throws -> [UInt8]? {
        while true {
            if let piece = try inflater?.next() { return piece }
            let isFirst = bytesRead == 0
            guard let chunk = try await nextChunk() else {
                try inflater?.finish()
                return nil
            }
            if isFirst, GzipInflater.isGzip(chunk) { inflater = try GzipInflater() }
            guard let inflater else { return chunk }
            inflater.append(chunk)
        }
    }

    /// The file's next bytes; the first of them are enough to tell gzip by.
    private mutating func nextChunk() async throws -> [UInt8]? {
        let isFirst = bytesRead == 0
        var chunk: [UInt8] = []
        let enough = isFirst ? GzipInflater.magicLength : 1
        while chunk.count < enough, let more = try await chunks.next() { chunk += more }
        bytesRead += chunk.count
        return chunk.isEmpty ? nil : chunk
    }
}
