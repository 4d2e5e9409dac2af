//! The network that a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// Returns the address of the client, an IPv6 address cut to its network.
///
/// `X-Forwarded-For` is trusted only from a proxy on this machine; anybody else could write anything there.
pub(in crate::web) fn client_network(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let forwarded = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    network(forwarded.filter(|_| peer.is_loopback()).unwrap_or(peer))
}

/// Cuts an IPv6 address to the /64 that a customer is usually given.
pub(in crate::web) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use axum::http::Request;

    use super::*;

    fn network_of(peer: &str, forwarded: Option<&str>) -> String {
        let mut request = Request::builder().extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        if let Some(forwarded) = forwarded {
            request = request.header("X-Forwarded-For", forwarded);
        }
        client_network(&request.body(()).unwrap().into_parts().0).to_string()
    }

    #[test]
    fn ipv6_address_is_cut_to_its_network() {
        assert_eq!(network_of("192.0.2.1:99", None), "192.0.2.1");
        assert_eq!(network_of("[2001:db8:1:2:3:4:5:6]:99", None), "2001:db8:1:2::");
        assert_eq!(network_of("[::ffff:192.0.2.1]:99", None), "192.0.2.1");
    }

    #[test]
    fn forwarded_header_counts_only_from_local_proxy() {
        assert_eq!(network_of("127.0.0.1:99", Some("198.51.100.9, 192.0.2.7")), "192.0.2.7");
        assert_eq!(network_of("127.0.0.1:99", Some("nonsense")), "127.0.0.1");
        assert_eq!(network_of("192.0.2.1:99", Some("192.0.2.7")), "192.0.2.1");
    }
}
