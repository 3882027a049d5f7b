import WebAPI

/// Why a category is not written.
enum CategoryRefused: Refusal {
    case noSuchCategory
    case unknownParent
    /// It would be inside itself.
    case cycle
    case tooDeep
    /// Siblings have different names.
    case nameTaken
    case slugTaken
    case hasProducts
    case hasChildren

    init?(violated constraint: String?) {
        switch constraint {
        case "categories_slug_unique": self = .slugTaken
        case "categories_name_unique": self = .nameTaken
        case "categories_not_too_deep": self = .tooDeep
        default: return nil
        }
    }

    var problem: Problem {
        switch self {
        case .noSuchCategory: Problem(.notFound)
        case .unknownParent: .invalid("parent", "names no category")
        case .cycle: Problem(.categoryCycle, detail: "The parent is the category itself or below it.")
        case .tooDeep: .invalid("parent", "is too deep: categories nest at most 16 deep")
        case .nameTaken: Problem(.conflict, detail: "The parent already has a category of this name.")
        case .slugTaken: Problem(.slugTaken, detail: "Another category has this slug.")
        case .hasProducts: Problem(.categoryInUse, detail: "The category still has products.")
        case .hasChildren: Problem(.categoryInUse, detail: "The category still has categories in it.")
        }
    }
}
