//! The forms for the mail server through which letters go, and for the mailbox of what comes back.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use url::Url;

use super::settings_form::{FormProblem, TypedValues, problem_of};
use crate::config::{MAIL_PROVIDERS, MailProvider, SettingsFile, encode_url_user, write_secret_file};
use crate::model::io_reason;
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATES: [(&str, &str); 2] = [
    ("relay-form", include_str!("../../../../templates/admin/relay-form.html.hbs")),
    ("mailbox-form", include_str!("../../../../templates/admin/mailbox-form.html.hbs")),
];

/// One of the two accounts.
struct MailAccount {
    /// The table in the settings, and the name of the form.
    table: &'static str,
    /// The file with its password, beside the settings.
    secret_file: &'static str,
    /// The scheme with TLS from the first byte, and the one with STARTTLS.
    schemes: [&'static str; 2],
}

const RELAY: MailAccount = MailAccount { table: "relay", secret_file: "relay-password", schemes: ["smtps", "smtp"] };
const MAILBOX: MailAccount =
    MailAccount { table: "mailbox", secret_file: "mailbox-password", schemes: ["imaps", "imap"] };

/// The place of an account, as its form has it.
#[derive(Default)]
struct AccountPlace {
    provider: String,
    scheme: String,
    host: String,
    port: String,
    user: String,
}

/// Saves the mail server.
pub(super) async fn save_relay(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    admin.save_account(&RELAY, &TypedValues::read(&body)).await
}

/// Saves the mailbox.
pub(super) async fn save_mailbox(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    admin.save_account(&MAILBOX, &TypedValues::read(&body)).await
}

impl MailAccount {
    fn field(&self, name: &str) -> String {
        format!("{}.{name}", self.table)
    }

    /// Returns the place that was typed; a provider says it all but the user.
    fn typed_place(&self, typed: &TypedValues) -> AccountPlace {
        let value = |name: &str| typed.get(&self.field(name)).to_owned();
        let mut place = AccountPlace {
            provider: value("provider"),
            scheme: value("scheme"),
            host: value("host"),
            port: value("port"),
            user: value("user"),
        };
        if let Some(provider) = MAIL_PROVIDERS.iter().find(|provider| provider.id == place.provider) {
            (place.scheme, place.host) = self.server_of(provider);
            place.port.clear();
        }
        place
    }

    fn server_of(&self, provider: &MailProvider) -> (String, String) {
        match self.table {
            "relay" => (provider.scheme.to_owned(), provider.smtp_host.to_owned()),
            _ => (self.schemes[0].to_owned(), provider.imap_host.to_owned()),
        }
    }

    /// Returns the place that the file names; the default if it names none that the form can show.
    fn known_place(&self, file: &SettingsFile) -> AccountPlace {
        let unset = AccountPlace { scheme: self.schemes[0].to_owned(), ..AccountPlace::default() };
        let url = file.get(self.table, "url").and_then(|url| Url::parse(&url).ok());
        let Some(url) = url.filter(|url| self.schemes.contains(&url.scheme())) else { return unset };
        let user = url::form_urlencoded::parse(format!("u={}", url.username().replace('+', "%2B")).as_bytes())
            .next()
            .map(|(_, user)| user.into_owned());
        let host = url.host_str().unwrap_or_default().to_owned();
        let provider = MAIL_PROVIDERS.iter().find(|provider| {
            self.server_of(provider) == (url.scheme().to_owned(), host.clone()) && url.port().is_none()
        });
        AccountPlace {
            provider: provider.map_or("other", |provider| provider.id).to_owned(),
            scheme: url.scheme().to_owned(),
            host,
            port: url.port().map(|port| port.to_string()).unwrap_or_default(),
            user: user.unwrap_or_default(),
        }
    }

    /// Returns the password that stands in the address of the same account, as it is written there.
    fn url_password(&self, place: &AccountPlace, file: &SettingsFile) -> Option<String> {
        let known = self.known_place(file);
        let url = Url::parse(&file.get(self.table, "url")?).ok()?;
        url.password().filter(|_| known.host == place.host && known.user == place.user).map(str::to_owned)
    }

    /// Writes the place into the settings; a password in the address stays there until another one is typed.
    fn apply(&self, place: &AccountPlace, password: &str, file: &mut SettingsFile) -> Result<(), FormProblem> {
        if place.host.is_empty() {
            let (field, words) = match place.provider.as_str() {
                "other" => ("host", "Write the name of the server, such as mail.example.org."),
                _ => ("provider", "Choose your provider."),
            };
            return Err(FormProblem::at(&self.field(field), words));
        }
        if !self.schemes.contains(&place.scheme.as_str()) {
            return Err(FormProblem::at(&self.field("scheme"), "Choose how the connection is protected."));
        }
        if !place.port.is_empty() && place.port.parse::<u16>().is_err() {
            return Err(FormProblem::at(&self.field("port"), "A port is a number such as 465."));
        }
        if (self.table == "mailbox" || place.provider != "other") && place.user.is_empty() {
            return Err(FormProblem::at(&self.field("user"), "Write the user name, which is often the address."));
        }
        let kept = self.url_password(place, file).filter(|_| password.is_empty());
        let kept = kept.map(|kept| format!(":{kept}")).unwrap_or_default();
        let user =
            if place.user.is_empty() { String::new() } else { format!("{}{kept}@", encode_url_user(&place.user)) };
        let port = if place.port.is_empty() { String::new() } else { format!(":{}", place.port) };
        let url = format!("{}://{user}{}{port}", place.scheme, place.host);
        file.set(self.table, "url", Some(&url)).map_err(|error| problem_of(&error, file))?;
        file.check().map(drop).map_err(|diagnostic| {
            let problem = problem_of(&crate::config::SettingsFileError::Invalid(diagnostic), file);
            FormProblem { field: Some(self.field("host")), ..problem }
        })
    }

    /// Puts the password into its own file, and names that file in the settings.
    fn store_password(&self, admin: &AdminServer, file: &mut SettingsFile, password: &str) -> Result<(), FormProblem> {
        let known = file.get(self.table, "password_file");
        let name = known.filter(|name| !name.contains(['/', '\\'])).unwrap_or_else(|| self.secret_file.to_owned());
        let written = write_secret_file(&admin.workspace.root, &name, password);
        written.map_err(|error| {
            FormProblem::at(&self.field("password"), format!("The password cannot be stored: {}.", io_reason(&error)))
        })?;
        for (key, value) in [("password_file", Some(name.as_str())), ("password", None)] {
            file.set(self.table, key, value).map_err(|error| problem_of(&error, file))?;
        }
        Ok(())
    }

    /// Creates the context of the form.
    fn to_json(
        &self,
        place: &AccountPlace,
        has_password: bool,
        file: &SettingsFile,
        problem: Option<&FormProblem>,
    ) -> Value {
        let problem_of =
            |name: &str| problem.and_then(|problem| problem.words_for(&self.field(name))).map(str::to_owned);
        let providers: Vec<Value> = MAIL_PROVIDERS
            .iter()
            .map(|provider| {
                json!({
                    "id": provider.id, "name": provider.name, "demand": provider.demand,
                    "chosen": provider.id == place.provider,
                })
            })
            .collect();
        json!({
            "version": file.version(), "providers": providers, "is_other": place.provider == "other",
            "is_set": !place.host.is_empty(), "host": place.host, "port": place.port, "user": place.user,
            "is_starttls": place.scheme == self.schemes[1], "has_password": has_password,
            "provider_problem": problem_of("provider"), "host_problem": problem_of("host"), "port_problem": problem_of("port"),
            "user_problem": problem_of("user"), "password_problem": problem_of("password"),
        })
    }
}

impl AdminServer {
    async fn save_account(&self, account: &MailAccount, typed: &TypedValues) -> Result<Response, Error> {
        let saved = self.change_settings(typed, |file| {
            let password = typed.get(&account.field("password"));
            account.apply(&account.typed_place(typed), password, file)?;
            if password.is_empty() { Ok(()) } else { account.store_password(self, file, password) }
        });
        match saved.await? {
            Ok(()) => Ok(Redirect::to(&self.settings_done_path(typed, account.table)).into_response()),
            Err(problem) => self.form_refused(account.table, typed, &problem).await,
        }
    }

    /// Creates the context of the form for the mail server.
    pub(in crate::web::admin) fn relay_form(
        &self,
        file: &SettingsFile,
        typed: Option<&TypedValues>,
        problem: Option<&FormProblem>,
    ) -> Value {
        let relay = &self.workspace.settings.relay;
        let place = typed.map_or_else(|| RELAY.known_place(file), |typed| RELAY.typed_place(typed));
        let has_password = relay.password.is_some()
            || relay.password_file.is_some()
            || relay.token_source().is_some()
            || RELAY.url_password(&place, file).is_some();
        RELAY.to_json(&place, has_password, file, problem)
    }

    /// Creates the context of the form for the mailbox.
    pub(in crate::web::admin) fn mailbox_form(
        &self,
        file: &SettingsFile,
        typed: Option<&TypedValues>,
        problem: Option<&FormProblem>,
    ) -> Value {
        let mailbox = &self.workspace.settings.mailbox;
        let place = typed.map_or_else(|| MAILBOX.known_place(file), |typed| MAILBOX.typed_place(typed));
        let has_password = mailbox.password.is_some()
            || mailbox.password_file.is_some()
            || mailbox.token_source().is_some()
            || MAILBOX.url_password(&place, file).is_some();
        MAILBOX.to_json(&place, has_password, file, problem)
    }
}
