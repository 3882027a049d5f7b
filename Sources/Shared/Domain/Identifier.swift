/// A row's identity, typed by what it identifies, so that a product's id cannot be passed for an order's.
///
/// Ids are positive 64-bit integers, given by PostgreSQL; on the wire they are plain JSON numbers.
package struct Identifier<Entity>: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Parses a decimal id without sign, blanks or leading zeros; nil for anything else, and for 0.
    package init?(parsing text: some StringProtocol) {
        guard let first = text.utf8.first, first != UInt8(ascii: "0"), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let value = Int64(text)
        else { return nil }
        rawValue = value
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(rawValue) }
}

/// What `Identifier` can identify; never instantiated.
package enum Entity {
    package enum User {}
    package enum Session {}
    package enum Product {}
    package enum Image {}
    package enum Category {}
    package enum Brand {}
    package enum CartItem {}
    package enum Order {}
}

package typealias UserID = Identifier<Entity.User>
/// A sign-in on one device: the family of its refresh tokens.
package typealias SessionID = Identifier<Entity.Session>
package typealias ProductID = Identifier<Entity.Product>
/// An image of a product; it never comes again.
package typealias ImageID = Identifier<Entity.Image>
package typealias CategoryID = Identifier<Entity.Category>
package typealias BrandID = Identifier<Entity.Brand>
package typealias CartItemID = Identifier<Entity.CartItem>
package typealias OrderID = Identifier<Entity.Order>
