//! The settings in the browser: what is written, what is refused, and that the pages use it.

use std::fs;

use circular::mail_catcher::{CatcherAction, CatcherScript, MailCatcher, SmtpStep};
use url::form_urlencoded::Serializer;

use super::{RunningAdmin, start_admin};
use crate::web::client::HttpResponse;

const SOCIETY: &str = "society.name";

impl RunningAdmin {
    fn settings_text(&self) -> String {
        fs::read_to_string(self.society.workspace.settings_file()).unwrap()
    }

    /// Returns the version of the settings that the page shows.
    async fn settings_version(&self) -> String {
        let page = self.get("settings").await.body;
        page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    /// Sends a form of the settings page, as it is now.
    async fn save_settings(&self, form: &str, values: &[(&str, &str)]) -> HttpResponse {
        let version = self.settings_version().await;
        self.save_settings_of(&version, form, values).await
    }

    async fn save_settings_of(&self, version: &str, form: &str, values: &[(&str, &str)]) -> HttpResponse {
        let mut body = Serializer::new(String::new());
        body.append_pair("version", version).extend_pairs(values);
        self.post(&format!("settings/{form}"), body.finish().as_bytes()).await
    }
}

#[tokio::test]
async fn saved_settings_are_in_the_file_and_in_use_at_once() {
    let desk = start_admin(None).await;
    let before = desk.settings_text();
    let values =
        [(SOCIETY, "The \"Choir\""), ("society.website", "https://www.example.org"), ("look.colour", "#1b3a6b")];
    let saved = desk.save_settings("form/society", &values).await;
    let place = format!("{}settings?done=society#society", desk.home);
    assert_eq!((saved.status, saved.header("location")), (303, Some(place.as_str())));
    let after = desk.settings_text();
    assert!(after.contains("name = \"The \\\"Choir\\\"\"\nwebsite = \"https://www.example.org\"\n"), "{after}");
    assert!(after.contains("[look]\ncolour = \"#1b3a6b\"\n"), "{after}");
    let page = desk.get("settings?done=society").await.body;
    assert!(page.contains("<strong>The &quot;Choir&quot;</strong>") && page.contains(">Undo</button>"), "{page}");
    let undone = desk.post("settings/undo", b"").await;
    assert_eq!(undone.header("location"), Some(format!("{}settings?done=undone", desk.home).as_str()));
    assert_eq!(desk.settings_text(), before);
    assert!(desk.get("settings").await.body.contains("<strong>Society of &lt;Friends&gt;</strong>"));
}

#[tokio::test]
async fn mistake_is_named_at_its_field_and_what_was_typed_is_kept() {
    let desk = start_admin(None).await;
    let before = desk.settings_text();
    for (form, name, value, words) in [
        ("form/society", "society.website", "www.example.org", "This is no address of the web"),
        ("form/society", SOCIETY, "", "This must not be empty."),
        ("form/sender", "sender.from", "chair at example.org", ""),
        ("form/sender", "web.public_url", "news.example.org", "This is no address of the web"),
        ("relay", "relay.user", "chair@example.org", "Choose your provider."),
        ("mailbox", "mailbox.provider", "gmail", "Write the user name"),
    ] {
        let refused = desk.save_settings(form, &[(name, value)]).await;
        assert_eq!(refused.status, 422, "{form} {name}");
        assert!(refused.body.contains(words), "{form} {name}: {}", refused.body);
        assert!(refused.body.contains("<p class=\"bad\">"), "{form} {name}: {}", refused.body);
        assert!(value.is_empty() || name.ends_with("provider") || refused.body.contains(&format!("value=\"{value}\"")));
    }
    assert_eq!(desk.settings_text(), before);
}

#[tokio::test]
async fn settings_that_were_changed_elsewhere_are_not_overwritten() {
    let desk = start_admin(None).await;
    let version = desk.settings_version().await;
    let theirs = format!("{}# Mine.\n", desk.settings_text());
    fs::write(desk.society.workspace.settings_file(), &theirs).unwrap();
    let refused = desk.save_settings_of(&version, "form/society", &[(SOCIETY, "Choir")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("changed elsewhere meanwhile") && refused.body.contains("value=\"Choir\""));
    assert_eq!(desk.settings_text(), theirs);
    assert_eq!(desk.save_settings("form/society", &[(SOCIETY, "Choir")]).await.status, 303);
    assert!(desk.settings_text().ends_with("# Mine.\n"));
}

#[tokio::test]
async fn password_goes_into_a_file_of_its_own_and_is_never_shown() {
    let desk = start_admin(None).await;
    let values = [("relay.provider", "gmail"), ("relay.user", "chair@example.org"), ("relay.password", "hunter2")];
    assert_eq!(desk.save_settings("relay", &values).await.status, 303);
    let text = desk.settings_text();
    assert!(text.contains("url = \"smtps://chair%40example.org@smtp.gmail.com\""), "{text}");
    assert!(text.contains("password_file = \"relay-password\"") && !text.contains("hunter2"), "{text}");
    let file = desk.society.folder.path().join("relay-password");
    assert_eq!(fs::read_to_string(&file).unwrap(), "hunter2\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let page = desk.get("settings").await.body;
    assert!(!page.contains("hunter2") && page.contains("One is stored"), "{page}");
    assert!(page.contains("value=\"chair@example.org\"") && page.contains("value=\"gmail\" data-demand"), "{page}");
    let values = [("relay.provider", "gmail"), ("relay.user", "secretary@example.org"), ("relay.password", "")];
    assert_eq!(desk.save_settings("relay", &values).await.status, 303);
    assert_eq!(fs::read_to_string(&file).unwrap(), "hunter2\n", "an empty field keeps it");
}

#[tokio::test]
async fn test_mail_is_really_sent_and_a_refusal_is_told_in_words() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("550 5.1.1 No such user"),
        _ => CatcherAction::Accept,
    });
    let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap();
    let desk = start_admin(None).await;
    let unset = desk.post("settings/test", b"to=ann%40example.org").await;
    assert_eq!(unset.status, 303);
    assert!(desk.get("settings").await.body.contains("No mail server is set"));
    let text = format!("{}[relay]\nurl = 'smtp://{}'\n", desk.settings_text(), catcher.address());
    fs::write(desk.society.workspace.settings_file(), text).unwrap();
    // A save uses the settings as they are now, before the watcher has seen the change.
    assert_eq!(desk.save_settings("form/society", &[(SOCIETY, "Choir")]).await.status, 303);
    assert_eq!(desk.post("settings/test", b"to=ann%40example.org").await.status, 303);
    let page = desk.get("settings?done=test").await.body;
    assert!(page.contains("Your provider took the test for ann@example.org."), "{page}");
    assert_eq!(catcher.message_count(), 1);
    assert_eq!(catcher.messages()[0].content().subject, "Test of the mail settings of Choir");
    desk.post("settings/test", b"to=bob%40example.org").await;
    let page = desk.get("settings?done=test").await.body;
    assert!(page.contains("The test was not sent.") && page.contains("No such user"), "{page}");
    assert_eq!(desk.post("settings/test", b"to=nobody").await.status, 422);
}

#[tokio::test]
async fn sample_letter_follows_the_form_and_saves_nothing() {
    let desk = start_admin(None).await;
    let before = desk.settings_text();
    let letter = desk.get("settings/letter?society.name=The+Choir&look.colour=%231b3a6b").await;
    assert!(letter.body.contains("The Choir") && letter.body.contains("#1b3a6b"), "{}", letter.body);
    assert!(letter.header("content-security-policy").unwrap().contains("default-src 'none'"));
    assert!(desk.get("settings/letter?society.website=nowhere").await.body.contains("when the form is right"));
    assert_eq!(desk.settings_text(), before);
}

#[tokio::test]
async fn logo_is_stored_if_letters_can_carry_it() {
    let desk = start_admin(None).await;
    let version = desk.settings_version().await;
    let send = async |bytes: &[u8]| {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n{version}\r\n\
             --x\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"../our.gif\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--x--\r\n");
        desk.post_as("settings/logo", "multipart/form-data; boundary=x", &body).await
    };
    for wrong in [&b"<svg/>"[..], b"\x89PNG broken"] {
        let refused = send(wrong).await;
        assert_eq!(refused.status, 422);
        assert!(!desk.society.folder.path().join("logo.png").exists());
    }
    let logo = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png")).unwrap();
    assert_eq!(send(&logo).await.status, 303);
    assert_eq!(fs::read(desk.society.folder.path().join("logo.png")).unwrap(), logo);
    assert!(desk.settings_text().contains("[look]\nlogo = \"logo.png\"\n"));
}
