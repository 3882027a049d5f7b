import HTTPTypes

/// The client's name for one attempt to do something, so that a retry does not do it twice.
package struct IdempotencyKey: Sendable, Hashable {
    package let text: String

    package static let maximumLength = 255

    /// The request's key, or nil when it has none. Throws `bad-request` for one that is not 1–255 visible ASCII
    /// characters, or that comes twice.
    package static func of(_ headers: HTTPFields) throws(Problem) -> IdempotencyKey? {
        let values = headers[values: .idempotencyKey]
        guard let value = values.first else { return nil }
        guard values.count == 1, VisibleASCII.is(value.utf8, maximumLength: maximumLength) else {
            throw Problem(.badRequest, detail: "Idempotency-Key takes 1 to 255 visible ASCII characters.")
        }
        return IdempotencyKey(text: value)
    }

    private init(text: String) { self.text = text }
}
