//! The column names of other programs and languages, and the fields that they mean.

/// Names of columns that hold addresses, as [`field_name`] writes them; the first that is found wins.
pub(crate) const ADDRESS_HEADERS: [&str; 16] = [
    "email",
    "e_mail",
    "email_address",
    "e_mail_address",
    "address",
    "mail",
    "email_addresses",
    "mail_address",
    "e_mail_adresse",
    "email_adresse",
    "emailadresse",
    "mailadresse",
    "mail_adresse",
    "courriel",
    "adresse_e_mail",
    "adresse_courriel",
];
/// Other names of the fields that templates know.
const KNOWN_HEADERS: [(&str, &[&str]); 4] = [
    ("first_name", &["firstname", "forename", "given_name", "givenname", "vorname", "prénom", "prenom"]),
    (
        "last_name",
        &["lastname", "surname", "family_name", "familyname", "nachname", "familienname", "nom", "nom_de_famille"],
    ),
    ("name", &["full_name", "fullname", "display_name", "nom_complet"]),
    (TAGS, &["tag", "labels", "schlagwörter", "schlagworte", "étiquettes", "mots_clés"]),
];
/// The field that holds tags whatever its values look like.
pub(crate) const TAGS: &str = "tags";
/// The columns that our own export adds.
pub(crate) const STATE: &str = "state";
pub(crate) const JOINED_AT: &str = "joined_at";

/// Returns the field name for a column name: `First name` becomes `first_name`.
pub(crate) fn field_name(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.map(str::to_lowercase).collect::<Vec<_>>().join("_");
    // Templates and conditions read a name that begins with a digit as a number.
    if name.starts_with(char::is_numeric) {
        name.insert(0, '_');
    }
    name
}

/// Returns whether a mapping to this name means the address.
pub(crate) fn means_address(field: &str) -> bool {
    matches!(field, "address" | "email")
}

/// Returns the field that templates know under another name, or the name itself.
pub(crate) fn canonical_name(name: String) -> String {
    let known = KNOWN_HEADERS.iter().find(|(_, others)| others.contains(&name.as_str()));
    known.map_or(name, |(known, _)| (*known).to_owned())
}
