import Dispatch
import Foundation
import Synchronization

/// A file that is read when somebody first asks for it: the pages' scripts are large, and few hosts are ever asked.
final class InstalledFile: Sendable {
    /// No file that is served is larger.
    static let maximumBytes = 8 << 20

    private let path: String
    private let contentType: String
    private let known = Mutex<StaticFile?>(nil)

    /// Nil when there is no such file.
    init?(path: String, contentType: String) {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        guard let size, size <= Self.maximumBytes, FileManager.default.isReadableFile(atPath: path) else { return nil }
        self.path = path
        self.contentType = contentType
    }

    /// Nil when it is gone since the start.
    func contents() async -> StaticFile? {
        if let known = known.withLock(\.self) { return known }
        return await withCheckedContinuation { asking in
            // The disk may take its time.
            DispatchQueue.global(qos: .utility).async { asking.resume(returning: self.read()) }
        }
    }

    private func read() -> StaticFile? {
        guard let bytes = Self.bytes(path) else { return nil }
        let file = StaticFile(bytes, contentType: contentType)
        known.withLock { $0 = file }
        return file
    }

    /// Nil for a file that is not there, or too large to be served.
    static func bytes(_ path: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= maximumBytes else { return nil }
        return Array(data)
    }
}
