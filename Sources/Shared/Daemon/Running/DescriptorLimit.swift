import Glibc

/// How many files and connections this process may have open.
enum DescriptorLimit {
    /// Raises the soft limit (often 1,024, for programs that use `select`) to the hard one, and gives what it is then;
    /// nil when the system does not tell.
    static func raise() -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0
        return Int(clamping: isRaised ? raised.rlim_cur : limit.rlim_cur)
    }
}
