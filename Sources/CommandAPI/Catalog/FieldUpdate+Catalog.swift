import Domain
import Postgres
import WebAPI

extension FieldUpdate {
    /// Null for nil.
    init(_ value: Value?) { self = value.map(FieldUpdate.value) ?? .null }

    /// What a PUT means by leaving a field out.
    var orNull: FieldUpdate { isAbsent ? .null : self }

    /// What the value stands for. Throws `refusal` when it stands for nothing.
    func resolved<Target, Refused: Error>(
        orThrow refusal: Refused, _ find: (Value) async throws -> Target?
    ) async throws -> FieldUpdate<Target> {
        switch self {
        case .absent: return .absent
        case .null: return .null
        case .value(let value):
            guard let target = try await find(value) else { throw refusal }
            return .value(target)
        }
    }
}
