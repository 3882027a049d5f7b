import Domain
import HTTPTypes
import JSON
import Postgres
import Testing
import WebAPI

@testable import CommandAPI

@Suite("command-api: without PostgreSQL")
struct CommandOutageTests {
    @Test("a command that PostgreSQL does not answer is a 503 with Retry-After within its deadlines")
    func noAnswer() async throws {
        try await CommandHost.run { configuration in
            configuration.statementDeadline = .seconds(2)
        } _: { host in
            try await eventually("connections are up") { host.database.statistics.transactionConnectionsIdle > 0 }
            let ann = try await host.person()
            let boots = try await host.product(stock: 5)
            try await host.fill(ann, boots)
            try await host.database.withConnection { blocker in
                try await blocker.execute("BEGIN")
                try await blocker.execute("SELECT FROM inventory FOR UPDATE")
                let start = ContinuousClock.now
                let answer = try await host.send(.post, "/api/orders/create/", as: ann)
                #expect(answer.status == 503, "\(answer.text)")
                #expect(answer.headers[.retryAfter] != nil)
                #expect(start.duration(to: .now) < .seconds(5))
                try await blocker.execute("ROLLBACK")
            }
            #expect(try await host.send(.post, "/api/orders/create/", as: ann).status == 201)
            #expect(try await host.stock(of: boots) == 4)
        }
    }
}
