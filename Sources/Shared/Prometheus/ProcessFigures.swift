import Glibc

/// What the kernel tells of this process (proc(5)), under the names that all Prometheus clients use.
package enum ProcessFigures {
    package static let families: [MetricFamily] = [
        cpu, residentMemory, virtualMemory, openDescriptors, maximumDescriptors, startTime, threads,
    ]

    private static let cpu = MetricFamily(
        .counter, "process_cpu_seconds_total", "CPU time that the process has used, in user and system mode.")
    private static let residentMemory = MetricFamily(
        .gauge, "process_resident_memory_bytes", "Memory of the process that is in RAM.")
    private static let virtualMemory = MetricFamily(
        .gauge, "process_virtual_memory_bytes", "Address space of the process.")
    private static let openDescriptors = MetricFamily(.gauge, "process_open_fds", "Open file descriptors.")
    private static let maximumDescriptors = MetricFamily(
        .gauge, "process_max_fds", "File descriptors that may be open.")
    private static let startTime = MetricFamily(
        .gauge, "process_start_time_seconds", "When the process started, in seconds since 1970.")
    private static let threads = MetricFamily(.gauge, "process_threads", "Threads of the process.")

    /// What cannot be read is left out.
    package static func collect(into samples: inout Samples) {
        if let stat = ProcessStatus(text: read("/proc/self/stat")) {
            let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
            samples.set(cpu, Double(stat.cpuTicks) / ticks)
            samples.set(residentMemory, stat.residentPages * sysconf(Int32(_SC_PAGESIZE)))
            samples.set(virtualMemory, stat.virtualBytes)
            samples.set(threads, stat.threads)
            if let boot = bootTime() { samples.set(startTime, Double(boot) + Double(stat.startTicks) / ticks) }
        }
        if let count = descriptorCount() { samples.set(openDescriptors, count) }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            samples.set(maximumDescriptors, limit.rlim_cur)
        }
    }

    private static func bootTime() -> Int? {
        let line = read("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Int($0.dropFirst("btime ".count)) }
    }

    /// Without the one that the counting itself takes.
    private static func descriptorCount() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        return count - 1
    }

    /// A file of /proc, up to 64 KiB; empty when it cannot be read.
    private static func read(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var length = 0
        while length < buffer.count {
            let count = buffer.withUnsafeMutableBytes { bytes in
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[length...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            guard count > 0 else { break }
            length += count
        }
        return String(decoding: buffer[..<length], as: UTF8.self)
    }
}

/// The fields of `/proc/self/stat` that are shown.
struct ProcessStatus: Equatable {
    let cpuTicks: Int
    let threads: Int
    let startTicks: Int
    let virtualBytes: Int
    let residentPages: Int

    /// Nil for a text that is not such a file's. The second field, the command in parentheses, may hold anything.
    init?(text: String) {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split { $0 == " " || $0 == "\n" }.map { Int($0) }
        // The third field of the file is the first one here.
        func field(_ number: Int) -> Int? { fields.indices.contains(number - 3) ? fields[number - 3] : nil }
        guard let user = field(14), let system = field(15), let threads = field(20), let start = field(22),
            let virtual = field(23), let resident = field(24)
        else { return nil }
        cpuTicks = user + system
        self.threads = threads
        startTicks = start
        virtualBytes = virtual
        residentPages = resident
    }
}
