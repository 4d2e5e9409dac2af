//! The front matter is a form: each field changes its own line, and a condition says at once whom it leaves.

use serde_json::json;

use super::super::driver::HeadlessBrowser;
use crate::web::admin::{self, DRAFT};

impl HeadlessBrowser {
    /// Changes a control of the form as somebody who types would.
    async fn set_control(&self, selector: &str, value: &str) {
        let value = json!(value);
        self.run_script(&format!(
            "const control = document.querySelector('{selector}');
             control.value = {value};
             control.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        ))
        .await;
    }
}

#[tokio::test]
async fn event_is_written_in_the_form_of_the_file() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    std::fs::write(
        desk.newsletters().join("told.md"),
        "---\nsubject: Told before\nto: members\nevent:\n  starts: 2017-05-10 18:30\n---\nCome.\n",
    )
    .unwrap();
    browser.open_editor(&desk).await;
    let head = |rest: &str| DRAFT.replace("to: members\n", &format!("to: members\n{rest}"));
    browser.set_control("[data-moment=\"event.starts\"] [type=time]", "18:30").await;
    browser.set_control("[data-moment=\"event.starts\"] [type=date]", "2017-05-17").await;
    let text = browser.wait_for_file(&desk, "18:30").await;
    assert_eq!(text, head("event:\n  starts: 2017-05-17 18:30\n"));
    browser.set_control("[data-moment=\"event.ends\"] [type=time]", "20:30").await;
    let text = browser.wait_for_file(&desk, "20:30").await;
    assert_eq!(text, head("event:\n  starts: 2017-05-17 18:30\n  ends: 20:30\n"));
    browser.set_control("[data-moment=\"event.ends\"] [type=date]", "2017-05-18").await;
    let text = browser.wait_for_file(&desk, "2017-05-18").await;
    assert_eq!(text, head("event:\n  starts: 2017-05-17 18:30\n  ends: 2017-05-18 20:30\n"));
    // It moves the event of another letter.
    browser.set_control("#relation", "replaces").await;
    browser.set_control("#relation-letter", "told").await;
    let text = browser.wait_for_file(&desk, "replaces").await;
    assert_eq!(text, head("event:\n  starts: 2017-05-17 18:30\n  ends: 2017-05-18 20:30\n  replaces: told\n"));
    browser.set_control("#relation", "cancels").await;
    let text = browser.wait_for_file(&desk, "cancels: told").await;
    assert_eq!(text, head("event:\n  starts: 2017-05-17 18:30\n  ends: 2017-05-18 20:30\n  cancels: told\n"));
}

#[tokio::test]
async fn questions_for_views_stand_on_lines_of_their_own() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let head = |rest: &str| DRAFT.replace("to: members\n", &format!("to: members\n{rest}"));
    desk.write(&head("views: [Slate or zinc?, A higher fee?]\n"));
    browser.open_editor(&desk).await;
    let shown = browser.run_script("return document.querySelector('[name=views]').value").await;
    assert_eq!(shown, "Slate or zinc?\nA higher fee?");
    browser.set_control("[name=views]", "Roof: slate, or zinc?\n\n  A \"higher\" fee?\nWhat else\n").await;
    let text = browser.wait_for_file(&desk, "What else").await;
    let lines = "views:\n  - \"Roof: slate, or zinc?\"\n  - \"A \\\"higher\\\" fee?\"\n  - What else\n";
    assert_eq!(text, head(lines));
    browser.set_control("[name=views-until]", "2037-05-10").await;
    let text = browser.wait_for_file(&desk, "2037").await;
    assert_eq!(text, head(&format!("{lines}views_until: 2037-05-10\n")));
    browser.set_control("[name=views-until]", "").await;
    browser.set_control("[name=views]", " \n").await;
    browser.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;
    assert_eq!(std::fs::read_to_string(desk.newsletters().join("spring.md")).unwrap(), DRAFT);
}

#[tokio::test]
async fn what_a_date_control_cannot_show_stays_a_text() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let text = DRAFT.replace("to: members\n", "to: members\nevent:\n  # in summer\n  starts: soon\n");
    desk.write(&text);
    browser.open_page(&desk).await;
    let raw = "document.querySelector('[data-moment=\"event.starts\"] [type=text]')";
    browser.wait_until(&format!("{raw}.value === 'soon' && !{raw}.hidden")).await;
    browser.set_control("[data-moment=\"event.starts\"] [type=text]", "2017-05-17").await;
    let saved = browser.wait_for_file(&desk, "2017").await;
    assert_eq!(saved, text.replace("soon", "2017-05-17"));
}

#[tokio::test]
async fn condition_says_how_many_are_left_or_what_is_wrong() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    desk.import_members("email,first_name,town\ncat@example.org,Cat,Leeds\ndan@example.org,Dan,York\n").await;
    browser.open_editor(&desk).await;
    browser.set_control("[name=where]", "town == \"Leeds\"").await;
    browser.wait_until("document.getElementById('audience').innerText.startsWith('1 of 4')").await;
    browser.wait_until("document.querySelector('[data-audience]').innerText.includes('1 of 4')").await;
    let why = browser.run_script("return document.getElementById('left-out-groups').textContent").await;
    assert!(why.as_str().unwrap().contains("dan@example.org"), "{why}");
    browser.set_control("[name=where]", "twon == \"Leeds\"").await;
    browser
        .wait_until("document.querySelector('[name=where]').closest('label').querySelector('.field-note.block')")
        .await;
    let words = "return document.querySelector('[name=where]').closest('label').querySelector('.field-note').innerText";
    let words = browser.run_script(words).await;
    assert!(words.as_str().unwrap().contains("twon"), "{words}");
    assert_eq!(browser.axe_violations().await, [""; 0]);
    browser.set_control("[name=where]", "").await;
    browser.wait_until("document.getElementById('audience').innerText.startsWith('All 4')").await;
    browser.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;
    assert_eq!(std::fs::read_to_string(desk.newsletters().join("spring.md")).unwrap(), DRAFT);
}

#[tokio::test]
async fn files_are_attached_and_taken_out() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    let attach = |name: &str| {
        format!(
            "const chooser = document.getElementById('attach-file');
             const data = new DataTransfer();
             data.items.add(new File(['x'], '{name}'));
             chooser.files = data.files;
             chooser.dispatchEvent(new Event('change'))"
        )
    };
    browser.run_script(&attach("The Agenda.pdf")).await;
    let text = browser.wait_for_file(&desk, "agenda").await;
    assert_eq!(text, DRAFT.replace("members\n", "members\nattachments:\n  - the-agenda.pdf\n"));
    assert!(desk.newsletters().join("the-agenda.pdf").exists());
    browser.run_script(&attach("b.txt")).await;
    browser.wait_for_file(&desk, "  - b.txt\n").await;
    browser.run_script(&attach("letter.md")).await;
    browser.wait_until("document.getElementById('notice').innerText.includes('cannot be a letter itself')").await;
    for left in [1, 0] {
        browser.run_script("document.querySelector('#attached button').click()").await;
        browser.wait_until(&format!("document.querySelectorAll('#attached li').length === {left}")).await;
    }
    browser.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;
    assert_eq!(std::fs::read_to_string(desk.newsletters().join("spring.md")).unwrap(), DRAFT);
}
