import Foundation

/// A stack with both daemons up and an admin signed in.
struct RunningShop: Sendable {
    let stack: Stack
    let shop: Shop
    let command: DaemonProcess
    let query: DaemonProcess
    let admin: Person
}

/// Runs a test against a shop of its own, and takes the shop down afterwards, also when the test fails.
func withShop(
    environment: [String: String] = [:], _ body: (RunningShop) async throws -> Void
) async throws {
    let stack = try await Stack.make()
    var daemons: [DaemonProcess] = []
    do {
        let migrated = try await stack.run(.command, ["migrate"])
        guard migrated.status == 0 else { throw Stack.Missing(description: "migrate: \(migrated.output)") }
        let passwordFile = stack.folder.appending(path: "admin-password")
        try Data(Shop.password.utf8).write(to: passwordFile)
        let made = try await stack.run(
            .command, ["create-admin", "--email", "admin@example.com", "--password-file", passwordFile.path])
        guard made.status == 0 else { throw Stack.Missing(description: "create-admin: \(made.output)") }
        let command = try await stack.start(.command, environment: environment)
        daemons.append(command)
        let query = try await stack.start(.query, environment: environment)
        daemons.append(query)
        let shop = Shop(environment: stack.environment)
        let admin = try await shop.signIn(email: "admin@example.com")
        try await body(RunningShop(stack: stack, shop: shop, command: command, query: query, admin: admin))
    } catch {
        await stack.tearDown(daemons: daemons)
        throw error
    }
    await stack.tearDown(daemons: daemons)
}
