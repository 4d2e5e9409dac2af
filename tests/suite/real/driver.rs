//! A browser that is driven as a person drives it: by the `WebDriver` protocol (<https://www.w3.org/TR/webdriver2/>).

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use encodify::base64::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::patience::wait_for;
use crate::web::client::{HttpResponse, send};

const DRIVER: &str = "/usr/bin/chromedriver";
const CHROMIUM: &str = "/usr/bin/chromium";

/// The checker of accessibility, with its licence beside it.
const AXE: &str = include_str!("axe/axe.min.js");

/// How often a driver is started before none is expected any more.
const MAX_STARTS: u32 = 5;

const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// The keys that pages are worked with, as the protocol names them.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";

/// A running browser; it ends with the handle.
pub(crate) struct HeadlessBrowser {
    driver: Child,
    at: SocketAddr,
    session: String,
    profile: TempDir,
}

impl Drop for HeadlessBrowser {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind: it is asked first, and has gone when it answers.
        if let Ok(mut line) = TcpStream::connect(self.at) {
            let goodbye = format!("DELETE {} HTTP/1.1\r\nHost: {}\r\n\r\n", self.session, self.at);
            let _ = line.write_all(goodbye.as_bytes()).and_then(|()| line.read(&mut [0; 64]));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl HeadlessBrowser {
    /// Starts a browser; `None` where there is none to test with.
    pub(crate) async fn open() -> Option<Self> {
        if !super::is_here(DRIVER) || !super::is_here(CHROMIUM) {
            return None;
        }
        let profile = tempfile::tempdir().unwrap();
        let (driver, port) = (0..MAX_STARTS).find_map(|_| start_driver()).expect("a driver prints its port");
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        let mut browser = Self { driver, at, session: String::new(), profile };
        let mut flags: Vec<String> = FLAGS.map(str::to_owned).into();
        flags.push(format!("--user-data-dir={}", browser.profile.path().display()));
        let options = json!({ "binary": CHROMIUM, "args": flags });
        let wanted = json!({ "timeouts": { "script": 60_000 }, "goog:chromeOptions": options });
        let wanted = json!({ "capabilities": { "alwaysMatch": wanted } });
        let made = browser.request("POST", "/session", &wanted).await;
        browser.session = format!("/session/{}", made["sessionId"].as_str().unwrap());
        Some(browser)
    }

    /// Opens a page and waits until it has loaded.
    pub(crate) async fn open_url(&self, url: &str) {
        self.request("POST", &format!("{}/url", self.session), &json!({ "url": url })).await;
    }

    /// Runs a script in the page and returns what it returns, or what its promise brings.
    pub(crate) async fn run_script(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.request("POST", &format!("{}/execute/sync", self.session), &body).await
    }

    /// Waits until an expression of the page's is true; the driver gives up after a minute.
    pub(crate) async fn wait_until(&self, expression: &str) {
        let look = format!("const look = () => ({expression}) ? done() : setTimeout(look, 10); look()");
        self.run_script(&format!("return new Promise(done => {{ {look} }})")).await;
    }

    /// Waits until an expression is true of whichever page is shown by then: a script that waits would go with its page.
    pub(crate) async fn wait_for_page(&self, expression: &str) {
        let body = json!({ "script": format!("return {expression}"), "args": [] });
        let path = format!("{}/execute/sync", self.session);
        let look = async || {
            let answer = self.answer("POST", &path, &body).await;
            // A page that is being left runs no script.
            (answer.status == 200 && value(&answer) == true).then_some(())
        };
        wait_for(look, async || {
            let shown = self.run_script("return location.href + ' ' + document.body?.innerText").await;
            format!("never `{expression}`: {shown}")
        })
        .await;
    }

    /// Presses keys, one after another, wherever the focus is.
    pub(crate) async fn press(&self, keys: &[&str]) {
        let strokes: Vec<Value> = keys
            .iter()
            .flat_map(|key| ["keyDown", "keyUp"].map(|stroke| json!({ "type": stroke, "value": key })))
            .collect();
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.request("POST", &format!("{}/actions", self.session), &actions).await;
    }

    /// Presses a key while another one is held.
    pub(crate) async fn hold(&self, held: &str, key: &str) {
        let strokes = [("keyDown", held), ("keyDown", key), ("keyUp", key), ("keyUp", held)];
        let strokes: Vec<Value> = strokes.iter().map(|(kind, key)| json!({ "type": kind, "value": key })).collect();
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.request("POST", &format!("{}/actions", self.session), &actions).await;
    }

    /// Returns the handle of the tab that is shown.
    pub(crate) async fn tab(&self) -> String {
        let handle = self.request("GET", &format!("{}/window", self.session), &Value::Null).await;
        handle.as_str().unwrap().to_owned()
    }

    /// Opens another tab and shows it; returns its handle.
    pub(crate) async fn open_tab(&self) -> String {
        let made = self.request("POST", &format!("{}/window/new", self.session), &json!({ "type": "tab" })).await;
        let handle = made["handle"].as_str().unwrap().to_owned();
        self.to_tab(&handle).await;
        handle
    }

    /// Shows a tab.
    pub(crate) async fn to_tab(&self, handle: &str) {
        self.request("POST", &format!("{}/window", self.session), &json!({ "handle": handle })).await;
    }

    /// Presses the key that sends what has the focus, and waits for the page that answers.
    pub(crate) async fn submit(&self) {
        self.run_script("window.sent = true").await;
        self.press(&[ENTER]).await;
        self.wait_for_page("!window.sent && document.readyState === 'complete'").await;
    }

    /// Chooses a file for the field that a selector names.
    pub(crate) async fn choose_file(&self, selector: &str, file: &Path) {
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.request("POST", &format!("{}/element", self.session), &wanted).await;
        let element = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        let keys = json!({ "text": file.to_str().unwrap() });
        self.request("POST", &format!("{}/element/{element}/value", self.session), &keys).await;
    }

    /// Makes the page as wide as a screen of so many CSS pixels.
    pub(crate) async fn set_width(&self, pixels: u32) {
        self.set_screen((pixels, 800)).await;
    }

    /// Makes the screen as wide and as high as so many CSS pixels.
    pub(crate) async fn set_screen(&self, (width, height): (u32, u32)) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools_command("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Takes a picture of what is on the screen, as PNG.
    pub(crate) async fn screenshot(&self) -> Vec<u8> {
        let picture = self.request("GET", &format!("{}/screenshot", self.session), &Value::Null).await;
        STANDARD.decode(picture.as_str().unwrap()).unwrap()
    }

    /// Takes a picture of a page from its top left corner, in a size in CSS pixels and at a scale, as WebP.
    pub(crate) async fn picture_of_page(&self, (width, height): (u32, u32), scale: f64) -> Vec<u8> {
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": scale });
        let params = json!({ "format": "webp", "quality": 40, "captureBeyondViewport": true, "clip": clip });
        let picture = self.devtools_command("Page.captureScreenshot", params).await;
        STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()
    }

    /// Sets whether the person prefers dark pages.
    pub(crate) async fn set_dark_mode(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools_command("Emulation.setEmulatedMedia", features).await;
    }

    /// Returns what the accessibility checker finds wrong in a page: each rule with the elements that break it.
    pub(crate) async fn axe_violations(&self) -> Vec<String> {
        self.axe_violations_by("{}").await
    }

    /// Returns what it finds wrong in a letter: mail programs show it in a page of their own, which has the landmarks.
    pub(crate) async fn axe_violations_of_letter(&self) -> Vec<String> {
        self.axe_violations_by("{ 'landmark-one-main': { enabled: false }, region: { enabled: false } }").await
    }

    async fn axe_violations_by(&self, rules: &str) -> Vec<String> {
        self.run_script(AXE).await;
        let found = format!("return axe.run(document, {{ resultTypes: ['violations'], rules: {rules} }})");
        let found = self.run_script(&found).await;
        assert!(found["testEngine"]["name"] == "axe-core", "{found}");
        let violations = found["violations"].as_array().unwrap();
        violations.iter().map(|fault| format!("{}: {}", fault["id"].as_str().unwrap(), fault["nodes"])).collect()
    }

    /// Tells whether one must scroll sideways to read the page.
    pub(crate) async fn scrolls_sideways(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        self.run_script(script).await.as_bool().unwrap()
    }

    async fn devtools_command(&self, command: &str, params: Value) -> Value {
        let body = json!({ "cmd": command, "params": params });
        self.request("POST", &format!("{}/goog/cdp/execute", self.session), &body).await
    }

    async fn request(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.answer(method, path, body).await;
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
        value(&answer)
    }

    async fn answer(&self, method: &str, path: &str, body: &Value) -> HttpResponse {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        send(self.at, method, path, &[("Content-Type", "application/json")], body.as_bytes()).await
    }
}

/// Starts a driver; `None` if it has ended, since somebody else took the port that it had chosen.
fn start_driver() -> Option<(Child, u16)> {
    let mut command = Command::new(DRIVER);
    let mut driver = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = said.find_map(|line| {
        let line = line.unwrap();
        line.strip_suffix('.')?.rsplit_once("on port ")?.1.parse::<u16>().ok()
    });
    if port.is_none() {
        driver.wait().unwrap();
    }
    Some((driver, port?))
}

fn value(answer: &HttpResponse) -> Value {
    serde_json::from_str::<Value>(&answer.body).unwrap()["value"].take()
}
