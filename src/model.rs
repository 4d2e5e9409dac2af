//! The nouns that rooms hand to one another. They know no database, no template and no wire.

mod address;
mod blind;
mod counts;
mod delivery;
mod event;
mod field;
mod finding;
mod issue;
mod leaving;
mod letter;
mod line;
mod list;
mod percent;
mod reply;
mod subscriber;
mod subscription;
mod suppression;
mod token;

pub use address::{Address, BadAddress, Mailbox};
pub use blind::{Blind, blind};
pub use counts::Counts;
pub use delivery::{Delivery, Status};
pub use event::{Event, Kind, Way};
pub use field::{Day, FieldKind, FieldValue, Fields};
pub use finding::{Finding, Place, SETTINGS_FILE, Severity, closest};
pub use issue::{Attachment, Composition, Content, Issue, IssueState};
pub use leaving::{BadLeavingAddress, LeavingAddress};
pub use letter::Letter;
pub use line::single_line;
pub use list::{BadName, List, ListName, OptIn};
pub use percent::{is_unreserved, percent};
pub use reply::Reply;
pub use subscriber::{ADDRESS_FIELD, NAME_FIELDS, RESERVED_FIELDS, Subscriber};
pub use subscription::{Readership, State};
pub use suppression::{Cause, Suppression};
pub use token::{Key, Keys, Token};
