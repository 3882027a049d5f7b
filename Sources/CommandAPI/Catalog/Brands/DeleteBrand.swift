import Domain
import Events
import Postgres

/// Deletes a brand that has no products.
struct DeleteBrand: Sendable {
    let brand: BrandID

    func run(on transaction: Transaction) async throws {
        // Locked against new references, so that what is looked up next holds.
        guard try await LockedBrand.lock(brand, for: .deletion, on: transaction) != nil else {
            throw BrandRefused.noSuchBrand
        }
        let used: Statement = "SELECT EXISTS (SELECT FROM products WHERE brand_id = \(brand))"
        let hasProducts = try await transaction.one(used.prepared("is_brand_used"), as: Bool.self)
        if hasProducts { throw BrandRefused.hasProducts }
        let delete: Statement = "DELETE FROM brands WHERE id = \(brand)"
        try await transaction.execute(delete.prepared("delete_brand"))
        try await transaction.record(.brand(brand))
    }
}
