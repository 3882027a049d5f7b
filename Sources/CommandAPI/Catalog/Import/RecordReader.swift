/// Makes records of a file's bytes, whatever their format.
protocol RecordReader {
    /// Takes the file's next bytes. All records before them must have been taken: `next` has given nil.
    mutating func append(_ bytes: [UInt8])

    /// Says that nothing follows.
    mutating func finish()

    /// The next record; nil when more bytes are needed, or, after `finish`, at the end.
    mutating func next() throws(UnreadableFile) -> ImportRecord?
}

extension ImportFormat {
    /// - Parameter recordLimit: the longest record that is taken, in bytes.
    func reader(recordLimit: Int) -> any RecordReader {
        switch self {
        case .ndjson: NDJSONReader(recordLimit: recordLimit)
        case .csv: CSVReader(recordLimit: recordLimit)
        }
    }
}
