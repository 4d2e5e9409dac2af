//! The words with which other programs mark people who opted out.

/// The states of a subscription that receives no mail, as [`field_name`](super::column_names::field_name) writes them.
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
    "afgemeld", "ausgetreten", "awaiting_confirmation", "baja", "by_bounces", "dada_de_baja", "dado_de_baja",
    "disiscritta", "disiscritto", "do_not_allow", "décédé", "décédée", "gestorben", "junk", "no_permissions_set",
    "overleden", "pending_confirmation", "soft_bounce", "uitgeschreven", "un_subscribed", "unsubscribed_admin",
    "verstorben", "withdrawn",
];
/// Words that occur in the name of a column or a file only if people opted out.
#[rustfmt::skip]
pub(crate) const OPTED_OUT: &[&str] = &[
    "abbestellt", "abgemeldet", "abmeldung", "austragung", "blacklist", "blacklisted", "blocklist", "blocklisted",
    "bounced", "cleaned", "complained", "complaint", "complaints", "deceased", "désabonné", "désabonnement",
    "désinscription", "désinscrit", "gesperrt", "optout", "optouts", "suppressed", "suppression", "suppressions",
    "unsub", "unsubbed", "unsubs", "unsubscribe", "unsubscribed", "unsubscribers", "unsubscribes", "unsubscription",
    "verstorben",
    "afgemeld", "baja", "disiscritta", "disiscritto", "dnc", "décédé", "décédée", "gestorben", "nomail",
    "nonsubscribed", "overleden", "sperrvermerk", "uitgeschreven", "werbesperre", "widerruf", "widerspruch",
];
/// Word sequences with the same meaning.
#[rustfmt::skip]
pub(crate) const OPTED_OUT_PHRASES: &[&[&str]] = &[
    &["opt", "out"], &["opt", "outs"], &["opted", "out"], &["do", "not", "email"], &["do", "not", "e", "mail"],
    &["do", "not", "contact"], &["no", "email"], &["no", "emails"], &["no", "mailing"], &["no", "newsletter"],
    &["no", "bulk"], &["not", "subscribed"], &["on", "hold"], &["email", "disabled"], &["account", "disabled"],
    &["clean", "time"], &["deleted", "at"], &["kein", "newsletter"], &["keine", "e", "mail"],
    &["keine", "e", "mails"], &["keine", "mails"],
    &["no", "mail"], &["no", "mails"], &["no", "e", "mail"], &["no", "e", "mails"], &["emails", "disabled"],
    &["non", "subscribed"], &["un", "subscribed"], &["keine", "mail"], &["keine", "werbung"],
    &["ne", "pas", "contacter"], &["geen", "e", "mail"], &["geen", "mail"], &["geen", "nieuwsbrief"],
    &["do", "not", "bulk"], &["do", "not", "allow", "email"], &["do", "not", "allow", "emails"],
    &["do", "not", "allow", "bulk"], &["hard", "bounce"],
];
/// Words after which such a name refers to something other than mail, or to a link that every subscriber has.
#[rustfmt::skip]
pub(crate) const OTHER_MATTERS: &[&str] = &[
    "call", "code", "fax", "hash", "html", "key", "link", "page", "phone", "post", "postal", "sms", "telefon",
    "telephone", "text", "token", "trade", "url", "whatsapp", "without",
    "attendance", "foto", "fotos", "photo", "photos", "picture", "pictures", "video", "videos",
];
/// Words in the name of a yes/no column for consent to mail.
#[rustfmt::skip]
pub(crate) const CONSENT: &[&str] = &[
    "abonné", "abonniert", "confirmed", "consent", "einwilligung", "inscrit", "newsletter", "newsletters", "optin",
    "subscribed", "subscribes", "zustimmung",
    "boletin", "boletín", "consentement", "consenso", "dsgvo", "infolettre", "iscritta", "iscritto", "nieuwsbrief",
    "permission", "suscrita", "suscrito", "toestemming",
];
/// Word sequences with the same meaning.
#[rustfmt::skip]
pub(crate) const CONSENT_PHRASES: &[&[&str]] = &[
    &["opt", "in"], &["opted", "in"], &["accepts", "marketing"], &["accepts", "email"], &["accepts", "e", "mail"],
    &["marketing", "permission"], &["email", "permission"], &["email", "allowed"], &["wants", "email"],
    &["is", "active"], &["is", "enabled"],
    &["receive", "email"], &["receive", "emails"], &["receives", "email"], &["receives", "emails"],
    &["ok", "to", "email"], &["mailing", "list"], &["email", "updates"], &["bulk", "email"], &["mail", "erlaubt"],
    &["lettre", "d", "information"],
];
/// Values of a consent column that mean no, beside the spellings of `no` itself; in lower case.
#[rustfmt::skip]
pub(crate) const REFUSALS: &[&str] = &[
    "denied", "f", "never", "no consent", "none", "nope", "not subscribed", "not_subscribed", "off", "refused",
    "unsubscribed", "withdrawn", "✗", "✘",
];
