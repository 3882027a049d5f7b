import JSON

/// What is wrong with which field of a body or parameter of a query, in the order it was found.
package struct FieldErrors: Sendable, Equatable {
    private var fields: [Field] = []

    private struct Field: Sendable, Equatable {
        let name: String
        var messages: [String]
    }

    package init() {}

    package var isEmpty: Bool { fields.isEmpty }

    /// The messages about one field.
    package subscript(name: String) -> [String] { fields.first { $0.name == name }?.messages ?? [] }

    /// Adds a message to those about a field.
    package mutating func add(_ name: String, _ message: String) {
        if let index = fields.firstIndex(where: { $0.name == name }) {
            fields[index].messages.append(message)
        } else {
            fields.append(Field(name: name, messages: [message]))
        }
    }
}

extension FieldErrors: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, message) in elements { add(name, message) }
    }
}

extension FieldErrors: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            for field in fields { json.member(dynamic: field.name, field.messages) }
        }
    }
}
