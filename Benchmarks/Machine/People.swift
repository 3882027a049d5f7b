import Domain
import Tokens

/// Who shops: made by SQL, signed in with tokens of the shop's own key. Number 1 is an admin.
struct People: Sendable {
    static let count = 20_000

    let admin: String
    /// Access tokens of customers: of user 2, 3, and so on.
    let customers: [String]

    static func make(in shop: Shop) async throws -> People {
        try await shop.sql(
            """
            INSERT INTO users (id, email, email_key, password_hash, name, address, role)
                SELECT n, 'bench' || n || '@shop.example', 'bench' || n || '@shop.example', '-', 'Customer ' || n,
                       n || ' Sample Street, Springfield', CASE WHEN n = 1 THEN 'admin' ELSE 'customer' END
                FROM generate_series(1, \(count)) AS n;
            INSERT INTO sessions (id, user_id, expires_at) OVERRIDING SYSTEM VALUE
                SELECT n, n, now() + interval '1 day' FROM generate_series(1, \(count)) AS n;
            INSERT INTO carts (user_id) SELECT n FROM generate_series(1, \(count)) AS n;
            SELECT setval(pg_get_serial_sequence('users', 'id'), \(count)),
                   setval(pg_get_serial_sequence('sessions', 'id'), \(count));
            VACUUM (ANALYZE) users, sessions, carts;
            """)
        let key = try KeyDirectory(try shop.setting("KEYS_DIR")).signingKey()
        let signer = await AccessTokenSigner(key: key, lifetime: .seconds(4 * 3_600))
        var tokens: [String] = []
        for number in 1...Int64(count) {
            let role: Role = number == 1 ? .admin : .customer
            let claims = AccessClaims(user: UserID(number), session: SessionID(number), role: role)
            tokens.append(try await signer.sign(claims).token)
        }
        return People(admin: tokens[0], customers: Array(tokens.dropFirst()))
    }
}
