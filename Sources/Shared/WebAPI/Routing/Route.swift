import HTTPTypes

/// One line of the table of routes, which routing, the authorisation tests and the OpenAPI check all read.
package struct Route: Sendable, Hashable, CustomStringConvertible {
    package let method: HTTPRequest.Method
    /// `/api/products/{id}`, without a slash at its end.
    package let path: String
    package let access: Access
    /// What its requests are counted as.
    package let rate: RateClass

    package var description: String { "\(method) \(path) (\(access))" }
}
