/// What is wrong with the key directory; each names the path it is about and never holds a key.
package enum KeyDirectoryError: Error, Sendable, Equatable, CustomStringConvertible {
    case noKey(String)
    case unreadable(String)
    case notWritable(String)
    /// Not an Ed25519 key in PEM.
    case malformed(String)
    /// A private key that anybody on the host may read.
    case exposed(String)

    package var description: String {
        switch self {
        case .noKey(let path): "there is no key in \(path)"
        case .unreadable(let path): "\(path) cannot be read"
        case .notWritable(let path): "\(path) cannot be written"
        case .malformed(let path): "\(path) is not an Ed25519 key in PEM"
        case .exposed(let path): "\(path) may be read by anybody; take that right away (chmod o-rwx)"
        }
    }
}
