//! The column names of other programs and languages, and the fields they correspond to.

use crate::model::normal_form;

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
