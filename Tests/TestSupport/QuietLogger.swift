package import Logging

extension Logger {
    /// Writes nothing.
    package static let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
}
