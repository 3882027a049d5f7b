import Testing

@testable import Passwords

@Suite struct PasswordHashTests {
    @Test("a hash is read back as it was written")
    func roundTrip() throws {
        let hash = PasswordHash(parameters: .default, salt: Array(0..<16), key: Array(100..<132))
        #expect(hash.text == "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM")
        #expect(PasswordHash(parsing: hash.text) == hash)
    }

    @Test(
        "anything else in the column is refused",
        arguments: [
            "", "secret", "$argon2id$v=19$m=65536,t=3,p=4$AAAA$AAAA",
            "$scrypt$ln=31,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM",
            "$scrypt$ln=14,r=8,p=999$AAECAwQFBgcICQoLDA0ODw$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM",
            "$scrypt$ln=-1,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM",
            "$scrypt$ln=99999999999999999999,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4",
            "$scrypt$r=8,ln=14,p=5$AAECAwQFBgcICQoLDA0ODw$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM",
            "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$",
            "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODx$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM",
            "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw==$ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM",
        ])
    func refuses(text: String) { #expect(PasswordHash(parsing: text) == nil) }

    @Test("base64 of any length comes back")
    func base64() {
        for count in 0..<70 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }
}
