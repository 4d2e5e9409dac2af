//! Courier-IMAP and Cyrus hold the mailbox: one run handles exactly the right mails, as with Dovecot.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::net::UnixStream;
use std::path::Path;

use tempfile::TempDir;

use super::dovecot::{PASSWORD, leave_address, society};
use super::own_root::{OwnRoot, unpacked_server};
use crate::cli::TestWorkspace;

/// Debian's `nobody`, who owns the mails.
const OWNER: u32 = 65_534;

/// A mailbox of Ann on a running server.
struct OtherMailbox {
    _server: OwnRoot,
    folder: TempDir,
    port: u16,
}

impl OtherMailbox {
    fn start(server: &Path, script: impl FnOnce(&Path, u16) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["mail", "mail/new", "mail/cur", "mail/tmp", "sockets"] {
            fs::create_dir(root.join(name)).unwrap();
            chown(root.join(name), Some(OWNER), Some(OWNER)).unwrap();
        }
        fs::set_permissions(root.join("sockets"), fs::Permissions::from_mode(0o777)).unwrap();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        fs::write(root.join("ca.pem"), made.cert.pem()).unwrap();
        fs::write(root.join("server.pem"), made.signing_key.serialize_pem() + &made.cert.pem()).unwrap();
        let port = super::server_address().port();
        let mut server = OwnRoot::start(server, &[root], &script(root, port));
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || fs::read_to_string(root.join("log")).unwrap_or_default();
            assert!(server.is_running(), "{}", log());
            std::thread::yield_now();
        }
        Self { _server: server, folder, port }
    }

    fn mailbox_of(&self, house: TestWorkspace) -> TestWorkspace {
        let ca_file = self.folder.path().join("ca.pem");
        house
            .with_settings(&format!(
                "[mailbox]\nurl = \"imaps://ann@127.0.0.1:{}\"\nca_file = \"{}\"\n",
                self.port,
                ca_file.display()
            ))
            .with_variable("CIRCULAR_MAILBOX_PASSWORD", PASSWORD)
    }
}

fn courier(root: &Path, port: u16) -> String {
    let root = root.display();
    format!(
        "set -ae\nmkdir -p /run/courier/authdaemon\n\
         printf 'ann\\tuid={OWNER}|gid={OWNER}|home={root}|shell=/bin/sh|mail={root}/mail|imappw=%s\\n' \
         \"$(openssl passwd -1 {PASSWORD})\" > /etc/courier/userdb\nchmod 600 /etc/courier/userdb\n/usr/sbin/makeuserdb\n\
         sed -i 's|^authmodulelist=.*|authmodulelist=authuserdb|; s|^daemons=.*|daemons=1|' /etc/courier/authdaemonrc\n\
         /usr/lib/courier/courier-authlib/authdaemond &\n\
         while [ ! -S /run/courier/authdaemon/socket ]; do sleep 0.1; done\n\
         . /etc/courier/imapd\n. /etc/courier/imapd-ssl\n\
         TLS_CERTFILE={root}/server.pem\nTLS_CACHEFILE=\nTLS_DHPARAMS=\nIMAP_TLS=1\n\
         exec /usr/sbin/couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=20 -nodnslookup -noidentlookup {port} \
         /usr/bin/couriertls -server -tcpd /usr/lib/courier/courier/imaplogin /usr/bin/imapd {root}/mail\n"
    )
}

fn cyrus(root: &Path, port: u16) -> String {
    let root = root.display();
    format!(
        "set -e\ngrep -q '^cyrus:' /etc/passwd || echo 'cyrus:x:997:8::/var/spool/cyrus:/bin/sh' >> /etc/passwd\n\
         cat > /etc/imapd.conf <<END\nconfigdirectory: /var/lib/cyrus\npartition-default: /var/spool/cyrus/mail\n\
         admins: cyrus\nsasl_mech_list: PLAIN\nsasl_pwcheck_method: auxprop\nsasl_auxprop_plugin: sasldb\n\
         tls_server_cert: {root}/server.pem\ntls_server_key: {root}/server.pem\nautocreate_quota: 0\n\
         autocreate_post: yes\nunixhierarchysep: no\nEND\n\
         cat > /etc/cyrus.conf <<END\nSTART {{\n  recover cmd=\"/usr/lib/cyrus/bin/ctl_cyrusdb -r\"\n}}\nSERVICES {{\n\
         \x20 imaps cmd=\"/usr/lib/cyrus/bin/imapd -s\" listen=\"127.0.0.1:{port}\"\n\
         \x20 lmtpunix cmd=\"/usr/lib/cyrus/bin/lmtpd -a\" listen=\"{root}/sockets/lmtp\"\n}}\nEND\n\
         echo {PASSWORD} | saslpasswd2 -p -c -u \"$(hostname)\" ann\nchmod 644 /etc/sasldb2\n\
         mkdir -p /var/lib/cyrus /var/spool/cyrus/mail /run/cyrus/socket /run/cyrus/lock /run/cyrus/proc\n\
         chown -R cyrus:mail /var/lib/cyrus /var/spool/cyrus /run/cyrus\n\
         setpriv --reuid=cyrus --regid=mail --clear-groups /usr/lib/cyrus/bin/makedirs || true\n\
         exec /usr/lib/cyrus/bin/master -D -C /etc/imapd.conf -M /etc/cyrus.conf\n"
    )
}

/// A request to leave, a bounce of the second copy, an answer, and a mail that nobody but a person understands.
fn mails(house: &TestWorkspace) -> Vec<String> {
    let token = |copy| leave_address(house, copy).split(['+', '@']).nth(1).unwrap().to_owned();
    let bounce = format!(
        "From: MAILER-DAEMON@mx.example.net\r\nTo: chair@example.org\r\nSubject: Undelivered\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n--b1\r\n\r\nSorry.\r\n\r\n\
         --b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b1\r\n\
         Content-Type: text/rfc822-headers\r\n\r\nSubject: Spring\r\n\
         List-Unsubscribe: <mailto:leave+{}@example.org>\r\n\r\n--b1--\r\n",
        recipient(house, 2),
        token(2)
    );
    vec![
        format!("From: x@example.net\r\nTo: leave@example.org\r\nSubject: unsubscribe {}\r\n\r\n", token(1)),
        bounce,
        "From: bob@example.org\r\nSubject: Lunch?\r\n\r\nSee you.\r\n.\r\nFrom Bob\r\n".to_owned(),
    ]
}

/// Returns to whom a copy was sent.
fn recipient(house: &TestWorkspace, copy: usize) -> String {
    let mail = house.text(&format!("outbox/{copy:06}.eml"));
    let line = mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap();
    line.rsplit([' ', '<']).next().unwrap().trim_end_matches('>').to_owned()
}

fn mails_are_handled_once(mailbox: &OtherMailbox, deliver: impl Fn(usize, &str)) {
    let house = mailbox.mailbox_of(society(3));
    let mails = mails(&house);
    for (number, mail) in mails.iter().enumerate() {
        deliver(number, mail);
    }
    let first = house.run(["inbound", "process"]);
    assert_eq!(first.out, "Read 3 mails: 1 unsubscribed, 1 suppressed, 1 left for you to read.\n", "{first}");
    let suppressed = format!("{} is suppressed, because the address does not exist", recipient(&house, 2));
    assert!(first.err.contains(&suppressed), "{first}");
    assert!(house.run(["inbound", "unread"]).out.contains("“Lunch?” from bob@example.org"));
    // Courier gives the folder a new UIDVALIDITY for each reader until a mail program opens it to write, so that the mails
    // may be read again: they are recognised.
    let again = house.run(["inbound", "process"]).out;
    assert!(["No new mail.\n", "Read 3 mails: 3 read before.\n"].contains(&again.as_str()), "{again}");
    deliver(mails.len(), "From: cat@example.org\r\nSubject: Tea?\r\n\r\nSee you.\r\n");
    let one_more = house.run(["inbound", "process"]).out;
    let whole_folder = "Read 4 mails: 3 read before, 1 left for you to read.\n";
    assert!(["Read 1 mail: 1 left for you to read.\n", whole_folder].contains(&one_more.as_str()), "{one_more}");
    assert!(house.run(["list", "show"]).out.contains("1 subscriber, 1 unsubscribed, 1 suppressed"));
}

#[test]
fn mails_on_courier_are_handled_once() {
    let Some(server) = unpacked_server("CIRCULAR_TEST_COURIER", "usr/lib/courier/courier/imaplogin") else { return };
    let mailbox = OtherMailbox::start(&server, courier);
    mails_are_handled_once(&mailbox, |number, mail| {
        let written = mailbox.folder.path().join("mail/tmp").join(format!("{number}.host"));
        fs::write(&written, mail).unwrap();
        chown(&written, Some(OWNER), Some(OWNER)).unwrap();
        fs::rename(&written, mailbox.folder.path().join("mail/new").join(format!("{number}.host"))).unwrap();
    });
}

#[test]
fn mails_on_cyrus_are_handled_once() {
    let Some(server) = unpacked_server("CIRCULAR_TEST_CYRUS", "usr/lib/cyrus/bin/imapd") else { return };
    let mailbox = OtherMailbox::start(&server, cyrus);
    mails_are_handled_once(&mailbox, |_, mail| deliver_to_ann(&mailbox.folder.path().join("sockets/lmtp"), mail));
}

/// Delivers a mail by LMTP (RFC 2033).
fn deliver_to_ann(socket: &Path, mail: &str) {
    let mut socket = BufReader::new(UnixStream::connect(socket).unwrap());
    let text =
        mail.lines().map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") });
    let text: String = text.collect();
    for line in ["", "LHLO host", "MAIL FROM:<>", "RCPT TO:<ann>", "DATA", &format!("{text}.")] {
        if !line.is_empty() {
            socket.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
        }
        let mut reply = String::new();
        while reply.as_bytes().get(3) != Some(&b' ') {
            reply.clear();
            assert_ne!(socket.read_line(&mut reply).unwrap(), 0, "LMTP ended");
        }
        assert!(reply.starts_with(['2', '3']), "{reply}");
    }
}
