import NIOCore
import NIOPosix

/// Images as files in a folder that all hosts see: `<first 2 digits>/<name>`. What is not whole yet is in `incoming/`.
///
/// Files wait for disks, so that they are used on threads of their own.
package struct FileMediaStore: MediaStore {
    /// How old an unfinished file is when nobody can be writing it any more, in seconds.
    private static let leftoverAge = 3_600

    private let folder: String
    private let threads: NIOThreadPool

    /// - Parameter folder: it is made with the first image.
    package init(folder: String, threads: NIOThreadPool = .singleton) {
        self.folder = folder
        self.threads = threads
    }

    package func put(_ bytes: [UInt8], as name: MediaName) async throws {
        try await threads.runIfActive {
            // Equal names mean equal bytes; a file of another size was damaged, and is put right.
            if try MediaFile.size(path(of: name)) == bytes.count { return }
            let incoming = "\(folder)/incoming"
            for folder in [folder, incoming, place(of: name)] { try MediaFile.makeFolder(folder) }
            let draft = "\(incoming)/\(name).\(UInt64.random(in: 0 ... .max))"
            do {
                try MediaFile.write(bytes, to: draft)
                try MediaFile.move(draft, to: path(of: name), in: place(of: name))
            } catch {
                try? MediaFile.remove(draft)
                throw error
            }
        }
    }

    package func find(_ name: MediaName) async throws -> StoredMedia? {
        let path = path(of: name)
        guard let size = try await threads.runIfActive({ try MediaFile.size(path) }) else { return nil }
        return StoredMedia(size: size) { [threads] range in
            try await threads.runIfActive { try MediaFile.read(path, range) }
        }
    }

    package func remove(_ name: MediaName) async throws {
        try await threads.runIfActive { try MediaFile.remove(path(of: name)) }
    }

    package func removeLeftovers() async throws {
        try await threads.runIfActive {
            try MediaFile.removeFiles(in: "\(folder)/incoming", olderThan: Self.leftoverAge)
        }
    }

    private func place(of name: MediaName) -> String { "\(folder)/\(name.hash.prefix(2))" }

    private func path(of name: MediaName) -> String { "\(place(of: name))/\(name)" }
}
