import Testing

@testable import Passwords

@Suite struct PasswordPolicyTests {
    @Test(
        "a password that is short, long, common, one character or the e-mail address is refused",
        arguments: [
            "", "1234567", String(repeating: "ab", count: 129), "Password", "PASSWORD123", "qwertyuiop", "zzzzzzzzzzz",
            "Ada.Lovelace@example.com", "ada.lovelace",
        ])
    func refused(password: String) {
        #expect(PasswordPolicy.check(password, email: "ada.lovelace@example.com") != nil)
    }

    @Test(
        "any other password of eight bytes and more may be used",
        arguments: ["correct horse battery staple", "x7$kQ9!z", "пароль-для-дома", "🔑🔑🔒", "        a"])
    func accepted(password: String) {
        #expect(PasswordPolicy.check(password, email: "ada@example.com") == nil)
    }

    @Test("the list holds only what could pass the other rules, in the form it is compared in")
    func list() {
        #expect(CommonPasswords.all.count >= 200)
        for password in CommonPasswords.all {
            #expect(password.utf8.count >= 8 && password == password.lowercased())
        }
    }
}
