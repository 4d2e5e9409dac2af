//! The words by which other programs say who wants no mail.

/// States of a subscription to which no mail is sent, as [`field_name`] writes them.
#[rustfmt::skip]
pub(crate) const STATES: &[&str] = &[
    "abgemeldet", "abuse", "archived", "ausgetragen", "bestätigung_ausstehend", "blacklisted", "blocked",
    "blocklisted", "bounce", "bounced", "canceled", "cancelled", "cleaned", "complained", "complaint", "deactivated",
    "deaktiviert", "deceased", "deleted", "désabonné", "désabonnée", "désinscrit", "désinscrite", "disabled",
    "do_not_contact", "do_not_email", "gekündigt", "gelöscht", "gesperrt", "hard_bounce", "hard_bounced", "inactif",
    "inactive", "inaktiv", "invalid", "marked_as_spam", "never_subscribed", "no_consent", "non_subscribed",
    "nonsubscribed", "not_confirmed", "not_subscribed", "on_hold", "opt_out", "opted_out", "optedout", "optout",
    "pending", "removed", "reported_spam", "soft_bounced", "spam", "spam_complaint", "spam_report", "suppressed",
    "transactional", "unactivated", "unbestätigt", "unconfirmed", "undeliverable", "unsub", "unsubscribed",
];
/// Words that are in the name of a column or of a file only where people asked for no mail.
#[rustfmt::skip]
pub(crate) const OPTED_OUT: &[&str] = &[
    "abbestellt", "abgemeldet", "abmeldung", "austragung", "blacklist", "blacklisted", "blocklist", "blocklisted",
    "bounced", "cleaned", "complained", "complaint", "complaints", "deceased", "désabonné", "désabonnement",
    "désinscription", "désinscrit", "gesperrt", "optout", "optouts", "suppressed", "suppression", "suppressions",
    "unsub", "unsubbed", "unsubs", "unsubscribe", "unsubscribed", "unsubscribers", "unsubscribes", "unsubscription",
    "verstorben",
];
/// Words that follow one another in such a name.
#[rustfmt::skip]
pub(crate) const OPTED_OUT_PHRASES: &[&[&str]] = &[
    &["opt", "out"], &["opt", "outs"], &["opted", "out"], &["do", "not", "email"], &["do", "not", "e", "mail"],
    &["do", "not", "contact"], &["no", "email"], &["no", "emails"], &["no", "mailing"], &["no", "newsletter"],
    &["no", "bulk"], &["not", "subscribed"], &["on", "hold"], &["email", "disabled"], &["account", "disabled"],
    &["clean", "time"], &["deleted", "at"], &["kein", "newsletter"], &["keine", "e", "mail"],
    &["keine", "e", "mails"], &["keine", "mails"],
];
/// Words after which such a name is about something else than mail, or holds a link for everybody.
#[rustfmt::skip]
pub(crate) const OTHER_MATTERS: &[&str] = &[
    "call", "code", "fax", "hash", "html", "key", "link", "page", "phone", "post", "postal", "sms", "telefon",
    "telephone", "text", "token", "trade", "url", "whatsapp", "without",
];
/// Words in the name of a column that says yes to mail, or no.
#[rustfmt::skip]
pub(crate) const CONSENT: &[&str] = &[
    "abonné", "abonniert", "confirmed", "consent", "einwilligung", "inscrit", "newsletter", "newsletters", "optin",
    "subscribed", "subscribes", "zustimmung",
];
/// Words that follow one another in such a name.
#[rustfmt::skip]
pub(crate) const CONSENT_PHRASES: &[&[&str]] = &[
    &["opt", "in"], &["opted", "in"], &["accepts", "marketing"], &["accepts", "email"], &["accepts", "e", "mail"],
    &["marketing", "permission"], &["email", "permission"], &["email", "allowed"], &["wants", "email"],
    &["is", "active"], &["is", "enabled"],
];
