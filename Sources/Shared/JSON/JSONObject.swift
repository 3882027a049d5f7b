/// The members of a JSON object in the order they were written. Names are unique: the parser refuses duplicates.
package struct JSONObject: Sendable, Equatable {
    /// A name and its value.
    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package let members: [Member]

    /// The names must be unique.
    package init(members: [Member] = []) { self.members = members }

    package var count: Int { members.count }

    package var names: [String] { members.map(\.name) }

    /// The member's value, or nil when it is absent. A linear search: objects that people write are small.
    package subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }
}
