import FoundationEssentials

/// `NNNN_name.sql`: one step of the schema's history.
struct MigrationFile: Hashable, Sendable {
    let number: Int
    /// The file's name without `.sql`.
    let name: String
    let text: String

    /// All migrations of a directory by number. Files that do not end in `.sql` are none of them.
    ///
    /// It blocks while it reads; it is for commands and start-up.
    ///
    /// - Throws: `MigrationError`
    static func all(in directory: String) throws -> [MigrationFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw MigrationError.unreadable(directory)
        }
        let files = try names.filter { $0.hasSuffix(".sql") }.sorted().map { try MigrationFile($0, in: directory) }
        for (file, next) in zip(files, files.dropFirst()) where file.number == next.number {
            throw MigrationError.sameNumber(file.name, next.name)
        }
        return files
    }

    init(number: Int, name: String, text: String) {
        self.number = number
        self.name = name
        self.text = text
    }

    private init(_ fileName: String, in directory: String) throws {
        let digits = fileName.prefix { $0.isASCII && $0.isNumber }
        guard digits.count == 4, let number = Int(digits), fileName.dropFirst(4).first == "_" else {
            throw MigrationError.badName(fileName)
        }
        guard let text = try? String(contentsOfFile: "\(directory)/\(fileName)", encoding: .utf8) else {
            throw MigrationError.unreadable("\(directory)/\(fileName)")
        }
        self.init(number: number, name: String(fileName.dropLast(4)), text: text)
    }
}
