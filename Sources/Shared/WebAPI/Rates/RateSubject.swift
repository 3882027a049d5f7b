import Crypto
import Domain
import Tokens

/// Whose requests are counted together.
package struct RateSubject: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case address
        case account
    }

    package let kind: Kind
    /// Some 20 to 45 characters; never an e-mail.
    package let key: String

    /// An IPv6 address counts with its whole /64, which is what one customer of a provider has at least. Connections
    /// without an address count together.
    package static func address(_ address: IPAddress?) -> RateSubject {
        RateSubject(kind: .address, key: address?.subscriber ?? "unknown")
    }

    package static func account(_ user: UserID) -> RateSubject {
        RateSubject(kind: .account, key: "user-\(user)")
    }

    /// The account that somebody claims to own by an e-mail, whether or not there is one.
    package static func account(email: String) -> RateSubject {
        let key = EmailAddress(parsing: email)?.key ?? email
        let digest = SHA256.hash(data: Array(key.utf8))
        return RateSubject(kind: .account, key: Base64URL.encode(digest))
    }
}
