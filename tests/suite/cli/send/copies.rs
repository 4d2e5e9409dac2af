//! Who gets a copy, and what is in it.

use mail_parser::{MessageParser, MimeHeaders as _};

use super::super::{SPRING, reached};
use super::house;

#[tokio::test(flavor = "multi_thread")]
async fn condition_limits_recipients() {
    let (house, catcher) = house().await;
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--where", "categry == 'student'"]), @"
    --- standard error
    error: in `--where`, the condition uses `categry`, which is not a field [condition]
    hint: did you mean `category`?
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes", "--where", "category == 'student'"]).brief(), @"
    Sent 2 of 2.
    Next: circular report spring
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), ["ann@example.org", "cat@example.org"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_copy_is_personal() {
    let (house, catcher) = house().await;
    house.run(["send", "spring", "--yes"]).is_well();
    for (address, name) in [("ann@example.org", "Ann"), ("bob@example.org", "Bob"), ("cat@example.org", "Cat")] {
        let caught = catcher.messages();
        let copy = caught.iter().find(|copy| copy.to == address).unwrap();
        let letter = copy.content();
        assert_eq!((letter.subject, copy.from.as_str()), (format!("Spring for {name}"), "chair@example.org"));
        assert_eq!(letter.text.lines().next(), Some(&*format!("Dear {name},")));
        assert_eq!(copy.recipient().unwrap().address.as_str(), address);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attachment_is_delivered() {
    let (house, catcher) = house().await;
    let house = house.with_file("newsletters/plan.txt", "A plan\n");
    let house = house.with_draft("spring", &SPRING.replace("to: members", "to: members\nattachments: [plan.txt]"));
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Attachments   plan.txt
    Sent 3 of 3.
    Next: circular report spring
    --- exit code 0
    ");
    for copy in catcher.messages() {
        let message = MessageParser::default().parse(&copy.bytes).unwrap();
        let plan = message.attachment(0).unwrap();
        assert_eq!((plan.attachment_name(), plan.contents()), (Some("plan.txt"), &b"A plan\n"[..]));
    }
    assert_eq!(catcher.message_count(), 3);
}
