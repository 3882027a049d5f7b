import Prometheus
import Testing

@Suite struct ExpositionFormatTests {
    @Test func `The content type names the format's version`() {
        #expect(ExpositionFormat.contentType.contains("version=0.0.4"))
    }
}
