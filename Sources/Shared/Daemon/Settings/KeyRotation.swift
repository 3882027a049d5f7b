/// What a change of signing keys has to wait for.
package struct KeyRotation: Sendable {
    package let accessTokenTTL: Duration
    /// How long a new key's public half is in place before the key signs; more than the second for which a verifier may
    /// not look again.
    package let activationDelay: Duration

    package init(_ settings: inout SettingsReader) {
        accessTokenTTL = settings.seconds("ACCESS_TOKEN_TTL", default: 900, in: 5...86_400)
        activationDelay = settings.seconds("KEY_ACTIVATION_DELAY", default: 120, in: 3...86_400)
    }

    /// At this age a key has replaced the ones before it for good: after its delay, the life of their last tokens, and a
    /// minute for who reads the directory, and for clocks.
    package var retirement: Duration { activationDelay + accessTokenTTL + .seconds(60) }
}
