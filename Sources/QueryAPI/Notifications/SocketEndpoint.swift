import Domain
import WebAPI

/// The addresses under `/ws/`, each a choice of what its sockets are told.
enum SocketEndpoint: String, Sendable, CaseIterable {
    /// A customer's own orders.
    case orders = "/ws/orders"
    /// All orders, and products that run low; for admins.
    case adminOrders = "/ws/admin/orders"
    /// Everything for the person who is signed in.
    case notifications = "/ws/notifications"
    /// Price and stock of the products subscribed to; for anybody.
    case products = "/ws/products"

    /// Takes the path of a request, with or without its trailing slash.
    init?(path: some StringProtocol) {
        let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : String(path)
        self.init(rawValue: trimmed)
    }

    /// Whether nobody needs to say who they are, nor can.
    var isPublic: Bool { self == .products }

    /// Whose events a socket of `identity` here is told; nil when the role does not admit them.
    func audience(for identity: Identity) -> SocketAudience? {
        switch self {
        case .orders: SocketAudience(user: identity.user, admins: false)
        case .adminOrders: identity.role == .admin ? SocketAudience(user: nil, admins: true) : nil
        case .notifications: SocketAudience(user: identity.user, admins: identity.role == .admin)
        case .products: nil
        }
    }
}
