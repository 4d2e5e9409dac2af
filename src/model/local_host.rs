//! Hosts that exist only in somebody's own computer or network.

use std::net::{IpAddr, Ipv4Addr};

/// The last parts of names that no public server has (RFC 6761, RFC 6762, and what routers and firms use).
const LOCAL_SUFFIXES: [&str; 7] = ["localhost", "local", "lan", "internal", "intranet", "home", "invalid"];

/// The names under which routers answer in their own network.
const ROUTER_NAMES: [&str; 5] = ["fritz.box", "www.fritz.box", "speedport.ip", "routerlogin.net", "router.asus.com"];

/// Returns whether a host in lower case, a name or an IP address, is in somebody's own computer or network.
#[must_use]
pub fn is_local_host(host: &str) -> bool {
    if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
        return is_local_address(address);
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or_default();
    LOCAL_SUFFIXES.contains(&last) || ROUTER_NAMES.contains(&name) || name.ends_with(".home.arpa")
}

fn is_local_address(address: IpAddr) -> bool {
    // Shared by the customers of a provider (RFC 6598).
    let is_shared = |ip: Ipv4Addr| ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
    match address {
        IpAddr::V4(ip) => {
            ip.is_loopback() || ip.is_private() || ip.is_unspecified() || ip.is_link_local() || is_shared(ip)
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_local_host;

    #[test]
    fn local_hosts_are_told_from_public_ones() {
        for host in [
            "localhost",
            "printer.local",
            "intranet",
            "server.lan.",
            "nas.home.arpa",
            "fritz.box",
            "127.0.0.1",
            "192.168.1.7",
            "169.254.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "[::1]",
            "[fd00::1]",
            "[fe80::1]",
        ] {
            assert!(is_local_host(host), "{host}");
        }
        for host in ["www.example.org", "local.example.org", "8.8.8.8", "100.128.0.1", "[2001:db8::1]", ""] {
            assert!(!is_local_host(host), "{host}");
        }
    }
}
