//! `circular subscriber add`.

use crate::cli::app::find_list;
use crate::cli::error::CommandError;
use crate::cli::output::print_line;
use crate::clock;
use crate::database::Database;
use crate::model::{
    Address, FieldValue, ParseAddressError, RESERVED_FIELDS, SubscriberFields, SubscriptionState, SuppressionReason,
    single_line,
};
use crate::subscription::{self, AddOutcome};

/// Add one person to a list
///
/// People who unsubscribed, were erased or whose address is suppressed are not added.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The address
    address: String,
    /// The list
    #[arg(long)]
    list: String,
    /// The basis of their consent, such as "asked at the annual meeting of 2 May"; it is kept as proof
    #[arg(long, value_name = "WORDS")]
    basis: Option<String>,
    /// A field, such as `first_name=Ann`; can be repeated
    #[arg(long = "field", value_name = "NAME=VALUE")]
    fields: Vec<String>,
}

pub(super) async fn run(database: &Database, args: Args) -> Result<(), CommandError> {
    let list = find_list(database, &args.list).await?;
    let address: Address = args.address.parse().map_err(|bad: ParseAddressError| CommandError::new(bad.to_string()))?;
    if !address.as_str().is_ascii() {
        return Err(CommandError::new(format!("`{address}` has a letter before the @ that few mail servers can take")));
    }
    let mut fields = SubscriberFields::new();
    for field in &args.fields {
        let (name, value) = parse_field(field)?;
        fields.insert(name, value);
    }
    let basis = args.basis.as_deref().map(single_line).filter(|basis| !basis.is_empty());
    let added =
        subscription::add_subscriber(database, &list, &address, &fields, basis.as_deref(), clock::now()).await?;
    let name = &list.name;
    match added {
        AddOutcome::Joined => print_line(format!("{address} is on the list `{name}`.")),
        AddOutcome::AlreadySubscribed if fields.is_empty() => {
            print_line(format!("{address} was on the list `{name}` already."));
        }
        AddOutcome::AlreadySubscribed => {
            print_line(format!("{address} was on the list `{name}` already; the fields are kept."));
        }
        AddOutcome::OptedOut(state) => {
            let left = if state == SubscriptionState::NoticesOnly { "has left but for notices" } else { "has left" };
            let failure =
                CommandError::new(format!("{address} {left}: only they themselves can come back to `{name}`"));
            return Err(failure.with_hint(if list.public {
                format!("they can by the form: `circular list show {name}` says where it is")
            } else {
                "they can for thirty days, by the link in their letters".to_owned()
            }));
        }
        AddOutcome::Suppressed => {
            return Err(CommandError::new(format!("{address} is suppressed"))
                .with_hint(format!("`circular subscriber show {address}` says why")));
        }
        AddOutcome::SuppressedAddress(SuppressionReason::Erased) => {
            return Err(CommandError::new(format!(
                "the owner of {address} wanted to be erased: only they can come back"
            ))
            .with_hint("they can by the form of a public list"));
        }
        AddOutcome::SuppressedAddress(_) => {
            return Err(CommandError::new(format!(
                "{address} must not be mailed: that was kept when nobody here had it"
            )));
        }
    }
    Ok(())
}

/// Parses `name=value`; the name is normalized like a header of an import.
fn parse_field(field: &str) -> Result<(String, FieldValue), CommandError> {
    let bad = |why: &str| CommandError::new(format!("`{}` {why}", single_line(field)));
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
