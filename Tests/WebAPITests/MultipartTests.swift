import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import WebAPI

@Suite("Forms with files")
struct MultipartTests {
    private static let type = "multipart/form-data; boundary=XX"

    private func read(_ body: String, _ type: String? = type) -> Result<[String: String], MultipartRefusal> {
        Result { () throws(MultipartRefusal) in
            let form = try MultipartForm(Array(body.utf8), contentType: type)
            return Dictionary(
                form.parts.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) }, uniquingKeysWith: { $0 + $1 })
        }
    }

    private func part(_ header: String, _ content: String = "x") -> String {
        "--XX\r\n\(header)\r\n\r\n\(content)\r\n--XX--\r\n"
    }

    @Test("parts are taken byte for byte, whatever line ends and dashes are in them")
    func contents() {
        for content in ["", "abc", "\r\n", "--XX", "a\r\n--XY", "\r\n\r\n--", "\r\r\n-", "ü\n"] {
            let form = part("Content-Disposition: form-data; name=\"file\"; filename=\"a.png\"", content)
            #expect(read(form) == .success(["file": content]))
        }
    }

    @Test("a boundary may be quoted, its line may have blanks, and the last line end may be missing")
    func variants() {
        let header = "content-type: text/plain\r\nCONTENT-DISPOSITION:form-data;name=alt"
        #expect(
            read("--a b \t\r\n\(header)\r\n\r\nx\r\n--a b--", "Multipart/Form-Data;charset=utf-8; boundary=\"a b\"")
                == .success(["alt": "x"]))
        #expect(
            read(part("Content-Disposition: form-data; name=\"a\\\"b\"; filename=\"C:\\\\x\\y.png\""))
                == .success(["a\"b": "x"]))
        #expect(read("--XX--") == .success([:]))
    }

    @Test("what is malformed is refused, and why is said")
    func malformed() {
        let fine = "Content-Disposition: form-data; name=\"a\""
        let cases: [(String, MultipartRefusal)] = [
            ("", .noOpeningDelimiter), ("preamble\r\n" + part(fine), .noOpeningDelimiter),
            (part(fine) + "epilogue", .somethingBehind), ("--XX--x", .somethingBehind), ("--XX", .endsTooEarly),
            ("--XXY\r\n\(fine)\r\n\r\nx\r\n--XX--", .badDelimiter), ("--XX\r\n\(fine)\r\n\r\nx", .endsTooEarly),
            ("--XX\r\n\(fine)\r\n\r\nx\r\n--XX", .endsTooEarly), ("--XX\r\n\(fine)", .endsTooEarly),
            ("--XX\n\(fine)\n\nx\n--XX--", .badDelimiter),
            (part("Content-Disposition: form-data"), .badHeader), (part("Content-Type: text/plain"), .badHeader),
            (part("Content-Disposition: attachment; name=\"a\""), .badHeader), (part("\(fine)\r\n\(fine)"), .badHeader),
            (part("\(fine)\r\n folded"), .badHeader), (part("\(fine); name=\"b\""), .badHeader),
            (part("Content-Disposition: form-data; name=\"a"), .badHeader), (part("no colon\r\n\(fine)"), .badHeader),
            (part("\(fine)\r\nContent-Transfer-Encoding: base64"), .badHeader),
            (
                part("\(fine)\r\nX: \(String(repeating: "x", count: 5_000))", String(repeating: "y", count: 5_000)),
                .headerTooLarge
            ),
            (String(repeating: "--XX\r\n\(fine)\r\n\r\n\r\n", count: 17) + "--XX--", .tooManyParts),
        ]
        for (body, refusal) in cases { #expect(read(body) == .failure(refusal), "\(body.prefix(80))") }
    }

    @Test("another type is 415, and a type without a usable boundary is 400")
    func types() {
        let types: [(String?, MultipartRefusal)] = [
            (nil, .otherType), ("application/json", .otherType), ("multipart/mixed; boundary=XX", .otherType),
            ("multipart/form-data", .noBoundary), ("multipart/form-data; boundary=", .noBoundary),
            ("multipart/form-data; boundary=\"a \"", .noBoundary),
            ("multipart/form-data; boundary=a;boundary=b", .noBoundary),
            ("multipart/form-data; boundary=\"\(String(repeating: "a", count: 71))\"", .noBoundary),
            ("multipart/form-data; boundary=\"a*b\"", .noBoundary),
        ]
        for (type, refusal) in types {
            #expect(read("--XX--", type) == .failure(refusal), "\(type ?? "-")")
            #expect(refusal.problem.type.status.code == (refusal == .otherType ? 415 : 400))
        }
    }

    @Test("any form reads back as it was written", arguments: 1...60 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let boundary = "b" + String(random.next(), radix: 36)
        var body: [UInt8] = []
        var written: [MultipartForm.Part] = []
        for index in 0..<Int.random(in: 0...8, using: &random) {
            // Mostly of what a reader looks for.
            let content = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? Array("\r\n-b".utf8).randomElement(using: &random) ?? 0
                    : UInt8.random(in: 0 ... .max, using: &random)
            }
            written.append(MultipartForm.Part(name: "part\(index)", bytes: content[...]))
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=part\(index)\r\n\r\n".utf8
            body += content + Array("\r\n".utf8)
        }
        body += "--\(boundary)--\r\n".utf8
        let form = try MultipartForm(body, contentType: "multipart/form-data; boundary=\(boundary)")
        #expect(form.parts.map(\.name) == written.map(\.name))
        #expect(form.parts.map { Array($0.bytes) } == written.map { Array($0.bytes) })
    }

    @Test("whatever is done to a form, there is an answer", arguments: 1...40 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let whole = Array(
            ("--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
                + part(
                    "Content-Disposition: form-data; name=\"file\"; filename=\"x\"\r\nContent-Type: image/png",
                    "abc\r\n")).utf8)
        for _ in 0..<300 {
            var body = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = .random(in: 0 ... .max, using: &random)
                case 1: body.removeSubrange(place..<min(body.count, place + 9))
                default: body.insert(contentsOf: Array("\r\n--XX".utf8), at: place)
                }
            }
            if let form = try? MultipartForm(body, contentType: Self.type) {
                #expect(form.parts.count <= MultipartForm.maximumParts)
            }
        }
    }

    @Test("fields are read like those of JSON: each with its problem, unknown ones and repeated ones too")
    func fields() throws {
        let header = "Content-Disposition: form-data; name="
        let body =
            ["a", "a", "file", "position", "alt", "odd"].map { "--XX\r\n\(header)\($0)\r\n\r\n99\r\n" }.joined()
            + "--XX--"
        var fields = try FormFields(Array(body.utf8), contentType: Self.type)
        #expect(try Array(fields.file("file", maximumBytes: 2)) == Array("99".utf8))
        #expect(throws: Problem.self) { try fields.file("file", maximumBytes: 1) }
        #expect(try fields.file("other", maximumBytes: 1).isEmpty)
        #expect(fields.optional("position", .integer(in: 1...20)) == nil)
        #expect(fields.optional("alt", .text(max: 2)) == "99")
        #expect(fields.optional("a", .text(max: 2)) == "99")
        let problem = #expect(throws: Problem.self) { try fields.finish() }
        #expect(problem?.errors["other"] == ["is required"])
        #expect(problem?.errors["position"] == ["must be from 1 to 20"])
        #expect(problem?.errors["a"] == ["is given more than once"])
        #expect(problem?.errors["odd"] == ["is not a known field"])
        #expect(problem?.errors["alt"] == [])
    }
}
