//! Decides from the name of a column, and from a value in it, whether a person opted out.

use super::cell::{is_no, parse_flag};
use super::column_names::field_name;
use super::dates::looks_like_time;
use super::opt_out_words::{
    CONSENT, CONSENT_NAMES, CONSENT_PHRASES, MARKS, NEUTRAL, NOTHING, OPTED_OUT, OPTED_OUT_PHRASES, OTHER_MATTERS,
    OTHER_STATUS, REFUSALS, REMARKS, STATES,
};

/// The maximum length of a column name, in bytes.
const LONGEST_NAME: usize = 200;
/// The maximum length of a state, in bytes.
const LONGEST_STATE: usize = 60;
/// The maximum length of a remark that is inspected, in bytes.
const LONGEST_REMARK: usize = 200;

/// How the values of a column indicate that a person opted out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptOutRule {
    /// By any value except `no`: `UNSUB_REASON`.
    AnyValue,
    /// By `yes`, a time, a number or a state: `Blocked`.
    Mark,
    /// By a number above 0, unless another column is clearer: `bounce_count`.
    Count,
    /// By `no`.
    Consent,
    /// By one of [`STATES`].
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
        let is_moment = has(&["time", "at", "date", "datum", "ip", "on", "am", "since", "seit", "source"]);
        match () {
            () if words.is_empty() || has(OTHER_MATTERS) => None,
            () if is_count(&words) => Some(Self::Count),
            () if is_opted_out(&words) => Some(Self::AnyValue),
            () if is_bounce_detail(&words) => Some(Self::AnyValue),
            () if has(&["status", "state", "statut", "zustand", "estado", "stato"]) => status(&words),
            () if matches!(words[..], ["type"] | ["subscriber", "type"]) => Some(Self::Status),
            () if matches!(words[..], ["contact", "type"]) => Some(Self::OtherStatus),
            () if has(MARKS) && words.iter().all(|word| is_neutral(word) || MARKS.contains(word)) => Some(Self::Mark),
            () if is_moment => None,
            () if has(CONSENT) || CONSENT_NAMES.contains(&&words[..]) => Some(Self::Consent),
            () if CONSENT_PHRASES.iter().any(|phrase| contains(&words, phrase)) => Some(Self::Consent),
            () if words.last().is_some_and(|word| REMARKS.contains(word)) => Some(Self::Remark),
            () => None,
        }
    }

    /// Returns the rule for a column of which the operator says that it marks people who opted out.
    pub(crate) fn of_mapped(header: &str) -> Self {
        match Self::of(header) {
            Some(Self::Status | Self::OtherStatus) => Self::Status,
            Some(Self::Consent) => Self::Consent,
            Some(Self::Remark) => Self::MappedRemark,
            _ => Self::AnyValue,
        }
    }

    /// Returns what a value without surrounding spaces says.
    pub(crate) fn read(self, text: &str) -> OptOutSign {
        let out = |is_out| if is_out { OptOutSign::OptedOut } else { OptOutSign::Nothing };
        let doubt = |is_doubt| if is_doubt { OptOutSign::Doubt } else { OptOutSign::Nothing };
        if text.is_empty() {
            return OptOutSign::Nothing;
        }
        match self {
            Self::AnyValue => out(!says_nothing(text)),
            Self::Mark => out(!says_nothing(text) && is_mark(text)),
            Self::Count => out(text.parse::<f64>().is_ok_and(|count| count > 0.0)),
            Self::Consent => out(is_refusal(text)),
            Self::Status => out(is_state(text) || is_clear_state(text)),
            Self::OtherStatus if is_clear_state(text) => OptOutSign::OptedOut,
            Self::OtherStatus => doubt(is_state(text)),
            Self::Remark => doubt(is_remark(text)),
            Self::MappedRemark => out(is_remark(text)),
        }
    }
}

fn status(words: &[&str]) -> Option<OptOutRule> {
    match () {
        () if words.iter().all(|word| is_neutral(word)) && !words.contains(&"member") => Some(OptOutRule::Status),
        () if words.iter().any(|word| OTHER_STATUS.contains(word)) => None,
        () => Some(OptOutRule::OtherStatus),
    }
}

fn is_neutral(word: &str) -> bool {
    NEUTRAL.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
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

/// Returns whether the words of a name or a state can only be about people who opted out of mail.
pub(crate) fn is_opted_out(words: &[impl AsRef<str>]) -> bool {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let negates = |word: &&str| {
        matches!(
            *word,
            "without" | "ohne" | "sans" | "sauf" | "zonder" | "senza" | "sin" | "minus" | "außer" | "ausser"
        ) || matches!(*word, "except" | "excl" | "excluding" | "nicht" | "pas" | "re")
    };
    let is_negated = |place: usize| {
        place > 0 && matches!(words[place - 1], "not" | "never" | "no" | "non" | "nie" | "kein" | "keine" | "keinen")
    };
    if words.iter().any(negates)
        && !contains(&words, &["ne", "pas", "contacter"])
        && !contains(&words, &["pas", "de", "mail"])
    {
        return false;
    }
    let is_word = |(place, word): (usize, &&str)| OPTED_OUT.contains(word) && !is_negated(place);
    words.iter().enumerate().any(is_word) || OPTED_OUT_PHRASES.iter().any(|phrase| contains(&words, phrase))
}

fn contains(words: &[&str], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|window| window == phrase)
}

/// Returns whether a value is one of the states in which a subscription gets no mail: `Cancelled (2019)`.
fn is_state(text: &str) -> bool {
    if text.len() > LONGEST_STATE {
        return false;
    }
    let bare = text.split_once('(').map_or(text, |(before, _)| before);
    let name = field_name(bare);
    let words: Vec<&str> = name.split('_').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
    STATES.contains(&words.join("_").as_str()) || STATES.contains(&name.as_str())
}

/// Returns whether a value is a state that can only be about mail: `Unsubscribed (admin)`.
fn is_clear_state(text: &str) -> bool {
    let is_bounced = |word: &String| matches!(word.as_str(), "bounced" | "bounce" | "complained" | "cleaned");
    text.len() <= LONGEST_STATE && {
        let words = words(text);
        is_opted_out(&words) || words.first().is_some_and(is_bounced) || words.last().is_some_and(is_bounced)
    }
}

/// Returns whether a remark mentions that somebody opted out.
fn is_remark(text: &str) -> bool {
    text.len() <= LONGEST_REMARK && is_opted_out(&words(text))
}

fn is_refusal(text: &str) -> bool {
    let lower = text.to_lowercase();
    is_no(text) || REFUSALS.contains(&lower.as_str()) || is_state(text) || is_clear_state(text)
}

/// Returns whether a value marks a person: `yes`, `x`, a time, a number, or a state such as `On Hold Bounce`.
fn is_mark(text: &str) -> bool {
    parse_flag(text) == Some(true)
        || matches!(
            text.to_lowercase().as_str(),
            "x" | "✓" | "✔" | "☑" | "sí" | "si" | "sì" | "t" | "on" | "sim" | "tak" | "da"
        )
        || text.parse::<f64>().is_ok()
        || looks_like_time(text)
        || is_state(text)
        || is_clear_state(text)
        || (text.len() <= LONGEST_STATE && words(text).iter().any(|word| word == "bounce" || word == "bounced"))
}

/// Returns whether a value of a column that marks people says that it does not apply.
fn says_nothing(text: &str) -> bool {
    let lower = text.to_lowercase();
    is_no(&lower) || NOTHING.contains(&lower.as_str()) || is_null_time(&lower)
}

/// Returns whether a time is the null value of a program: `0000-00-00 00:00:00`, `0001-01-01T00:00:00Z`, `1970-01-01`.
fn is_null_time(text: &str) -> bool {
    let zero = |byte: u8| matches!(byte, b'0' | b'-' | b':' | b' ' | b'.' | b'/' | b't' | b'z' | b'+');
    let rest = ["0001-01-01", "1970-01-01", "1900-01-01", "01.01.1970", "01/01/1970", "1/1/1970", "1/0/1900"];
    let rest = rest.iter().find_map(|date| text.strip_prefix(date)).unwrap_or(text);
    rest.bytes().all(zero)
}

/// Splits a name at punctuation, and where an upper-case letter follows a lower-case one: `HasOptedOutOfEmail`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut after_small = false;
    for c in name.chars() {
        if after_small && c.is_uppercase() {
            spaced.push(' ');
        }
        after_small = c.is_lowercase();
        spaced.push(c);
    }
    field_name(&spaced).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
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
                "Inactive since", "attributes.inactive", "Emails disabled", "Complained", "Expired",
            ]),
            (Some(OptOutRule::Count), &["bounce_count", "bouncecount", "Number of bounces", "Marketing emails bounced"]),
            (Some(OptOutRule::Consent), &[
                "subscribed_to_emails", "Subscribed", "Newsletter", "Email opt-in", "Is this subscriber confirmed",
                "Accepts Email Marketing", "is_active", "Marketing Consent", "Receive emails", "OK to email",
                "Bulk email", "Nieuwsbrief", "Toestemming", "Boletín", "Suscrito", "Infolettre", "DSGVO",
                "Email Marketing", "Email Marketing Consent", "Subscription", "Email preference",
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
                "digest_enabled", "SMS subscriber status", "Hold music",
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
        says(OptOutSign::OptedOut, Consent, &["no", "NOT_SUBSCRIBED", "unsubscribed", "0", "None", "Never subscribed"]);
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
        says(OptOutSign::Doubt, Remark, &["unsubscribed in 2019", "Do not email her", "Unsubscribed;student"]);
        says(OptOutSign::Nothing, Remark, &["rang on Monday", "pays by cheque", ""]);
    }
}
