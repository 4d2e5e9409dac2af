//! The settings without passwords: comments, order and all other bytes stay as they are.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use url::Url;

use super::Error;

/// How the keys end whose values are secrets, or commands that print them.
const SECRET_KEYS: [&str; 5] = ["password", "password_command", "token_command", "secret", "secret_command"];

/// Settings that anybody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicSettings {
    /// The text of `circular.toml`.
    pub text: String,
    /// The keys that were taken out, such as `relay.password`.
    pub removed: Vec<String>,
}

/// Something to cut out of the text.
struct Cut {
    /// The whole lines of a key, or the bytes of a value.
    range: Range<usize>,
    replacement: String,
    key: String,
}

impl PublicSettings {
    /// Takes passwords, commands that print them, and passwords within addresses out of settings; also those in comments.
    ///
    /// # Errors
    /// The settings cannot be parsed, or a password stands in a table on one line, from which it cannot be cut.
    pub fn new(settings: &str) -> Result<Self, Error> {
        let mut cuts = Vec::new();
        let table = DeTable::parse(settings).map_err(|_| Error::UnreadableSettings)?;
        collect_cuts(settings, table.get_ref(), "", &mut cuts)?;
        cuts.sort_by_key(|cut| std::cmp::Reverse(cut.range.start));
        let mut text = settings.to_owned();
        for cut in &cuts {
            text.replace_range(cut.range.clone(), &cut.replacement);
        }
        let removed = cuts.into_iter().rev().map(|cut| cut.key).collect();
        Ok(Self { text: without_secret_comments(&text), removed })
    }
}

fn collect_cuts(text: &str, table: &DeTable<'_>, prefix: &str, cuts: &mut Vec<Cut>) -> Result<(), Error> {
    for (key, value) in table {
        let name = key.get_ref();
        let path = if prefix.is_empty() { name.to_string() } else { format!("{prefix}.{name}") };
        let span = value.span();
        match value.get_ref() {
            DeValue::Table(inner) => collect_cuts(text, inner, &path, cuts)?,
            DeValue::Array(values) => {
                if is_secret_key(name) {
                    cuts.push(line_cut(text, key.span().start, &span, path)?);
                    continue;
                }
                for value in values {
                    if let DeValue::Table(inner) = value.get_ref() {
                        collect_cuts(text, inner, &path, cuts)?;
                    }
                }
            }
            DeValue::String(found) if is_secret_key(name) && !found.is_empty() => {
                cuts.push(line_cut(text, key.span().start, &span, path)?);
            }
            DeValue::String(found) => {
                if let Some(address) = without_password(found) {
                    cuts.push(Cut { range: span, replacement: toml::Value::String(address).to_string(), key: path });
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_secret_key(key: &str) -> bool {
    SECRET_KEYS.iter().any(|end| key == *end || key.ends_with(&format!("_{end}")))
}

/// Returns the cut of the whole lines of a key, if nothing else is on them.
fn line_cut(text: &str, key_start: usize, value: &Range<usize>, key: String) -> Result<Cut, Error> {
    let before = text.get(..key_start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let after = text.get(value.end..).unwrap_or_default();
    let (rest, end) = match after.find('\n') {
        Some(length) => (after.get(..length).unwrap_or_default(), value.end + length + 1),
        None => (after, text.len()),
    };
    // A key with dots, as in `relay.password`, has only its own table before it.
    let own = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '"' | '\'' | ' ' | '\t');
    let is_alone = before.get(start..).is_some_and(|words| words.chars().all(own));
    let is_end = rest.trim().is_empty() || rest.trim_start().starts_with('#');
    if is_alone && is_end {
        return Ok(Cut { range: start..end, replacement: String::new(), key });
    }
    Err(Error::Password(key))
}

/// Returns an address without its password; `None` if it has none.
fn without_password(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let has_query_password = url.query_pairs().any(|(key, _)| key == "password");
    if url.password().is_none() && !has_query_password {
        return None;
    }
    let mut plain = text.to_owned();
    if let Some((start, rest)) = text.split_once("://")
        && let Some((user, host)) = rest.split('/').next().and_then(|authority| authority.rsplit_once('@'))
        && let Some((name, _)) = user.split_once(':')
    {
        let tail = rest.get(user.len() + 1 + host.len()..).unwrap_or_default();
        plain = format!("{start}://{name}@{host}{tail}");
    }
    if let Some((address, query)) = plain.clone().split_once('?') {
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("password=")).collect();
        plain = if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) };
    }
    Some(plain)
}

/// Leaves out comments that look like a password, or like an address with one.
fn without_secret_comments(text: &str) -> String {
    let is_secret = |line: &str| {
        let Some(comment) = line.trim_start().strip_prefix('#') else { return false };
        let Some((key, value)) = comment.split_once('=') else { return false };
        let (key, value) = (key.trim(), value.trim().trim_matches(['"', '\'']));
        let is_value = !value.is_empty() && (is_secret_key(key) || without_password(value).is_some());
        is_value && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    text.split_inclusive('\n').filter(|line| !is_secret(line)).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_taken_out_and_nothing_else() {
        let text = "# Ours.\n[society]\nname = \"The password: tea\"\n\n[relay]\nurl = \"smtps://ann:t%40p@mail.example.org\" # new\n\
                    password = \"secret\" # old\n# password = \"older\"\npassword_file = \"relay-password\"\n\n\
                    [relays.bulk]\nurl = \"smtp://b@mail.example.org\"\npassword = '''\nlong\n'''\n\n\
                    [mailbox]\nurl = \"imaps://a%40b:pw@imap.example.org/x?folder=INBOX\"\ntoken_command = [\"show\", \"it\"]\n\n\
                    [database]\nurl = \"postgres://u:pw@db.example.org/news?sslmode=require&password=x\"\n";
        let public = PublicSettings::new(text).unwrap();
        assert_eq!(
            public.text,
            "# Ours.\n[society]\nname = \"The password: tea\"\n\n[relay]\nurl = \"smtps://ann@mail.example.org\" # new\n\
             password_file = \"relay-password\"\n\n[relays.bulk]\nurl = \"smtp://b@mail.example.org\"\n\n\
             [mailbox]\nurl = \"imaps://a%40b@imap.example.org/x?folder=INBOX\"\n\n\
             [database]\nurl = \"postgres://u@db.example.org/news?sslmode=require\"\n"
        );
        let removed = [
            "relay.url",
            "relay.password",
            "relays.bulk.password",
            "mailbox.url",
            "mailbox.token_command",
            "database.url",
        ];
        assert_eq!(public.removed, removed);
    }

    #[test]
    fn forms_that_cannot_be_cut_are_refused() {
        let text = "relay = { url = \"smtp://a@mail.example.org\", password = \"secret\" }\n";
        assert!(matches!(PublicSettings::new(text), Err(Error::Password(key)) if key == "relay.password"));
        let text = "relay.url = \"smtp://a@mail.example.org\"\nrelay.password = \"secret\"\n";
        assert_eq!(PublicSettings::new(text).unwrap().text, "relay.url = \"smtp://a@mail.example.org\"\n");
        assert_eq!(PublicSettings::new("# nothing\n").unwrap().removed, Vec::<String>::new());
    }
}
