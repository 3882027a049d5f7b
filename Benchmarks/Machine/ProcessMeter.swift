import Foundation

/// What processes take, as the kernel counts it: of a daemon, or of a server with workers together.
struct ProcessMeter: Sendable {
    struct Gone: Error, CustomStringConvertible {
        let process: Int32
        var description: String { "process \(process) is gone" }
    }

    let processes: [Int32]

    init(_ process: Int32) { processes = [process] }

    /// The process and its children.
    init(withChildrenOf process: Int32) {
        processes = [process] + Self.children(of: process)
    }

    /// Seconds of processor time since their start, in steps of the kernel's clock (10 ms).
    func processorTime() throws -> Double {
        let ticks = try processes.reduce(0.0) { sum, process in
            let fields = try Self.statistics(of: process)
            // utime and stime: fields 14 and 15 of the file, which are 11 and 12 after the name.
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
                throw Gone(process: process)
            }
            return sum + user + system
        }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Bytes of memory, with what several of them share counted once.
    func memory() throws -> Double {
        try processes.reduce(0) { try $0 + 1_024 * Self.kibibytes("Pss:", in: "smaps_rollup", of: $1) }
    }

    /// Bytes in memory of the first of them, what it shares with others included.
    func residentMemory() throws -> Double { 1_024 * (try Self.kibibytes("VmRSS:", in: "status", of: processes[0])) }

    private static func kibibytes(_ name: String, in file: String, of process: Int32) throws -> Double {
        let text = try? String(contentsOfFile: "/proc/\(process)/\(file)", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix(name) }
        let words = line?.split { $0 == " " || $0 == "\t" } ?? []
        guard words.count > 1, let value = Double(words[1]) else { throw Gone(process: process) }
        return value
    }

    /// The fields after the name, which may itself hold blanks and parentheses.
    private static func statistics(of process: Int32) throws -> [Substring] {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { throw Gone(process: process) }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func children(of parent: Int32) -> [Int32] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { Int32($0) }.filter { process in
            guard let fields = try? statistics(of: process), fields.count > 1 else { return false }
            return Int32(fields[1]) == parent
        }
    }
}
