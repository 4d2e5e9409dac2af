//! A closed tab, a full disk, a killed program, two tabs: what somebody typed is not lost, and nothing is overwritten.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::driver::HeadlessBrowser;
use super::TEXT;
use crate::cli::TestWorkspace;
use crate::web::admin::{self, DRAFT};

const SAVED: &str = "document.getElementById('saved').textContent.startsWith('Saved')";
const NOTICE: &str = "document.getElementById('notice').innerText";

/// A folder on a disk of its own; it goes with the handle.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Returns `None` where disks cannot be mounted.
    fn mount(folder: &Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(folder);
        mount.status().is_ok_and(|status| status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn words_typed_before_the_tab_is_closed_are_saved() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    browser.put_cursor_behind("spring").await;
    browser.type_words(" of tabs").await;
    browser.open_url("about:blank").await;
    let text = browser.wait_for_file(&desk, "spring of tabs").await;
    assert_eq!(text, DRAFT.replace("spring*", "spring of tabs*"));
}

#[tokio::test]
async fn full_disk_is_told_and_the_text_is_saved_when_there_is_room() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let Some(_disk) = SmallDisk::mount(&desk.newsletters()) else { return };
    desk.write(DRAFT);
    browser.open_editor(&desk).await;
    let filler = desk.newsletters().join("filler.bin");
    let mut size = 64 * 1024;
    while fs::write(&filler, vec![0; size]).is_err() {
        size -= 4096;
    }
    browser.put_cursor_behind("spring").await;
    browser.type_words(" in no time").await;
    browser.wait_until(&format!("{NOTICE}.includes('Not saved: The letter cannot be saved')")).await;
    assert_eq!(browser.run_script("return document.getElementById('saved').textContent").await, "Not saved");
    let words = browser.run_script(&format!("return {NOTICE}")).await;
    assert!(words.as_str().unwrap().contains("Delete something"), "{words}");
    assert_eq!(fs::read_to_string(desk.newsletters().join("spring.md")).unwrap(), DRAFT);
    assert_eq!(browser.axe_violations().await, [""; 0]);

    // The page crashes: another one has the words again.
    browser.run_script("window.onbeforeunload = null; for (const each of ['failed']) document.getElementById('editor-page').editorPage.notice = ''").await;
    browser.open_url("about:blank").await;
    browser.open_page(&desk).await;
    browser.wait_until(&format!("{TEXT}?.innerText.includes('in no time')")).await;
    fs::remove_file(filler).unwrap();
    let text = browser.wait_for_file(&desk, "in no time").await;
    assert_eq!(text, DRAFT.replace("spring*", "spring in no time*"));
    browser.wait_until(SAVED).await;
    browser.wait_until("Object.keys(localStorage).every((name) => !name.startsWith('circular letter'))").await;
}

#[tokio::test]
async fn killed_program_is_told_and_the_next_run_has_the_words() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let house = TestWorkspace::new().with_list("email,first_name\nann@example.org,Ann\n").with_draft("spring", DRAFT);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let begin = || house.begin(["preview", "--no-open", "--port", &port]);
    let mut program = begin();
    let home = |line: String| line.split_whitespace().last().unwrap().trim_end_matches('/').to_owned();
    let first = home(program.line());
    browser.open_url(&format!("{first}/draft/spring/edit")).await;
    browser.wait_until(SAVED).await;
    program.kill();
    browser.put_cursor_behind("spring").await;
    browser.type_words(" after all").await;
    browser.wait_until(&format!("{NOTICE}.includes('The program does not answer')")).await;
    let file = house.path("newsletters/spring.md");
    assert_eq!(fs::read_to_string(&file).unwrap(), DRAFT);

    let mut program = begin();
    let second = home(program.line());
    browser.wait_until(&format!("{NOTICE}.includes('started again')")).await;
    browser.run_script("document.getElementById('editor-page').editorPage.notice = ''").await;
    browser.open_url(&format!("{second}/draft/spring/edit")).await;
    browser.wait_until(&format!("{NOTICE}.includes('It is here again')")).await;
    browser.wait_until(SAVED).await;
    assert_eq!(fs::read_to_string(&file).unwrap(), DRAFT.replace("spring*", "spring after all*"));
    // What was in the file is one press away.
    browser.run_script("document.querySelector('#notice button').click()").await;
    browser.wait_until(&format!("!{TEXT}.innerText.includes('after all')")).await;
    browser.wait_until(SAVED).await;
    assert_eq!(fs::read_to_string(&file).unwrap(), DRAFT);
}

#[tokio::test]
async fn two_tabs_show_each_other_and_overwrite_nothing() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    let first = browser.tab().await;
    let second = browser.open_tab().await;
    browser.open_editor(&desk).await;
    browser.put_cursor_behind("spring").await;
    browser.type_words(" two").await;
    browser.wait_for_file(&desk, "spring two").await;
    // The other one, in which nothing was typed, follows.
    browser.to_tab(&first).await;
    browser.wait_until(&format!("{TEXT}.innerText.includes('spring two')")).await;
    browser.put_cursor_behind("spring two").await;
    browser.type_words(" three").await;
    browser.wait_for_file(&desk, "spring two three").await;
    browser.to_tab(&second).await;
    browser.wait_until(&format!("{TEXT}.innerText.includes('spring two three')")).await;

    // Both have something of their own: the one that saves last asks, and the file stays.
    browser.run_script("document.getElementById('editor-page').editorPage.autosave.hold()").await;
    browser.put_cursor_behind("spring two three").await;
    browser.type_words(" mine").await;
    browser.to_tab(&first).await;
    browser.put_cursor_behind("spring two three").await;
    browser.type_words(" theirs").await;
    browser.wait_for_file(&desk, "three theirs").await;
    browser.to_tab(&second).await;
    browser.run_script("document.getElementById('editor-page').editorPage.autosave.held = false").await;
    browser.run_script("document.getElementById('editor-page').editorPage.autosave.save()").await;
    browser.wait_until(&format!("{NOTICE}.includes('Another program changed this letter')")).await;
    let text = fs::read_to_string(desk.newsletters().join("spring.md")).unwrap();
    assert_eq!(text, DRAFT.replace("spring*", "spring two three theirs*"));
    browser.run_script("document.querySelector('#notice button').click()").await;
    browser.wait_until(&format!("{TEXT}.innerText.includes('three theirs')")).await;
    // What was not taken is among the versions.
    browser.run_script("document.getElementById('versions').click()").await;
    browser.wait_until("document.querySelector('#versions-window li button')").await;
    browser.run_script("document.querySelector('#versions-window li button').click()").await;
    browser.wait_until("document.querySelector('#versions-window pre').textContent.includes('three mine')").await;
}
