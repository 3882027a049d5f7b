import Domain
import JSON

extension ProductLine {
    /// Reads a record's members; those it does not know are ignored.
    init(_ record: ImportRecord, rules: Rules) throws(LineRefusal) {
        let fields = LineFields(members: try record.members.get())
        try fields.requireCurrency(rules)
        let sku = try fields.presentText("sku", maximum: Limits.sku)
        let slug = try fields.slug()
        let name = try fields.presentText("name", maximum: Limits.productName)
        let price = try fields.price("price", rules.currency)
        guard sku != nil || slug != nil else { throw .missing(field: "sku") }
        guard let name else { throw .missing(field: "name") }
        guard let price else { throw .missing(field: "price") }
        guard let line = ProductLine(line: record.line, sku: sku, slug: slug, name: name, price: price) else {
            throw .missing(field: "sku")
        }
        self = line
        description = try fields.verbatim("description", maximum: Limits.description)
        brand = try fields.text("brand", maximum: Limits.brandName)
        compareAtPrice = try fields.compareAtPrice(rules.currency)
        category = try fields.place()
        imageURLs = try fields.imageURLs()
        stock = try fields.stock()
        isActive = try fields.flag("is_active")
        isFeatured = try fields.flag("is_featured")
    }
}

/// Reads members as import files write them: numbers and flags also as text, since CSV has nothing else.
private struct LineFields {
    let members: JSONObject

    /// The text without the blanks around it, empty for null; nil when the record does not have it.
    func text(_ name: String, maximum: Int) throws(LineRefusal) -> String? {
        guard let text = try raw(name)?.trimmed else { return nil }
        guard text.unicodeScalars.count <= maximum else { throw .tooLong(field: name, maximum: maximum) }
        return text
    }

    /// The text as it is, blanks around it included; otherwise like `text`.
    func verbatim(_ name: String, maximum: Int) throws(LineRefusal) -> String? {
        guard let text = try raw(name) else { return nil }
        guard text.unicodeScalars.count <= maximum else { throw .tooLong(field: name, maximum: maximum) }
        return text
    }

    private func raw(_ name: String) throws(LineRefusal) -> String? {
        guard let value = members[name] else { return nil }
        guard !value.isNull else { return "" }
        guard let text = value.stringValue else { throw .notTaken(field: name, expected: "text") }
        return text
    }

    /// Like `text`, but nil also for a blank one.
    func presentText(_ name: String, maximum: Int) throws(LineRefusal) -> String? {
        let text = try text(name, maximum: maximum)
        return text?.isEmpty == true ? nil : text
    }

    func slug() throws(LineRefusal) -> String? {
        guard let text = try presentText("slug", maximum: Slug.maximumLength) else { return nil }
        guard let slug = Slug(parsing: text) else {
            throw .notTaken(field: "slug", expected: "lower-case letters and digits, words joined by single hyphens")
        }
        return slug.text
    }

    func price(_ name: String, _ currency: Currency) throws(LineRefusal) -> Money? {
        guard let text = try scalar(name) else { return nil }
        do {
            return try Money(parsing: text, currency: currency)
        } catch .tooManyDigits(let allowed) {
            throw .tooManyDigits(field: name, allowed: allowed)
        } catch {
            throw .notTaken(field: name, expected: "an amount up to \(Money.maximumPrice.text(in: currency))")
        }
    }

    /// Under its own name, or as the list price.
    func compareAtPrice(_ currency: Currency) throws(LineRefusal) -> Money?? {
        for name in ["compare_at_price", "list_price"] where members[name] != nil {
            return .some(try price(name, currency))
        }
        return nil
    }

    func requireCurrency(_ rules: ProductLine.Rules) throws(LineRefusal) {
        guard !rules.ignoresCurrency, let code = try scalar("currency") else { return }
        guard code.uppercased() == rules.currency.code else {
            throw .otherCurrency(code, shop: rules.currency.code)
        }
    }

    func stock() throws(LineRefusal) -> Int? {
        guard let text = try scalar("stock") else { return nil }
        guard let stock = Int(text), (0...Limits.stock).contains(stock) else {
            throw .notTaken(field: "stock", expected: "an integer from 0 to \(Limits.stock)")
        }
        return stock
    }

    func flag(_ name: String) throws(LineRefusal) -> Bool? {
        if let flag = members[name]?.boolValue { return flag }
        switch try scalar(name)?.lowercased() {
        case nil: return nil
        case "true", "1", "yes": return true
        case "false", "0", "no": return false
        default: throw .notTaken(field: name, expected: "true or false")
        }
    }

    /// An array is a path of names; a text is a path if it has a `>`, or else a slug.
    func place() throws(LineRefusal) -> ProductLine.Place? {
        guard let value = members["category"] else { return nil }
        if let names = value.arrayValue {
            return try path(names.map { $0.stringValue ?? "" })
        }
        guard let text = try text("category", maximum: CategoryText.maximumLength) else { return nil }
        if text.isEmpty { return .nowhere }
        if let slug = Slug(parsing: text) { return .slug(slug.text) }
        return try path(CategoryText.names(of: text))
    }

    private func path(_ names: [String]) throws(LineRefusal) -> ProductLine.Place {
        guard !names.isEmpty else { return .nowhere }
        let names = names.map(\.trimmed)
        guard names.count <= Limits.categoryDepth, !names.contains("") else {
            throw .notTaken(field: "category", expected: "1 to \(Limits.categoryDepth) names, none blank")
        }
        guard names.allSatisfy({ $0.unicodeScalars.count <= Limits.categoryName }) else {
            throw .tooLong(field: "category", maximum: Limits.categoryName)
        }
        return .path(names)
    }

    /// `images`, or else `image`: URLs in an array, or in a text with blanks between them.
    func imageURLs() throws(LineRefusal) -> [String]? {
        let listed = members["images"]
        guard let value = listed.flatMap({ $0.isNull ? nil : $0 }) ?? members["image"] ?? listed else { return nil }
        guard !value.isNull else { return [] }
        guard
            let urls = value.arrayValue.map({ $0.compactMap(\.stringValue) }) ?? value.stringValue.map(ImageText.urls),
            urls.count == value.arrayValue?.count ?? urls.count, urls.count <= Limits.imagesPerProduct,
            urls.allSatisfy({ $0.hasPrefix("http://") || $0.hasPrefix("https://") || $0.hasPrefix("/") })
        else {
            throw .notTaken(field: "images", expected: "at most \(Limits.imagesPerProduct) URLs")
        }
        guard urls.allSatisfy({ $0.unicodeScalars.count <= Limits.imageURL }) else {
            throw .tooLong(field: "images", maximum: Limits.imageURL)
        }
        // A product shows no image twice.
        var seen: Set<String> = []
        return urls.filter { seen.insert($0).inserted }
    }

    /// A number or a text, as text without blanks around it; nil when absent, null or blank.
    private func scalar(_ name: String) throws(LineRefusal) -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .number(let number)?: return number.text
        case .string(let text)?:
            let trimmed = text.trimmed
            return trimmed.isEmpty ? nil : trimmed
        default: throw .notTaken(field: name, expected: "a text or a number")
        }
    }
}

extension String {
    /// Without the white space around it, no-break spaces included.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
