import Domain
import HTTPTypes
import JSON
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("command-api: while PostgreSQL does not answer")
struct CommandOutageTests {
    @Test("a command whose lock nobody gives up is a 503 with Retry-After, and can be sent again afterwards")
    func lockedOut() async throws {
        try await CommandHost.run { configuration in
            configuration.lockDeadline = .milliseconds(200)
        } _: { host in
            let ann = try await host.person()
            let boots = try await host.product(stock: 5)
            try await host.fill(ann, boots)
            try await host.database.withConnection { blocker in
                try await blocker.execute("BEGIN")
                try await blocker.execute("SELECT FROM inventory FOR UPDATE")
                let answer = try await host.send(.post, "/api/orders/create/", as: ann, key: "k")
                #expect(answer.status == 503, "\(answer.text)")
                #expect(answer.headers[.retryAfter] != nil)
                try await blocker.execute("ROLLBACK")
            }
            #expect(try await host.send(.post, "/api/orders/create/", as: ann, key: "k").status == 201)
            #expect(try await host.stock(of: boots) == 4)
        }
    }
}
