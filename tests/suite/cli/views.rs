//! `circular views`, from the draft that asks to the minutes.

use mail_parser::MessageParser;

use super::{MEMBERS, TestWorkspace};

const ROOF: &str = "---\nsubject: A new roof for the boathouse\nto: members\nviews: [Slate or zinc?, Five euros more?]\n\
    views_until: 2037-03-12 18:00\n---\n\nDear {{default first_name \"member\"}},\n\nthe committee has two offers for \
    the roof of our boathouse. Slate lasts longer, and zinc is cheaper.\n\n- Paint\n- Brushes\n";

/// A copy of the letter, as its reader's mail program has it.
struct Copy {
    to: String,
    id: String,
    text: String,
    html: String,
}

fn house() -> (TestWorkspace, Vec<Copy>) {
    let house = TestWorkspace::empty()
        .with_file("circular.toml", "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n")
        .with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave+{token}@example.org")
        .with_list(MEMBERS)
        .with_draft("roof", ROOF);
    house.run(["send", "roof", "--yes"]).is_well();
    let copies = (1..=3).map(|number| {
        let mail = house.text(&format!("outbox/00000{number}.eml"));
        let mail = MessageParser::default().parse(mail.as_bytes()).unwrap();
        Copy {
            to: mail.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            id: mail.message_id().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().replace("\r\n", "\n"),
            html: mail.body_html(0).unwrap().into_owned(),
        }
    });
    let mut copies: Vec<Copy> = copies.collect();
    copies.sort_by(|one, other| one.to.cmp(&other.to));
    (house, copies)
}

fn reply(copy: &Copy, kind: &str, body: &str) -> String {
    format!(
        "Received: by mx.example.org; Mon, 1 Jun 2026 09:15:00 +0000\nFrom: {}\nTo: chair@example.org\n\
         Subject: Re: A new roof for the boathouse\nIn-Reply-To: <{}>\nContent-Type: {kind}; charset=utf-8\n\n{body}",
        copy.to, copy.id
    )
}

#[test]
fn letter_asks_and_says_how_to_reply() {
    let (_, copies) = house();
    let end = copies[0].text.split_once("- Brushes\n").unwrap().1.split_once("\n\n----").unwrap().0.trim();
    insta::assert_snapshot!(end, @"
    Your view
    ---------

    1. Slate or zinc?
    2. Five euros more?

    Reply to this letter with your view by Thursday 12 March 2037, 18:00.
    ");
    assert!(copies[0].html.contains("Slate or zinc?</li>"), "{}", copies[0].html);
}

#[test]
fn views_are_cut_from_every_form_of_quotation() {
    let (house, copies) = house();
    let outlook = format!(
        "On Monday, I shall be absent. Slate.\n\n________________________________\nFrom: Chair <chair@example.org>\n\
         Sent: Monday, June 1, 2026 8:00 AM\nTo: {}\nSubject: A new roof for the boathouse\n\n{}",
        copies[0].to, copies[0].text
    );
    let html = format!(
        "<html><body><p>Zinc.</p><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Chair \
         &lt;chair@example.org&gt;<br><b>Sent:</b> Monday, June 1, 2026 8:00 AM<br><b>To:</b> {}<br><b>Subject:</b> A \
         new roof for the boathouse</div>{}</body></html>",
        copies[1].to, copies[1].html
    );
    let marked: Vec<_> = copies[2].text.lines().map(|line| format!("> {line}\n")).collect();
    let marked = marked.concat();
    let marked = format!("On 1 Jun 2026 08:00, Chair <chair@example.org> wrote:\n{marked}\nNeither.\n\n-- \nCat\n");
    for mail in [
        reply(&copies[0], "text/plain", &outlook),
        reply(&copies[1], "text/html", &html),
        reply(&copies[2], "text/plain", &marked),
        reply(&copies[2], "text/plain", &copies[2].text),
    ] {
        house.run_typing(&mail, ["inbound", "process"]).is_well();
    }
    insta::assert_snapshot!(house.run(["views", "roof"]), @"
    1. Slate or zinc?
    2. Five euros more?
    Asked until [time].

    Ann <ann@example.org>
      [time]
        On Monday, I shall be absent. Slate.

    Bob <bob@example.org>
      [time]
        Zinc.

    Cat <cat@example.org>
      [time]
        Neither.

    Please look at these mails yourself:
      [time], from cat@example.org
      It has no words beside those of the letter.

    3 people wrote 3 mails. 1 mail is unclear and left to you.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["views", "roof", "--markdown", "-"]), @r"
    # Views on “A new roof for the boathouse”

    3 people wrote 3 mails. 1 mail is unclear and left to you.

    Asked until [time].

    1. Slate or zinc?
    2. Five euros more?

    ## Ann \<ann@example.org\>

    *[time]*

    > On Monday, I shall be absent. Slate.

    ## Bob \<bob@example.org\>

    *[time]*

    > Zinc.

    ## Cat \<cat@example.org\>

    *[time]*

    > Neither.

    ## To be looked at

    *[time], cat@example.org* It has no words beside those of the letter.
    --- exit code 0
    ");
    house.run(["views", "roof", "--markdown", "views.md"]).is_well();
    assert!(house.text("views.md").starts_with("# Views on “A new roof for the boathouse”\n"));
    let json: serde_json::Value = serde_json::from_str(&house.run(["views", "roof", "--json"]).out).unwrap();
    assert_eq!(json["people"][0]["views"][0]["words"], "On Monday, I shall be absent. Slate.");
    assert_eq!(json["unclear"][0]["doubts"][0], "no_words");
}
