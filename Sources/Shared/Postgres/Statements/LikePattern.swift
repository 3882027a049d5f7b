/// Patterns for SQL's `LIKE`.
package enum LikePattern {
    /// Matches what contains a text, whose own wildcards mean themselves.
    package static func containing(_ text: String) -> String {
        let escaped = text.map { "\\%_".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        return "%\(escaped)%"
    }
}
