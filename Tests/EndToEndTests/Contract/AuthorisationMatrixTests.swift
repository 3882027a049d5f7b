import JSON
import NIOHTTP1
import TestSupport
import Testing

extension EndToEnd.Contract {
    /// Who asks.
    private enum Caller: String, CaseIterable {
        case nobody, garbage, ended, other, admin, owner

        func token(_ fixture: ContractFixture) -> String? {
            switch self {
            case .nobody: nil
            case .garbage: "no.such.token"
            case .ended: fixture.endedToken
            case .other: fixture.other.access
            case .admin: fixture.admin.access
            case .owner: fixture.owner.access
            }
        }

        /// What is wrong with an answer, by who may call the operation; nil when nothing is.
        func flaw(in answer: Answer, of operation: ContractOperation) -> String? {
            let status = answer.status
            guard status < 500 else { return "a server error" }
            guard operation.operation.responses["\(status)"] != nil else { return "not in the document" }
            switch (operation.operation.access, self) {
            case ("public", _): return status == 403 ? "refused, though anybody may" : nil
            case (_, .nobody): return isRefusal(answer, 401, "unauthorized")
            case (_, .garbage), (_, .ended): return isRefusal(answer, 401, "invalid-token")
            case ("admin", .other), ("admin", .owner): return isRefusal(answer, 403, "forbidden")
            case (_, .other) where operation.isAboutOwnThing, ("customer", .admin) where operation.isAboutOwnThing:
                return isRefusal(answer, 404, "not-found")
            default: return [401, 403].contains(status) ? "refused, though this one may" : nil
            }
        }

        private func isRefusal(_ answer: Answer, _ status: Int, _ problem: String) -> String? {
            guard answer.status == status, answer.problem == problem else { return "not \(status) \(problem)" }
            guard status != 401 || answer.headers.first(name: "WWW-Authenticate")?.hasPrefix("Bearer") == true else {
                return "without WWW-Authenticate"
            }
            return nil
        }
    }

    @Test("who may do what: every operation of both hosts, by nobody, strangers, the owner and an admin")
    func matrix() async throws {
        try await withShop(environment: ["RATE_LIMIT_ENABLED": "false"]) { running in
            let fixture = try await ContractFixture(running)
            #expect(fixture.operations.count > 60)
            // What is about one thing comes before what empties the cart or ends the other sessions, and the owner comes
            // last: what is theirs has to be there until then.
            let (own, rest) = (
                fixture.operations.filter(\.isAboutOwnThing), fixture.operations.filter { !$0.isAboutOwnThing }
            )
            for operation in own + rest {
                for caller in Caller.allCases {
                    let answer = try await running.shop.send(
                        fixture.request(operation, token: caller.token(fixture)))
                    if let flaw = caller.flaw(in: answer, of: operation) {
                        let body = String(decoding: answer.body.prefix(300), as: UTF8.self)
                        Issue.record("\(operation) by \(caller.rawValue): \(answer.status), \(flaw): \(body)")
                    }
                    if caller == .owner, operation.isAboutOwnThing {
                        #expect(answer.status != 404, "\(operation): the owner has none")
                    }
                }
            }
        }
    }
}
