import Glibc

/// Stops a process in its tracks, and lets it go on.
enum Signals {
    struct NoSuchProcess: Error {}

    static func stop(_ process: Int32) throws { guard kill(process, SIGSTOP) == 0 else { throw NoSuchProcess() } }

    static func resume(_ process: Int32) { kill(process, SIGCONT) }
}
