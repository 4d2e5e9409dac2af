//! Links to mail addresses (RFC 6068).

use percent_encoding::percent_decode_str;

/// Returns whether a link is a `mailto:` link.
pub(super) fn is(link: &str) -> bool {
    link.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
}

/// Returns the addresses of a link as written, without the subject and other parameters.
pub(super) fn addresses(link: &str) -> String {
    let target = if is(link) { &link[7..] } else { link };
    let target = target.split('?').next().unwrap_or_default();
    percent_decode_str(target).decode_utf8_lossy().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailto_links_give_their_addresses() {
        for (link, address) in [
            ("mailto:ann@example.org", "ann@example.org"),
            ("MAILTO:ann@example.org?subject=Archery%20club", "ann@example.org"),
            ("mailto:ann%2Bclub%40example.org", "ann+club@example.org"),
            ("mailto:%20ann@example.org%", "ann@example.org%"),
            ("mailto:a@example.org,b@example.org", "a@example.org,b@example.org"),
        ] {
            assert!(is(link));
            assert_eq!(addresses(link), address);
        }
        assert!(!is("https://example.org"));
    }
}
