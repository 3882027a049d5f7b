/// The kinds of requests that are counted apart, each with budgets of its own.
package enum RateClass: String, Sendable, CaseIterable {
    case login
    case register
    /// What takes a token instead of a sign-in: refresh, logout, verify.
    case refresh
    /// Changing a password.
    case password
    case ticket
    /// Customers' mutations.
    case write
    /// Everything of admins but uploads and transfers.
    case admin
    /// Images.
    case upload
    /// Imports and exports.
    case transfer
    case read
    /// Counted nowhere: probes.
    case unlimited
}
