import HTTPTypes

/// Every kind of refusal that the two hosts give. The raw value is the stable slug of the problem's `type`, which
/// clients may compare; it never changes once released.
package enum ProblemType: String, Sendable, CaseIterable {
    case malformedJSON = "malformed-json"
    case badCursor = "bad-cursor"
    case badRequest = "bad-request"
    case unauthorized = "unauthorized"
    case invalidCredentials = "invalid-credentials"
    case invalidToken = "invalid-token"
    case forbidden = "forbidden"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict = "conflict"
    case emailTaken = "email-taken"
    case slugTaken = "slug-taken"
    case skuTaken = "sku-taken"
    case insufficientStock = "insufficient-stock"
    case invalidTransition = "invalid-transition"
    case categoryInUse = "category-in-use"
    case categoryCycle = "category-cycle"
    case requestTimeout = "request-timeout"
    case preconditionFailed = "precondition-failed"
    case payloadTooLarge = "payload-too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case validation = "validation"
    case idempotencyKeyReused = "idempotency-key-reused"
    case emptyCart = "empty-cart"
    case tooManyRequests = "too-many-requests"
    case headersTooLarge = "headers-too-large"
    case `internal` = "internal"
    case unavailable = "unavailable"
    case busy = "busy"

    /// The `type` member: a reference relative to the host (RFC 9457 §3.1.1).
    package var reference: String { "/problems/\(rawValue)" }

    package var status: HTTPResponse.Status {
        switch self {
        case .malformedJSON, .badCursor, .badRequest: .badRequest
        case .unauthorized, .invalidCredentials, .invalidToken: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .conflict, .emailTaken, .slugTaken, .skuTaken, .insufficientStock, .invalidTransition, .categoryInUse,
            .categoryCycle:
            .conflict
        case .requestTimeout: .requestTimeout
        case .preconditionFailed: .preconditionFailed
        case .payloadTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .validation, .idempotencyKeyReused, .emptyCart: .unprocessableContent
        case .tooManyRequests: .tooManyRequests
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .internal: .internalServerError
        case .unavailable, .busy: .serviceUnavailable
        }
    }

    package var title: String {
        switch self {
        case .malformedJSON: "The body is not JSON"
        case .badCursor: "The cursor is not one of ours"
        case .badRequest: "The request cannot be understood"
        case .unauthorized: "Sign in first"
        case .invalidCredentials: "Wrong e-mail or password"
        case .invalidToken: "The token is not valid"
        case .forbidden: "Not allowed for this role"
        case .notFound: "Not found"
        case .methodNotAllowed: "This path does not take that method"
        case .conflict: "In conflict with the present state"
        case .emailTaken: "An account with this e-mail exists"
        case .slugTaken: "The slug is taken"
        case .skuTaken: "The SKU is taken"
        case .insufficientStock: "Not enough in stock"
        case .invalidTransition: "The order cannot go to that status"
        case .categoryInUse: "The category still has products or children"
        case .categoryCycle: "A category cannot be inside itself"
        case .requestTimeout: "The request came too slowly"
        case .preconditionFailed: "It has changed meanwhile"
        case .payloadTooLarge: "The body is too large"
        case .unsupportedMediaType: "The body's type is not supported"
        case .validation: "Some fields are not valid"
        case .idempotencyKeyReused: "The idempotency key was used for another request"
        case .emptyCart: "The cart is empty"
        case .tooManyRequests: "Too many requests"
        case .headersTooLarge: "The request's header is too large"
        case .internal: "Something went wrong on our side"
        case .unavailable: "Not available at the moment"
        case .busy: "Too busy at the moment"
        }
    }

    /// The kind that stands for a bare status, such as the framework's own errors carry.
    package init(status: HTTPResponse.Status) {
        switch status.code {
        case 401: self = .unauthorized
        case 403: self = .forbidden
        case 404: self = .notFound
        case 405: self = .methodNotAllowed
        case 408: self = .requestTimeout
        case 409: self = .conflict
        case 412: self = .preconditionFailed
        case 413: self = .payloadTooLarge
        case 415: self = .unsupportedMediaType
        case 422: self = .validation
        case 429: self = .tooManyRequests
        case 431: self = .headersTooLarge
        case 503: self = .unavailable
        case 400..<500: self = .badRequest
        default: self = .internal
        }
    }
}
