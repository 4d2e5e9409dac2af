//! Slows down clients that guess tokens.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp};

use super::rate_limiter::{Quota, RateLimiter};

/// The number of bad tokens that a network may show in a minute. Good ones are never counted: mail providers post those
/// of many people from few addresses.
const BAD_TOKENS: i64 = 100;

const QUOTA: Quota = Quota {
    cost: |_| SignedDuration::from_millis(60_000 / BAD_TOKENS),
    burst: SignedDuration::from_millis(60_000 - 60_000 / BAD_TOKENS),
    memory: SignedDuration::from_mins(1),
};

/// Counts bad tokens by the network they come from.
#[derive(Debug)]
pub(super) struct TokenRateLimiter(Mutex<RateLimiter<IpAddr>>);

impl Default for TokenRateLimiter {
    fn default() -> Self {
        Self(Mutex::new(RateLimiter::new(QUOTA)))
    }
}

impl TokenRateLimiter {
    /// Counts a bad token; `false` when its network has shown too many.
    pub(super) fn admits(&self, parts: &Parts, now: Timestamp) -> bool {
        let mut limiter = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let network = client(parts);
        let admitted = limiter.check(&network, now).is_ok();
        if admitted {
            limiter.record(network, now);
        }
        admitted
    }
}

/// Returns the address of the client, an IPv6 address cut to its network.
///
/// `X-Forwarded-For` is believed only from a proxy on this machine; anybody else could write anything there.
pub(super) fn client(parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let forwarded = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    network(forwarded.filter(|_| peer.is_loopback()).unwrap_or(peer))
}

/// Cuts an IPv6 address to the /64 that one customer has.
fn network(address: IpAddr) -> IpAddr {
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

    fn asked(peer: &str, forwarded: Option<&str>) -> String {
        let mut request = Request::builder().extension(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        if let Some(forwarded) = forwarded {
            request = request.header("X-Forwarded-For", forwarded);
        }
        client(&request.body(()).unwrap().into_parts().0).to_string()
    }

    #[test]
    fn who_asks_is_known_by_network() {
        assert_eq!(asked("192.0.2.1:99", None), "192.0.2.1");
        assert_eq!(asked("[2001:db8:1:2:3:4:5:6]:99", None), "2001:db8:1:2::");
        assert_eq!(asked("[::ffff:192.0.2.1]:99", None), "192.0.2.1");
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        assert_eq!(asked("127.0.0.1:99", Some("198.51.100.9, 192.0.2.7")), "192.0.2.7");
        assert_eq!(asked("127.0.0.1:99", Some("nonsense")), "127.0.0.1");
        assert_eq!(asked("192.0.2.1:99", Some("192.0.2.7")), "192.0.2.1");
    }
}
