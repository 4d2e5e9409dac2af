//! On what basis a list is written to, and what must be known of people for it.
//!
//! The kinds are those of the British rules of 2026 (PECR regulation 22, as amended by the Data (Use and Access) Act
//! 2025): consent, the soft opt-in of charities and of customers, and notices to members.

use jiff::civil::Date;
use serde::Serialize;
use strum::{Display, EnumString, IntoStaticStr};

/// The first day on which a charity may collect addresses for its soft opt-in.
const CHARITY_SOFT_OPT_IN_SINCE: Date = jiff::civil::date(2026, 2, 5);

/// The basis on which the people of a list are written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ConsentBasis {
    /// They asked for it.
    #[default]
    Consent,
    /// They supported a charity or were interested in it, and could refuse.
    CharitySoftOptIn,
    /// They bought something or asked about it, and could refuse.
    CustomerSoftOptIn,
    /// They are members.
    MembershipNotice,
}

/// The basis as templates read it: one of them is `true`.
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "templates have no other way to choose")]
pub struct BasisFlags {
    consent: bool,
    charity_soft_opt_in: bool,
    customer_soft_opt_in: bool,
    membership_notice: bool,
}

/// What is known of the people whom somebody puts on a list.
#[derive(Debug, Clone, Copy, Default)]
pub struct BasisEvidence<'a> {
    /// What they agreed to or did, and where.
    pub words: Option<&'a str>,
    /// How they could refuse when they gave their address.
    pub refusal: Option<&'a str>,
    /// The earliest day on which one of them gave their address.
    pub collected: Option<Date>,
}

/// Why what is known is not enough for a basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// It is not said what the people did.
    #[error("it is not said what these people did when they gave their address")]
    MissingWords,
    /// It is not said how they could refuse.
    #[error("it is not said how these people could refuse when they gave their address")]
    MissingRefusal,
    /// The day is missing.
    #[error("it is not said since when these people gave their address")]
    MissingDate,
    /// The rule did not exist at that time.
    #[error("a charity may use the soft opt-in only for addresses that it was given since 5 February 2026")]
    TooEarly,
    /// The day has not come yet.
    #[error("the day on which these people gave their address is in the future")]
    InFuture,
}

impl ConsentBasis {
    /// Returns the words for people, such as `charity soft opt-in`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::CharitySoftOptIn => "charity soft opt-in",
            Self::CustomerSoftOptIn => "customer soft opt-in",
            Self::MembershipNotice => "membership notice",
        }
    }

    /// Returns whether people were not asked first, so that they must be able to refuse when they give their address.
    #[must_use]
    pub fn is_soft_opt_in(self) -> bool {
        matches!(self, Self::CharitySoftOptIn | Self::CustomerSoftOptIn)
    }

    /// Returns the basis as templates read it.
    #[must_use]
    pub fn flags(self) -> BasisFlags {
        BasisFlags {
            consent: self == Self::Consent,
            charity_soft_opt_in: self == Self::CharitySoftOptIn,
            customer_soft_opt_in: self == Self::CustomerSoftOptIn,
            membership_notice: self == Self::MembershipNotice,
        }
    }

    /// Returns the text that goes into the record of consent for people whom somebody puts on the list; `None` if
    /// nothing is known. For a basis other than consent it begins with the basis.
    ///
    /// # Errors
    /// Returns an error if the basis needs something that is not known.
    pub fn record_text(self, known: BasisEvidence<'_>, today: Date) -> Result<Option<String>, EvidenceError> {
        if known.collected.is_some_and(|day| day > today) {
            return Err(EvidenceError::InFuture);
        }
        if self.is_soft_opt_in() {
            known.words.ok_or(EvidenceError::MissingWords)?;
            known.refusal.ok_or(EvidenceError::MissingRefusal)?;
        }
        if self == Self::CharitySoftOptIn
            && known.collected.ok_or(EvidenceError::MissingDate)? < CHARITY_SOFT_OPT_IN_SINCE
        {
            return Err(EvidenceError::TooEarly);
        }
        let mut parts: Vec<String> = known.words.map(str::to_owned).into_iter().collect();
        parts.extend(known.collected.map(|day| format!("address given on or after {day}")));
        parts.extend(known.refusal.map(|refusal| format!("could refuse: {refusal}")));
        let details = parts.join("; ");
        Ok(match (self, details.is_empty()) {
            (Self::Consent, true) => None,
            (Self::Consent, false) => Some(details),
            (_, true) => Some(self.words().to_owned()),
            (_, false) => Some(format!("{}: {details}", self.words())),
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 29);

    #[test]
    fn each_basis_demands_its_evidence() {
        use ConsentBasis::{CharitySoftOptIn, Consent, CustomerSoftOptIn, MembershipNotice};
        let all = BasisEvidence {
            words: Some("gave to the roof appeal"),
            refusal: Some("a box on the form"),
            collected: Some(date(2026, 2, 5)),
        };
        let words = BasisEvidence { words: all.words, ..BasisEvidence::default() };
        let none = BasisEvidence::default();
        for (basis, known, expected) in [
            (Consent, none, Ok(None)),
            (Consent, words, Ok(Some("gave to the roof appeal"))),
            (MembershipNotice, none, Ok(Some("membership notice"))),
            (MembershipNotice, words, Ok(Some("membership notice: gave to the roof appeal"))),
            (CustomerSoftOptIn, none, Err(EvidenceError::MissingWords)),
            (CustomerSoftOptIn, words, Err(EvidenceError::MissingRefusal)),
            (
                CustomerSoftOptIn,
                BasisEvidence { collected: None, ..all },
                Ok(Some("customer soft opt-in: gave to the roof appeal; could refuse: a box on the form")),
            ),
            (CharitySoftOptIn, BasisEvidence { collected: None, ..all }, Err(EvidenceError::MissingDate)),
            (
                CharitySoftOptIn,
                BasisEvidence { collected: Some(date(2026, 2, 4)), ..all },
                Err(EvidenceError::TooEarly),
            ),
            (
                CharitySoftOptIn,
                all,
                Ok(Some(
                    "charity soft opt-in: gave to the roof appeal; address given on or after 2026-02-05; could refuse: a \
                     box on the form",
                )),
            ),
            (Consent, BasisEvidence { collected: Some(date(2026, 11, 30)), ..none }, Err(EvidenceError::InFuture)),
        ] {
            let text = basis.record_text(known, TODAY);
            assert_eq!(text, expected.map(|text: Option<&str>| text.map(str::to_owned)), "{basis}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for name in ["consent", "charity-soft-opt-in", "customer-soft-opt-in", "membership-notice"] {
            assert_eq!(name.parse::<ConsentBasis>().unwrap().to_string(), name);
        }
        assert_eq!(ConsentBasis::CharitySoftOptIn.words(), "charity soft opt-in");
        assert_eq!(ConsentBasis::MembershipNotice.words(), "membership notice");
    }
}
