import Glibc
import NIOCore

/// The system calls under `FileMediaStore`; each blocks its thread.
enum MediaFile {
    /// A system call that failed.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let path: String
        let code: Int32

        var description: String { "\(call) \(path): \(String(cString: strerror(code)))" }
    }

    /// Nil when there is no such file.
    static func size(_ path: String) throws -> Int? {
        var status = stat()
        if stat(path, &status) == 0 { return Int(status.st_size) }
        guard errno == ENOENT || errno == ENOTDIR else { throw Failure(call: "stat", path: path, code: errno) }
        return nil
    }

    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o755) != 0 else {
            // The other host is another user, perhaps, and reads what is public anyway, whatever the umask says.
            try check(chmod(path, 0o755), "chmod", path)
            return
        }
        guard errno == EEXIST else { throw Failure(call: "mkdir", path: path, code: errno) }
    }

    /// Writes a new file through to the disk.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        try check(file, "open", path)
        defer { close(file) }
        try check(fchmod(file, 0o644), "fchmod", path)
        try bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(file, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count < 0, errno == EINTR { continue }
                try check(Int32(truncatingIfNeeded: min(count, 1)), "write", path)
                written += count
            }
        }
        try check(fsync(file), "fsync", path)
    }

    /// Gives a file its place in a folder, and both through to the disk.
    static func move(_ path: String, to target: String, in folder: String) throws {
        try check(rename(path, target), "rename", path)
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check(directory, "open", folder)
        defer { close(directory) }
        try check(fsync(directory), "fsync", folder)
    }

    /// Reads exactly this part of a file.
    static func read(_ path: String, _ range: Range<Int>) throws -> ByteBuffer {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        try check(file, "open", path)
        defer { close(file) }
        var buffer = ByteBufferAllocator().buffer(capacity: range.count)
        while buffer.readableBytes < range.count {
            let place = off_t(range.lowerBound + buffer.readableBytes)
            let missing = range.count - buffer.readableBytes
            let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { memory in
                let count = pread(file, memory.baseAddress, missing, place)
                if count < 0, errno == EINTR { return 0 }
                guard count > 0 else { throw Failure(call: "pread", path: path, code: count < 0 ? errno : EIO) }
                return count
            }
            _ = count
        }
        return buffer
    }

    static func remove(_ path: String) throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw Failure(call: "unlink", path: path, code: errno)
    }

    /// - Parameter age: in seconds.
    static func removeFiles(in folder: String, olderThan age: Int) throws {
        guard let directory = opendir(folder) else {
            guard errno == ENOENT else { throw Failure(call: "opendir", path: folder, code: errno) }
            return
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mtim.tv_sec < time(nil) - age
            else { continue }
            try remove(path)
        }
    }

    private static func check(_ result: Int32, _ call: String, _ path: String) throws {
        guard result >= 0 else { throw Failure(call: call, path: path, code: errno) }
    }
}
