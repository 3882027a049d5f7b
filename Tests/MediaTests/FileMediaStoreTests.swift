import Foundation
import NIOCore
import Testing

@testable import Media

@Suite("The folder of images")
struct FileMediaStoreTests {
    private static func with(_ body: (FileMediaStore, String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tandem-media-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(FileMediaStore(folder: folder), folder)
    }

    private let bytes = [UInt8](repeating: 7, count: 300_000)

    @Test("what was put is found and read in parts, also twice; what was removed is not, also twice")
    func lifeCycle() async throws {
        try await Self.with { store, folder in
            let name = MediaName(of: bytes, .png)
            #expect(try await store.find(name)?.size == nil)
            try await store.put(bytes, as: name)
            try await store.put(bytes, as: name)
            let found = try #require(try await store.find(name))
            #expect(found.size == bytes.count)
            #expect(Array(buffer: try await found.read(10..<200_010)) == Array(bytes[10..<200_010]))
            let path = "\(folder)/\(name.hash.prefix(2))/\(name)"
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o644)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/incoming").isEmpty)
            try await store.remove(name)
            try await store.remove(name)
            #expect(try await store.find(name)?.size == nil)
            await #expect(throws: MediaFile.Failure.self) { try await found.read(0..<10) }
        }
    }

    @Test("a file of another size than its name promises is put right")
    func damaged() async throws {
        try await Self.with { store, folder in
            let name = MediaName(of: bytes, .jpeg)
            try await store.put(bytes, as: name)
            let path = "\(folder)/\(name.hash.prefix(2))/\(name)"
            try Data([1]).write(to: URL(filePath: path))
            try await store.put(bytes, as: name)
            #expect(try await store.find(name)?.size == bytes.count)
        }
    }

    @Test("what was begun and left is removed when it is old")
    func leftovers() async throws {
        try await Self.with { store, folder in
            try await store.removeLeftovers()
            try await store.put(bytes, as: MediaName(of: bytes, .jpeg))
            for (name, age) in [("old", 7_200.0), ("young", 60)] {
                let path = "\(folder)/incoming/\(name)"
                try Data([1]).write(to: URL(filePath: path))
                let time = Date(timeIntervalSinceNow: -age)
                try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
            }
            try await store.removeLeftovers()
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/incoming") == ["young"])
        }
    }

    @Test("a folder that cannot be made is an error with its reason")
    func noFolder() async throws {
        let store = FileMediaStore(folder: "/proc/media")
        await #expect(throws: MediaFile.Failure.self) { try await store.put(bytes, as: MediaName(of: bytes, .png)) }
        #expect(try await store.find(MediaName(of: bytes, .png))?.size == nil)
    }
}
