//! What is wrong stands at its line, and a sure mending is one press away.

use super::super::driver::HeadlessBrowser;
use super::TEXT;
use crate::web::admin::{self, DRAFT};

#[tokio::test]
async fn finding_is_mended_by_its_button_and_undone() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let text = DRAFT.replace("it is *spring*.", "we meet on Thursday 17 May 2017, at the the station.\n\n[the plan] (https://www.example.org/plan)\n\n* one\n* two");
    desk.write(&text);
    browser.open_editor(&desk).await;
    for (words, before, after) in [
        ("not a Thursday", "Thursday 17", "Wednesday 17"),
        ("is there twice", "the the", "the"),
        ("not read as a link", "[the plan] (", "[the plan]("),
    ] {
        let find = format!(
            "[...{TEXT}.querySelectorAll('.notes p')].find((note) => note.textContent.includes('{words}'))?.querySelector('button')"
        );
        browser.wait_until(&find).await;
        browser.run_script(&format!("{find}.click()")).await;
        browser.wait_for_text(&desk, &text.replace(before, after)).await;
        browser.run_script("document.querySelector('[data-command=undo]').click()").await;
        browser.wait_for_text(&desk, &text).await;
    }
}

#[tokio::test]
async fn misspelt_field_is_mended_and_line_is_gone_to() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let text =
        DRAFT.replace("Dear {{first_name}}", "Dear {{frist_name}}").replace("Spring for", "Spring, {{twon}}, for");
    desk.write(&text);
    browser.open_page(&desk).await;
    browser.wait_until("document.querySelectorAll('#findings li').length >= 2").await;
    // The subject says it at its field.
    browser.wait_until("document.querySelector('label .field-note')?.innerText.includes('is not a field')").await;
    assert_eq!(browser.run_script("return document.querySelector('[name=subject]').ariaInvalid").await, "true");
    browser.run_script("document.getElementById('checks').open = true").await;
    assert_eq!(browser.axe_violations().await, [""; 0]);
    let button =
        "[...document.querySelectorAll('#findings button')].find((each) => each.textContent === 'Write “first_name”')";
    browser.run_script(&format!("{button}.click()")).await;
    let saved = browser.wait_for_file(&desk, "Dear {{first_name}}").await;
    assert_eq!(saved, text.replace("frist_name", "first_name"));
    browser.wait_until("document.querySelectorAll('#findings li').length === 1").await;
    browser.run_script("[...document.querySelectorAll('#findings button')].find((each) => each.textContent === 'Go to line 2').click()").await;
    browser.wait_until("document.activeElement.name === 'subject'").await;
}

#[tokio::test]
async fn address_with_a_line_opens_the_editor_there() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    desk.write(&format!("{DRAFT}\nThe *last* one.\n"));
    let page = format!("http://{}{}draft/spring/edit", desk.address, desk.home);
    browser.open_url(&format!("{page}#line-10")).await;
    browser.wait_until(&format!("{TEXT}?.contains(document.activeElement)")).await;
    let block = "return getSelection().anchorNode.parentElement.closest('p').innerText";
    assert_eq!(browser.run_script(block).await, "The last one.");
    browser.run_script("location.hash = '#line-2'").await;
    browser.wait_until("document.activeElement.name === 'subject'").await;
}
