import HTTPTypes
import Hummingbird

/// Finds out whose request it is from `Authorization: Bearer` (RFC 6750 §2.1).
package struct Authentication: Sendable {
    /// The person that an access token stands for; nil when it is forged, expired, or its session has ended. It throws
    /// only when that could not be found out.
    package let identify: @Sendable (_ token: String) async throws -> Identity?

    package init(identify: @escaping @Sendable (_ token: String) async throws -> Identity?) {
        self.identify = identify
    }

    /// The person asking, if `access` admits them; nil for public routes.
    func identity(for request: Request, access: Access) async throws -> Identity? {
        guard access != .public else { return nil }
        guard let token = Self.bearerToken(in: request.headers) else { throw Problem(.unauthorized) }
        guard let identity = try await identify(token) else { throw Problem(.invalidToken) }
        guard access.admits(identity.role) else { throw Problem(.forbidden) }
        return identity
    }

    /// The token of the one `Authorization` header, whose scheme is compared without case.
    package static func bearerToken(in headers: HTTPFields) -> String? {
        let values = headers[values: .authorization]
        guard values.count == 1, let value = values.first else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
