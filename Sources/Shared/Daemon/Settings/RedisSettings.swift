import Redis

/// Where Redis is, and how long a command may take before it counts as a miss.
package struct RedisSettings: Sendable {
    package let url: Secret<String>
    package let commandDeadline: Duration

    package init(_ settings: inout SettingsReader) {
        url = settings.requiredSecret(
            "REDIS_URL", expecting: "an address such as redis://:password@host:6379/0", standIn: ""
        ) { SettingsReader.isURL($0, schemes: ["redis"]) ? $0 : nil }
        commandDeadline = settings.milliseconds("REDIS_COMMAND_DEADLINE_MS", default: 50, in: 1...10_000)
    }

    /// How to connect. Throws for a URL that names no server.
    package var configuration: RedisConfiguration {
        get throws(RedisURLError) {
            var configuration = try RedisConfiguration(url: url.exposed)
            configuration.commandDeadline = commandDeadline
            return configuration
        }
    }
}
