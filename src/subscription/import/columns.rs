//! Which column is what: as somebody said, else by its name.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::rows::{Header, Place};
use crate::model::{ADDRESS_FIELD, FieldKind, RESERVED_FIELDS, closest};
use crate::subscription::Error;

/// The headers under which a column of addresses is found, once [`field_name`] has cleaned them.
const ADDRESS_HEADERS: [&str; 16] = [
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
/// Headers that mean one of the fields that letters know.
const KNOWN_HEADERS: [(&str, &[&str]); 4] = [
    ("first_name", &["firstname", "forename", "given_name", "givenname", "vorname", "prénom", "prenom"]),
    (
        "last_name",
        &["lastname", "surname", "family_name", "familyname", "nachname", "familienname", "nom", "nom_de_famille"],
    ),
    ("name", &["full_name", "fullname", "display_name", "nom_complet"]),
    (TAGS, &["tag", "labels", "schlagwörter", "schlagworte", "étiquettes", "mots_clés"]),
];
/// The field that holds tags by its name alone.
pub(super) const TAGS: &str = "tags";
/// The columns that an export adds, and that say nothing that an import could keep.
pub(super) const STATE: &str = "state";
const JOINED_AT: &str = "joined_at";

/// What somebody said of a column: `COLUMN=field`, `COLUMN=field:kind`, or `COLUMN=` to leave it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    column: String,
    to: Option<(String, Option<FieldKind>)>,
}

impl FromStr for Map {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (column, to) = text.rsplit_once('=').ok_or("say `COLUMN=field`, `COLUMN=field:kind` or `COLUMN=`")?;
        let (field, kind) = to.split_once(':').map_or((to, None), |(field, kind)| (field, Some(kind)));
        let kind = kind.map(|kind| kind.trim().parse().map_err(|_| "a kind is `text`, `flag`, `date` or `tags`"));
        let field = field_name(field);
        let to = if to.trim().is_empty() { None } else { Some((field, kind.transpose()?)) };
        if to.as_ref().is_some_and(|(field, _)| field.is_empty()) {
            return Err(format!("`{text}` names no field"));
        }
        Ok(Self { column: column.trim().to_owned(), to })
    }
}

/// A column of the file and where its cells go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub header: String,
    /// What its cells become.
    pub goes: Goes,
    /// One of its cells.
    pub example: Option<String>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

/// What the cells of a column become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goes {
    /// Where mail goes.
    Address,
    /// How somebody stands on the list from which they were exported.
    State,
    /// A field.
    Field {
        /// Its name.
        name: String,
        /// What its values are; `None` as long as nobody has looked at them.
        kind: Option<FieldKind>,
    },
    /// They are left out, as these words explain.
    Nowhere(&'static str),
}

impl Column {
    /// Returns the name of the field that it becomes.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        if let Goes::Field { name, .. } = &self.goes { Some(name) } else { None }
    }
}

/// Makes a field's name of a header: `First name` becomes `first_name`.
pub(super) fn field_name(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.map(str::to_lowercase).collect::<Vec<_>>().join("_");
    // What begins with a digit is read as a number, in letters and in conditions.
    if name.starts_with(char::is_numeric) {
        name.insert(0, '_');
    }
    name
}

/// Says where each column goes; the kind of a field that is known is what it was.
///
/// `holds_address` tells of a column whether its first cell is an address.
pub(super) fn assign(
    headers: &[Header],
    maps: &[Map],
    kinds: &BTreeMap<String, FieldKind>,
    file: &str,
    holds_address: impl Fn(usize) -> bool,
) -> Result<Vec<Column>, Error> {
    let said = said(headers, maps, file)?;
    let cleaned = |header: &Header| {
        let name = field_name(&header.name);
        if header.place == Place::Fields || kinds.contains_key(&name) { name } else { known_name(name) }
    };
    let names: Vec<String> = headers.iter().map(cleaned).collect();
    let free = |column: usize| said[column].is_none() && headers[column].place != Place::Fields;
    let is_address = |map: &Map| map.to.as_ref().is_some_and(|(field, kind)| kind.is_none() && names_address(field));
    let mapped = (0..headers.len()).find(|column| said[*column].is_some_and(is_address));
    let by_name =
        || ADDRESS_HEADERS.iter().find_map(|known| (0..headers.len()).find(|at| free(*at) && names[*at] == *known));
    let looks = || {
        let mut all = (0..headers.len()).filter(|column| free(*column) && holds_address(*column));
        all.next().filter(|_| all.next().is_none())
    };
    let address = mapped.or_else(by_name).or_else(looks).ok_or_else(|| {
        let found: Vec<_> = headers.iter().map(|header| format!("`{}`", header.name)).collect();
        Error::Columns(format!("`{file}` has no column `email`; its columns are {}", found.join(", ")))
    })?;
    // An export begins so, whatever its fields are called.
    let exported = names.get(..3).is_some_and(|first| first == [ADDRESS_FIELD, STATE, JOINED_AT]);
    let ours = |column: usize, name: &str| {
        let surely = headers[column].place == Place::Beside || (exported && column < 3);
        free(column) && names[column] == name && (surely || !kinds.contains_key(name))
    };
    let with_state = (0..headers.len()).any(|column| ours(column, STATE));
    let mut columns: Vec<Column> = Vec::with_capacity(headers.len());
    for (index, header) in headers.iter().enumerate() {
        let mut note = None;
        let goes = match said[index].map(|map| map.to.as_ref()) {
            _ if index == address => Goes::Address,
            Some(None) => Goes::Nowhere("left out, as you said"),
            Some(Some((name, kind))) => {
                if taken(&columns, name) {
                    return Err(Error::Columns(format!("two columns of `{file}` go to the field `{name}`")));
                }
                checked(name, *kind, kinds)?
            }
            None if names[index].is_empty() => Goes::Nowhere("left out, as it has no name"),
            None if with_state && ours(index, JOINED_AT) => {
                Goes::Nowhere("left out: when somebody joined is in the record")
            }
            None if ours(index, STATE) => Goes::State,
            None => {
                let mut name = names[index].clone();
                if RESERVED_FIELDS.contains(&name.as_str()) {
                    return Err(Error::Columns(format!(
                        "`{file}` has a column `{name}`, a word that letters use themselves: give it another name"
                    )));
                }
                let mut number = 2;
                while taken(&columns, &name) {
                    name = format!("{}_{number}", names[index]);
                    number += 1;
                    note = Some(format!("there is another column `{}`", header.name));
                }
                let kind = kinds.get(&name).copied();
                Goes::Field { name, kind }
            }
        };
        columns.push(Column { header: header.name.clone(), goes, example: None, note });
    }
    Ok(columns)
}

/// Returns what was said of each column.
fn said<'a>(headers: &[Header], maps: &'a [Map], file: &str) -> Result<Vec<Option<&'a Map>>, Error> {
    let mut said = vec![None; headers.len()];
    for map in maps {
        let exactly = headers.iter().position(|header| header.name.trim() == map.column);
        let cleaned = field_name(&map.column);
        let roughly = || headers.iter().position(|header| !cleaned.is_empty() && field_name(&header.name) == cleaned);
        let Some(column) = exactly.or_else(roughly) else {
            let close = closest(&map.column, headers.iter().map(|header| header.name.as_str()));
            let close = close.map_or(String::new(), |close| format!(": did you mean `{close}`?"));
            return Err(Error::File(format!("`{file}` has no column `{}`{close}", map.column)));
        };
        said[column] = Some(map);
    }
    Ok(said)
}

fn checked(name: &str, kind: Option<FieldKind>, kinds: &BTreeMap<String, FieldKind>) -> Result<Goes, Error> {
    if RESERVED_FIELDS.contains(&name) {
        return Err(Error::File(format!("`{name}` is a word that letters use themselves: take another for the field")));
    }
    match (kinds.get(name).copied(), kind) {
        (Some(known), Some(wanted)) if known != wanted => Err(Error::File(format!(
            "the field `{name}` holds {}, and cannot hold {} as well: take another name",
            values(known),
            values(wanted)
        ))),
        (known, wanted) => Ok(Goes::Field { name: name.to_owned(), kind: known.or(wanted) }),
    }
}

fn values(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Flag => "yes or no",
        FieldKind::Date => "dates",
        FieldKind::Tags => "tags",
    }
}

fn taken(columns: &[Column], name: &str) -> bool {
    columns.iter().any(|column| column.field() == Some(name))
}

fn names_address(field: &str) -> bool {
    matches!(field, "address" | "email")
}

fn known_name(name: String) -> String {
    let known = KNOWN_HEADERS.iter().find(|(_, others)| others.contains(&name.as_str()));
    known.map_or(name, |(known, _)| (*known).to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn of(headers: &[&str], maps: &[&str]) -> Result<Vec<(String, String)>, String> {
        let headers: Vec<_> =
            headers.iter().map(|name| Header { name: (*name).to_owned(), place: Place::Anywhere }).collect();
        let maps: Vec<Map> = maps.iter().map(|map| map.parse().unwrap()).collect();
        let kinds = BTreeMap::from([("joined".to_owned(), FieldKind::Date)]);
        let columns = assign(&headers, &maps, &kinds, "m.csv", |_| false).map_err(|error| error.to_string())?;
        let goes = |goes| match goes {
            Goes::Address => "address".to_owned(),
            Goes::State => "state".to_owned(),
            Goes::Field { name, kind: None } => name,
            Goes::Field { name, kind: Some(kind) } => format!("{name}:{kind}"),
            Goes::Nowhere(_) => "-".to_owned(),
        };
        Ok(columns.into_iter().map(|column| (column.header, goes(column.goes))).collect())
    }

    #[test]
    fn usual_headers_are_known() {
        for (headers, expected) in [
            (vec!["Email", "First name", "2019 dues"], "address first_name _2019_dues"),
            (vec!["E-Mail-Adresse", "Vorname", "Nachname", "Straße"], "address first_name last_name straße"),
            (vec!["Courriel", "Prénom", "Nom", "--"], "address first_name last_name -"),
            (vec!["Surname", "Forename", "E-mail", "Mail"], "last_name first_name address mail"),
            (vec!["email", "Town", "town", "TOWN"], "address town town_2 town_3"),
            (vec!["email", "state", "joined_at", "joined"], "address state - joined:date"),
            (vec!["email", "joined_at"], "address joined_at"),
        ] {
            let found: Vec<_> = of(&headers, &[]).unwrap().into_iter().map(|(_, goes)| goes).collect();
            assert_eq!(found.join(" "), expected, "{headers:?}");
        }
    }

    #[test]
    fn what_is_said_goes_before_what_is_guessed() {
        let maps = ["Post=address", "Joined on=joined:date", "email=other", "Notes=", "since=Member Since:text"];
        let found = of(&["email", "Post", "joined on", "Notes", "Since"], &maps).unwrap();
        let found: Vec<_> = found.into_iter().map(|(_, goes)| goes).collect();
        assert_eq!(found, ["other", "address", "joined:date", "-", "member_since:text"]);
    }

    #[test]
    fn what_cannot_be_is_said() {
        for (headers, maps, words) in [
            (vec!["name", "town"], vec![], "no column `email`; its columns are `name`, `town`"),
            (vec!["email", "If"], vec![], "a word that letters use themselves"),
            (vec!["email", "a"], vec!["a=link"], "a word that letters use themselves"),
            (vec!["email", "Notes"], vec!["Note=x"], "no column `Note`: did you mean `Notes`?"),
            (vec!["email", "a", "b"], vec!["a=x", "b=x"], "two columns of `m.csv` go to the field `x`"),
            (vec!["email", "a"], vec!["a=joined:text"], "`joined` holds dates, and cannot hold text as well"),
        ] {
            let error = of(&headers, &maps).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        for map in ["no sign", "a=b:number", "a=--"] {
            assert!(map.parse::<Map>().is_err(), "{map}");
        }
    }
}
