//! Who may see a list and how one joins it, as options say it.

use crate::cli::app::parse_address;
use crate::cli::error::CommandError;
use crate::cli::output::{format_count, print_status};
use crate::database::Database;
use crate::model::{Address, ConsentBasis, Language, List, OptIn};
use crate::subscription::{self, BasisChange, list_title};

/// Who can see a list and how people join it; options that are not given stay as they are.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
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
    /// On what basis you write to its people: `consent`, `charity-soft-opt-in`, `customer-soft-opt-in` or
    /// `membership-notice` [default: consent]
    #[arg(long, value_name = "BASIS",
        value_parser = ["consent", "charity-soft-opt-in", "customer-soft-opt-in", "membership-notice"])]
    basis: Option<String>,
    /// Say that everybody who is on the list could refuse when they gave their address, and that you can prove it: needed
    /// to change a list with people to a soft opt-in
    #[arg(long, requires = "basis")]
    all_could_refuse: bool,
    /// Let people also join by a mail to this address, whose mails `circular inbound` reads
    #[arg(long, value_name = "ADDRESS", conflicts_with = "no_join_address")]
    join_address: Option<String>,
    /// Let nobody join by mail any more
    #[arg(long)]
    no_join_address: bool,
    /// The language of its letters and its form, such as `de` [default: the society's]
    #[arg(long, value_name = "LANGUAGE", conflicts_with = "no_language")]
    language: Option<Language>,
    /// Use the society's language again
    #[arg(long)]
    no_language: bool,
    /// Who can read its letters on the web: `public` is everybody, `link` is people who got the letter with its link,
    /// `off` is nobody [default: off]
    #[arg(long, value_name = "WHO", value_parser = ["public", "link", "off"])]
    archive: Option<String>,
}

impl ListOptions {
    /// Returns whether no option is given.
    pub(super) fn is_empty(&self) -> bool {
        !self.public
            && !self.private
            && self.joining.is_none()
            && self.basis.is_none()
            && self.join_address.is_none()
            && !self.no_join_address
            && self.language.is_none()
            && !self.no_language
            && self.archive.is_none()
    }

    /// Keeps it, and a title if there is a new one.
    pub(super) async fn apply(
        &self,
        database: &Database,
        list: List,
        title: Option<&str>,
    ) -> Result<List, CommandError> {
        let title = title.map(list_title).transpose()?.unwrap_or_else(|| list.title.clone());
        let public = (list.public || self.public) && !self.private;
        let opt_in = match self.joining.as_deref() {
            Some("single") => OptIn::Single,
            Some("approved") => OptIn::Approved,
            Some(_) => OptIn::Double,
            None => list.opt_in,
        };
        let join_address = match &self.join_address {
            Some(address) => Some(free_join_address(database, &list, address).await?),
            None => list.join_address.clone().filter(|_| !self.no_join_address),
        };
        let basis = self.basis.as_deref().and_then(|basis| basis.parse().ok()).unwrap_or(list.basis);
        if basis != list.basis {
            self.check_new_basis(database, &list, basis).await?;
        }
        let archive = self.archive.as_deref().and_then(|archive| archive.parse().ok()).unwrap_or(list.archive);
        let kept = list.language.clone().filter(|_| !self.no_language);
        let language = self.language.clone().or(kept);
        let shaped = List { title, opt_in, basis, public, join_address, language, archive, ..list.clone() };
        subscription::update_list(database, &list, &shaped).await?;
        Ok(shaped)
    }

    /// Says how many people a new basis is about; refuses a soft opt-in, which cannot be claimed afterwards.
    async fn check_new_basis(&self, database: &Database, list: &List, basis: ConsentBasis) -> Result<(), CommandError> {
        let (people, needs_proof) = match subscription::basis_change(database, list, basis).await? {
            BasisChange::Free => return Ok(()),
            BasisChange::Concerns(people) => (people, false),
            BasisChange::NeedsProof(people) => (people, true),
        };
        let people = format_count(people, "person is", "people are");
        if needs_proof && !self.all_could_refuse {
            let since = match basis {
                ConsentBasis::CharitySoftOptIn => " since 5 February 2026",
                _ => "",
            };
            return Err(CommandError::new(format!(
                "{people} on the list `{}`, and a {} cannot be claimed afterwards: each of them must have given the \
                 address for it{since}, and could refuse at that moment",
                list.name,
                basis.words()
            ))
            .with_hint(format!(
                "make a list of its own for new people: `circular list create NAME --title TITLE --basis {basis}`; only \
                 if it is true of everybody on the list and you can prove it, pass `--all-could-refuse`"
            )));
        }
        print_status(format!(
            "{people} on the list `{}`, up to now by {}. What is recorded of them stays as it is.",
            list.name,
            list.basis.words()
        ));
        Ok(())
    }
}

/// Reads the address of a list to which people write to join; each list has its own.
async fn free_join_address(database: &Database, list: &List, text: &str) -> Result<Address, CommandError> {
    let address = parse_address(text)?;
    subscription::check_join_address(database, list, &address).await?;
    Ok(address)
}
