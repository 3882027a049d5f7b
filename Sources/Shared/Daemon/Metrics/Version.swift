/// Which Tandem this is.
package enum Version {
    package static let text = "0.3.0"

    /// How it was built: `release`, or `debug`, whose figures say nothing about speed.
    static let configuration = _isDebugAssertConfiguration() ? "debug" : "release"
}
