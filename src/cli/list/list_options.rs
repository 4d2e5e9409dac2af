//! Who may see a list and how one joins it, as options say it.

use super::single_line_title;
use crate::cli::error::CommandError;
use crate::database::{self, Database};
use crate::model::{List, OptIn};

/// Who can see a list and how people join it; options that are not given stay as they are.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ListOptions {
    /// Let everybody see the list and ask to join it, at `/subscribe`
    #[arg(long, conflicts_with = "private")]
    public: bool,
    /// Hide the list; this is the default
    #[arg(long)]
    private: bool,
    /// How people join by the form: `double` asks the owner of the address to confirm, `approved` also asks you to
    /// approve each of them, `single` trusts the form [default: double]
    #[arg(long, value_name = "HOW", value_parser = ["single", "double", "approved"], alias = "opt-in")]
    joining: Option<String>,
}

impl ListOptions {
    /// Returns whether no option is given.
    pub(super) fn is_empty(&self) -> bool {
        !self.public && !self.private && self.joining.is_none()
    }

    /// Keeps it, and a title if there is a new one.
    pub(super) async fn apply(
        &self,
        database: &Database,
        list: List,
        title: Option<&str>,
    ) -> Result<List, CommandError> {
        let title = title.map(single_line_title).transpose()?.unwrap_or_else(|| list.title.clone());
        let public = (list.public || self.public) && !self.private;
        let opt_in = match self.joining.as_deref() {
            Some("single") => OptIn::Single,
            Some("approved") => OptIn::Approved,
            Some(_) => OptIn::Double,
            None => list.opt_in,
        };
        let shaped = List { title, opt_in, public, ..list.clone() };
        if shaped != list {
            let mut work = database.begin_write().await?;
            database::lists::update(&mut work, &shaped).await?;
            work.commit().await?;
        }
        Ok(shaped)
    }
}
