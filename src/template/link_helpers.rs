//! The helpers that put a field into the host of a link or into the address of a `mailto:` link.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::model::{Address, ascii_host, encode_link, followable_link};

/// What a helper writes for a value that its link cannot have; the whole target is emptied then.
pub(super) const BROKEN_TARGET: &str = "\u{fdd0}broken\u{fdd0}";
/// Made once: each part of each copy is searched.
static BROKEN_TARGETS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(BROKEN_TARGET));

/// The most bytes of one label of a host (RFC 1035 §2.3.4).
const MAX_LABEL_BYTES: usize = 63;

/// Endings of hosts that exist in one network only.
const LOCAL_ENDINGS: &[&str] = &[".local", ".localhost", ".lan", ".internal"];

/// Makes a part of a link from the value of a field; `None` if the value is no such part.
pub(super) type LinkPartReader = fn(&str) -> Option<String>;

/// The helpers of this file by name; no field can have such a name.
pub(super) const TARGET_HELPERS: &[(&str, LinkPartReader)] = &[
    (MAIL_HELPER, mail_address),
    (LOCAL_PART_HELPER, local_part),
    (LABEL_HELPER, host_label),
    (DOMAIN_HELPER, domain),
    (SITE_HELPER, site),
];

/// Returns whether a helper found a value that its link cannot have.
pub(super) fn has_broken_target(text: &str) -> bool {
    BROKEN_TARGETS.find(text.as_bytes()).is_some()
}

/// Returns what puts a field into a link under this name.
pub(super) fn link_part_reader(name: &str) -> Option<LinkPartReader> {
    TARGET_HELPERS.iter().find(|(helper, _)| *helper == name).map(|(_, reader)| *reader)
}

/// The whole address behind `mailto:`.
pub(super) const MAIL_HELPER: &str = "__mail";

/// What stands before the `@` of an address.
pub(super) const LOCAL_PART_HELPER: &str = "__local";

/// A part of a host.
pub(super) const LABEL_HELPER: &str = "__label";

/// A whole host or domain.
pub(super) const DOMAIN_HELPER: &str = "__domain";

/// Everything behind `https://`.
pub(super) const SITE_HELPER: &str = "__site";

/// Returns the link to a web or mail address that everybody can follow.
fn public_link(value: &str) -> Option<String> {
    followable_link(value).filter(|link| {
        let Some(rest) = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")) else { return true };
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let is_near =
            host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_private() || ip.is_loopback() || ip.is_link_local());
        host.contains('.') && !is_near && !LOCAL_ENDINGS.iter().any(|ending| host.ends_with(ending))
    })
}

fn mail_address(value: &str) -> Option<String> {
    let value = value.trim();
    let bare = value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).map_or(value, |_| &value[7..]);
    let address: Address = bare.trim().parse().ok()?;
    Some(encode_link(&address.to_string()))
}

fn local_part(value: &str) -> Option<String> {
    let address: Address = format!("{}@example.org", value.trim()).parse().ok()?;
    address.to_string().strip_suffix("@example.org").map(encode_link)
}

fn host_label(value: &str) -> Option<String> {
    let value = value.trim().to_lowercase();
    let is_label = !value.is_empty()
        && value.chars().all(|c| c.is_alphanumeric() || c == '-')
        && !value.starts_with('-')
        && !value.ends_with('-');
    let url = ascii_host(&format!("https://{value}"));
    let label = url.strip_prefix("https://").filter(|label| label.is_ascii() && label.len() <= MAX_LABEL_BYTES)?;
    is_label.then(|| label.to_owned())
}

fn domain(value: &str) -> Option<String> {
    let site = site(value)?;
    let host = site.strip_suffix('/').unwrap_or(&site);
    (!host.contains(['/', '?', '#', ':', '@'])).then(|| host.to_owned())
}

fn site(value: &str) -> Option<String> {
    let link = public_link(value)?;
    link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).map(str::to_owned)
}

/// Empties the targets of the HTML part that have a value which their link cannot have.
pub(super) fn empty_broken_targets(mut html: String) -> String {
    while let Some(at) = html.find(BROKEN_TARGET) {
        let start = html[..at].rfind(['"', '\'', '=', ' ']).unwrap_or(at);
        let rest = &html[at..];
        let (from, to) = match &html[start..=start] {
            quote @ ("\"" | "'") => (start, rest.find(quote).map_or(html.len(), |end| at + end + 1)),
            _ => (start + 1, rest.find([' ', '\n', '>']).map_or(html.len(), |end| at + end)),
        };
        html.replace_range(from..to, "\"\"");
    }
    html
}

/// Leaves the addresses out of the text part that have a value which their link cannot have.
pub(super) fn drop_broken_targets(mut text: String) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>');
    while let Some(at) = text.find(BROKEN_TARGET) {
        let start = text[..at].char_indices().rfind(|(_, c)| ends(*c)).map_or(0, |(before, c)| before + c.len_utf8());
        let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
        text.replace_range(start..end, "");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_is_what_its_place_in_a_link_takes() {
        type Helper = fn(&str) -> Option<String>;
        for (helper, value, expected) in [
            (mail_address as Helper, "mailto:ed@example.org", Some("ed@example.org")),
            (mail_address, " MAILTO: ed@example.org ", Some("ed@example.org")),
            (mail_address, "not known", None),
            (mail_address, "", None),
            (local_part, "chair", Some("chair")),
            (local_part, "a@example.net,b", None),
            (host_label, "Leeds", Some("leeds")),
            (host_label, "Köln", Some("xn--kln-sna")),
            (host_label, "Stoke on Trent", None),
            (host_label, "evil.com/", None),
            (host_label, "", None),
            (host_label, "-a", None),
            (domain, "www.example.org", Some("www.example.org")),
            (domain, "https://www.example.org/", Some("www.example.org")),
            (domain, "example.net/x", None),
            (domain, "example.net:80", None),
            (site, "https://www.example.org/a b", Some("www.example.org/a%20b")),
            (site, "localhost/x", None),
            (site, "ann@example.org", None),
            (public_link, "http://localhost/x", None),
            (public_link, "http://192.168.1.3/", None),
            (public_link, "www.example.org", Some("https://www.example.org")),
        ] {
            assert_eq!(helper(value).as_deref(), expected, "{value:?}");
        }
    }

    #[test]
    fn broken_target_is_emptied() {
        for (html, expected) in [
            ("<a href=\"https://#.example.org/\">x</a> \"y\"", "<a href=\"\">x</a> \"y\""),
            ("<a href='mailto:#?subject=x'>x</a>", "<a href=\"\">x</a>"),
            ("<a href=https://#.example.org/>x</a>", "<a href=\"\">x</a>"),
        ] {
            assert_eq!(empty_broken_targets(html.replace('#', BROKEN_TARGET)), expected);
        }
        let text = "Write: https://#.example.org/\nor <mailto:#>.".replace('#', BROKEN_TARGET);
        assert_eq!(drop_broken_targets(text), "Write: \nor <>.");
    }
}
