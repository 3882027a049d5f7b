import Crypto
import HTTPTypes
import Tokens

/// A strong entity tag (RFC 9110 §8.8.3): equal tags mean equal bytes.
package struct ETag: Sendable, Hashable {
    /// With its quotes, as it stands in the header.
    package let text: String

    /// The first 128 bits of the SHA-256 of a representation, in base64url.
    package init(of bytes: some Sequence<UInt8>) {
        let digest = SHA256.hash(data: Array(bytes))
        text = "\"" + Base64URL.encode(digest.prefix(16)) + "\""
    }

    /// Of something that has a name for its bytes already.
    /// - Parameter name: letters and digits.
    package init(naming name: String) { text = "\"\(name)\"" }

    /// Whether `If-None-Match` names this tag or `*`, so that a GET answers 304. The comparison is the weak one
    /// (RFC 9110 §13.1.2).
    package func satisfiesIfNoneMatch(_ headers: HTTPFields) -> Bool {
        Self.list(headers[values: .ifNoneMatch]).contains { $0 == "*" || $0 == text || $0 == "W/\(text)" }
    }

    /// Throws `precondition-failed` when the request has an `If-Match` that names neither this tag nor `*`. The
    /// comparison is the strong one (RFC 9110 §13.1.1).
    package func requireIfMatch(_ headers: HTTPFields) throws(Problem) {
        let fields = headers[values: .ifMatch]
        guard fields.isEmpty || Self.list(fields).contains(where: { $0 == "*" || $0 == text }) else {
            throw Problem(.preconditionFailed, headers: [.eTag: text])
        }
    }

    /// The members of comma lists. None of our tags has a comma inside, so splitting at each is exact enough.
    private static func list(_ values: [String]) -> [Substring] {
        values.flatMap { $0.split(separator: ",") }.map { value in
            Substring(value.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }
}
