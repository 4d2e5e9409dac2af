//! Whether the domain of a signature belongs to the organization of the sender's domain (RFC 9989).

/// The length up to which the second label of a country's domain is taken for a public one: `org.uk`, `co.at`.
const MAX_PUBLIC_LABEL: usize = 3;

/// Returns whether two domains can have the same organizational domain: one is below the other, or both are below a
/// domain that one can register. Only DNS can tell for sure.
#[must_use]
pub fn is_same_organization(domain: &str, other: &str) -> bool {
    let shared = domain.rsplit('.').zip(other.rsplit('.')).take_while(|(one, two)| one.eq_ignore_ascii_case(two));
    let shared: Vec<&str> = shared.map(|(label, _)| label).collect();
    let is_above = |domain: &str| domain.split('.').count() == shared.len();
    match shared.as_slice() {
        [_, _] if is_above(domain) || is_above(other) => true,
        [top, second] => !(top.len() == 2 && second.len() <= MAX_PUBLIC_LABEL),
        labels => labels.len() > 2,
    }
}

#[cfg(test)]
mod tests {
    use super::is_same_organization;

    #[test]
    fn related_domains_are_told_from_foreign_ones() {
        for (domain, other, expected) in [
            ("example.org", "example.org", true),
            ("Example.ORG", "example.org", true),
            ("example.org", "news.example.org", true),
            ("mail.example.org", "example.org", true),
            ("mail.example.org", "news.example.org", true),
            ("mail.society.org.uk", "news.society.org.uk", true),
            ("org.uk", "society.org.uk", true),
            ("other.org.uk", "society.org.uk", false),
            ("other.co.at", "society.co.at", false),
            ("example.net", "example.org", false),
            ("myexample.org", "example.org", false),
            ("relay.example", "example.org", false),
            ("org", "example.org", false),
        ] {
            assert_eq!(is_same_organization(domain, other), expected, "{domain} {other}");
            assert_eq!(is_same_organization(other, domain), expected, "{other} {domain}");
        }
    }
}
