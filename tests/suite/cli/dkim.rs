//! `circular dkim`, and what is signed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use circular::mail_catcher::CatcherScript;

use super::{MEMBERS, SPRING, TestWorkspace, catcher, joining};
use crate::web::client::send;

const RSA: &str = include_str!("../message/keys/rsa.pem");
const ED25519: &str = include_str!("../message/keys/ed25519.pem");
const FORM: [(&str, &str); 2] =
    [("Content-Type", "application/x-www-form-urlencoded"), ("User-Agent", "Browser/1.0 (test)")];

/// Puts `[key]` in the place of public keys.
fn without_keys(text: &str) -> String {
    let mut parts = text.split("; p=");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let end = part.find(['\n', ')']).unwrap();
        out.push_str("; p=[key]");
        out.push_str(&part[end..]);
    }
    out
}

/// A workspace whose letters are signed with both keys.
fn signing_workspace() -> TestWorkspace {
    let house = TestWorkspace::new().with_file("keys/rsa.key", RSA).with_file("keys/ed.key", ED25519).with_settings(
        "[dkim]\nrsa_selector = \"rsa1\"\nrsa_key_file = \"keys/rsa.key\"\ned25519_selector = \"ed1\"\n\
             ed25519_key_file = \"keys/ed.key\"\n",
    );
    for file in ["keys/rsa.key", "keys/ed.key"] {
        fs::set_permissions(house.path(file), fs::Permissions::from_mode(0o600)).unwrap();
    }
    house
}

/// Fails unless a message begins with both signatures.
fn assert_signed(message: &str) {
    let domain = "d=example.org; s=rsa1;";
    assert!(message.starts_with("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;"), "{message}");
    assert!(message.replace("\r\n ", " ").contains(domain), "{message}");
    assert_eq!(message.matches("DKIM-Signature:").count(), 2, "{message}");
}

#[test]
fn new_keys_are_made_and_their_records_shown() {
    let house = TestWorkspace::new();
    insta::assert_snapshot!(house.run(["dkim", "show"]), @"
    --- standard error
    error: there is no DKIM key yet
    hint: make keys with `circular dkim new`
    --- exit code 1
    ");
    let made = house.run(["dkim", "new", "--selector", "Autumn1"]);
    insta::assert_snapshot!(without_keys(&made.to_string()), @r#"
    Made two keys for letters from `example.org`. Only you can read these files:
      dkim/autumn1.rsa.example.org.key
      dkim/autumn1.ed25519.example.org.key
    Store a copy where you store passwords: `circular backup` does not contain them.

    1. Publish these records. You do that where the domain is managed, on the page "DNS":

       Type   TXT
       Name   autumn1._domainkey   (some forms want all of it: autumn1._domainkey.example.org)
       Value  v=DKIM1; k=rsa; p=[key]
       If the form refuses the length, or you write a zone file:
              autumn1._domainkey.example.org. IN TXT ( "v=DKIM1; k=rsa; p=[key])

       Type   TXT
       Name   autumn1-ed._domainkey   (some forms want all of it: autumn1-ed._domainkey.example.org)
       Value  v=DKIM1; k=ed25519; p=[key]

    2. When they are published, which takes up to a day, write this into `circular.toml`:

       [dkim]
       domain = "example.org"
       rsa_selector = "autumn1"
       rsa_key_file = "dkim/autumn1.rsa.example.org.key"
       ed25519_selector = "autumn1-ed"
       ed25519_key_file = "dkim/autumn1.ed25519.example.org.key"

    From then on every letter is signed. `circular dkim show` shows the records again.
    --- exit code 0
    "#);
    for (file, rights) in
        [("dkim", 0o700), ("dkim/autumn1.rsa.example.org.key", 0o600), ("dkim/autumn1.ed25519.example.org.key", 0o600)]
    {
        assert_eq!(fs::metadata(house.path(file)).unwrap().permissions().mode() & 0o777, rights, "{file}");
    }
    assert_eq!(house.text("dkim/.gitignore").lines().last(), Some("*"));
    let rsa = house.text("dkim/autumn1.rsa.example.org.key");
    assert!(!rsa.lines().nth(1).is_some_and(|line| made.out.contains(line)), "the key is printed");

    insta::assert_snapshot!(house.run(["dkim", "new", "--selector", "autumn1"]), @"
    --- standard error
    error: `dkim/autumn1.rsa.example.org.key` exists, and a key is never overwritten
    hint: `circular dkim show` shows its record; for new keys choose another name with `--selector`
    --- exit code 1
    ");
    assert_eq!(house.text("dkim/autumn1.rsa.example.org.key"), rsa);
    let shown = house.run(["dkim", "show"]);
    insta::assert_snapshot!(without_keys(&shown.to_string()), @r#"
    These keys do not sign yet. Publish their records:

       Type   TXT
       Name   autumn1._domainkey   (some forms want all of it: autumn1._domainkey.example.org)
       Value  v=DKIM1; k=rsa; p=[key]
       If the form refuses the length, or you write a zone file:
              autumn1._domainkey.example.org. IN TXT ( "v=DKIM1; k=rsa; p=[key])

       Type   TXT
       Name   autumn1-ed._domainkey   (some forms want all of it: autumn1-ed._domainkey.example.org)
       Value  v=DKIM1; k=ed25519; p=[key]

    Then write this into `circular.toml`:

       [dkim]
       domain = "example.org"
       rsa_selector = "autumn1"
       rsa_key_file = "dkim/autumn1.rsa.example.org.key"
       ed25519_selector = "autumn1-ed"
       ed25519_key_file = "dkim/autumn1.ed25519.example.org.key"
    --- exit code 0
    "#);
    let record = shown.out.lines().find(|line| line.contains("v=DKIM1; k=rsa;")).unwrap();
    assert!(made.out.contains(record), "{made}");

    // The lines that it prints make the keys sign.
    let (_, settings) = made.out.split_once("   [dkim]\n").unwrap();
    let settings: Vec<_> = settings.lines().map_while(|line| line.strip_prefix("   ")).collect();
    let house = house.with_settings(&format!("[dkim]\n{}\n", settings.join("\n")));
    insta::assert_snapshot!(without_keys(&house.run(["dkim", "show"]).to_string()), @r#"
    These records belong to the keys that sign your letters:

       Type   TXT
       Name   autumn1._domainkey   (some forms want all of it: autumn1._domainkey.example.org)
       Value  v=DKIM1; k=rsa; p=[key]
       If the form refuses the length, or you write a zone file:
              autumn1._domainkey.example.org. IN TXT ( "v=DKIM1; k=rsa; p=[key])

       Type   TXT
       Name   autumn1-ed._domainkey   (some forms want all of it: autumn1-ed._domainkey.example.org)
       Value  v=DKIM1; k=ed25519; p=[key]
    --- exit code 0
    "#);
}

#[test]
fn domain_and_selector_are_checked() {
    let house = TestWorkspace::new();
    for (arguments, words) in [
        (["dkim", "new", "example", "--selector", "s"], "`example` is not a domain: write one such as `example.org`"),
        (["dkim", "new", "example.org", "--selector", "a_b"], "`a_b` is not a selector"),
        (["dkim", "new", "example.org", "--selector", "../x"], "`../x` is not a selector"),
    ] {
        let said = house.run(arguments);
        assert!(said.code() == 1 && said.err.contains(words), "{said}");
    }
    assert!(!house.path("dkim").exists());
    let said = house.run(["dkim", "new", "News.Example.ORG"]);
    assert!(said.out.contains("._domainkey.news.example.org)"), "{said}");
}

#[test]
fn letters_and_tests_in_the_outbox_are_signed() {
    let house = signing_workspace().with_list(MEMBERS).with_draft("spring", SPRING);
    house.run(["send", "spring", "--yes"]).is_well();
    house.run(["test", "spring", "--to", "me@example.net"]).is_well();
    for number in 1..=4 {
        assert_signed(&house.text(&format!("outbox/{number:06}.eml")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_of_serve_is_signed() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = signing_workspace().with_relay(catcher.address(), 1).with_list(MEMBERS).with_draft("hello", SPRING);
    house.run(["list", "edit", "members", "--public", "--welcome", "hello"]).is_well();
    house.run(["subscriber", "add", "dan@example.org", "--list", "members", "--welcome"]).is_well();
    let stamp = joining::stamp(&house, "/subscribe/members").await;
    let (running, address) = super::serve::serve(&house);
    let body = format!("email=eve%40example.org&topic=&form_token={stamp}");
    let page = send(address, "POST", "/subscribe/members", &FORM, body.as_bytes()).await;
    assert_eq!(page.status, 200, "{page:?}");
    while catcher.message_count() < 2 {
        tokio::task::yield_now().await;
    }
    running.interrupt();
    running.end().is_well();
    let caught = catcher.messages();
    let mut names: Vec<_> = caught.iter().map(|mail| mail.to.clone()).collect();
    names.sort();
    assert_eq!(names, ["dan@example.org", "eve@example.org"]);
    for mail in &caught {
        assert_signed(&String::from_utf8_lossy(&mail.bytes));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unusable_key_stops_before_the_first_letter() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = signing_workspace().with_relay(catcher.address(), 1).with_list(MEMBERS).with_draft("spring", SPRING);
    fs::remove_file(house.path("keys/rsa.key")).unwrap();
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    --- standard error
    error: cannot read the DKIM key `[folder]/keys/rsa.key`
      there is no such file or folder
    hint: restore the file from your backup, or make new keys with `circular dkim new`
    --- exit code 1
    ");
    for (key, snapshot) in [
        (include_str!("../message/keys/rsa-1024.pem"), "the RSA key is shorter than 2,048 bits"),
        (include_str!("../message/keys/encrypted.pem"), "the key is locked with a password: save it without one"),
        (include_str!("../message/keys/public.pem"), "it has no private key"),
        (ED25519, "is an ed25519 key: name it with `ed25519_key_file` and `ed25519_selector`"),
    ] {
        fs::write(house.path("keys/rsa.key"), key).unwrap();
        fs::set_permissions(house.path("keys/rsa.key"), fs::Permissions::from_mode(0o600)).unwrap();
        let said = house.run(["send", "spring", "--yes"]);
        assert!(said.code() == 1 && said.err.contains(snapshot), "{said}");
    }
    assert_eq!(catcher.message_count(), 0);
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    --- exit code 0
    ");
}

#[test]
fn key_of_a_foreign_domain_is_refused() {
    let with_domain = |domain: &str| {
        let house = signing_workspace().with_list(MEMBERS).with_draft("spring", SPRING);
        house.with_variable("CIRCULAR_DKIM_DOMAIN", domain).run(["test", "spring", "--to", "a@example.net"])
    };
    insta::assert_snapshot!(with_domain("example.net"), @"
    --- standard error
    error: the DKIM key signs for `example.net`, but the letters come from `example.org`
    hint: receivers ignore such a signature: make a key with `circular dkim new example.org`, or correct the `domain` of the keys in `circular.toml`
    --- exit code 1
    ");
    for domain in ["example.org", "mail.example.org"] {
        with_domain(domain).is_well();
    }
}

#[test]
fn key_that_others_can_read_is_named() {
    let house = signing_workspace();
    fs::set_permissions(house.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(house.path("keys/rsa.key"), fs::Permissions::from_mode(0o644)).unwrap();
    insta::assert_snapshot!(house.run(["list", "show"]), @r#"
    There is no list yet. Make one: circular list create members --title "Our members"
    --- standard error
    warning: `keys/rsa.key` holds a private key, and every user of this machine can read it
    hint: chmod 600 keys/rsa.key
    --- exit code 0
    "#);
}
