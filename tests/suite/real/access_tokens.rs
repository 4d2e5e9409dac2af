//! Dovecot asks a service about access tokens, for its own mailbox and for Postfix, which lets in whom Dovecot knows.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::thread;

use super::dovecot::{DovecotServer, MailFormat};
use super::mail_servers::postfix;
use crate::cli::TestWorkspace;
use crate::transport::ANYWHERE;

const TOKEN: &str = "ya29.the-good-one";

/// A service that knows one token (RFC 7662); it ends with the test.
fn token_service() -> SocketAddr {
    let listener = TcpListener::bind(ANYWHERE).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (mut request, mut octet) = (Vec::new(), [0]);
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut octet).is_ok_and(|count| count == 1) {
                request.push(octet[0]);
            }
            let is_known = String::from_utf8_lossy(&request).contains(&format!("?token={TOKEN}&"));
            let answer = format!("{{\"active\":{is_known},\"username\":\"ann\"}}");
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length:";
            let _ = write!(stream, "{head} {}\r\n\r\n{answer}", answer.len());
        }
    });
    address
}

/// Lets in whoever has the token, over IMAP and by a socket for Postfix.
fn token_logins(root: &Path, service: SocketAddr) -> String {
    let settings = format!(
        "introspection_url = http://{service}/introspect?token=\nintrospection_mode = get\n\
         username_attribute = username\nactive_attribute = active\nactive_value = true\n"
    );
    let file = root.join("oauth2.conf");
    fs::write(&file, settings).unwrap();
    format!(
        "auth_mechanisms = xoauth2\npassdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {}\n}}\n\
         service auth {{\n  unix_listener auth-client {{\n    mode = 0666\n  }}\n}}\n",
        file.display()
    )
}

fn start() -> Option<DovecotServer> {
    let service = token_service();
    DovecotServer::start_with(MailFormat::Maildir, |root| token_logins(root, service))
}

fn house() -> TestWorkspace {
    let draft = "---\nsubject: Spring\nto: members\n---\n\nDear {{first_name}},\n\nSpring is here.\n";
    TestWorkspace::new().with_list("email,first_name\nmember0@example.org,Ann\n").with_draft("spring", draft)
}

fn write_token(house: &TestWorkspace, token: &str) {
    fs::write(house.path("token"), token).unwrap();
    fs::set_permissions(house.path("token"), fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn postfix_with_dovecot_takes_the_token_and_says_why_it_takes_no_other() {
    let Some(dovecot) = start() else { return };
    let settings = format!(
        "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {}\n\
         smtpd_recipient_restrictions = permit_sasl_authenticated, reject\n",
        dovecot.path("run/auth-client").display()
    );
    let Some(postfix) = postfix(&settings) else { return };
    let house = house().with_settings(&format!(
        "[relay]\nurl = \"smtp://ann@{}\"\ntoken_command = [\"cat\", \"token\"]\n",
        postfix.address
    ));
    write_token(&house, "ya29.an-old-one\n");
    let refused = house.run(["send", "spring", "--yes"]);
    let words = "the access token is wrong or has expired; it must be for `mail`";
    assert!(refused.code() == 1 && refused.err.contains(words), "{refused}");
    write_token(&house, &format!("{TOKEN}\n"));
    let sent = house.run(["send", "spring", "--yes"]);
    assert!(sent.out.contains("Sent 1 of 1."), "{sent}\n{}", postfix.log());
    assert!(postfix.log().contains("sasl_method=XOAUTH2, sasl_username=ann"), "{}", postfix.log());
    for said in [refused, sent] {
        assert!(!format!("{said}").contains("ya29"), "{said}");
    }
}

#[test]
fn dovecot_mailbox_is_read_with_the_token() {
    let Some(dovecot) = start() else { return };
    let house = dovecot.mailbox_of(house()).with_variable("CIRCULAR_MAILBOX_TOKEN_COMMAND", "cat token");
    write_token(&house, TOKEN);
    let said = house.run(["inbound", "process"]);
    assert!(said.code() == 0 && said.out.contains("No new mail."), "{said}");
    write_token(&house, "ya29.an-old-one");
    let refused = house.run(["inbound", "process"]);
    assert!(refused.err.contains("rejected the access token: [AUTHENTICATIONFAILED]"), "{refused}");
    assert!(refused.err.contains("(the access token is wrong or has expired; it must be for `mail`)"), "{refused}");
    assert!(!format!("{refused}").contains("ya29"), "{refused}");
}
