//! The field that a column is stored in, by the column's name in a list or in a mail merge.

use super::normal_form;

/// Other names of the fields used in templates.
#[rustfmt::skip]
const KNOWN_NAMES: [(&str, &[&str]); 5] = [
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
    ("language", &[
        "lang", "locale", "language_code", "preferred_language", "preferred_lang", "sprache", "langue", "idioma", "lingua", "taal",
        "język", "мова", "اللغة",
    ]),
    ("tags", &[
        "tag", "labels", "categories", "group_membership", "schlagwörter", "schlagworte", "kategorien",
        "étiquettes", "mots_clés", "catégories",
    ]),
];

/// Returns the field name for a column name: `First name` becomes `first_name`.
#[must_use]
pub fn field_name(header: &str) -> String {
    let header = normal_form(header);
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.map(str::to_lowercase).collect::<Vec<_>>().join("_");
    // Templates and conditions parse a name that begins with a digit as a number.
    if name.starts_with(char::is_numeric) {
        name.insert(0, '_');
    }
    name
}

/// Returns the field used in templates that has this other name, or the name itself.
#[must_use]
pub fn canonical_name(name: String) -> String {
    let known = KNOWN_NAMES.iter().find(|(_, others)| others.contains(&name.as_str()));
    known.map_or(name, |(known, _)| (*known).to_owned())
}
