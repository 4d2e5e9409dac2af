//! The first start: a workspace is made in the browser, and its pages follow at the same address.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use circular::web::admin::{self, FirstStartServer};
use tempfile::TempDir;
use tokio::net::TcpListener;
use url::form_urlencoded::Serializer;

use crate::web::client::{HttpResponse, send};

/// The page that makes a workspace, and the folder that it proposes.
struct FirstStart {
    folder: TempDir,
    address: SocketAddr,
    home: String,
}

async fn first_start() -> FirstStart {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let start = FirstStartServer::new(address, folder.path().join("Letters")).unwrap();
    let home = start.url().strip_prefix(&format!("http://{address}")).unwrap().to_owned();
    // The test's runtime ends it.
    tokio::spawn(admin::serve_first_start(listener, start, std::future::pending()));
    FirstStart { folder, address, home }
}

impl FirstStart {
    async fn get(&self, path: &str) -> HttpResponse {
        send(self.address, "GET", &format!("{}{path}", self.home), &[], b"").await
    }

    async fn create(&self, values: &[(&str, &str)]) -> HttpResponse {
        let own = format!("http://{}", self.address);
        let body = Serializer::new(String::new()).extend_pairs(values).finish();
        send(self.address, "POST", &self.home, &[("Origin", own.as_str())], body.as_bytes()).await
    }

    fn workspace(&self) -> std::path::PathBuf {
        self.folder.path().join("Letters")
    }
}

fn form(folder: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("society.name", "The \"Choir\", Leeds".to_owned()),
        ("sender.address", "chair@example.org".to_owned()),
        ("society.website", String::new()),
        ("look.colour", "#1b3a6b".to_owned()),
        ("folder", folder.display().to_string()),
    ]
}

fn pairs<'a>(values: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    values.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn workspace_is_made_and_its_pages_follow_at_the_same_address() {
    let start = first_start().await;
    let page = start.get("").await.body;
    assert!(page.contains("Write to your members") && page.contains("/Letters\""), "{page}");
    assert!(!start.workspace().exists(), "a GET makes nothing");
    let values = form(&start.workspace());
    let made = start.create(&pairs(&values)).await;
    assert_eq!((made.status, made.header("location")), (303, Some(format!("{}start", start.home).as_str())));
    let settings = fs::read_to_string(start.workspace().join("circular.toml")).unwrap();
    assert!(
        settings.contains("name = \"The \\\"Choir\\\", Leeds\"") && settings.contains("colour = \"#1b3a6b\""),
        "{settings}"
    );
    assert!(
        settings.contains("unsubscribe = \"chair@example.org\"") && !settings.contains("www.example.org\"\n"),
        "{settings}"
    );
    let steps = start.get("start").await.body;
    for words in ["The &quot;Choir&quot;, Leeds", "Your members", "Enter your mail account", "Your first letter"] {
        assert!(steps.contains(words), "{words}: {steps}");
    }
    assert!(start.get("").await.body.contains("No letters yet."));
    assert!(start.get("settings/letter").await.body.contains("this is how your letters will look"));
}

#[tokio::test]
async fn folder_with_other_files_and_wrong_values_are_refused_in_words() {
    let start = first_start().await;
    fs::write(start.folder.path().join("photo.jpg"), "x").unwrap();
    let good = form(&start.workspace());
    for (field, value, words) in [
        ("folder", start.folder.path().display().to_string(), "This folder has other files in it."),
        ("folder", "Letters".to_owned(), "Write the whole path of the folder"),
        ("society.name", String::new(), "Write the name of your society."),
        ("sender.address", "chair".to_owned(), "“chair” is not an address"),
        ("society.website", "example.org".to_owned(), "This is no address of the web"),
    ] {
        let mut values = good.clone();
        values.retain(|(name, _)| *name != field);
        values.push((field, value));
        let refused = start.create(&pairs(&values)).await;
        assert!(refused.status == 422 && refused.body.contains(words), "{field}: {}", refused.body);
        assert!(refused.body.contains("value=\"#1b3a6b\""), "{}", refused.body);
        assert!(!start.workspace().exists(), "{field}");
    }
}

#[tokio::test]
async fn foreign_pages_make_no_workspace() {
    let start = first_start().await;
    let body = Serializer::new(String::new()).extend_pairs(pairs(&form(&start.workspace()))).finish();
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        let refused = send(start.address, "POST", &start.home, &[("Origin", origin)], body.as_bytes()).await;
        assert_eq!(refused.status, 403, "{origin}");
    }
    assert_eq!(send(start.address, "GET", "/", &[], b"").await.status, 404);
    assert!(!start.workspace().exists());
}
