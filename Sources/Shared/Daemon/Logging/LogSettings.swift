import Logging

/// How the process logs: always to standard error, a line per event.
package struct LogSettings: Sendable {
    package let level: Logger.Level
    package let format: LogFormat

    package init(_ settings: inout SettingsReader) {
        level = settings.choice("LOG_LEVEL", default: .info)
        format = settings.choice("LOG_FORMAT", default: .text)
    }

    /// Sets up swift-log for the whole process; once, before the first logger is made.
    package func bootstrap() {
        LoggingSystem.bootstrap { [level, format] label in
            LineLogHandler(label: label, level: level, format: format)
        }
    }
}

/// Lines for people, or a JSON object each.
package enum LogFormat: String, Sendable, CaseIterable {
    case text
    case json
}
