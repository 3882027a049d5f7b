import Glibc
import Media
import Subprocess

/// libvips, as Debian's `vipsthumbnail`, in a process of its own for each image: what hostile bytes can do there ends
/// with a process that can write no file, has little memory and little time, and knows nothing.
struct ImageProgram: Sendable {
    enum Failure: Error {
        /// It is not installed.
        case missing
        /// It did not make an image of the bytes.
        case notDecoded
        /// It took longer than it may.
        case tookTooLong
    }

    /// Its name, and that of the program from util-linux that sets its limits.
    private static let name = "vipsthumbnail"
    private static let limiter = "prlimit"
    /// Bytes of address space: 50 megapixels of 16 bits, decoded whole, take half of it.
    private static let memory = 1 << 30
    /// Bytes of a result.
    private static let maximumResult = 64 << 20

    /// What to do about an absence.
    static let missing =
        "images cannot be taken: vipsthumbnail (package libvips-tools) or prlimit (util-linux) is not in PATH"

    /// Of one run: by the clock, and of processor time.
    let deadline: Duration
    private let folders: [String]

    init(_ settings: ImageSettings) {
        deadline = settings.deadline
        folders = settings.programPath.split(separator: ":").map(String.init)
        // A child that ends before it has read everything must not take the daemon along.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Looked up each time, so that installing it needs no restart.
    var isInstalled: Bool { find(Self.name) != nil && find(Self.limiter) != nil }

    /// Makes an image upright, sRGB and free of metadata, and no larger than `side` on its longest one.
    func run(_ bytes: [UInt8], _ format: ImageFormat, encoder: String, longestSide side: Int) async throws -> [UInt8] {
        guard let program = find(Self.name), find(Self.limiter) != nil else { throw Failure.missing }
        let limits = [
            "--as=\(Self.memory)", "--cpu=\(deadline.components.seconds)", "--fsize=0", "--core=0", "--nofile=64",
        ]
        // `fail_on`: a part of an image is none. The threshold keeps all of it in memory: there is no disk to go to.
        let arguments = [
            "stdin[fail_on=error]", "--size=\(side)x\(side)>", "--export-profile=srgb", "--vips-disc-threshold=4g",
            "--output=.\(format.rawValue)[\(encoder)]",
        ]
        return try await withDeadline {
            let result = try await Subprocess.run(
                .name(Self.limiter), arguments: Arguments(limits + ["--", program] + arguments),
                environment: .custom(environment), input: .array(bytes), output: .bytes(limit: Self.maximumResult),
                error: .discarded)
            guard result.terminationStatus.isSuccess, !result.standardOutput.isEmpty else { throw Failure.notDecoded }
            return result.standardOutput
        }
    }

    private var environment: [Environment.Key: String] {
        [
            "PATH": folders.joined(separator: ":"),
            // Loaders that were never meant for strangers' files stay shut, also where a file looks as if it were theirs.
            "VIPS_BLOCK_UNTRUSTED": "1",
            "VIPS_CONCURRENCY": "1",
            // No machine code made at run time: that would need a file, or memory to write and to execute.
            "VIPS_NOVECTOR": "1",
        ]
    }

    /// Cancelling kills the child.
    private func withDeadline(_ work: @escaping @Sendable () async throws -> [UInt8]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                do {
                    return try await work()
                } catch is SubprocessError where !Task.isCancelled {
                    throw Failure.notDecoded
                }
            }
            group.addTask { [deadline] in
                try await Task.sleep(for: deadline)
                throw Failure.tookTooLong
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw Failure.notDecoded }
            return result
        }
    }

    private func find(_ program: String) -> String? {
        folders.lazy.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }
}
