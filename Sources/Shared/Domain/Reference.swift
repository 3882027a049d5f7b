/// A thing named in an address or a body either by its id or by its slug; the two never collide (see `Slug`).
package enum Reference<Entity>: Hashable, Sendable {
    case id(Identifier<Entity>)
    case slug(String)

    /// All digits are an id, other non-empty text of at most `Slug.maximumLength` characters is a slug. Nil for what can
    /// be neither, such as `007`.
    package init?(parsing text: some StringProtocol) {
        if let id = Identifier<Entity>(parsing: text) {
            self = .id(id)
        } else if let first = text.utf8.first, !text.utf8.allSatisfy({ (48...57).contains($0) }), first != 0,
            text.unicodeScalars.count <= Slug.maximumLength
        {
            self = .slug(String(text))
        } else {
            return nil
        }
    }
}
