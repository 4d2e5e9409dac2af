//! A range of addresses, such as `192.0.2.0/24`.

use std::net::{IpAddr, Ipv6Addr};

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct IpNetwork {
    address: IpAddr,
    prefix: u8,
}

impl IpNetwork {
    /// Makes a range; `None` if the prefix is longer than the address.
    pub(super) fn new(address: IpAddr, prefix: u8) -> Option<Self> {
        (u32::from(prefix) <= bits(address)).then_some(Self { address, prefix })
    }

    /// Makes a range of one address, or of its neighbours with the prefix for its version.
    pub(super) fn around(address: IpAddr, prefix4: u8, prefix6: u8) -> Option<Self> {
        Self::new(address, if address.is_ipv4() { prefix4 } else { prefix6 })
    }

    /// Returns whether an address lies in the range.
    pub(super) fn contains(self, address: IpAddr) -> bool {
        if self.address.is_ipv4() != address.is_ipv4() {
            return false;
        }
        let unused = bits(address) - u32::from(self.prefix);
        number(self.address).checked_shr(unused) == number(address).checked_shr(unused)
    }
}

fn bits(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(four) => u128::from(u32::from(four)),
        IpAddr::V6(six) => u128::from(six),
    }
}

/// Returns whether an address belongs to a private network or to this machine (RFC 6890), so that nobody else reaches it.
pub(super) fn is_private(address: IpAddr) -> bool {
    let unique_local = |six: Ipv6Addr| six.octets().first().is_some_and(|first| first & 0xfe == 0xfc);
    match address {
        IpAddr::V4(four) => four.is_private() || four.is_loopback() || four.is_link_local() || four.is_unspecified(),
        IpAddr::V6(six) => six.is_loopback() || six.is_unspecified() || unique_local(six),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn address_is_in_its_range_only() {
        for (network, prefix, inside, outside) in [
            ("192.0.2.0", 24, "192.0.2.255", "192.0.3.0"),
            ("192.0.2.7", 32, "192.0.2.7", "192.0.2.6"),
            ("192.0.2.7", 0, "203.0.113.1", "2001:db8::1"),
            ("2001:db8::", 32, "2001:db8:ffff::1", "2001:db9::1"),
            ("2001:db8::1", 128, "2001:db8::1", "2001:db8::2"),
            ("::", 0, "2001:db8::1", "192.0.2.1"),
        ] {
            let range = IpNetwork::new(network.parse().unwrap(), prefix).unwrap();
            assert!(range.contains(inside.parse().unwrap()), "{network}/{prefix} {inside}");
            assert!(!range.contains(outside.parse().unwrap()), "{network}/{prefix} {outside}");
        }
        assert_eq!(IpNetwork::new("192.0.2.0".parse().unwrap(), 33), None);
    }

    #[test]
    fn private_addresses_are_known() {
        for (address, expected) in
            [("127.0.0.1", true), ("10.1.2.3", true), ("fd00::1", true), ("192.0.2.1", false), ("2001:db8::1", false)]
        {
            assert_eq!(is_private(address.parse().unwrap()), expected, "{address}");
        }
    }
}
