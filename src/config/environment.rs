//! Settings from environment variables: `CIRCULAR_<TABLE>_<KEY>`.

use std::ffi::OsString;

use toml::{Table, Value};

/// The tables whose keys can be set from the environment.
const TABLES: [&str; 14] = [
    "society",
    "sender",
    "look",
    "relay",
    "relays",
    "dkim",
    "mailbox",
    "throttle",
    "retry",
    "web",
    "database",
    "dns",
    "monitoring",
    "webhooks",
];

/// How the variables of the relays in `[relays.NAME]` begin.
const NAMED_RELAY_PREFIX: &str = "CIRCULAR_RELAYS_";

/// Returns all `CIRCULAR_…` variables that name a key of a table.
pub(super) fn overrides() -> Vec<(String, String)> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    let all = std::env::vars_os();
    own_variables(all)
}

/// Returns whether output may be coloured: `NO_COLOR` is unset (<https://no-color.org>) and the terminal is not dumb.
#[must_use]
pub fn colours_enabled() -> bool {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    let set = |name: &str| std::env::vars_os().find(|(known, _)| known == name).map(|(_, value)| value);
    set("NO_COLOR").is_none_or(|value| value.is_empty()) && set("TERM").is_none_or(|value| value != "dumb")
}

/// Returns the value of `CIRCULAR_LOG`, which selects the log records to write.
#[must_use]
pub fn log_filter() -> Option<String> {
    std::env::var_os("CIRCULAR_LOG")?.into_string().ok()
}

/// Selects variables with our prefix; others may be in any encoding.
fn own_variables(all: impl Iterator<Item = (OsString, OsString)>) -> Vec<(String, String)> {
    let all = all.filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let ours = all.filter(|(name, _)| split_variable(name).is_some());
    ours.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect()
}

/// Applies the overrides to the tables of the file. Keys that take a number are parsed as numbers, all others stay
/// text.
pub(super) fn apply_overrides(table: &mut Table, overrides: &[(String, String)]) {
    for (name, text) in overrides {
        let Some((section, key)) = split_variable(name) else { continue };
        let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
        let relay = if name.starts_with(NAMED_RELAY_PREFIX) { named_relay(section, &key) } else { None };
        let (section, key) = match relay {
            Some((relay, key)) => (section.get_mut(relay), key),
            None => (Some(section), key),
        };
        if let Some(Value::Table(section)) = section {
            let value = match key.as_str() {
                "connections" | "messages_per_connection" | "batch" | "joins_per_hour" => {
                    text.parse().map(Value::Integer).ok()
                }
                "logo_has_name" => text.parse().map(Value::Boolean).ok(),
                _ => None,
            };
            section.insert(key, value.unwrap_or_else(|| Value::String(text.clone())));
        }
    }
}

/// Splits the rest of `CIRCULAR_RELAYS_YOUTH_PASSWORD` into the name of a relay in the file and a key.
fn named_relay(relays: &Value, rest: &str) -> Option<(String, String)> {
    let names = relays.as_table()?.keys();
    let split =
        |name: &String| Some((name.clone(), rest.strip_prefix(&format!("{}_", name.replace('-', "_")))?.to_owned()));
    names.filter_map(split).max_by_key(|(name, _)| name.len())
}

fn split_variable(name: &str) -> Option<(String, String)> {
    let (table, key) = name.strip_prefix("CIRCULAR_")?.split_once('_')?;
    let table = table.to_lowercase();
    TABLES.contains(&table.as_str()).then(|| (table, key.to_lowercase()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn variable_overrides_key_of_file() {
        let mut table: Table = "[relay]\nurl = 'outbox:a'\nconnections = 2".parse().unwrap();
        let set = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        apply_overrides(
            &mut table,
            &[set("CIRCULAR_RELAY_CONNECTIONS", "9"), set("CIRCULAR_SOCIETY_POSTAL_ADDRESS", "1")],
        );
        assert_eq!(table["relay"]["connections"].as_integer(), Some(9));
        assert_eq!(table["relay"]["url"].as_str(), Some("outbox:a"));
        assert_eq!(table["society"]["postal_address"].as_str(), Some("1"));
    }

    #[cfg(unix)]
    #[test]
    fn variable_in_other_encoding_is_skipped() {
        use std::os::unix::ffi::OsStringExt as _;
        let latin = || OsString::from_vec(b"caf\xe9".to_vec());
        let all = [("LESSCHARSET".into(), latin()), (latin(), "x".into()), ("CIRCULAR_RELAY_URL".into(), "y".into())];
        assert_eq!(own_variables(all.into_iter()), [("CIRCULAR_RELAY_URL".to_owned(), "y".to_owned())]);
    }

    #[test]
    fn other_variables_are_ignored() {
        assert_eq!(split_variable("CIRCULAR_TEST_POSTGRES"), None);
        assert_eq!(split_variable("HOME"), None);
    }
}
