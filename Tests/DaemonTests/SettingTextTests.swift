import Testing

@testable import Daemon

@Suite struct SettingTextTests {
    @Test(
        "addresses are read in all their forms",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1:8080"), ("[::]:8080", "[::]:8080"), (":8080", "0.0.0.0:8080"),
            ("localhost:0", "localhost:0"),
        ])
    func addresses(text: String, expected: String) {
        #expect(ListenAddress(parsing: text)?.description == expected)
    }

    @Test(
        "what has no port, or too many parts, is no address",
        arguments: [
            "", "8080", "host", "host:", "host:x", "host:70000", "::1:80", "[host]:80", "http://h:1", "a b:1",
        ])
    func badAddresses(text: String) {
        #expect(ListenAddress(parsing: text) == nil)
    }

    @Test("an environment file is read as shells write it")
    func environmentFile() {
        let values = EnvironmentFile.parse(
            """
            # a comment
            A=1
            export B="two words"
            C='x=y'
             D = spaced
            E=
            nothing
            =nameless
            A=2
            """)
        #expect(values == ["A": "2", "B": "two words", "C": "x=y", "D ": "spaced", "E": ""])
    }

    @Test("a secret prints as dots everywhere")
    func secret() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "•••")
        #expect(String(reflecting: secret) == "•••")
        #expect("\(Optional(secret) as Any)" == "Optional(•••)")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect(secret.exposed == "hunter2")
    }
}
