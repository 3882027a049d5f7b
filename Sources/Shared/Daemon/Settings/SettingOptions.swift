import ArgumentParser

/// The command line's settings, for every subcommand: `--query-bind 127.0.0.1:9000 --log-level debug`.
package struct SettingOptions: ParsableArguments {
    @Argument(
        parsing: .allUnrecognized,
        help: "Settings by their names in lower case, such as --log-level debug; they win over the environment.")
    package var flags: [String] = []

    package init() {}

    /// Opens the settings: flags before the environment before `.env`.
    package func reader() throws(SettingsError) -> SettingsReader { try SettingsReader(flags: flags) }
}
