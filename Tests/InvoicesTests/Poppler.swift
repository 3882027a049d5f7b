import Foundation

/// Reads PDFs back with Poppler's tools (Debian: poppler-utils).
enum Poppler {
    struct Missing: Error, CustomStringConvertible {
        let tool: String
        var description: String { "these tests need \(tool): apt-get install poppler-utils" }
    }

    /// The text as it is read, page after page, with a form feed at the end of each.
    static func text(_ pdf: [UInt8]) throws -> String { try run("pdftotext", pdf, ["-layout", "-nopgbrk"]) }

    static func pages(_ pdf: [UInt8]) throws -> [String] {
        try run("pdftotext", pdf, ["-layout"]).split(separator: "\u{0C}", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    static func facts(_ pdf: [UInt8]) throws -> String {
        try withFile(pdf) { try output(of: "pdfinfo", [$0]) }
    }

    static func fonts(_ pdf: [UInt8]) throws -> String {
        try withFile(pdf) { try output(of: "pdffonts", [$0]) }
    }

    private static func run(_ tool: String, _ pdf: [UInt8], _ options: [String]) throws -> String {
        try withFile(pdf) { try output(of: tool, options + [$0, "-"]) }
    }

    private static func withFile<Result>(_ pdf: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "invoice-\(UUID()).pdf")
        try Data(pdf).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path)
    }

    private static func output(of tool: String, _ arguments: [String]) throws -> String {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(tool)") else { throw Missing(tool: tool) }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/\(tool)")
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
