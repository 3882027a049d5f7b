import Domain
import Postgres
import ReadModels
import WebAPI

/// A page of all accounts.
struct ListUsers: Sendable {
    enum Ordering: String, Sendable, CaseIterable {
        case email
        case emailDescending = "-email"
        case name
        case nameDescending = "-name"
        case oldest = "date_joined"
        case newest = "-date_joined"

        fileprivate var order: ListOrder<AdminUser> {
            let isDescending = rawValue.hasPrefix("-")
            return switch self {
            case .email, .emailDescending:
                ListOrder(byText: "users.email_key", id: "users.id", isDescending: isDescending) {
                    ($0.emailKey, $0.user.id.rawValue)
                }
            case .name, .nameDescending:
                ListOrder(byText: "users.name COLLATE \"und-x-icu\"", id: "users.id", isDescending: isDescending) {
                    ($0.user.name, $0.user.id.rawValue)
                }
            case .oldest, .newest:
                ListOrder(byTime: "users.date_joined", id: "users.id", isDescending: isDescending) {
                    ($0.user.dateJoined, $0.user.id.rawValue)
                }
            }
        }
    }

    /// Words that are parts of the address or the name.
    let search: String?
    let role: Role?
    let isActive: Bool?
    let ordering: Ordering
    let pagination: Pagination
    private let filters: String

    init(_ query: inout QueryParameters) {
        search = query.optional("search", .text(max: Limits.search))
        role = query.optional("role", .choice(of: Role.self))
        isActive = query.optional("is_active", .boolean)
        ordering = query.optional("ordering", .choice(of: Ordering.self)) ?? .newest
        pagination = Pagination(&query)
        filters = query.filters
    }

    func run(on runner: some QueryRunner, _ cursors: CursorCodec) async throws -> AdminPage<AdminUser> {
        try await AdminList(
            columns: AdminUser.columns, tables: AdminUser.tables, condition: condition, order: ordering.order,
            pagination: pagination, filters: filters
        ).page(on: runner, cursors)
    }

    private var condition: Statement {
        var conditions: [Statement] = ["true"]
        for pattern in SearchPatterns.words(of: search ?? "") {
            // As the index `users_search` has it.
            conditions.append(
                "lower((users.email || ' ' || users.name) COLLATE \"und-x-icu\") LIKE \(pattern)")
        }
        if let role { conditions.append("users.role = \(role)") }
        if let isActive { conditions.append("users.is_active = \(isActive)") }
        return conditions.joined(separator: " AND ")
    }
}
