import HTTPTypes

extension HTTPField.Name {
    package static let idempotencyKey = known("Idempotency-Key")
    package static let idempotencyReplayed = known("Idempotency-Replayed")
    package static let readAfter = known("X-Read-After")
    package static let requestID = known("X-Request-ID")
    package static let rateLimitLimit = known("RateLimit-Limit")
    package static let rateLimitRemaining = known("RateLimit-Remaining")
    package static let rateLimitReset = known("RateLimit-Reset")
    static let forwardedFor = known("X-Forwarded-For")
    static let frameOptions = known("X-Frame-Options")
    static let referrerPolicy = known("Referrer-Policy")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not the name of a header field: \(name)") }
        return name
    }
}
