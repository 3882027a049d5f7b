import Domain
import Hummingbird
import NIOCore

/// What is known of a request beside the request itself.
package struct APIRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection the request came by.
    package let channel: any Channel
    /// What `X-Request-ID` says: the client's own, or made here.
    package internal(set) var requestID = ""
    /// What the client is doing in all, as far as it says so; its part here has a span of its own.
    package internal(set) var trace = TraceContext.none
    /// Whose request it is; nil on public routes, where nobody looks.
    package internal(set) var identity: Identity?
    /// The client's address, as far as the trusted proxies tell; nil for a Unix socket.
    package internal(set) var remoteAddress: IPAddress?
    /// How many bytes a body may have.
    package internal(set) var bodyLimit = HTTPLimits().body
    /// What the request is counted against.
    let budget = RequestBudget()

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The pattern of the route that answers, such as `/api/products/{id}`; nil when none fits.
    package var route: String? { endpointPath == "NotFound" ? nil : endpointPath }

    /// The person asking. On routes with access `.customer` or `.admin` it never throws.
    package var signedIn: Identity {
        get throws(Problem) {
            guard let identity else { throw Problem(.unauthorized) }
            return identity
        }
    }
}

extension APIRequestContext {
    /// Counts the request against the account that its body names, before anything expensive is done for it. Its address
    /// and, where somebody is signed in, that account are counted before the handler is called.
    ///
    /// - Throws: `too-many-requests`, with the seconds until the next one may pass.
    package func countAgainst(email: String) async throws(Problem) { try await budget.take(.account(email: email)) }

    /// A part of the path, percent-decoded, as the route's pattern names it: `id` for `/api/products/{id}`.
    ///
    /// Throws `not-found` when it is not text that anything could be named by.
    package func parameter(_ name: String) throws(Problem) -> String {
        guard let raw = parameters.get(name), let text = PercentCoding.decode(raw.utf8, plusIsSpace: false),
            !text.utf8.contains(0)
        else { throw Problem(.notFound) }
        return text
    }

    /// An id in the path; `not-found` when it is none.
    package func identifier<Entity>(_ name: String, of entity: Entity.Type) throws(Problem) -> Identifier<Entity> {
        guard let id = Identifier<Entity>(parsing: try parameter(name)) else { throw Problem(.notFound) }
        return id
    }

    /// An id or slug in the path; `not-found` when it is neither.
    package func reference<Entity>(_ name: String, to entity: Entity.Type) throws(Problem) -> Reference<Entity> {
        guard let reference = Reference<Entity>(parsing: try parameter(name)) else { throw Problem(.notFound) }
        return reference
    }
}
