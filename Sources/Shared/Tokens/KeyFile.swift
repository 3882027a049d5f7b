import FoundationEssentials
import Glibc
import JWTKit

/// One key's file: `DIRECTORY/ID.pem`.
struct KeyFile {
    private let path: String

    init(directory: String, id: String) { path = directory + "/" + id + ".pem" }

    /// The ids of the keys in a directory, in order of their names. Files that are no key's are passed over.
    static func ids(in directory: String) throws(KeyDirectoryError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .unreadable(directory)
        }
        return names.filter { $0.hasSuffix(".pem") }.map { String($0.dropLast(4)) }.filter(isID).sorted()
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func makeDirectory(_ path: String, mode: mode_t) throws(KeyDirectoryError) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        if !parent.isEmpty, !exists(parent) { try makeDirectory(parent, mode: 0o755) }
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .notWritable(path) }
    }

    /// When it was written, in seconds since 1970; nil when it is not there.
    var modified: Int64? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Int64(status.st_mtim.tv_sec)
    }

    func privateKey() throws(KeyDirectoryError) -> EdDSA.PrivateKey {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .unreadable(path) }
        guard status.st_mode & 0o007 == 0 else { throw .exposed(path) }
        guard let key = try? EdDSA.PrivateKey(pem: try text()) else { throw .malformed(path) }
        return key
    }

    func publicKey() throws(KeyDirectoryError) -> EdDSA.PublicKey {
        guard let key = try? EdDSA.PublicKey(pem: try text()) else { throw .malformed(path) }
        return key
    }

    /// Writes the whole file under another name first: who reads the directory sees all of it or nothing.
    func write(_ text: String, mode: mode_t) throws(KeyDirectoryError) {
        let draft = path + ".draft"
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .notWritable(draft) }
        let bytes = Array(text.utf8)
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(draft, path) == 0 else {
            unlink(draft)
            throw .notWritable(path)
        }
    }

    func remove() throws(KeyDirectoryError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .notWritable(path) }
    }

    private func text() throws(KeyDirectoryError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
        return String(decoding: data, as: UTF8.self)
    }

    private static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
