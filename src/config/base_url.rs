//! Validates base URLs in the settings.

use url::Url;

/// A text that is not an `http` or `https` URL with a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no address of the web: write it whole, such as `https://news.example.org`")]
pub(super) struct ParseBaseUrlError;

/// Parses `http://…` or `https://…` with a host and returns it without a trailing slash.
pub(super) fn parse_base_url(text: &str) -> Result<String, ParseBaseUrlError> {
    let url = Url::parse(text.trim()).ok().filter(|url| {
        let whole = matches!(url.scheme(), "http" | "https") && url.has_host();
        whole && url.username().is_empty() && url.password().is_none()
    });
    // Paths are appended to it, so it must not have a query or a fragment.
    let url = url.filter(|url| url.query().is_none() && url.fragment().is_none());
    let url = url.ok_or(ParseBaseUrlError)?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::parse_base_url;

    #[test]
    fn base_urls_lose_trailing_slash() {
        for (text, read) in [
            ("https://news.example.org/", "https://news.example.org"),
            (" HTTP://News.example.org:8025/a// ", "http://news.example.org:8025/a"),
            ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ] {
            assert_eq!(parse_base_url(text).unwrap(), read);
        }
        for text in [
            "",
            "news.example.org",
            "news.example.org:8025",
            "//news.example.org",
            "https://",
            "ftp://news.example.org",
            "https://news.example.org/?a",
            "https://news.example.org/#a",
            "https://ann@news.example.org",
        ] {
            assert!(parse_base_url(text).is_err(), "{text:?} was taken");
        }
    }
}
