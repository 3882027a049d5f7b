import Domain
import HTTPTypes
import JSON
import WebAPI

extension FieldType where Value == String {
    /// Longer than `PasswordPolicy` allows, so that it is the policy that refuses; short enough not to buy work.
    static var password: FieldType { .text(max: 1_024, allowsBlank: true) }

    /// An access or refresh token, in whatever state.
    static var token: FieldType { .text(max: 4_096) }

    static var personName: FieldType { .text(max: Limits.personName, allowsBlank: true) }

    static var phone: FieldType { .text(max: Limits.phone, allowsBlank: true) }

    static var address: FieldType { .text(max: Limits.address, allowsBlank: true) }
}

extension FieldUpdate<String> {
    /// The field's new text; null empties it.
    /// - Parameter absent: what a member that is not there means; nil leaves the field as it is.
    func text(absent: String?) -> String? {
        switch self {
        case .absent: absent
        case .null: ""
        case .value(let text): text
        }
    }
}

extension JSONBody {
    /// The body without some of its members, for comparing a retry with the first attempt: even a hash of a password
    /// is stored nowhere but in its scrypt form.
    func bytes(without secrets: String...) -> [UInt8] {
        var json = JSONWriter(reserving: bytes.count)
        json.value(JSONObject(members: object.members.filter { !secrets.contains($0.name) }))
        return json.bytes
    }
}

/// What a client calls itself, kept so that a person recognises their sessions.
enum UserAgent {
    private static let maximumLength = 300

    static func text(of headers: HTTPFields) -> String {
        let text = headers[.userAgent] ?? ""
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 }.prefix(maximumLength)))
    }
}
