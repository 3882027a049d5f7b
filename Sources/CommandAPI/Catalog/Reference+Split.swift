import Domain

extension Array {
    /// The ids among references, and the slugs.
    func split<Entity>() -> (ids: [Identifier<Entity>], slugs: [String]) where Element == Reference<Entity> {
        var ids: [Identifier<Entity>] = []
        var slugs: [String] = []
        for reference in self {
            switch reference {
            case .id(let id): ids.append(id)
            case .slug(let slug): slugs.append(slug)
            }
        }
        return (ids, slugs)
    }
}
