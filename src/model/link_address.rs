//! Addresses in links, written so that mail programs follow them.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str};

use super::{Address, percent_encode};

/// The characters that end a link in many programs; `%` stays, because the rest may be encoded already.
const NOT_IN_LINK: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// A link that begins a mail (RFC 6068), decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLink {
    /// Who gets it.
    pub to: String,
    /// Its subject, or empty.
    pub subject: String,
    /// Its first words, or empty.
    pub body: String,
}

impl MailLink {
    /// Reads a `mailto:` link; `None` for any other.
    #[must_use]
    pub fn parse(target: &str) -> Option<Self> {
        let rest = target.get(7..).filter(|_| target[..7].eq_ignore_ascii_case("mailto:"))?;
        let (to, query) = rest.split_once('?').unwrap_or((rest, ""));
        let value = |key: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.find(|(name, _)| name.eq_ignore_ascii_case(key));
            found.map(|(_, value)| decode(value)).unwrap_or_default()
        };
        Some(Self { to: decode(to), subject: value("subject"), body: value("body") })
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the link that somebody means who wrote this as an address; `None` if it leads nowhere.
///
/// A web address may lack `https://` and a mail address `mailto:`.
#[must_use]
pub fn followable_link(written: &str) -> Option<String> {
    let written = written.trim();
    let scheme = written.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    let whole = match scheme.as_str() {
        "http" | "https" => {
            let rest = written[scheme.len() + 1..].strip_prefix("//")?;
            let host = host_length(rest);
            if host == 0 || rest[..host].contains(char::is_whitespace) {
                return None;
            }
            format!("{scheme}://{}{}", rest[..host].to_lowercase(), &rest[host..])
        }
        "mailto" | "tel" => {
            let rest = written[scheme.len() + 1..].trim();
            (!rest.is_empty()).then(|| format!("{scheme}:{rest}"))?
        }
        _ if written.parse::<Address>().is_ok() => format!("mailto:{written}"),
        _ => {
            let host = host_length(written);
            is_domain(written[..host].split(':').next().unwrap_or_default())
                .then(|| format!("https://{}{}", written[..host].to_lowercase(), &written[host..]))?
        }
    };
    Some(encode_link(&ascii_host(&whole)))
}

/// Encodes the characters at which mail programs end a link (RFC 3986 §2.1).
#[must_use]
pub fn encode_link(target: &str) -> String {
    percent_encode(target, NOT_IN_LINK)
}

/// Writes the host of a web address, or the domain of a `mailto:` link, in ASCII (RFC 5891): percent signs in a host
/// are followed by few programs.
#[must_use]
pub fn ascii_host(target: &str) -> String {
    let lower = target.get(..8).unwrap_or(target).to_ascii_lowercase();
    let start = ["https://", "http://", "mailto:"].into_iter().find(|start| lower.starts_with(start));
    let Some(start) = start.map(str::len) else { return target.to_owned() };
    let end = start + host_length(&target[start..]);
    let host_start = target[start..end].rfind('@').map_or(start, |at| start + at + 1);
    let host_end = target[host_start..end].rfind(':').map_or(end, |at| host_start + at);
    let host = &target[host_start..host_end];
    if host.is_ascii() {
        return target.to_owned();
    }
    match idna::domain_to_ascii(host) {
        Ok(ascii) => format!("{}{ascii}{}", &target[..host_start], &target[host_end..]),
        Err(_) => target.to_owned(),
    }
}

fn host_length(rest: &str) -> usize {
    rest.find(['/', '?', '#']).unwrap_or(rest.len())
}

/// Returns whether a text is a domain with a top level of letters.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && text.split('.').all(label)
        && last.chars().count() >= 2
        && last.chars().all(|c| c.is_alphabetic() || c == '-')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn written_addresses_become_links() {
        for (written, link) in [
            (" https://ann.example.org/ ", "https://ann.example.org/"),
            ("www.example.org/cy", "https://www.example.org/cy"),
            ("example.org:8080?a=b", "https://example.org:8080?a=b"),
            ("HTTPS://Di.example.org/My page", "https://di.example.org/My%20page"),
            ("http://localhost/a%20b\"<x>", "http://localhost/a%20b%22%3Cx%3E"),
            ("bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
            ("cy@example.org", "mailto:cy@example.org"),
            ("mailto:ed@example.org?subject=I will", "mailto:ed@example.org?subject=I%20will"),
            ("tel:+44 20 7946 0000", "tel:+44%2020%207946%200000"),
        ] {
            assert_eq!(followable_link(written).as_deref(), Some(link), "{written}");
        }
        for written in [
            "",
            "not known",
            "n/a",
            "none",
            "-",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https:///x",
            "https:/x.example",
            "12.50",
            "Leeds.",
            "mailto:",
            "e. g.",
            "https://a b/",
            "file:///C:/x",
        ] {
            assert_eq!(followable_link(written), None, "{written}");
        }
    }

    #[test]
    fn hosts_beyond_ascii_are_written_in_ascii() {
        for (target, ascii) in [
            ("https://bücher.example/programm", "https://xn--bcher-kva.example/programm"),
            ("HTTP://u@bücher.example:80?ü", "HTTP://u@xn--bcher-kva.example:80?ü"),
            ("mailto:chair@bücher.example?subject=ü@ü", "mailto:chair@xn--bcher-kva.example?subject=ü@ü"),
            ("https://example.org/ü", "https://example.org/ü"),
            ("ü", "ü"),
        ] {
            assert_eq!(ascii_host(target), ascii);
        }
    }

    #[test]
    fn mail_links_are_decoded() {
        let link = MailLink::parse("MAILTO:a%2Bb@example.org?cc=x&Subject=Yes%2C%20I+come&body=Dear%0D%0Aall").unwrap();
        assert_eq!((link.to.as_str(), link.subject.as_str()), ("a+b@example.org", "Yes, I+come"));
        assert_eq!(link.body, "Dear all");
        assert_eq!(MailLink::parse("https://example.org"), None);
        assert_eq!(MailLink::parse("ü"), None);
    }
}
