import Testing

@testable import Passwords

@Suite struct ScryptTests {
    @Test("the first three test vectors of RFC 7914 §12 come out")
    func vectors() throws {
        let cases: [(String, String, Int, Int, Int, String)] = [
            (
                "", "", 4, 1, 1,
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", 10, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ]
        for (password, salt, logN, r, p, hex) in cases {
            let parameters = try #require(ScryptParameters(logN: logN, r: r, p: p))
            let key = try Scrypt.derive(
                password: Array(password.utf8), salt: Array(salt.utf8), parameters: parameters, length: 64)
            #expect(key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == hex)
        }
    }

    @Test("parameters that would take the daemon down are refused")
    func bounds() {
        #expect(ScryptParameters(logN: 14, r: 8, p: 5) == .default)
        #expect(ScryptParameters(logN: 17, r: 8, p: 1) == nil)
        #expect(ScryptParameters(logN: 14, r: 8, p: 41) == nil)
        #expect(ScryptParameters(logN: 63, r: 8, p: 1) == nil)
        #expect(ScryptParameters(logN: 0, r: 8, p: 1) == nil)
        #expect(ScryptParameters(logN: 14, r: 0, p: 1) == nil)
    }
}
