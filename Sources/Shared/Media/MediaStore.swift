import NIOCore

/// Where images are kept, by names that say what is in them: a folder, or later a bucket with the S3 interface. Every
/// operation may be repeated.
package protocol MediaStore: Sendable {
    /// Keeps the bytes under their name, whole or not at all; they outlive a power failure when it returns.
    func put(_ bytes: [UInt8], as name: MediaName) async throws
    /// What is kept under a name; nil when there is nothing.
    func find(_ name: MediaName) async throws -> StoredMedia?
    /// Removes what is kept under a name, if anything is.
    func remove(_ name: MediaName) async throws
    /// Removes what was begun and never became whole.
    func removeLeftovers() async throws
}

/// Something in a store.
package struct StoredMedia: Sendable {
    /// In bytes.
    package let size: Int
    /// Reads a part within the size. Throws when it has gone meanwhile.
    package let read: @Sendable (Range<Int>) async throws -> ByteBuffer

    package init(size: Int, read: @escaping @Sendable (Range<Int>) async throws -> ByteBuffer) {
        self.size = size
        self.read = read
    }
}
