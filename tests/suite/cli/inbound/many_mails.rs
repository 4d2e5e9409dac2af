//! Many mails, and large ones: they are read ahead on all cores, and each counts once, in its order.

use std::fs;

use super::house;

/// A mail of Ann's, whose token is the address.
fn leave(address: &str, number: usize) -> String {
    format!("From: ann{number}@example.net\nTo: <{address}>\nMessage-ID: <{number}@example.net>\n\n")
}

fn plain(number: usize) -> String {
    format!("From: ben{number}@example.net\nSubject: Lunch {number}?\nMessage-ID: <{number}@example.net>\n\nSee you.\n")
}

#[test]
fn mails_of_every_store_are_processed_in_their_order() {
    let (house, address) = house();
    let mut mbox = String::new();
    let mut house = house.with_file("mail/cur/.keep", "");
    for number in 0..60 {
        let mail = if number == 30 { leave(&address, number) } else { plain(number) };
        mbox.extend(["From ann@example.org Sun Nov 29 04:00:00 2026\n", mail.as_str(), "\n"]);
        house = house.with_file(&format!("mail/new/{number:03}.a.host"), &mail);
    }
    let house = house.with_file("all.mbox", &mbox);
    let said = house.run(["inbound", "process", "mail"]);
    assert_eq!(said.out, "Read 60 mails: 1 unsubscribed, 59 left for you to read.\n", "{said}");
    let named: Vec<&str> = said.err.lines().filter_map(|line| line.strip_prefix("`mail/new/")?.get(..3)).collect();
    assert!(named.is_sorted() && named.len() == 60, "{said}");
    assert_eq!(house.run(["inbound", "process", "all.mbox"]).out, "Read 60 mails: 60 read before.\n");
    let again = house.run(["inbound", "process", "all.mbox", "mail/new/000.a.host", "missing", "mail"]);
    assert_eq!((again.out.as_str(), again.code()), ("Read 121 mails: 121 read before.\n", 1), "{again}");
    let other = house.with_file("other.mbox", &mbox.replace("@example.net>", "@example.com>"));
    let said = other.run(["inbound", "process", "other.mbox"]).err;
    assert!(said.contains("`other.mbox`, mail 31 ") || said.contains("`other.mbox`, mail 1: "), "{said}");
}

#[test]
fn killed_at_any_moment_it_counts_each_mail_once() {
    let (house, address) = house();
    let mut house = house.with_file("mail/cur/.keep", "");
    for number in 0..200 {
        let mail = if number == 150 { leave(&address, number) } else { plain(number) };
        house = house.with_file(&format!("mail/new/{number:03}.a.host"), &mail);
    }
    let mut kills = 0;
    for lines in [1, 5, 20, 60] {
        let mut running = house.begin(["inbound", "process", "mail"]);
        for _ in 0..lines {
            running.wait_for("no unsubscribe token found");
        }
        kills += usize::from(running.kill());
    }
    assert!(kills > 0);
    house.run(["inbound", "process", "mail"]).is_well();
    assert_eq!(house.run(["inbound", "process", "mail"]).out, "Read 200 mails: 200 read before.\n");
    let unread = house.run(["inbound", "unread"]).out;
    assert!(unread.ends_with("199 notes. `circular inbound unread --mark-read` marks them as read.\n"), "{unread}");
    let (named, left) = (unread.matches("“Lunch").count(), house.run(["list", "show"]).out);
    assert!(named == 199 && left.contains("2 subscribers, 1 unsubscribed"), "{named} {left}");
}

#[test]
fn mail_of_50_megabytes_is_read() {
    let (house, address) = house();
    let huge = leave(&address, 1) + &"x\n".repeat(25 << 20);
    let (near, far) = (huge.clone(), plain(2) + &huge);
    let house = house
        .with_file("mail/cur/.keep", "")
        .with_file("mail/new/1.a.host", &near)
        .with_file("mail/new/2.a.host", &far);
    let said = house.run(["inbound", "process", "mail"]);
    assert_eq!(said.out, "Read 2 mails: 1 unsubscribed, 1 left for you to read.\n", "{said}");
    fs::remove_file(house.path("mail/new/1.a.host")).unwrap();
    let piped = house.run_typing(&huge, ["inbound", "process"]);
    assert_eq!((piped.out.as_str(), piped.code()), ("Read 1 mail: 1 read before.\n", 0), "{piped}");
}
