//! `circular dkim`.

mod key_files;
mod record_words;

use std::path::Path;

use clap::Subcommand;

use super::app::App;
use super::error::CommandError;
use super::output::print_line;
use crate::clock;
use crate::config::{ChosenRelay, DkimSettings, parse_dkim_domain, parse_dkim_selector};
use crate::message::dkim::load_dkim_identities;
use key_files::KeyFiles;

/// Make and show the keys that sign letters (DKIM)
#[derive(Debug, Subcommand)]
pub(super) enum DkimCommand {
    /// Make two keys, and show the DNS records to publish
    ///
    /// The keys are files in the folder `dkim`, which only you can read; they are never shown, and an existing key is
    /// never overwritten. Nothing is signed before you name the keys in `circular.toml`: publish the records first.
    New {
        /// The domain that signs [default: `domain` in `[dkim]`, or the domain of the sender]
        domain: Option<String>,
        /// The name under which the keys are published; each key needs its own [default: `circular` with year and month]
        #[arg(long, value_name = "NAME")]
        selector: Option<String>,
    },
    /// Show the DNS records of the keys in use, and of those in the folder `dkim`
    Show,
}

pub(super) fn run(app: &App, command: DkimCommand) -> Result<(), CommandError> {
    match command {
        DkimCommand::New { domain, selector } => create_keys(app, domain.as_deref(), selector.as_deref()),
        DkimCommand::Show => show_records(app),
    }
}

/// Returns the domain in the settings, or the sender's.
fn default_domain(app: &App) -> String {
    let settings = &app.workspace.settings;
    settings.dkim.domain.clone().unwrap_or_else(|| settings.sender.from.address.domain().to_owned())
}

/// Returns the table that makes keys of a domain sign: that of the relay for senders in this domain, if it is not the usual
/// one.
fn settings_table(app: &App, domain: &str) -> String {
    let settings = &app.workspace.settings;
    let usual = settings.sender.from.address.domain();
    let mut relays = settings.all_relays().filter(|relay| relay.name.is_some());
    let relay = relays.find(|relay| domain != usual && relay.sender_domain(settings) == domain);
    relay.and_then(|relay| relay.name).map_or_else(|| "[dkim]".to_owned(), |name| format!("[relays.{name}.dkim]"))
}

fn create_keys(app: &App, domain: Option<&str>, selector: Option<&str>) -> Result<(), CommandError> {
    let domain = match domain {
        Some(text) => parse_dkim_domain(text).map_err(CommandError::new)?,
        None => default_domain(app),
    };
    let now = clock::now().to_zoned(app.workspace.settings.society.time_zone());
    let selector = match selector {
        Some(text) => parse_dkim_selector(text).map_err(CommandError::new)?,
        None => now.strftime("circular%Y%m").to_string(),
    };
    let files = KeyFiles::new(selector, domain);
    files.create(&app.workspace.root)?;
    let settings = files.settings();
    print_line(format!("Made two keys for letters from `{}`. Only you can read these files:", files.domain));
    for source in settings.rsa.iter().chain(&settings.ed25519) {
        print_line(format!("  {}", source.file.display()));
    }
    print_line("Store a copy where you store passwords: `circular backup` does not contain them.");
    print_line("");
    print_line("1. Publish these records. You do that where the domain is managed, on the page \"DNS\":");
    print_records(&settings, &files.domain, &app.workspace.root)?;
    print_line("");
    print_line("2. When they are published, which takes up to a day, write this into `circular.toml`:");
    print_line("");
    for line in record_words::settings_lines(&settings, &settings_table(app, &files.domain)) {
        print_line(format!("   {line}"));
    }
    print_line("");
    print_line("From then on every letter is signed. `circular dkim show` shows the records again.");
    Ok(())
}

fn show_records(app: &App) -> Result<(), CommandError> {
    let (root, settings) = (&app.workspace.root, &app.workspace.settings);
    // A relay without keys of its own signs with the usual ones.
    let has_own = |relay: &ChosenRelay<'_>| relay.name.is_none() || relay.settings.dkim.is_some();
    let used: Vec<_> = settings.all_relays().filter(|relay| has_own(relay) && !relay.dkim.is_empty()).collect();
    let unused = KeyFiles::find(root, &used.iter().map(|relay| relay.dkim).collect::<Vec<_>>());
    if used.is_empty() && unused.is_empty() {
        return Err(CommandError::new("there is no DKIM key yet").with_hint("make keys with `circular dkim new`"));
    }
    for (number, relay) in used.iter().enumerate() {
        if number > 0 {
            print_line("");
        }
        let through = relay.name.map(|_| format!(" through `{}`", relay.table())).unwrap_or_default();
        print_line(format!("These records belong to the keys that sign your letters{through}:"));
        print_records(relay.dkim, relay.sender_domain(settings), root)?;
        if relay.dkim.rsa.is_none() {
            print_line("");
            print_line("Many providers do not know ed25519 yet: let an RSA key sign as well.");
        }
    }
    for files in unused {
        if !used.is_empty() {
            print_line("");
        }
        let unused = files.settings();
        print_line("These keys do not sign yet. Publish their records:");
        print_records(&unused, &files.domain, root)?;
        print_line("");
        print_line("Then write this into `circular.toml`:");
        print_line("");
        for line in record_words::settings_lines(&unused, &settings_table(app, &files.domain)) {
            print_line(format!("   {line}"));
        }
    }
    Ok(())
}

fn print_records(settings: &DkimSettings, domain: &str, root: &Path) -> Result<(), CommandError> {
    for identity in load_dkim_identities(settings, domain, root)? {
        print_line("");
        for line in record_words::record_lines(&identity) {
            print_line(format!("   {line}"));
        }
    }
    Ok(())
}
