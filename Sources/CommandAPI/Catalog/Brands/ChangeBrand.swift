import Domain
import Events
import Postgres

/// Changes a brand. Searches find its products under the new name: they depend on the brands' content.
struct ChangeBrand: Sendable {
    let brand: BrandID
    let edit: BrandEdit

    func run(on transaction: Transaction) async throws {
        guard let old = try await LockedBrand.lock(brand, on: transaction)?.content else {
            throw BrandRefused.noSuchBrand
        }
        let new = edit.applied(to: old)
        guard new != old else { return }
        let statement: Statement = """
            UPDATE brands
            SET name = \(new.name), slug = \(new.slug), description = \(new.description), is_active = \(new.isActive),
                version = version + 1, updated_at = now()
            WHERE id = \(brand)
            """
        do {
            try await transaction.execute(statement.prepared("update_brand"))
        } catch let error as PostgresError {
            throw BrandRefused(violated: error.violatedConstraint) ?? error
        }
        try await transaction.record(.brand(brand))
    }
}
