import Domain
import HTTPTypes
import NIOCore

/// Whose address a request counts under.
package enum ClientAddress {
    /// The peer of the connection; when that is a trusted proxy, the rightmost address of `X-Forwarded-For` that is not
    /// one. What stands further left is the client's own claim and is not believed.
    package static func of(_ headers: HTTPFields, peer: IPAddress?, trustedProxies: [IPNetwork]) -> IPAddress? {
        guard let peer, !trustedProxies.isEmpty else { return peer }
        var address = peer
        let hops = headers[values: .forwardedFor].flatMap { $0.split(separator: ",") }
        for hop in hops.reversed() {
            guard trustedProxies.contains(where: { $0.contains(address) }) else { break }
            // Something that is not an address was not written by our proxy: stop at what is known.
            guard let next = IPAddress(parsing: hop.filter { $0 != " " && $0 != "\t" }) else { break }
            address = next
        }
        return address
    }

    package static func peer(of channel: any Channel) -> IPAddress? {
        channel.remoteAddress?.ipAddress.flatMap(IPAddress.init(parsing:))
    }
}
