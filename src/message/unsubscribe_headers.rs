//! Writes the unsubscribe headers (RFC 2369 §3.2, RFC 8058).

use mail_builder::headers::url::URL;
use percent_encoding::AsciiSet;

use super::{Error, headers};
use crate::model::{RESERVED, Token, UnsubscribeAddress, percent_encode};

/// The maximum length of a link that fits on one line with name, brackets and comma, in octets.
const MAX_LINK_OCTETS: usize = 998 - headers::LIST_UNSUBSCRIBE.len() - 5;

/// The length of the brackets around an address, in octets.
const BRACKETS: usize = 2;

/// The characters encoded in the local part of an address in the header; subaddresses keep their `+`.
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

/// The maximum length of an address in `List-Unsubscribe` with its brackets, in octets. Python's and Django's mail modules
/// fold a longer one into encoded-words, and nobody can unsubscribe with it any more.
pub const MAX_UNSUBSCRIBE_URI_OCTETS: usize = 76;

/// What may stand before the token in the subject, the clearest first: the first one that fits into the header is used.
/// Without a space, because some mail programs do not decode `%20`.
pub const LEAVE_KEYWORDS: [&str; 4] = ["unsubscribe-", "leave-", "off-", ""];

/// The parts of a `mailto:` link for unsubscribing in `List-Unsubscribe`; a token may be inserted between them (RFC 6068
/// §2).
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
        let at = format!("@{}", address.domain());
        match address.token_affixes() {
            Some((before, after)) => {
                Self { prefix: format!("mailto:{}", part(before)), suffix: Some(format!("{}{at}", part(after))) }
            }
            None => Self { prefix: format!("mailto:{}{at}", part(address.local_part())), suffix: None },
        }
    }

    fn link(&self, token: Option<&str>) -> Option<String> {
        let token = token.map(|token| percent_encode(token, RESERVED));
        match (&self.suffix, token) {
            (Some(after), Some(token)) => Some([&self.prefix, &token, after.as_str()].concat()),
            (Some(_), None) => None,
            (None, Some(token)) => {
                let link = |word: &str| [&self.prefix, "?subject=", word, &token].concat();
                let fits = |link: &String| link.len() + BRACKETS <= MAX_UNSUBSCRIBE_URI_OCTETS;
                let (shortest, words) = LEAVE_KEYWORDS.split_last()?;
                words.iter().map(|word| link(word)).find(fits).or_else(|| Some(link(shortest)))
            }
            (None, None) => Some(format!("{}?subject=unsubscribe", self.prefix)),
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

/// Returns the visible `mailto:` link with which the subscriber who has this token unsubscribes. A `+` in the address is
/// written `%2B`, because some mail programs make a space of it.
#[must_use]
pub fn mailto_link(address: &UnsubscribeAddress, token: &str) -> String {
    let part = |text: &str| percent_encode(text, RESERVED);
    let (token, domain) = (part(token), address.domain());
    match address.token_affixes() {
        Some((before, after)) => {
            format!("mailto:{}{token}{}@{domain}?subject=unsubscribe", part(before), part(after))
        }
        None => format!("mailto:{}@{domain}?subject=unsubscribe-{token}", part(address.local_part())),
    }
}

/// Returns the link to the public page on which the subscriber who has this token unsubscribes.
#[must_use]
pub fn unsubscribe_page_link(public_url: &str, token: &str) -> String {
    format!("{public_url}/u/{token}")
}

/// Returns the length of the longest address that `List-Unsubscribe` will contain, with its brackets, in octets; compare it
/// with [`MAX_UNSUBSCRIBE_URI_OCTETS`].
#[must_use]
pub fn unsubscribe_uri_octets(public_url: Option<&str>, address: Option<&UnsubscribeAddress>) -> usize {
    let token = "a".repeat(Token::LENGTH);
    let page = public_url.map(|url| percent_encode(&unsubscribe_page_link(url, &token), NOT_IN_URL));
    let mailto = address.and_then(|address| MailtoLink::new(address).link(Some(&token)));
    page.iter().chain(&mailto).map(|link| link.len() + BRACKETS).max().unwrap_or(0)
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
                     <mailto:leave@n.example?subject=unsubscribe-T>\r\n{post}"
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
                "List-Unsubscribe: <mailto:leave+T_1-@n.example>\r\n".to_owned(),
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
        assert_eq!(mailto_link(&address, "T-1 &x"), "mailto:a%3Fb%26c%25d@n.example?subject=unsubscribe-T-1%20%26x");
        let with_token = "leave+{token}@n.example".parse().unwrap();
        assert_eq!(mailto_link(&with_token, "T"), "mailto:leave%2BT@n.example?subject=unsubscribe");
    }

    #[test]
    fn addresses_of_common_length_fit_into_76_octets() {
        let token = "t".repeat(Token::LENGTH);
        for (url, address, octets, subject) in [
            (Some("https://news.example.org"), None, 65, ""),
            (None, Some("leave+{token}@example.org"), 63, ""),
            (None, Some("x@x.org"), 73, "unsubscribe-"),
            (None, Some("leave@x.org"), 71, "leave-"),
            (None, Some("leave@example.org"), 75, "off-"),
            (None, Some("leave@societies.org"), 73, ""),
            (Some("https://news.example.org"), Some("leave@news.of-our-society.example.org"), 91, ""),
        ] {
            let address = address.map(|address| address.parse().unwrap());
            assert_eq!(unsubscribe_uri_octets(url, address.as_ref()), octets, "{address:?}");
            let link = address.and_then(|address| MailtoLink::new(&address).link(Some(&token)));
            if let Some((_, found)) = link.as_deref().and_then(|link| link.split_once("?subject=")) {
                assert_eq!(found, format!("{subject}{token}"));
            }
        }
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
