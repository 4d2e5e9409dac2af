//! Recognises domains that no mail reaches, and the likely misspellings of large mailbox providers.

/// Top-level domains that are reserved and never resolve on the public internet (RFC 6761, RFC 6762).
const RESERVED_TOP: [&str; 4] = ["invalid", "localhost", "local", "test"];
/// The top-level domain that is reserved for examples (RFC 2606).
const EXAMPLE_TOP: &str = "example";
/// Large mailbox providers, and the domains that each of them really has.
#[rustfmt::skip]
const PROVIDERS: &[(&str, &[&str])] = &[
    ("gmail", &["com"]),
    ("googlemail", &["com", "co.uk", "de"]),
    ("hotmail", &["com", "co.uk", "de", "fr", "it", "es", "nl", "be", "ch", "at", "se", "no", "dk", "fi", "gr", "com.au", "com.br", "ca", "ie"]),
    ("yahoo", &["com", "co.uk", "de", "fr", "it", "es", "ie", "ca", "in", "co.in", "com.au", "com.br", "com.mx", "com.ar", "co.jp", "gr", "no", "se", "dk", "fi", "nl", "be", "at", "ch", "pl", "ro", "pt", "co.nz", "co.za"]),
    ("outlook", &["com", "de", "fr", "es", "it", "at", "be", "ie", "dk", "pt", "cz", "hu", "com.au", "com.br", "jp"]),
    ("icloud", &["com"]),
    ("gmx", &["de", "net", "at", "ch", "com", "co.uk", "fr", "es", "us", "info", "biz", "org", "eu", "li"]),
    ("web", &["de"]),
    ("t-online", &["de"]),
    ("freenet", &["de"]),
    ("btinternet", &["com"]),
    ("virginmedia", &["com"]),
    ("protonmail", &["com", "ch"]),
    ("wanadoo", &["fr", "es", "nl", "be"]),
    ("laposte", &["net"]),
    ("bluewin", &["ch"]),
    ("comcast", &["net"]),
    ("verizon", &["net"]),
    ("aol", &["com", "co.uk", "de", "fr", "it", "es"]),
];
/// The length from which the name of a provider is recognised although a letter is wrong.
const MIN_LENGTH: usize = 5;
/// Names that differ from a provider's by one letter, but exist.
const REAL_NAMES: [&str; 12] =
    ["mail", "ymail", "email", "fmail", "rmail", "zmail", "tmail", "umail", "dmail", "gmails", "icloud", "yaho"];
/// Misspelled top-level domains, with what was meant.
const TOP_TYPOS: [(&str, &str); 13] = [
    ("con", "com"),
    ("cmo", "com"),
    ("ocm", "com"),
    ("comm", "com"),
    ("coom", "com"),
    ("vom", "com"),
    ("xom", "com"),
    ("cpm", "com"),
    ("ogr", "org"),
    ("orgg", "org"),
    ("rog", "org"),
    ("nett", "net"),
    ("nte", "net"),
];

/// Returns whether a domain lies under a reserved top-level domain, so that no mail can reach it.
///
/// `.example` and `example.org` are not included, because documentation and samples use them.
#[must_use]
pub fn is_reserved_domain(domain: &str) -> bool {
    domain.rsplit('.').next().is_some_and(|top| RESERVED_TOP.contains(&top))
}

/// Returns whether a domain lies under `.example`, which documentation and samples use.
#[must_use]
pub fn is_example_domain(domain: &str) -> bool {
    domain.rsplit('.').next() == Some(EXAMPLE_TOP)
}

/// Returns the domain that was probably meant, if a domain looks like a misspelling: `gmail.con`, `hotnail.com`.
#[must_use]
pub fn likely_domain(domain: &str) -> Option<String> {
    let (name, top) = domain.split_once('.')?;
    if let Some((provider, tops)) = PROVIDERS.iter().find(|(provider, _)| *provider == name) {
        if tops.contains(&top) {
            return None;
        }
        let meant = tops.iter().find(|known| is_close(top, known)).or(tops.first().filter(|_| is_vague(top)));
        return meant.map(|meant| format!("{provider}.{meant}"));
    }
    let misspelled = PROVIDERS.iter().find(|(provider, tops)| {
        let is_long = provider.len() >= MIN_LENGTH && !REAL_NAMES.contains(&name) && name != "yahoo";
        let is_name = strsim::osa_distance(name, provider) == 1 && (tops.contains(&top) || is_vague(top));
        is_long && is_name
    });
    if let Some((provider, tops)) = misspelled {
        let top = tops.iter().find(|known| **known == top).or(tops.first())?;
        return Some(format!("{provider}.{top}"));
    }
    let (front, top) = domain.rsplit_once('.')?;
    let (_, meant) = TOP_TYPOS.iter().find(|(typo, _)| *typo == top)?;
    Some(format!("{front}.{meant}"))
}

/// Returns whether a top-level domain is one of those that a hasty finger produces.
fn is_vague(top: &str) -> bool {
    TOP_TYPOS.iter().any(|(typo, _)| *typo == top)
        || matches!(top, "co" | "cm" | "om" | "c" | "d" | "co.u" | "co.ku" | "couk")
}

fn is_close(top: &str, known: &str) -> bool {
    top.len() > 1 && known.len() > 2 && strsim::osa_distance(top, known) == 1
}

#[cfg(test)]
mod tests {
    use super::{is_reserved_domain, likely_domain};

    #[test]
    fn misspelled_domains_are_recognised() {
        for (domain, meant) in [
            ("gmail.con", "gmail.com"),
            ("gmial.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gnail.com", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("hotnail.com", "hotmail.com"),
            ("hotmal.co.uk", "hotmail.co.uk"),
            ("hotmail.cm", "hotmail.com"),
            ("yahoo.co", "yahoo.com"),
            ("yahooo.com", "yahoo.com"),
            ("yhaoo.de", "yahoo.de"),
            ("outlok.com", "outlook.com"),
            ("iclod.com", "icloud.com"),
            ("googelmail.com", "googlemail.com"),
            ("t-onlin.de", "t-online.de"),
            ("example.con", "example.com"),
            ("society.example.ogr", "society.example.org"),
        ] {
            assert_eq!(likely_domain(domain).as_deref(), Some(meant), "{domain}");
        }
        for domain in [
            "gmail.com",
            "googlemail.com",
            "hotmail.fr",
            "yahoo.co.uk",
            "yahoo.com.sg",
            "ymail.com",
            "mail.com",
            "email.com",
            "gmx.de",
            "gmx.net",
            "web.de",
            "aol.com",
            "example.org",
            "example.co",
            "live.com",
            "me.com",
            "outlook.fr",
            "protonmail.com",
            "proton.me",
            "leeds.ac.uk",
            "verein.example.org",
            "orange.fr",
            "gmx.at",
        ] {
            assert_eq!(likely_domain(domain), None, "{domain}");
        }
    }

    #[test]
    fn reserved_domains_are_recognised() {
        for domain in ["mail.test", "a.invalid", "my.localhost", "printer.local"] {
            assert!(is_reserved_domain(domain), "{domain}");
        }
        for domain in ["example.org", "example.com", "society.example", "test.org", "localhost.org", "contest"] {
            assert!(!is_reserved_domain(domain), "{domain}");
        }
    }
}
