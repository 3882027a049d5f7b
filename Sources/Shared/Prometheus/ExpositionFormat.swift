/// Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
package enum ExpositionFormat {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"
}
