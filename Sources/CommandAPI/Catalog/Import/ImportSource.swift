import Glibc

/// The open file of an import.
struct ImportSource {
    private let descriptor: Int32
    /// In bytes; nil for what has none, such as a pipe.
    let size: Int?

    /// Cannot be opened.
    struct OpenFailure: Error, CustomStringConvertible {
        let path: String
        let code: Int32

        var description: String { "\(path) cannot be opened: \(String(cString: strerror(code)))" }
    }

    /// - Parameter path: `-` is standard input.
    init(path: String) throws(OpenFailure) {
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OpenFailure(path: path, code: errno) }
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        size = isFile ? Int(status.st_size) : nil
    }

    var chunks: FileChunks { FileChunks(descriptor: descriptor) }

    /// After the last chunk.
    func close() { _ = Glibc.close(descriptor) }
}
