//! `circular subscriber add`.

use crate::cli::app::find_list;
use crate::cli::failure::Failure;
use crate::cli::output::say;
use crate::clock;
use crate::database::Database;
use crate::model::{Address, BadAddress, Cause, FieldValue, Fields, RESERVED_FIELDS, State, single_line};
use crate::subscription::{self, Added};

/// Put one person on a list
///
/// Who has left, wanted to be erased, or whose address takes no mail, is not put on it.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Their address
    address: String,
    /// The list
    #[arg(long)]
    list: String,
    /// On what ground, such as "asked at the annual meeting of 2 May": it is kept as the proof of their consent
    #[arg(long, value_name = "WORDS")]
    basis: Option<String>,
    /// What letters can use, such as `first_name=Ann`; as often as you like
    #[arg(long = "field", value_name = "NAME=VALUE")]
    fields: Vec<String>,
}

pub(super) async fn run(database: &Database, args: Args) -> Result<(), Failure> {
    let list = find_list(database, &args.list).await?;
    let address: Address = args.address.parse().map_err(|bad: BadAddress| Failure::new(bad.to_string()))?;
    if !address.as_str().is_ascii() {
        return Err(Failure::new(format!("`{address}` has a letter before the @ that few mail servers can take")));
    }
    let mut fields = Fields::new();
    for field in &args.fields {
        let (name, value) = read(field)?;
        fields.insert(name, value);
    }
    let basis = args.basis.as_deref().map(single_line).filter(|basis| !basis.is_empty());
    let added = subscription::add(database, &list, &address, &fields, basis.as_deref(), clock::now()).await?;
    let name = &list.name;
    match added {
        Added::Joined => say(format!("{address} is on the list `{name}`.")),
        Added::Already if fields.is_empty() => say(format!("{address} was on the list `{name}` already.")),
        Added::Already => say(format!("{address} was on the list `{name}` already; the fields are kept.")),
        Added::Left(state) => {
            let left = if state == State::Notices { "has left but for notices" } else { "has left" };
            let failure = Failure::new(format!("{address} {left}: only they themselves can come back to `{name}`"));
            return Err(failure.hint(if list.public {
                format!("they can by the form: `circular list show {name}` says where it is")
            } else {
                "they can for thirty days, by the link in their letters".to_owned()
            }));
        }
        Added::Suppressed => {
            return Err(Failure::new(format!("{address} is suppressed"))
                .hint(format!("`circular subscriber show {address}` says why")));
        }
        Added::Stranger(Cause::Erased) => {
            return Err(Failure::new(format!("the owner of {address} wanted to be erased: only they can come back"))
                .hint("they can by the form of a public list"));
        }
        Added::Stranger(_) => {
            return Err(Failure::new(format!("{address} must not be mailed: that was kept when nobody here had it")));
        }
    }
    Ok(())
}

/// Reads `name=value`, the name as the header of an import would be written.
fn read(field: &str) -> Result<(String, FieldValue), Failure> {
    let bad = |why: &str| Failure::new(format!("`{}` {why}", single_line(field)));
    let (name, value) = field.split_once('=').ok_or_else(|| bad("is no field: write NAME=VALUE"))?;
    let name = name.trim();
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_') && name == name.to_lowercase();
    if !plain || name.is_empty() || name.starts_with(char::is_numeric) {
        return Err(bad("has a name that no field can have: use lower-case letters, digits and `_`"));
    }
    if RESERVED_FIELDS.contains(&name) {
        return Err(bad("has a name that letters use themselves: give it another one"));
    }
    Ok((name.to_owned(), single_line(value).into_owned().into()))
}
