/// Secrets and keys, and how long what they sign is good.
package struct KeySettings: Sendable {
    /// The folder with `public/` and, for command-api, `private/`.
    package let directory: String
    /// Seals cursors; all instances of a host must share it.
    package let cursorSecret: Secret<String>
    package let rotation: KeyRotation
    package let refreshTokenTTL: Duration

    package init(_ settings: inout SettingsReader) {
        directory = Self.directory(&settings)
        cursorSecret = settings.requiredSecret(
            "CURSOR_SECRET", expecting: "at least 16 random characters, the same for every instance", standIn: ""
        ) { $0.utf8.count >= 16 ? $0 : nil }
        rotation = KeyRotation(&settings)
        refreshTokenTTL = settings.seconds("REFRESH_TOKEN_TTL", default: 604_800, in: 60...31_536_000)
    }

    package var accessTokenTTL: Duration { rotation.accessTokenTTL }

    /// The folder alone, for commands that need no more.
    package static func directory(_ settings: inout SettingsReader) -> String {
        settings.text("KEYS_DIR", default: "keys")
    }
}
