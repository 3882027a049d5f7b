import CoreMetrics
import TestSupport
import Testing

@testable import Prometheus

@Suite struct ExpositionFormatTests {
    @Test func `The content type names the format's version`() {
        #expect(ExpositionFormat.contentType.contains("version=0.0.4"))
    }

    @Test(arguments: [
        ("http.requests-total", "http_requests_total"), ("2nd", "_2nd"), ("", "_"), ("a:b", "a:b"),
        ("größe", "gr____e"),
        ("a\nb{}", "a_b__"),
    ])
    func `A metric's name holds only what the data model allows`(given: String, written: String) {
        #expect(ExpositionFormat.metricName(given) == written)
        #expect(Exposition.isMetricName(ExpositionFormat.metricName(given)))
    }

    @Test(arguments: [("a:b", "a_b"), ("__name__", "label_name__"), ("le", "label_le"), ("", "_"), ("9", "_9")])
    func `A label's name is none of Prometheus' own`(given: String, written: String) {
        #expect(ExpositionFormat.labelName(given) == written)
    }

    @Test func `Whatever a label's value is, it reads back`() throws {
        let values = ["", "plain", "a\"b", "a\\b", "a\nb", "\\n", "\\", "\"", "}", "ключ 🗝", "a=\"b\",c=\"d\"", "\r\t"]
        let metrics = PrometheusMetrics([])
        for value in values { metrics.makeCounter(label: "seen", dimensions: [("value", value)]).increment(by: 1) }
        let exposition = try Exposition(bytes: metrics.exposition())
        for value in values { #expect(exposition.value("seen", ["value": value]) == 1, "\(value)") }
    }

    @Test func `A description keeps its backslashes and lines`() throws {
        let help = "One \\ two\nthree \"four\""
        let metrics = PrometheusMetrics([MetricFamily(.gauge, "described", help)])
        #expect(try Exposition(bytes: metrics.exposition()).families["described"]?.help == help)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.5, "-0.5"), (1e21, "1e+21"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        (42, "42"), (0.001, "0.001"),
    ])
    func `A number is written as Go reads it`(value: Double, text: String) {
        #expect(ExpositionFormat.number(value) == text)
    }

    @Test(arguments: [
        "x 1", "# TYPE x counter\nx 1\n", "# HELP x y\n# TYPE x counter\nx{a=b} 1\n",
        "# HELP x y\n# TYPE x counter\nx 1\nx 2\n", "# HELP x y\n# TYPE x counter\ny 1\n",
        "# HELP x y\n# TYPE x counter\nx{a=\"\\q\"} 1\n", "# HELP x y\n# TYPE x counter\nx one\n",
    ])
    func `The tests' own reader refuses what is not of the format`(text: String) {
        #expect(throws: Exposition.Malformed.self) { try Exposition(text) }
    }
}
