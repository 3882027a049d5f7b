import Domain
import Logging

/// Writes each event as one line, by one write, so that lines of many threads do not mix. What is secret has a type
/// that cannot print (`Secret`), so nothing is filtered here.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level
    private let label: String
    private let format: LogFormat
    private let write: @Sendable ([UInt8]) -> Void

    init(
        label: String, level: Logger.Level, format: LogFormat,
        write: @escaping @Sendable ([UInt8]) -> Void = { StandardError.write($0) }
    ) {
        self.label = label
        self.format = format
        self.write = write
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        for more in [metadataProvider?.get(), event.metadata].compactMap({ $0 }) {
            all.merge(more) { _, new in new }
        }
        if let error = event.error { all["error"] = "\(String(reflecting: error))" }
        let line = LogLine(
            time: .now(), level: event.level, label: label, message: "\(event.message)",
            metadata: all.sorted { $0.key < $1.key })
        write(line.bytes(format))
    }
}
