//! What is wrong with the target of a link.

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::model::closest_match;

/// The schemes that a letter may link to.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// The last parts of names that exist only in a house's own network.
const LOCAL_SUFFIXES: &[&str] = &["localhost", "local", "lan", "internal", "intranet", "home", "invalid"];

/// The names under which routers answer in their own network.
const ROUTER_NAMES: &[&str] = &["fritz.box", "www.fritz.box", "speedport.ip", "routerlogin.net", "router.asus.com"];

/// A fault of a link, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinkFault {
    pub(super) message: String,
    pub(super) help: String,
}

impl LinkFault {
    fn new(message: String, help: impl Into<String>) -> Self {
        Self { message, help: help.into() }
    }
}

/// Returns what is wrong with the target of a link.
pub(super) fn link_fault(target: &str) -> Option<LinkFault> {
    let whole = "write the whole address, beginning with `https://`";
    if target.is_empty() || target == "#" {
        return Some(LinkFault::new(
            "a link leads nowhere".to_owned(),
            "write the address to which it leads, beginning with `https://`",
        ));
    }
    if target.starts_with('#') {
        let help = "say in words where it stands: few mail programs jump within a letter";
        return Some(LinkFault::new(format!("the link to `{target}` stays within the letter"), help));
    }
    if target.starts_with("{{") {
        return None;
    }
    let Some((scheme, rest)) = target.split_once(':') else { return Some(schemeless_fault(target)) };
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        _ if scheme.chars().count() == 1 || scheme == "file" => {
            let help = "attach the file with `attachments:`, or link to it on the web";
            Some(LinkFault::new(format!("the link to `{target}` leads to a file on your computer"), help))
        }
        "http" | "https" => web_fault(target, &scheme, rest),
        "mailto" => mail_fault(target, rest),
        "tel" => phone_fault(target, rest),
        _ => {
            let close = closest_match(&scheme, SCHEMES.iter().copied());
            let message = format!("the link to `{target}` is none that mail programs follow");
            match close {
                Some(close @ ("http" | "https")) => {
                    Some(LinkFault::new(message, format!("write `{close}://{}`", rest.trim_start_matches(['/', '\\']))))
                }
                Some(close) => Some(LinkFault::new(message, format!("write `{close}:{rest}`"))),
                None => Some(LinkFault::new(message, whole)),
            }
        }
    }
}

fn schemeless_fault(target: &str) -> LinkFault {
    let lower = target.to_ascii_lowercase();
    let missing_colon = lower.strip_prefix("https").or_else(|| lower.strip_prefix("http"));
    if let Some(rest) =
        missing_colon.and_then(|rest| target.get(target.len() - rest.len()..)).filter(|rest| rest.starts_with("//"))
    {
        return LinkFault::new(format!("the link to `{target}` has no colon"), format!("write `https:{rest}`"));
    }
    if lower.starts_with("www.") {
        return LinkFault::new(format!("the link to `{target}` leads nowhere"), format!("write `https://{target}`"));
    }
    if target.starts_with("\\\\") || target.starts_with("//") {
        let help = "attach the file with `attachments:`, or write the whole address, beginning with `https://`";
        return LinkFault::new(format!("the link to `{target}` leads nowhere outside of your network"), help);
    }
    if target.contains('@') {
        return LinkFault::new(format!("the link to `{target}` leads nowhere"), format!("write `mailto:{target}`"));
    }
    LinkFault::new(
        format!("the link to `{target}` leads nowhere outside of this folder"),
        "write the whole address, beginning with `https://`",
    )
}

fn web_fault(target: &str, scheme: &str, rest: &str) -> Option<LinkFault> {
    let whole = "write the whole address, as the address line of your browser shows it";
    let Some(address) = rest.strip_prefix("//") else {
        let help = format!("write two slashes: `{scheme}://{}`", rest.trim_start_matches(['/', '\\']));
        return Some(LinkFault::new(format!("the link to `{target}` is no address"), help));
    };
    let authority = address.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() {
        return Some(LinkFault::new(format!("the link to `{target}` names no website"), whole));
    }
    if authority.contains("{{") {
        return None;
    }
    if matches!(authority, "http" | "https" | "http:" | "https:") {
        return Some(LinkFault::new(
            format!("the link to `{target}` has `{authority}` twice"),
            "delete one of the two",
        ));
    }
    if let Some((account, _)) = authority.rsplit_once('@') {
        let secret = if account.contains(':') { "a password" } else { "an account" };
        let help = format!("delete `{account}@`: everybody who gets the letter can read it");
        return Some(LinkFault::new(format!("the link to `{target}` has {secret} in it"), help));
    }
    if let Some(escape) = broken_escape(address) {
        let help = "copy the whole address again, as the address line of your browser shows it; write `%25` for a percent sign";
        return Some(LinkFault::new(format!("the link to `{target}` has `{escape}`, which stands for no sign"), help));
    }
    let Ok(url) = Url::parse(&target.replace("{{", "").replace("}}", "")) else {
        return Some(LinkFault::new(format!("the link to `{target}` is no address"), whole));
    };
    match url.host() {
        Some(Host::Domain(name)) => host_fault(target, name),
        Some(Host::Ipv4(address)) => {
            let local = address.is_loopback()
                || address.is_private()
                || address.is_unspecified()
                || address.is_link_local()
                || (address.octets()[0] == 100 && (64..128).contains(&address.octets()[1]));
            local.then(|| local_fault(target))
        }
        Some(Host::Ipv6(address)) => {
            let local = address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local();
            local.then(|| local_fault(target))
        }
        None => Some(LinkFault::new(format!("the link to `{target}` names no website"), whole)),
    }
}

/// Returns the first percent sign of a path that no two hexadecimal digits follow, with what follows it.
fn broken_escape(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?;
    path.match_indices('%').find_map(|(at, _)| {
        let digits = path.as_bytes().get(at + 1..at + 3);
        let valid = digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        (!valid).then(|| &path[at..path.ceil_char_boundary((at + 3).min(path.len()))])
    })
}

fn local_fault(target: &str) -> LinkFault {
    let help = "write the address that everybody can reach, beginning with `https://`";
    LinkFault::new(format!("the link to `{target}` leads to your own computer or network"), help)
}

fn host_fault(target: &str, name: &str) -> Option<LinkFault> {
    let help = "write the whole address, as the address line of your browser shows it";
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    if LOCAL_SUFFIXES.contains(&last) || ROUTER_NAMES.contains(&name) || name.ends_with(".home.arpa") {
        return Some(local_fault(target));
    }
    if name.split('.').any(str::is_empty) {
        return Some(LinkFault::new(
            format!("the link to `{target}` has a dot too many in the name of the website"),
            help,
        ));
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')) {
        return Some(LinkFault::new(
            format!("the link to `{target}` has a sign in the name of the website that none has"),
            help,
        ));
    }
    if name.split('.').any(|label| label.starts_with('-') || label.ends_with('-')) {
        return Some(LinkFault::new(
            format!("the link to `{target}` has a hyphen at the edge of a part of the website's name"),
            help,
        ));
    }
    if !name.contains('.') || last.len() < 2 {
        return Some(LinkFault::new(
            format!("the link to `{target}` leads to `{name}`, which no website is called"),
            help,
        ));
    }
    None
}

fn mail_fault(target: &str, rest: &str) -> Option<LinkFault> {
    let (to, query) = rest.split_once('?').unwrap_or((rest, ""));
    if to.contains("{{") {
        return None;
    }
    let help = "write the address behind it: `mailto:chair@example.org`";
    if to.trim().is_empty() {
        // Without an address, the reader chooses one: to forward something to a friend.
        let forwards = query.split('&').any(|pair| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty()));
        return if forwards {
            None
        } else {
            Some(LinkFault::new(format!("the link to `{target}` names no address"), help))
        };
    }
    if to.starts_with("//") {
        return Some(LinkFault::new(
            format!("the link to `{target}` has slashes"),
            format!("write `mailto:{}`", rest.trim_start_matches('/')),
        ));
    }
    let decoded = percent_decode_str(to).decode_utf8_lossy().into_owned();
    let wrong = decoded.split(',').map(str::trim).find(|address| !is_address(address))?;
    Some(LinkFault::new(format!("the link to `{target}` leads to `{wrong}`, which is no mail address"), help))
}

fn is_address(address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && (!local.contains('@') || local.starts_with('"'))
            && !address.contains(char::is_whitespace)
            && domain.contains('.')
            && domain
                .split('.')
                .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-'))
    })
}

fn phone_fault(target: &str, rest: &str) -> Option<LinkFault> {
    let number = rest.split(';').next().unwrap_or_default().replace("%20", "");
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let plain = number.chars().all(|c| c.is_ascii_digit() || "+-.() *#".contains(c));
    if number.contains("{{") || (digits >= 3 && plain) {
        return None;
    }
    let help = "write the number with its country: `tel:+442079460000`";
    Some(LinkFault::new(format!("the link to `{target}` has no telephone number"), help))
}

#[cfg(test)]
mod tests {
    use super::link_fault;

    #[test]
    fn links_that_cannot_work_are_told_apart() {
        for target in [
            "",
            "#",
            "#top",
            "file:///C:/Users/x.pdf",
            "C:\\Users\\x.pdf",
            "\\\\server\\share",
            "//server/share",
            "http://localhost:8025/x",
            "http://127.0.0.1/",
            "http://192.168.1.7/x",
            "http://169.254.1.1/",
            "http://[::1]/",
            "http://[fd00::1]/",
            "https://printer.local/",
            "https://intranet/x",
            "report.pdf",
            "../x.md",
            "www.example.org",
            "WWW.example.org",
            "chair@example.org",
            "javascript:alert(1)",
            "htps://www.example.org",
            "mailt:chair@example.org",
            "http//www.example.org",
            "https://",
            "https:///report",
            "https:/www.example.org",
            "https:www.example.org",
            "http:\\\\www.example.org",
            "https://https://www.example.org",
            "https://www..example.org/",
            "https://.example.org/",
            "https://www,example.org/",
            "https://www.example.org:port/",
            "https://www.example.o",
            "mailto:",
            "mailto:?subject=",
            "mailto:office",
            "mailto:chair@example",
            "mailto:chair@example..org",
            "mailto://chair@example.org",
            "mailto:chair@example.org,office",
            "mailto:chair at example.org",
            "tel:",
            "tel:office",
            "tel:+44",
            "mailto:ann@@example.org",
            "https://-example.org/",
            "https://user:pass@example.org/",
            "http://fritz.box/",
            "https://www.example.org/%zz",
            "https://www.example.org/100%",
        ] {
            assert!(link_fault(target).is_some(), "{target}");
        }
        for target in [
            "https://example.org/x",
            "https://www.example.org./x",
            "https://bücher.example/programm",
            "https://my_page.example.org:8443/a%20b?c=d#e",
            "https://8.8.8.8/",
            "https://ex-ample.org/@ann",
            "https://www.example.org/?q=100%",
            "https://www.dropbox.com/x%20y",
            "mailto:a@example.org",
            "mailto:a@example.org,b@example.org?subject=x",
            "mailto:a%2Bb@example.org",
            "mailto:?subject=Look%20at%20this",
            "mailto:{{contact}}",
            "tel:+442079460000",
            "tel:+44-20-7946-0000;ext=7",
            "tel:112",
            "{{site}}",
            "https://{{host}}/",
            "https://www.example.org/{{town}}",
            "{{unsubscribe_url}}",
        ] {
            assert_eq!(link_fault(target), None, "{target}");
        }
    }
}
