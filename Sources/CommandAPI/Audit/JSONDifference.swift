import JSON

/// What differs between two JSON objects.
enum JSONDifference {
    /// Members that follow from every change, and so tell nothing.
    private static let derived: Set<String> = ["updated_at"]

    /// Of both objects the members that are not the same in the other; one of which the other is nil stays whole. What is
    /// not a JSON object is taken as it is.
    static func of(_ before: [UInt8]?, _ after: [UInt8]?) -> (before: [UInt8]?, after: [UInt8]?) {
        guard let before, let after, let old = try? JSONParser.parse(before).objectValue,
            let new = try? JSONParser.parse(after).objectValue
        else { return (before, after) }
        return (members(of: old, besides: new), members(of: new, besides: old))
    }

    private static func members(of object: JSONObject, besides other: JSONObject) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            for member in object.members where !derived.contains(member.name) && other[member.name] != member.value {
                json.member(dynamic: member.name, member.value)
            }
        }
        return json.bytes
    }
}
