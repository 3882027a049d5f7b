import ArgumentParser
import Daemon
import Domain
import Foundation
import Logging
import Passwords
import Postgres

/// `command-api create-admin`: opens an admin's account. An account that exists becomes an admin's, with this password.
struct CreateAdmin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-admin",
        abstract: "Open an admin's account, or make an existing one an admin's with this password.")

    @Option(help: "The address to sign in with.")
    var email: String

    @Option(help: "A file with the password in its first line.")
    var passwordFile: String?

    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @Option(help: "The admin's name.")
    var name = ""

    @OptionGroup var options: SettingOptions

    func run() async throws {
        try await DaemonExit.reporting {
            var reader = try options.reader()
            let database = DatabaseSettings(&reader)
            try reader.finish()
            guard let address = EmailAddress(parsing: email) else {
                throw SettingsError(problems: ["--email must be an e-mail address."])
            }
            let password = try password()
            if let flaw = PasswordPolicy.check(password, email: address.text) {
                throw SettingsError(problems: ["The password \(flaw)."])
            }
            let hash = try await PasswordHasher().hash(password)
            let logger = Logger(label: "command-api create-admin") { _ in SwiftLogNoOpLogHandler() }
            let configuration = database.configuration(applicationName: "command-api create-admin")
            let isNew = try await Database.withDatabase(configuration, logger: logger) { database in
                try await database.transaction {
                    try await OpenAdmin(email: address, passwordHash: hash, name: name).run(on: $0)
                }
            }
            print(isNew ? "\(address) is an admin now." : "\(address) had an account; it is an admin's now.")
        }
    }

    private func password() throws -> String {
        let text: String?
        switch (passwordFile, passwordStdin) {
        case (let path?, false): text = try String(contentsOfFile: path, encoding: .utf8)
        case (nil, true): text = readLine()
        default: throw SettingsError(problems: ["Give the password by --password-stdin or --password-file."])
        }
        return text?.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    }
}
