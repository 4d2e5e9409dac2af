//! The website that a web address leads to.

use url::Url;

/// Returns the host of a web address in lower case and ASCII, without `www.`; `None` if it is not a web address.
pub(super) fn website_host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}
