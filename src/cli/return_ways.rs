//! How people can come back who left, or whom only they themselves can put back on a list.

use super::app::App;
use super::error::CommandError;
use crate::database::{self, Database};
use crate::model::List;

/// What the workspace offers to people who want to come back.
#[derive(Debug)]
pub(super) struct ReturnWays {
    lists: Vec<List>,
    has_pages: bool,
}

impl ReturnWays {
    /// Reads the lists and whether there are public pages.
    pub(super) async fn load(app: &App, database: &Database) -> Result<Self, CommandError> {
        let lists = database::lists::all(&mut database.begin_read().await?).await?;
        Ok(Self { lists, has_pages: app.workspace.settings.web.public_url.is_some() })
    }

    /// Returns how somebody can join any list again.
    pub(super) fn of_any(&self) -> String {
        let form = self.lists.iter().find(|list| self.has_form(list));
        let by_mail = self.lists.iter().find(|list| list.join_address.is_some());
        joining_words(form, by_mail).unwrap_or_else(|| offer_words("LIST"))
    }

    /// Returns how somebody can come back to a list that they left.
    pub(super) fn of_list(&self, list: &List) -> String {
        let by_mail = Some(list).filter(|list| list.join_address.is_some());
        let by_themselves = joining_words(Some(list).filter(|list| self.has_form(list)), by_mail);
        let by_themselves = match by_themselves {
            None if self.has_pages => "they can for thirty days, by the link in their letters".to_owned(),
            None => offer_words(list.name.as_str()),
            Some(ways) => ways,
        };
        format!("{by_themselves}. If they have asked you for it, add `--rejoin --basis WORDS`")
    }

    fn has_form(&self, list: &List) -> bool {
        self.has_pages && list.public
    }
}

fn joining_words(form: Option<&List>, by_mail: Option<&List>) -> Option<String> {
    let address = by_mail.and_then(|list| list.join_address.as_ref());
    match (form, address) {
        (Some(list), None) => {
            Some(format!("they can by the form: `circular list show {}` says where it is", list.name))
        }
        (Some(list), Some(address)) => {
            Some(format!("they can by the form (`circular list show {}`), or by a mail to {address}", list.name))
        }
        (None, Some(address)) => Some(format!("they can by a mail to {address}")),
        (None, None) => None,
    }
}

/// Without public pages, people can only join by mail.
fn offer_words(list: &str) -> String {
    format!("let people join by mail with `circular list edit {list} --join-address ADDRESS`")
}
