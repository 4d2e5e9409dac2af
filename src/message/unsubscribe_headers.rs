//! Writes the unsubscribe headers (RFC 2369 §3.2, RFC 8058).

use mail_builder::headers::url::URL;
use percent_encoding::AsciiSet;

use super::{Error, headers};
use crate::model::{RESERVED, UnsubscribeAddress, percent_encode};

/// The maximum length of a link that fits on one line with name, brackets and comma, in octets.
const MAX_LINK_OCTETS: usize = 998 - headers::LIST_UNSUBSCRIBE.len() - 5;

/// The characters encoded in the local part of an address in a link; subaddresses keep their `+`.
const LOCAL_PART: &AsciiSet = &RESERVED.remove(b'+');

/// The characters encoded in a link: all except those of RFC 3986 §2, and the comma, which separates the links of the
/// header.
const NOT_IN_URL: &AsciiSet = &RESERVED
    .remove(b'%')
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b';')
    .remove(b'=');

/// The parts of a `mailto:` link for unsubscribing; a token may be inserted between them (RFC 6068 §2).
#[derive(Debug, Clone)]
pub(super) struct MailtoLink {
    /// The part before the token.
    prefix: String,
    /// The part after the token; `None` if the token ends the subject and the link also works without it.
    suffix: Option<String>,
}

impl MailtoLink {
    pub(super) fn new(address: &UnsubscribeAddress) -> Self {
        let part = |text: &str| percent_encode(text, LOCAL_PART);
        let rest = format!("@{}?subject=unsubscribe", address.domain());
        match address.token_affixes() {
            Some((before, after)) => {
                Self { prefix: format!("mailto:{}", part(before)), suffix: Some(format!("{}{rest}", part(after))) }
            }
            None => Self { prefix: format!("mailto:{}{rest}", part(address.local_part())), suffix: None },
        }
    }

    fn link(&self, token: Option<&str>) -> Option<String> {
        let token = token.map(|token| percent_encode(token, RESERVED));
        match (&self.suffix, token) {
            (Some(after), Some(token)) => Some(format!("{}{token}{after}", self.prefix)),
            (Some(_), None) => None,
            (None, Some(token)) => Some(format!("{}%20{token}", self.prefix)),
            (None, None) => Some(self.prefix.clone()),
        }
    }
}

/// Writes the unsubscribe headers, the web link before the `mailto:` link; nothing if there is neither.
///
/// One-click is only offered for a link that begins with `https:`.
pub(super) fn write_unsubscribe_headers(
    out: &mut Vec<u8>,
    url: Option<&str>,
    mailto: Option<&MailtoLink>,
    token: Option<&str>,
) -> Result<(), Error> {
    let mut links = Vec::with_capacity(2);
    if let Some(url) = url {
        links.push(percent_encode(url, NOT_IN_URL));
    }
    links.extend(mailto.and_then(|mailto| mailto.link(token)));
    if links.iter().any(|link| link.len() > MAX_LINK_OCTETS) {
        return Err(Error::UnsubscribeLinkTooLong { most: MAX_LINK_OCTETS });
    }
    if !links.is_empty() {
        headers::write_header(out, headers::LIST_UNSUBSCRIBE, &URL::new_list(links.into_iter()));
    }
    if url.and_then(|url| url.get(..6)).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:")) {
        headers::write_plain_header(out, headers::LIST_UNSUBSCRIBE_POST, headers::ONE_CLICK);
    }
    Ok(())
}

/// Returns the `mailto:` link with which the subscriber who has this token unsubscribes.
#[must_use]
pub fn mailto_link(address: &UnsubscribeAddress, token: &str) -> String {
    MailtoLink::new(address).link(Some(token)).unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn written(url: Option<&str>, address: Option<&str>, token: Option<&str>) -> String {
        let mailto = address.map(|address| MailtoLink::new(&address.parse().unwrap()));
        let mut out = Vec::new();
        write_unsubscribe_headers(&mut out, url, mailto.as_ref(), token).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn web_link_comes_first_and_only_https_offers_one_click() {
        let post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
        for (url, address, token, expected) in [
            (None, None, Some("T"), String::new()),
            (Some("https://n.example/u/T"), None, None, format!("List-Unsubscribe: <https://n.example/u/T>\r\n{post}")),
            (Some("http://n.example/u/T"), None, None, "List-Unsubscribe: <http://n.example/u/T>\r\n".to_owned()),
            (
                Some("https://n.example/u/T"),
                Some("leave@n.example"),
                Some("T"),
                format!(
                    "List-Unsubscribe: <https://n.example/u/T>,\r\n \
                     <mailto:leave@n.example?subject=unsubscribe%20T>\r\n{post}"
                ),
            ),
            (
                None,
                Some("o'neil+x@n.example"),
                None,
                "List-Unsubscribe: <mailto:o%27neil+x@n.example?subject=unsubscribe>\r\n".to_owned(),
            ),
            (
                None,
                Some("leave+{token}@n.example"),
                Some("T_1-"),
                "List-Unsubscribe: <mailto:leave+T_1-@n.example?subject=unsubscribe>\r\n".to_owned(),
            ),
            (None, Some("leave+{token}@n.example"), None, String::new()),
            (
                Some("https://n.example/ü>,\r\nBcc: x"),
                None,
                None,
                format!("List-Unsubscribe: <https://n.example/%C3%BC%3E%2C%0D%0ABcc:%20x>\r\n{post}"),
            ),
        ] {
            assert_eq!(written(url, address, token), expected);
        }
    }

    #[test]
    fn mailto_link_is_escaped() {
        let address = "a?b&c%d@n.example".parse().unwrap();
        assert_eq!(mailto_link(&address, "T-1 &x"), "mailto:a%3Fb%26c%25d@n.example?subject=unsubscribe%20T-1%20%26x");
    }

    #[test]
    fn too_long_link_is_rejected() {
        let url = |len: usize| format!("https://n.example/{}", "x".repeat(len - 18));
        let mut out = Vec::new();
        assert_eq!(
            write_unsubscribe_headers(&mut out, Some(&url(MAX_LINK_OCTETS + 1)), None, None),
            Err(Error::UnsubscribeLinkTooLong { most: MAX_LINK_OCTETS })
        );
        assert!(out.is_empty());
        write_unsubscribe_headers(
            &mut out,
            Some(&url(MAX_LINK_OCTETS)),
            Some(&MailtoLink::new(&"x@n.example".parse().unwrap())),
            None,
        )
        .unwrap();
        assert_eq!(out.split(|byte| *byte == b'\n').map(<[u8]>::len).max(), Some(999));
    }
}
