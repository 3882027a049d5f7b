import JSON
import TestSupport
import Testing

extension EndToEnd.Contract {
    @Test("bad input gets a precise problem from every operation, and changes nothing")
    func badInput() async throws {
        try await withShop(environment: ["RATE_LIMIT_ENABLED": "false"]) { running in
            let fixture = try await ContractFixture(running)
            let before = try await running.settledContent()
            var count = 0
            for operation in fixture.operations {
                var inputs = BadInput.parameters(operation)
                if operation.exampleBody != nil {
                    inputs += BadInput.malformed(operation) + BadInput.members(operation)
                }
                for input in inputs {
                    let answer = try await running.shop.send(fixture.request(operation, input))
                    expect(answer, isRefusalOf: input, operation)
                    count += 1
                }
            }
            #expect(count > 1_000)
            #expect(try await running.content() == before, "something was changed")
        }
    }

    private func expect(_ answer: Answer, isRefusalOf input: BadInput, _ operation: ContractOperation) {
        let isSaid = input.field.map { answer["errors"]?[$0] != nil } ?? true
        guard answer.status != input.status || answer.problem != input.problem || !isSaid else { return }
        let body = String(decoding: answer.body.prefix(300), as: UTF8.self)
        let expected = "\(input.status) \(input.problem)"
        Issue.record("\(operation): \(input) is answered \(answer.status), not \(expected): \(body)")
    }
}

extension ContractFixture {
    /// The request that an operation describes, with something wrong in it, by one who may ask.
    func request(_ operation: ContractOperation, _ input: BadInput) -> ContractRequest {
        let token = operation.operation.access == "admin" ? admin.access : owner.access
        var request = request(operation, token: operation.operation.access == "public" ? nil : token)
        request.path += input.query
        request.headers = input.headers
        if operation.exampleBody != nil, input.query.isEmpty {
            request.body = input.body
            request.contentType = input.contentType
        }
        return request
    }
}

extension RunningShop {
    /// A hash of every table's rows. What the daemons note for themselves is not among them.
    func content() async throws -> [String] {
        let tables = try await stack.database.query(
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name
            """)
        var hashes: [String] = []
        for table in tables {
            hashes += try await stack.database.query(
                "SELECT '\(table)', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \(table) t")
        }
        return hashes
    }

    /// The content once what was begun before has come to its end: events are numbered, figures kept.
    func settledContent() async throws -> [String] {
        try await eventually("the shop comes to rest") {
            try await stack.database.query(
                """
                SELECT NOT EXISTS (SELECT FROM events WHERE position IS NULL)
                    AND NOT EXISTS (SELECT FROM projections p, event_head h WHERE p.position < h.position)
                """) == ["t"]
        }
        return try await content()
    }
}
