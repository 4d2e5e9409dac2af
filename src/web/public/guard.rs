//! Slows down whoever guesses tokens.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use governor::clock::DefaultClock;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// How many bad tokens an address may show in a minute. Good ones are never counted: mail providers post those of
/// many people from few addresses.
const BAD_TOKENS: NonZeroU32 = NonZeroU32::new(100).unwrap();

/// After how many bad tokens the addresses that have been quiet are forgotten.
const SWEEP: u32 = 1_024;

/// Counts bad tokens by the address they come from.
#[derive(Debug)]
pub(super) struct Guard {
    limiter: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>,
    seen: AtomicU32,
}

impl Default for Guard {
    fn default() -> Self {
        Self { limiter: RateLimiter::hashmap(Quota::per_minute(BAD_TOKENS)), seen: AtomicU32::new(0) }
    }
}

impl Guard {
    /// Counts a bad token; `false` when its sender has shown too many.
    pub(super) fn admits(&self, parts: &Parts) -> bool {
        if self.seen.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&client(parts)).is_ok()
    }
}

/// Returns who asks, an IPv6 address cut to its network.
///
/// A proxy on this machine is believed when it says for whom it asks; anybody else could say anything.
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
