import HTTPTypes
import Testing
import WebAPI

@Suite struct ContentNegotiationTests {
    private static let cases: [(accept: String?, expected: String?)] = [
        (nil, "application/pdf"), ("*/*", "application/pdf"), ("text/html", "text/html"), ("text/*", "text/html"),
        ("application/pdf;q=0.5, text/html;q=0.9", "text/html"), ("text/html;q=0.2, */*;q=0.1", "text/html"),
        ("text/html;q=0, */*", "application/pdf"), ("application/*;q=0.4,text/html; q=0.4", "application/pdf"),
        ("TEXT/HTML", "text/html"), ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", nil), ("text/html;q=0", nil), ("text/html;q=7", "application/pdf"),
        ("nonsense, text/html;level=1;q=0.3", "text/html"), ("", "application/pdf"),
    ]

    @Test(arguments: cases)
    func `The form of an answer is what the client wants most, else the first`(accept: String?, expected: String?) {
        var headers = HTTPFields()
        headers[.accept] = accept
        #expect(ContentNegotiation.preferred(["application/pdf", "text/html"], for: headers) == expected)
    }
}
