//! The words with which other programs mark people who opted out.

/// The states in which a subscription gets no mail, as [`field_name`](super::column_names::field_name) writes them.
///
/// Alone in a column such as `status` they are clear; a column about something else may mean something else by them.
#[rustfmt::skip]
pub(crate) const STATES: &[&str] = &[
    "abuse", "abused", "archived", "archivé", "ausgetreten", "awaiting_confirmation", "baja", "banned",
    "bestätigung_ausstehend", "blocked", "bounce", "by_bounces", "canceled", "cancelled", "cleaned", "complained",
    "by_admin", "by_bounce", "by_moderator", "by_user", "byadmin", "bybounce", "bybounces", "by_member", "bymember",
    "bymoderator", "byuser", "complaint", "dada_de_baja", "dead", "démissionné", "démissionnaire", "died",
    "ex_member", "former", "former_member", "ehemalig", "ehemaliges_mitglied", "lapsed", "left", "not_renewed",
    "resigned", "terminated", "dado_de_baja", "deactivated", "deaktiviert", "deceased", "deleted", "disabled",
    "do_not_allow", "décédé", "décédée", "expired", "gekündigt", "gelöscht", "gesperrt", "gestorben", "inactif",
    "inactive", "inactivo", "inaktiv", "inattivo", "invalid", "junk", "marked_as_spam", "no_consent",
    "no_permissions_set", "non_marketing", "non_marketing_contact", "not_confirmed", "on_hold", "overleden",
    "pending", "pending_confirmation", "removed", "reported_spam", "soft_bounce", "soft_bounced", "softbounce",
    "spam", "spammy", "spam_complaint", "spam_report", "supprimé", "suspended", "temp_hold", "temporary_hold",
    "transactional", "unactivated", "unbestätigt", "unconfirmed", "undeliverable", "unreachable", "verstorben",
    "withdrawn",
];
/// Words that occur in the name of a column or a file, or in a state, only if people opted out of mail.
#[rustfmt::skip]
pub(crate) const OPTED_OUT: &[&str] = &[
    "abbestellt", "abbestellung", "abgemeldet", "abgemeldete", "abgemeldeten", "abgemeldeter", "abmeldedatum",
    "abmeldegrund", "abmeldung", "abmeldungen", "afgemeld", "afgemelde", "afgemelden", "afmelding", "afmeldingen",
    "ausgetragen", "ausgetragene", "austragung", "avmeldt", "avmeldte", "avregistrerad", "blacklist", "blacklisted",
    "blocklist", "blocklisted", "descadastrado", "descadastrados", "desinscrit", "desinscrite", "desinscrits",
    "desinscritos", "desabonne", "desabonnes", "desuscrito", "desuscritos", "disiscritta", "disiscritte",
    "disiscritti", "disiscritto", "disiscrizione", "dnc", "désabonné", "désabonnée", "désabonnées", "désabonnement",
    "désabonnements", "désabonnés", "désinscription", "désinscriptions", "désinscrit", "désinscrite",
    "désinscrites", "désinscrits", "frameldt", "hardbounce", "hardbounced", "nomail", "nonsubscribed",
    "notsubscribed", "optedout", "optout", "optouts", "sperrvermerk", "suppressed", "suppression", "suppressions",
    "uitgeschreven", "uitgeschrevenen", "uitschrijving", "uitschrijvingen", "unsub", "unsubbed", "unsubs",
    "unsubscribe", "unsubscribed", "unsubscriber", "unsubscribers", "unsubscribes", "unsubscription",
    "unsubscriptions", "werbesperre", "werbewiderspruch", "widerruf", "widerspruch", "wypisany", "wypisani",
];
/// Word sequences with the same meaning.
#[rustfmt::skip]
pub(crate) const OPTED_OUT_PHRASES: &[&[&str]] = &[
    &["opt", "out"], &["opt", "outs"], &["opted", "out"], &["opting", "out"], &["do", "not", "email"],
    &["do", "not", "e", "mail"], &["do", "not", "contact"], &["do", "not", "send"], &["don", "t", "email"],
    &["don", "t", "send"], &["no", "email"], &["no", "emails"], &["no", "mailing"], &["no", "mailings"],
    &["no", "newsletter"], &["no", "newsletters"], &["no", "bulk"], &["no", "mail"], &["no", "mails"],
    &["no", "e", "mail"], &["no", "e", "mails"], &["not", "subscribed"], &["never", "subscribed"],
    &["non", "subscribed"], &["un", "subscribed"], &["clean", "time"], &["archive", "time"], &["hard", "bounce"],
    &["hard", "bounced"], &["kein", "newsletter"], &["keine", "e", "mail"], &["keine", "e", "mails"],
    &["keine", "mail"], &["keine", "mails"], &["keine", "werbung"], &["ne", "pas", "contacter"],
    &["pas", "de", "mail"], &["geen", "e", "mail"], &["geen", "mail"], &["geen", "nieuwsbrief"],
    &["do", "not", "bulk"], &["do", "not", "allow", "email"], &["do", "not", "allow", "emails"],
    &["not", "want", "email"], &["not", "want", "emails"], &["not", "want", "e", "mail"], &["not", "want", "e", "mails"],
    &["not", "want", "mail"], &["not", "want", "mails"], &["not", "want", "newsletter"], &["not", "want", "newsletters"],
    &["not", "want", "any", "emails"], &["not", "want", "the", "newsletter"], &["not", "want", "our", "emails"],
    &["not", "want", "to", "be", "emailed"], &["not", "want", "to", "receive"], &["not", "wish", "to", "receive"],
    &["no", "longer", "wants"], &["no", "more", "emails"], &["no", "more", "mails"], &["stop", "emails"],
    &["stop", "emailing"], &["remove", "from", "list"], &["remove", "from", "the", "list"],
    &["remove", "from", "our", "list"], &["remove", "from", "mailing"], &["remove", "from", "the", "mailing"],
    &["take", "off", "list"], &["take", "off", "the", "list"], &["removed", "from", "mailing"],
    &["removed", "from", "the", "mailing"], &["don", "t", "want", "emails"], &["doesn", "t", "want", "emails"],
    &["vom", "verteiler", "nehmen"],
    &["do", "not", "allow", "bulk"], &["reported", "spam"], &["marked", "as", "spam"], &["spam", "complaint"],
];
/// Words that mark people only if the name of the column says nothing else: `Blocked`, but not `Blocked off seats`.
#[rustfmt::skip]
pub(crate) const MARKS: &[&str] = &[
    "annullato", "annulé", "archived", "baja", "bajas", "banned", "bloccato", "blocked", "bloqueado", "bloqué",
    "bounce", "bounced", "cancelada", "cancelado", "canceled", "cancelled", "cleaned", "complained", "complaint", "complaints", "deactivated", "deaktiviert", "dead",
    "death", "deceased", "deleted", "died", "disabled", "décès", "décédé", "décédée", "eliminado", "fallecido", "expired", "geblokkeerd", "gekündigt",
    "gelöscht", "gesperrt", "gestorben", "hold", "inactif", "inactive", "inactivo", "inaktiv", "inattivo", "invalid",
    "junk", "overleden", "removed", "spam", "sterbedatum", "storniert", "supprimé", "suspended", "todesdatum",
    "todestag", "trashed", "undeliverability", "undeliverable", "unreachable", "verstorben", "verwijderd",
];
/// Words that mark people who left the society, who may still get letters, if the name says nothing else.
#[rustfmt::skip]
pub(crate) const LEFT: &[&str] = &[
    "ausgetreten", "austritt", "austrittsdatum", "démission", "démissionné", "dimesso", "lapsed", "leaver", "left",
    "leaving", "quit", "resignation", "resigned", "uitgetreden", "withdrawn",
];
/// Words beside one of [`MARKS`] or a word for a state that do not change the subject.
#[rustfmt::skip]
pub(crate) const NEUTRAL: &[&str] = &[
    "a", "account", "address", "adresse", "am", "as", "at", "attribs", "attributes", "been", "by", "contact", "custom",
    "dada", "dado", "data", "date", "datum", "de", "del", "den", "du", "e", "el", "email", "emails", "empfänger",
    "estado", "fecha", "fields", "flag", "from", "global", "grund", "hard", "has", "how", "in", "is", "ist", "konto",
    "kontakt", "le", "list", "mail", "mailing", "marked", "member", "meta", "metadata", "mitglied", "newsletter",
    "of", "on", "optin", "or", "permission", "person", "profile", "reason", "recipient", "record", "seit", "since", "soft",
    "stato", "state", "status", "statut", "subscriber", "subscription", "the", "this", "time", "timestamp", "ts",
    "type", "user", "utc", "was", "when", "zustand", "marketing", "opt", "delivery", "deliverability", "abo",
    "abonnement", "membre", "miembro", "contatto", "contacto", "correo", "courriel", "double", "doi", "current",
];
/// Words after which such a name refers to something other than mail, or to a link that every subscriber has.
#[rustfmt::skip]
pub(crate) const OTHER_MATTERS: &[&str] = &[
    "attendance", "call", "calls", "code", "fax", "foto", "fotos", "hash", "html", "key", "link", "page", "phone",
    "photo", "photos", "picture", "pictures", "post", "postal", "sms", "telefon", "telephone", "text", "token",
    "trade", "url", "video", "videos", "whatsapp", "without",
];
/// Words in the name of a status that surely has nothing to do with mail.
#[rustfmt::skip]
pub(crate) const OTHER_STATUS: &[&str] = &[
    "application", "booking", "dbs", "dues", "employment", "event", "fee", "fees", "gift", "income", "invoice", "job",
    "loan", "marital", "order", "paid", "payment", "project", "relationship", "room", "shipping", "task", "ticket",
    "visa", "work",
];
/// Words in the name of a yes/no column for consent to mail.
#[rustfmt::skip]
pub(crate) const CONSENT: &[&str] = &[
    "abonné", "abonniert", "boletin", "boletín", "confirmed", "consent", "consentement", "consenso", "dsgvo",
    "einwilligung", "infolettre", "inscrit", "iscritta", "iscritto", "newsletter", "newsletters", "nieuwsbrief",
    "optin", "permission", "permissions", "subscribed", "subscribes", "suscrita", "suscrito", "toestemming",
    "zustimmung",
];
/// Words of [`CONSENT`] that may be about anything, so that the words beside them decide.
#[rustfmt::skip]
pub(crate) const ANY_CONSENT: &[&str] = &[
    "confirmed", "consent", "consentement", "consenso", "einwilligung", "in", "inscrit", "iscritta", "iscritto",
    "optin", "permission", "permissions", "toestemming", "zustimmung",
];
/// Words beside them that leave them about mail.
#[rustfmt::skip]
pub(crate) const BESIDE_CONSENT: &[&str] = &[
    "and", "communication", "communications", "contacted", "dsgvo", "für", "for", "gdpr", "given", "i", "letters",
    "mails", "opted", "per", "rgpd", "to", "und", "via", "zu", "zum", "zur",
];
/// Words beside consent or a newsletter that make it a matter other than mail.
#[rustfmt::skip]
pub(crate) const OTHER_CONSENT: &[&str] = &[
    "ad", "ads", "advert", "advertiser", "adverts", "aid", "article", "articles", "author", "background", "bild",
    "bilder", "bildrechte", "camera", "committee", "contributor", "dbs", "design", "designer", "directory",
    "distributor", "editor", "editors", "film", "filming", "folding", "helper", "helpers", "image", "images",
    "layout", "media", "medical", "paper", "parental", "print", "printed", "printer", "proofreader", "redakteur",
    "redakteurin", "redaktion", "reporter", "rota", "social", "sponsor", "sponsors", "team", "travel", "treatment",
    "trip", "volunteer", "volunteers", "writer", "writers",
];
/// Word sequences with the same meaning.
#[rustfmt::skip]
pub(crate) const CONSENT_PHRASES: &[&[&str]] = &[
    &["opt", "in"], &["opted", "in"], &["accepts", "marketing"], &["accepts", "email"], &["accepts", "e", "mail"],
    &["can", "email"], &["can", "e", "mail"], &["may", "email"], &["can", "be", "emailed"], &["may", "be", "emailed"],
    &["email", "ok"], &["e", "mail", "ok"], &["email", "okay"], &["ok", "to", "contact"], &["contact", "by", "email"],
    &["contact", "by", "e", "mail"], &["contact", "via", "email"], &["receive", "mail"], &["receives", "mail"],
    &["receive", "e", "mail"], &["wants", "e", "mail"], &["wants", "e", "mails"], &["marketing", "permissions"],
    &["kontakt", "per", "e", "mail"], &["kontakt", "per", "mail"], &["marketing", "permission"], &["email", "permission"], &["email", "allowed"], &["wants", "email"],
    &["wants", "emails"], &["is", "active"], &["is", "enabled"], &["receive", "email"], &["receive", "emails"],
    &["receives", "email"], &["receives", "emails"], &["ok", "to", "email"], &["mailing", "list"],
    &["email", "updates"], &["bulk", "email"], &["mail", "erlaubt"], &["lettre", "d", "information"],
];
/// Whole names of columns for consent to mail.
#[rustfmt::skip]
pub(crate) const CONSENT_NAMES: &[&[&str]] = &[
    &["active"], &["enabled"], &["subscription"], &["email", "subscription"], &["mail", "subscription"],
    &["email", "marketing"], &["email", "preference"], &["email", "preferences"], &["mail", "preference"],
    &["mailing", "preferences"], &["communication", "preference"], &["communication", "preferences"],
    &["contact", "preference"], &["contact", "preferences"], &["mailing", "preference"], &["e", "mail", "preference"], &["marketing", "emails"], &["marketing"],
];
/// Values of a consent column that mean no, beside the spellings of `no` itself; in lower case.
#[rustfmt::skip]
pub(crate) const REFUSALS: &[&str] = &[
    "aucun", "aucune", "declined", "denied", "f", "keine", "never", "ninguno", "no consent", "none", "nope",
    "nothing", "off", "refused", "withdrawn", "✗", "✘", "☐", "by post only", "letter only", "letters only",
    "no contact", "nur per post", "nur post", "paper only", "phone only", "post only", "postal only",
    "uniquement par courrier",
];
/// Values of a consent column that name another way, which may exclude mail; in lower case.
#[rustfmt::skip]
pub(crate) const OTHER_WAYS: &[&str] = &[
    "by phone", "by post", "courrier", "letter", "paper", "paper copy", "papier", "per post", "phone", "post", "postal",
    "print", "printed", "telephone",
];
/// Values that say nothing, beside the spellings of `no`; in lower case.
#[rustfmt::skip]
pub(crate) const NOTHING: &[&str] = &[
    "-", "--", "–", "—", ".", "n/a", "na", "#n/a", "null", "(null)", "nil", "nan", "none", "undefined", "unknown",
    "never", "nie", "nej", "ne", "não", "nao", "jamais", "nunca", "mai", "nooit", "aldrig", "\\n", "[]", "{}", "\"\"",
    "not set", "not known", "active", "aktiv", "actif", "activo", "attivo", "actief", "enabled", "current", "ok",
    "valid", "subscribed", "confirmed", "not unsubscribed", "not bounced", "no bounce", "no bounces", "keine",
    "aucun", "aucune", "ninguno", "nessuno", "geen", "☐", "✗", "✘", "falso",
];
/// Words in the name of a column with remarks, in which somebody may have written that a person opted out.
#[rustfmt::skip]
pub(crate) const REMARKS: &[&str] = &[
    "anmerkung", "anmerkungen", "bemerkung", "bemerkungen", "category", "comment", "commentaire", "commentaires",
    "comments", "gruppe", "group", "groups", "hinweis", "info", "kategorie", "kommentar", "label", "labels", "lists",
    "list", "nota", "notas", "note", "notes", "notiz", "notizen", "observaciones", "opmerking", "opmerkingen",
    "remark", "remarks", "remarque", "remarques", "tag", "tags",
];
