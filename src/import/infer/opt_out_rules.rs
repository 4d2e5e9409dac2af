//! Decides from the name of a column, and from a value in it, whether a person opted out.

use super::opt_out_values::{
    contains, is_blank, is_clear_state, is_mark, is_neutral, is_opted_out, is_refusal, is_remark, is_state,
    says_nothing, words,
};
use super::opt_out_words::{
    ANY_CONSENT, BESIDE_CONSENT, CONSENT, CONSENT_NAMES, CONSENT_PHRASES, LEFT, MARKS, OTHER_CONSENT, OTHER_MATTERS,
    OTHER_STATUS, OTHER_WAYS, REMARKS,
};

/// The maximum length of a column name, in bytes.
const LONGEST_NAME: usize = 200;

/// How the values of a column indicate that a person opted out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptOutRule {
    /// By any value except `no`: `UNSUB_REASON`.
    AnyValue,
    /// By `yes`, a time, a number or a state: `Blocked`.
    Mark,
    /// By a number above 0, unless another column is clearer: `bounce_count`.
    Count,
    /// Never, but a mark leaves a doubt: `Resigned`.
    OtherMark,
    /// By `no`.
    Consent,
    /// Never, but a `no` leaves a doubt, as it may be about anything: `Bus tour consent`.
    OtherConsent,
    /// Never; only the rows without a time may leave a doubt: `confirmed_at`.
    ConsentTime,
    /// By `no`, and by an empty cell, as the operator says.
    MappedConsent,
    /// By a word for the state of a subscription, such as `unsubscribed`.
    Status,
    /// By a state that can only be about mail; other states leave a doubt: `Membership status`.
    OtherStatus,
    /// Never, but a remark may leave a doubt.
    Remark,
    /// By a remark, as the operator says.
    MappedRemark,
}

/// What a value says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptOutSign {
    Nothing,
    /// The person may have opted out.
    Doubt,
    OptedOut,
}

impl OptOutRule {
    /// Returns the rule for a column name; `None` if the column has nothing to do with mail.
    pub(crate) fn of(header: &str) -> Option<Self> {
        if header.len() > LONGEST_NAME {
            return None;
        }
        let words = words(header);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
        let is_time = has(&["time", "at", "date", "datum", "on", "am", "since", "seit"]);
        let only = |known: &[&str]| has(known) && words.iter().all(|word| is_neutral(word) || known.contains(word));
        match () {
            () if words.is_empty() || has(OTHER_MATTERS) => None,
            () if is_count(&words) => Some(Self::Count),
            () if is_opted_out(&words) => Some(Self::AnyValue),
            () if is_bounce_detail(&words) => Some(Self::AnyValue),
            () if has(&["status", "state", "statut", "zustand", "estado", "stato"]) => status(&words),
            () if matches!(words[..], ["type"] | ["subscriber", "type"]) => Some(Self::Status),
            () if matches!(words[..], ["contact", "type"]) => Some(Self::OtherStatus),
            () if only(MARKS) => Some(Self::Mark),
            () if only(LEFT) => Some(Self::OtherMark),
            () if is_time && only(&["confirmed", "subscribed", "bestätigt"]) => Some(Self::ConsentTime),
            () if is_time || has(&["ip", "source"]) || has(OTHER_CONSENT) => None,
            () if is_consent(&words) => Some(Self::Consent),
            () if has(CONSENT) || contains(&words, &["opt", "in"]) => Some(Self::OtherConsent),
            () if words.last().is_some_and(|word| REMARKS.contains(word)) => Some(Self::Remark),
            () => None,
        }
    }

    /// Returns the rule for a column of which the operator says that it marks people who opted out.
    pub(crate) fn of_mapped(header: &str) -> Self {
        match Self::of(header) {
            Some(Self::Status | Self::OtherStatus) => Self::Status,
            Some(Self::Consent | Self::OtherConsent | Self::ConsentTime) => Self::MappedConsent,
            Some(Self::Remark) => Self::MappedRemark,
            _ => Self::AnyValue,
        }
    }

    /// Returns what a value without surrounding spaces says.
    pub(crate) fn read(self, text: &str) -> OptOutSign {
        let out = |is_out| if is_out { OptOutSign::OptedOut } else { OptOutSign::Nothing };
        let doubt = |is_doubt| if is_doubt { OptOutSign::Doubt } else { OptOutSign::Nothing };
        if text.is_empty() && self != Self::MappedConsent {
            return OptOutSign::Nothing;
        }
        match self {
            Self::AnyValue => out(!says_nothing(text)),
            Self::Mark => out(!says_nothing(text) && is_mark(text)),
            Self::Count => out(text.parse::<f64>().is_ok_and(|count| count > 0.0)),
            Self::OtherMark => doubt(!says_nothing(text) && is_mark(text)),
            Self::Consent if is_refusal(text) => OptOutSign::OptedOut,
            Self::Consent => doubt(OTHER_WAYS.contains(&text.to_lowercase().as_str())),
            Self::OtherConsent => doubt(is_refusal(text)),
            Self::ConsentTime => OptOutSign::Nothing,
            Self::MappedConsent => out(is_blank(text) || is_refusal(text)),
            Self::Status => out(is_state(text) || is_clear_state(text)),
            Self::OtherStatus if is_clear_state(text) => OptOutSign::OptedOut,
            Self::OtherStatus => doubt(is_state(text)),
            Self::Remark => doubt(is_remark(text)),
            Self::MappedRemark => out(is_remark(text)),
        }
    }
}

impl OptOutRule {
    /// Returns whether it marks nobody, and leaves a doubt at most.
    pub(crate) fn only_doubts(self) -> bool {
        matches!(self, Self::Remark | Self::OtherMark | Self::OtherConsent | Self::ConsentTime)
    }

    /// Returns whether a value says that a person agreed; `None` if that is not what the column says.
    pub(crate) fn agreement(self, text: &str) -> Option<Agreement> {
        match self {
            Self::Consent | Self::ConsentTime if is_blank(text) => Some(Agreement::Silent),
            Self::Consent | Self::ConsentTime if is_mark(text) => Some(Agreement::Given),
            Self::Consent | Self::ConsentTime => Some(Agreement::Unclear),
            _ => None,
        }
    }
}

/// Whether a person agreed to mail, as a column with consent says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    Given,
    /// The cell is empty.
    Silent,
    /// It says something else.
    Unclear,
}

/// Returns whether a column is about consent to mail, and not to something unknown.
fn is_consent(words: &[&str]) -> bool {
    let is_known = |word: &&str| is_neutral(word) || CONSENT.contains(word) || BESIDE_CONSENT.contains(word);
    let is_any = |word: &&str| ANY_CONSENT.contains(word);
    let is_any_phrase = |phrase: &&&[&str]| phrase.last().is_some_and(|word| ANY_CONSENT.contains(word));
    let phrases = || CONSENT_PHRASES.iter().filter(|phrase| contains(words, phrase));
    CONSENT_NAMES.contains(&words)
        || words.iter().any(|word| CONSENT.contains(word) && !is_any(word))
        || phrases().any(|phrase| !is_any_phrase(&phrase))
        || (words.iter().all(is_known)
            && (words.iter().any(|word| CONSENT.contains(word)) || phrases().next().is_some()))
}

fn status(words: &[&str]) -> Option<OptOutRule> {
    match () {
        () if words.iter().all(|word| is_neutral(word)) && !words.contains(&"member") => Some(OptOutRule::Status),
        () if words.iter().any(|word| OTHER_STATUS.contains(word)) => None,
        () => Some(OptOutRule::OtherStatus),
    }
}

/// Returns whether a column counts mails that bounced.
fn is_count(words: &[&str]) -> bool {
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let is_about_bounces = has(&["bounce", "bounces", "bounced", "bouncecount"]);
    let counts = has(&["count", "number", "anzahl", "nombre", "num", "total", "bounces", "bouncecount"]);
    // How many mails bounced: `Marketing emails bounced`.
    is_about_bounces && (counts || has(&["emails", "mails"]))
}

/// Returns whether a column says when, how or why mail bounced.
fn is_bounce_detail(words: &[&str]) -> bool {
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    has(&["bounce", "bounced"])
        && has(&["reason", "grund", "type", "category", "message", "date", "time", "at", "code", "datum", "raison"])
}

#[cfg(test)]
mod tests {
    use super::{OptOutRule, OptOutSign};

    #[test]
    fn column_names_have_the_right_rule() {
        #[rustfmt::skip]
        let cases: &[(Option<OptOutRule>, &[&str])] = &[
            (Some(OptOutRule::AnyValue), &[
                "UNSUB_TIME", "UNSUB_REASON", "CLEAN_TIME", "ARCHIVE_TIME", "Do Not Email", "Is Opt Out",
                "No Bulk Emails (User Opt Out)", "Is this subscriber blacklisted", "attributes.blocklisted",
                "HasOptedOutOfEmail", "Email Opt Out", "Unsubscribed", "unsubscribed_at", "Date unsubscribed",
                "Abgemeldet am", "Kein Newsletter", "Keine Werbung", "Widerspruch", "No mail", "No e-mail",
                "Do not allow Bulk Emails", "Afgemeld op", "Uitgeschreven", "Disiscritto", "Ne pas contacter",
                "Email hard bounce reason", "Bounce reason", "bounced_at", "Unsubscribed from all email",
                "Confirmed Opt-Out Date", "doNotContact",
            ]),
            (Some(OptOutRule::Mark), &[
                "On Hold", "Is Deceased", "email_disabled", "deleted_at", "Deleted", "deactivated", "cancelled_at",
                "Bounced", "Is this account disabled?", "Blocked", "Inactive", "Dado de baja", "gestorben",
                "Inactive since", "attributes.inactive", "Emails disabled", "Complained", "Expired", "bounce", "Died",
                "Date of death", "Cancelado",
            ]),
            (Some(OptOutRule::OtherMark), &["Left", "Resigned", "Ausgetreten", "Austritt", "Date left"]),
            (Some(OptOutRule::OtherConsent), &["Bus tour consent", "Prize draw opt in", "Confirmed for dinner"]),
            (Some(OptOutRule::ConsentTime), &["confirmed_at", "Subscribed on"]),
            (Some(OptOutRule::Count), &["bounce_count", "bouncecount", "Number of bounces", "Marketing emails bounced"]),
            (Some(OptOutRule::Consent), &[
                "subscribed_to_emails", "Subscribed", "Newsletter", "Email opt-in", "Is this subscriber confirmed",
                "Accepts Email Marketing", "is_active", "Marketing Consent", "Receive emails", "OK to email",
                "Bulk email", "Nieuwsbrief", "Toestemming", "Boletín", "Suscrito", "Infolettre", "DSGVO",
                "Email Marketing", "Email Marketing Consent", "Subscription", "Email preference", "Can email", "Email OK",
                "Contact by email", "receive_mail", "can_be_emailed", "marketing_permissions", "GDPR consent",
                "Consent to email", "Communication preferences", "Newsletter Leeds", "Opted in",
            ]),
            (Some(OptOutRule::Status), &[
                "status", "State", "Global status", "Subscription status", "Email permission status",
                "Email subscriber status", "email_marketing.state", "subscriber_type", "type",
            ]),
            (Some(OptOutRule::OtherStatus), &["Membership status", "Contact type", "Member status"]),
            (Some(OptOutRule::Remark), &["Notes", "Tags", "Bemerkung"]),
            (None, &[
                "email", "Unsubscribe link", "unsubscribe_url", "Do Not Phone", "Do Not Mail", "SMS Opt Out",
                "Wants HTML mail", "active_subscription", "Town", "Send this subscriber HTML emails", "OPTIN_TIME",
                "CONFIRM_TIME", "Consent photos", "Einwilligung Fotos", "Confirmed attendance", "Blocked off seats",
                "Cancelled meetings", "Payment status", "Deleted scenes", "Baja California", "expiry",
                "digest_enabled", "SMS subscriber status", "Hold music", "Gift Aid consent", "Newsletter editor",
                "Medical consent", "Printed newsletter", "Seats left", "Left handed", "Cause of death", "OPTIN_TIME",
            ]),
        ];
        for (rule, headers) in cases {
            for header in *headers {
                assert_eq!(OptOutRule::of(header), *rule, "{header}");
            }
        }
    }

    #[test]
    fn values_are_read_by_the_rule() {
        use OptOutRule::{AnyValue, Consent, Count, Mark, OtherStatus, Remark, Status};
        let says = |sign: OptOutSign, rule: OptOutRule, values: &[&str]| {
            for value in values {
                assert_eq!(rule.read(value), sign, "{rule:?}: {value}");
            }
        };
        says(OptOutSign::OptedOut, AnyValue, &["2019-06-01", "NORMAL", "yes", "1", "true", "too many"]);
        let nothing =
            ["never", "no", "0", "NULL", "\\N", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "false", "-", "nan"];
        says(OptOutSign::Nothing, AnyValue, &nothing);
        says(OptOutSign::Nothing, Mark, &nothing);
        says(OptOutSign::OptedOut, Mark, &["1", "x", "Yes", "2019-06-01 10:20:30", "01.06.2019", "1600000000"]);
        says(OptOutSign::OptedOut, Mark, &["On Hold Bounce", "On Hold Opt Out", "2019-06-01T10:20:30.000Z"]);
        says(OptOutSign::Nothing, Mark, &["Book reserved", "Row C", "Leeds"]);
        says(OptOutSign::OptedOut, Count, &["1", "7", "2.0"]);
        says(OptOutSign::Nothing, Count, &["0", "", "none"]);
        says(
            OptOutSign::OptedOut,
            Consent,
            &["no", "NOT_SUBSCRIBED", "unsubscribed", "0", "None", "Never subscribed", "Post only"],
        );
        says(OptOutSign::Doubt, Consent, &["post", "Paper copy"]);
        says(OptOutSign::Nothing, Consent, &["yes", "weekly", "SUBSCRIBED", "2019-06-01", "HTML"]);
        let states = [
            "cancelled",
            "complained",
            "bounced",
            "Unsubscribed",
            "inactive",
            "soft bounce",
            "expired",
            "Unsubscribed (admin)",
            "Unsubscribed by user",
            "Bounced: mailbox full",
            "hard bounced",
            "blocklisted",
            "archived",
            "Unconfirmed",
            "Cancelled 2019",
            "abgemeldet",
            "désinscrite",
            "unreachable",
        ];
        says(OptOutSign::OptedOut, Status, &states);
        says(
            OptOutSign::Nothing,
            Status,
            &["Texas", "NSW", "active", "subscribed", "single", "IN", "not unsubscribed"],
        );
        says(OptOutSign::OptedOut, OtherStatus, &["Unsubscribed", "opted out", "complained"]);
        says(OptOutSign::Doubt, OtherStatus, &["Expired", "cancelled", "inactive"]);
        says(OptOutSign::Nothing, OtherStatus, &["current", "regular", "Grace"]);
        says(
            OptOutSign::Doubt,
            Remark,
            &[
                "unsubscribed in 2019",
                "Do not email her",
                "Unsubscribed;student",
                "does not want emails",
                "please remove from list",
            ],
        );
        says(OptOutSign::Nothing, Remark, &["rang on Monday", "pays by cheque", "wants emails", "list of plants", ""]);
    }
}
