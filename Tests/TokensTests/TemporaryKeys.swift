import Domain
import Foundation
import TestSupport

@testable import Tokens

/// A key directory of its own for one test, removed with it.
final class TemporaryKeys {
    let directory: KeyDirectory

    init() {
        directory = KeyDirectory(FileManager.default.temporaryDirectory.path + "/tandem-keys-\(UUID().uuidString)")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }

    func publicKeys() async throws -> PublicKeys {
        try await PublicKeys(directory, logger: .quiet)
    }

    /// Makes a key look as if it were made at `time`.
    func date(_ id: String, _ time: Timestamp) throws {
        let date = Date(timeIntervalSince1970: Double(time.unixSeconds))
        try FileManager.default.setAttributes(
            [.modificationDate: date], ofItemAtPath: "\(directory.path)/public/\(id).pem")
    }

    func mode(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/" + path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }
}

extension AccessClaims {
    static let sample = AccessClaims(user: UserID(42), session: SessionID(7), role: .customer)
}
