//! Joining by the form: what people see, what is asked, what is mailed, what the owner of the address says.

mod abuse;
mod approval;
mod asking;
mod basis;
mod by_mail;
mod confirming;
mod form;
mod mails;
mod odd;
mod two_relays;
mod welcome;

use std::path::Path;

use circular::config::Workspace;
use circular::database;
use circular::mailer::{ConfirmationBuilder, ConfirmationMailer};
use circular::model::{
    Address, EventKind, FormToken, List, OptIn, SigningKeys, SignupRequest, SubscriptionEvent, SubscriptionState,
};
use circular::smtp::Transport;
use circular::subscription;
use circular::web::public::{self, PublicSite};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::client::{HttpResponse, send};
use super::site::{NOW, RunningSite};
use crate::engine::TestDatabase;

/// A few seconds after a form was shown at [`NOW`].
pub(crate) const SOON: fn() -> Timestamp = || NOW + SignedDuration::from_secs(10);

/// So many hours after [`SOON`].
macro_rules! hours {
    ($hours:literal) => {
        || super::SOON() + ::jiff::SignedDuration::from_hours($hours)
    };
}
use hours;

/// A society with a public list `members`, a public list `friends` with single opt-in, and a private list `board`.
pub(crate) struct SignupFixture<'a> {
    ground: &'a TestDatabase,
    _folder: TempDir,
    pub(crate) workspace: Workspace,
    pub(crate) keys: SigningKeys,
}

impl<'a> SignupFixture<'a> {
    /// Founds it with a relay that nobody listens at.
    pub(crate) async fn new(ground: &'a TestDatabase) -> Self {
        Self::with_settings(ground, "smtp://127.0.0.1:9", "").await
    }

    /// Founds it with a relay, and lines of `[web]`.
    pub(crate) async fn with_settings(ground: &'a TestDatabase, relay: &str, web: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "[society]\nname = 'Society of <Friends>'\npostal_address = '1 Example Street'\n\
             [sender]\nfrom = 'The Chair <chair@example.org>'\n[relay]\nurl = '{relay}'\n\
             [web]\npublic_url = 'https://news.example.org'\n{web}\n"
        );
        std::fs::write(folder.path().join("circular.toml"), settings).unwrap();
        let workspace = Workspace::open(Some(folder.path()), Path::new("/")).unwrap();
        let keys = subscription::signing_keys(&ground.database, NOW).await.unwrap();
        let porch = Self { ground, _folder: folder, workspace, keys };
        porch.list("members", "The Members’ Letter", OptIn::Double, true).await;
        porch.list("friends", "News & Views", OptIn::Single, true).await;
        porch.list("board", "For the board", OptIn::Double, false).await;
        porch
    }

    /// Makes a list, or changes it.
    pub(crate) async fn list(&self, name: &str, title: &str, opt_in: OptIn, public: bool) -> List {
        let mut work = self.ground.database.begin_write().await.unwrap();
        let name = name.parse().unwrap();
        let made = database::lists::add(&mut work, &name, title, &format!("{name}.example.org"), NOW).await.unwrap();
        let list = match made {
            Some(list) => list,
            None => database::lists::by_name(&mut work, &name).await.unwrap().unwrap(),
        };
        let list = List { title: title.to_owned(), opt_in, public, ..list };
        database::lists::update(&mut work, &list).await.unwrap();
        work.commit().await.unwrap();
        list
    }

    pub(crate) async fn find_list(&self, name: &str) -> List {
        let mut work = self.ground.database.begin_read().await.unwrap();
        database::lists::by_name(&mut work, &name.parse().unwrap()).await.unwrap().unwrap()
    }

    /// Makes the public pages at a moment.
    pub(crate) fn site(&self, now: fn() -> Timestamp) -> PublicSite {
        PublicSite::new(self.ground.database.clone(), self.keys.clone(), &self.workspace, now).unwrap()
    }

    /// Serves the public pages at a moment.
    pub(crate) async fn open(&self, now: fn() -> Timestamp) -> RunningSite {
        Self::serve(self.site(now)).await
    }

    pub(crate) async fn serve(site: PublicSite) -> RunningSite {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // The test's runtime ends it.
        tokio::spawn(public::serve(listener, site, std::future::pending()));
        RunningSite { address }
    }

    /// Returns the stamp of a form that was shown at a moment.
    pub(crate) async fn form_token(&self, path: &str, shown: fn() -> Timestamp) -> String {
        let page = self.open(shown).await.get(path).await;
        value_of(&page.body, "form_token").to_owned()
    }

    /// Asks to join at a moment, by a form that was shown ten seconds before.
    pub(crate) async fn submit_form(&self, path: &str, address: &str, now: fn() -> Timestamp) -> HttpResponse {
        let site = self.open(now).await;
        let page = site.get(path).await;
        // The same form, as it was a little while ago.
        let consent = value_of_consent(&page.body);
        let key = subscription::form_token_key(&self.ground.database, NOW).await.unwrap();
        let stamp = FormToken { page: path, consent: &consent }.seal(&key, now() - SignedDuration::from_secs(10));
        post(&site, path, &[("email", address), ("form_token", &stamp)]).await
    }

    /// The request of an address.
    pub(crate) async fn request(&self, address: &str) -> Option<SignupRequest> {
        let address: Address = address.parse().unwrap();
        database::signup_requests::by_address(&mut self.ground.database.begin_read().await.unwrap(), &address)
            .await
            .unwrap()
    }

    /// The path of the link that a request's mail has.
    pub(crate) async fn link(&self, address: &str) -> String {
        let request = self.request(address).await.unwrap();
        format!("/c/{}", self.keys.seal_request(request.id).unwrap())
    }

    /// Returns the state of a subscription.
    pub(crate) async fn state(&self, list: &str, address: &str) -> Option<SubscriptionState> {
        let list = self.find_list(list).await;
        let mut work = self.ground.database.begin_read().await.unwrap();
        let person = database::subscribers::by_address(&mut work, &address.parse().unwrap()).await.unwrap()?;
        database::subscriptions::state(&mut work, list.id, person.id).await.unwrap()
    }

    /// Sets the state of a subscription.
    async fn set_subscription_state(&self, list: &str, address: &str, state: SubscriptionState) {
        let list = self.find_list(list).await;
        let mut work = self.ground.database.begin_write().await.unwrap();
        let fields = circular::model::SubscriberFields::new();
        let id = database::subscribers::add(&mut work, &address.parse().unwrap(), &fields, NOW).await.unwrap();
        database::subscriptions::set_state(&mut work, list.id, id, state, NOW).await.unwrap();
        work.commit().await.unwrap();
    }

    /// The last time that somebody joined a list.
    async fn joined_event(&self, list: &str, address: &str) -> Option<SubscriptionEvent> {
        let list = self.find_list(list).await;
        let mut work = self.ground.database.begin_read().await.unwrap();
        let person = database::subscribers::by_address(&mut work, &address.parse().unwrap()).await.unwrap()?;
        database::event_log::last_of_kind(&mut work, person.id, list.id, EventKind::Subscribed).await.unwrap()
    }

    /// What hands confirmation mails over, at a moment.
    pub(crate) fn mailer(&self, now: fn() -> Timestamp) -> ConfirmationMailer {
        let settings = &self.workspace.settings;
        let transport = Transport::new(&settings.relay, &self.workspace.root, "example.org").unwrap();
        let confirmation = ConfirmationBuilder::new(&self.workspace, self.keys.clone()).unwrap();
        let settings = settings.clone();
        ConfirmationMailer::new(self.ground.database.clone(), confirmation, settings, transport.into(), now)
    }

    /// Sends what is due; returns whether the relay was unavailable.
    pub(crate) async fn send_one(&self, now: fn() -> Timestamp) -> bool {
        let (_stop, stopped) = watch::channel(false);
        self.mailer(now).send_due(&stopped).await.unwrap().is_some()
    }

    /// Counts a mail as handed over, without a relay.
    pub(crate) async fn send_confirmation(&self, now: fn() -> Timestamp) {
        let mut work = self.ground.database.begin_write().await.unwrap();
        while database::signup_requests::claim_mail(&mut work, circular::model::RequestId::NONE, now())
            .await
            .unwrap()
            .is_some()
        {}
        work.commit().await.unwrap();
    }
}

/// Sends the form with these fields.
async fn post(site: &RunningSite, path: &str, fields: &[(&str, &str)]) -> HttpResponse {
    post_from(site, path, fields, &[]).await
}

/// Sends the form with these fields and headers.
pub(crate) async fn post_from(
    site: &RunningSite,
    path: &str,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> HttpResponse {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
    all.extend(headers);
    send(site.address, "POST", path, &all, body.as_bytes()).await
}

/// Returns the value of a hidden field.
fn value_of<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap()
}

/// Returns the words by which people agree, as a browser shows them.
fn value_of_consent(page: &str) -> String {
    let (_, rest) = page.split_once("<p class=\"quiet\">").unwrap_or_else(|| panic!("{page}"));
    let text = rest.split("</p>").next().unwrap();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
