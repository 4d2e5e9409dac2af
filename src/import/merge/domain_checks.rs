//! Remembers which domains look misspelled or are only examples: most rows of a file have one of a few domains, and
//! comparing one with all well-known domains costs more than reading a row.

use std::collections::HashMap;

use crate::model::{is_example_domain, likely_domain};

/// The number of domains that are remembered.
const MAX_DOMAINS: usize = 1_000;

/// What is doubtful about a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DoubtfulDomain {
    /// The domain that was probably meant; `None` for an example.
    pub(super) meant: Option<String>,
}

/// The domains that were checked.
#[derive(Debug, Default)]
pub(super) struct DomainChecks {
    checked: HashMap<String, Option<DoubtfulDomain>>,
}

impl DomainChecks {
    /// Returns what is doubtful about a domain, if anything is.
    pub(super) fn check(&mut self, domain: &str) -> Option<DoubtfulDomain> {
        if let Some(known) = self.checked.get(domain) {
            return known.clone();
        }
        if self.checked.len() >= MAX_DOMAINS {
            self.checked.clear();
        }
        let meant = likely_domain(domain);
        let found = (meant.is_some() || is_example_domain(domain)).then_some(DoubtfulDomain { meant });
        self.checked.insert(domain.to_owned(), found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_remembered_up_to_a_limit() {
        let mut checks = DomainChecks::default();
        for _ in 0..50 {
            assert_eq!(checks.check("gmial.com").and_then(|found| found.meant).as_deref(), Some("gmail.com"));
            assert_eq!(checks.check("gmail.com"), None);
            assert_eq!(checks.check("lock.example"), Some(DoubtfulDomain { meant: None }));
        }
        assert_eq!(checks.checked.len(), 3);
        for number in 0..MAX_DOMAINS * 3 {
            checks.check(&format!("society{number}.org"));
        }
        assert!(checks.checked.len() <= MAX_DOMAINS);
    }
}
