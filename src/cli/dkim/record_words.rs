//! The words about a record, and the lines for the settings.

use crate::config::DkimSettings;
use crate::message::dkim::DkimIdentity;

/// Returns what to enter in a form for DNS records, and the same as a line of a zone file.
pub(super) fn record_lines(identity: &DkimIdentity) -> Vec<String> {
    let record = identity.record();
    let short = record.name.strip_suffix(&format!(".{}", identity.domain)).unwrap_or(&record.name);
    let mut lines = vec![
        "Type   TXT".to_owned(),
        format!("Name   {short}   (some forms want all of it: {})", record.name),
        format!("Value  {}", record.text),
    ];
    if record.strings().len() > 1 {
        lines.push("If the form refuses the length, or you write a zone file:".to_owned());
        lines.push(format!("       {record}"));
    }
    lines
}

/// Returns the table that makes the keys sign, such as `[dkim]`.
pub(super) fn settings_lines(settings: &DkimSettings, table: &str) -> Vec<String> {
    let mut lines = vec![table.to_owned()];
    let quoted = |text: &str| toml::Value::from(text).to_string();
    lines.extend(settings.domain.iter().map(|domain| format!("domain = {}", quoted(domain))));
    for (algorithm, source) in [("rsa", &settings.rsa), ("ed25519", &settings.ed25519)] {
        if let Some(source) = source {
            lines.push(format!("{algorithm}_selector = {}", quoted(&source.selector)));
            lines.push(format!("{algorithm}_key_file = {}", quoted(&source.file.to_string_lossy())));
        }
    }
    lines
}
