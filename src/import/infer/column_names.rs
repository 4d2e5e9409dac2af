//! The column names of other programs and languages, and the fields they correspond to.

use crate::model::normal_form;

/// Names of columns that contain addresses, as [`field_name`] writes them; the first match wins.
#[rustfmt::skip]
const ADDRESS_NAMES: &[&str] = &[
    "email", "e_mail", "email_address", "e_mail_address", "email_addresses", "mail_address", "e_mail_adresse",
    "email_adresse", "emailadresse", "mailadresse", "mail_adresse", "courriel", "adresse_e_mail", "adresse_courriel",
    "adresse_mail", "correo_electrónico", "e_post", "e_mailadres",
];
/// Names of columns that may contain something else instead: a street, or a preference for postal mail.
const DOUBTFUL_ADDRESS_NAMES: [&str; 5] = ["address", "mail", "adresse", "kontakt", "contact"];
/// Words in a column name that describe an address without the column containing it.
#[rustfmt::skip]
const ABOUT_ADDRESSES: &[&str] = &[
    "angezeigter", "blacklisted", "bounce", "bounced", "campaign", "client", "consent", "count", "date", "disabled",
    "display", "do", "domain", "enabled", "format", "hash", "hold", "html", "id", "invalid", "ip", "kein", "keine",
    "label", "list", "lists", "marketing", "name", "newsletter", "no", "not", "number", "ok", "opened", "opt",
    "optin", "optout", "permission", "sent", "status", "subject", "typ", "type", "valid", "verified", "wants",
];
/// Words in the name of a column that contains an additional address.
#[rustfmt::skip]
const FURTHER_ADDRESS: &[&str] = &[
    "2", "3", "4", "5", "alt", "alternate", "alternative", "andere", "backup", "former", "old", "other", "second",
    "secondary", "zweite",
];
/// Words in the name of a column that contains the primary address.
const USUAL_ADDRESS: [&str; 6] = ["1", "haupt", "main", "preferred", "primary", "value"];
/// Other names of the fields used in templates.
#[rustfmt::skip]
const KNOWN_NAMES: [(&str, &[&str]); 4] = [
    ("first_name", &[
        "firstname", "first", "fname", "forename", "forenames", "given_name", "given_names", "givenname", "vorname",
        "vornamen", "prénom", "prenom", "voornaam", "förnamn", "fornavn", "imię",
    ]),
    ("last_name", &[
        "lastname", "last", "lname", "surname", "family_name", "familyname", "nachname", "familienname", "nom",
        "nom_de_famille", "achternaam", "familienaam", "cognome", "apellido", "apellidos", "efternamn", "etternavn", "nazwisko",
    ]),
    ("name", &[
        "full_name", "fullname", "display_name", "displayname", "nom_complet", "vollständiger_name",
    ]),
    (TAGS, &[
        "tag", "labels", "categories", "group_membership", "schlagwörter", "schlagworte", "kategorien",
        "étiquettes", "mots_clés", "catégories",
    ]),
];
/// The field that contains tags whatever its values look like.
pub(crate) const TAGS: &str = "tags";
/// The columns that our own export adds.
pub(crate) const STATE: &str = "state";
pub(crate) const JOINED_AT: &str = "joined_at";

/// Returns the field name for a column name: `First name` becomes `first_name`.
pub(crate) fn field_name(header: &str) -> String {
    let header = normal_form(header);
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.map(str::to_lowercase).collect::<Vec<_>>().join("_");
    // Templates and conditions parse a name that begins with a digit as a number.
    if name.starts_with(char::is_numeric) {
        name.insert(0, '_');
    }
    name
}

/// Returns whether a mapping to this name means the address.
pub(crate) fn means_address(field: &str) -> bool {
    matches!(field, "address" | "email")
}

/// Returns the field used in templates that has this other name, or the name itself.
pub(crate) fn canonical_name(name: String) -> String {
    let known = KNOWN_NAMES.iter().find(|(_, others)| others.contains(&name.as_str()));
    known.map_or(name, |(known, _)| (*known).to_owned())
}

/// Returns a rank for a column name that may belong to the addresses, the most likely first; `None` if the name does
/// not suggest addresses. From 200 on the name is ambiguous.
pub(crate) fn address_rank(name: &str) -> Option<usize> {
    if let Some(place) = ADDRESS_NAMES.iter().position(|known| *known == name) {
        return Some(place);
    }
    if let Some(place) = DOUBTFUL_ADDRESS_NAMES.iter().position(|known| *known == name) {
        return Some(200 + place);
    }
    let words: Vec<&str> = name.split('_').collect();
    let is_mail = |word: &&str| {
        matches!(*word, "mail" | "mails" | "courriel" | "correo")
            || word.starts_with("email")
            || word.ends_with("email")
    };
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    match () {
        () if !words.iter().any(is_mail) || has(ABOUT_ADDRESSES) => None,
        () if has(FURTHER_ADDRESS) => Some(300),
        () if has(&USUAL_ADDRESS) => Some(100),
        () => Some(150),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_columns_are_recognised_by_name() {
        let rank = |header: &str| address_rank(&field_name(header));
        let order = ["Email", "Primary Email", "Member Email", "Address", "Secondary Email"];
        assert!(order.map(rank).is_sorted(), "{:?}", order.map(rank));
        for header in ["E-mail 1 - Value", "E-mail Address", "Email 1", "email_1", "Contact email", "E-Mail (privat)"] {
            assert!(rank(header).is_some_and(|rank| rank < 200), "{header}");
        }
        for header in [
            "E-mail 1 - Type",
            "E-mail 1 - Label",
            "E-mail Display Name",
            "E-mail Type",
            "email_disabled",
            "Do Not Email",
            "Wants HTML mail",
            "Send this subscriber HTML emails",
            "subscribed_to_emails_count",
            "Name",
            "Email Status",
            "Email opt-in",
        ] {
            assert_eq!(rank(header), None, "{header}");
        }
    }
}
