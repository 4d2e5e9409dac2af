//! Which of several columns with addresses is taken, and that the others are named.

use super::Imported;

const ANN: &str = "ann@example.org";
const BEN: &str = "ben@example.org";

#[test]
fn own_address_is_taken_before_that_of_others() {
    for other in [
        "Referred by email",
        "Parent email",
        "Guardian e-mail",
        "Emergency contact email",
        "Partner email",
        "Courriel du conjoint",
        "Secretary email",
        "Treasurer e-mail",
        "Notfall E-Mail",
        "Old email",
    ] {
        for own in ["Mail", "Email", "Contact"] {
            let file = format!("{other},{own}\nx@example.org,{ANN}\ny@example.org,{BEN}\n");
            let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
            assert_eq!(imported.mailed(), [ANN, BEN], "{other}, {own}: {}", imported.output);
            imported.says(&[
                &format!("letters go to the addresses in `{own}`; `{other}` has addresses too"),
                &format!("--map \"{other}=address\""),
            ]);
        }
    }
}

#[test]
fn column_without_a_word_for_mail_may_be_about_others_too() {
    let file = format!("Referred by,Mail\nx@example.org,{ANN}\ny@example.org,{BEN}\n");
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    assert_eq!(imported.mailed(), [ANN, BEN], "{}", imported.output);
}

#[test]
fn names_in_other_languages_are_known() {
    for own in [
        "Adresse mél",
        "Courriel",
        "E-Mail-Adresse",
        "Correo electrónico",
        "Indirizzo e-mail",
        "E-postadress",
        "Mailadres",
        "Adres e-mail",
    ] {
        let file = format!("Spouse email,{own},Secondary email\nx@example.org,{ANN},y@example.org\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert_eq!(imported.mailed(), [ANN], "{own}: {}", imported.output);
    }
}

#[test]
fn fuller_column_is_taken_before_one_with_few_addresses() {
    let file = format!(
        "Email,E-Mail privat\n,{ANN}\n,{BEN}\nx@example.org,cy@example.org\n,di@example.org\n,ed@example.org\n"
    );
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    assert_eq!(imported.mailed().len(), 5, "{}", imported.output);
    imported.says(&["letters go to the addresses in `E-Mail privat`; `Email` has addresses too"]);
}

#[test]
fn only_address_of_somebody_else_is_taken() {
    let imported = Imported::bytes("a.csv", format!("Child,Parent email\nCy,{ANN}\n").as_bytes(), &[]);
    assert_eq!(imported.mailed(), [ANN], "{}", imported.output);
    assert!(!imported.output.err.contains("addresses too"), "{}", imported.output);
}

#[test]
fn title_with_an_address_is_not_the_header() {
    for title in ["Questions to cy@example.org,,", "Members of the society: write to cy@example.org,,"] {
        let file = format!("{title}\nName,Email,Town\nAnn,{ANN},Leeds\nBen,{BEN},York\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert_eq!(imported.mailed(), [ANN, BEN], "{}", imported.output);
        imported.says(&["Email → address", "1 row above them is left out"]);
    }
}

#[test]
fn address_that_cannot_work_is_refused_and_a_typo_is_said() {
    let file = "email\nann@mail.test\nben@my.invalid\ncy@society.example\ndi@a.localhost\ned@example.org\n\
        flo@gmail.con\ngus@hotnail.com\nhal@yahoo.co\nida@gmx.d\n";
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    assert_eq!(
        imported.mailed(),
        ["cy@society.example", "ed@example.org", "flo@gmail.con", "gus@hotnail.com", "hal@yahoo.co"]
    );
    imported.says(&[
        "line 2: `ann@mail.test` has a domain that is reserved for tests: no mail can reach it",
        "line 7: flo@gmail.con looks misspelled: is it `@gmail.com`? It was taken as it is",
        "line 8: gus@hotnail.com looks misspelled: is it `@hotmail.com`?",
        "line 9: hal@yahoo.co looks misspelled: is it `@yahoo.com`?",
        "line 10: `ida@gmx.d` has a domain",
        "line 4: cy@society.example is only an example: no mail can reach `.example`. It was taken as it is",
        "4 refused",
    ]);
    let workspace = imported.workspace;
    let refused = workspace.run(["subscriber", "add", "ann@mail.test", "--list", "members"]);
    assert!(refused.code() == 1 && refused.err.contains("reserved for tests"), "{refused}");
    let added = workspace.run(["subscriber", "add", "ann@gmial.com", "--list", "members"]);
    assert!(added.code() == 0 && added.err.contains("looks misspelled: is it `@gmail.com`?"), "{added}");
    assert!(added.out.contains("ann@gmial.com is on the list `members`"), "{added}");
}

#[test]
fn two_columns_of_addresses_without_a_word_for_mail_are_refused() {
    for (one, two, sign) in [("Recipient", "Sender", ","), ("From", "To", ","), ("Mitglied", "Pate", ";")] {
        let file = format!("{one}{sign}{two}\n{ANN}{sign}chair@example.org\n{BEN}{sign}chair@example.org\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        assert!(imported.people.is_empty(), "{one}, {two}: {}", imported.output);
        imported.says(&[&format!("`{one}`"), &format!("`{two}`")]);
        let mapped = Imported::bytes("a.csv", file.as_bytes(), &["--map", &format!("{one}=address")]);
        assert_eq!(mapped.mailed(), [ANN, BEN], "{one}, {two}: {}", mapped.output);
    }
    let pasted = Imported::bytes("a.txt", format!("{ANN}, cy@example.org\n{BEN}, di@example.org\n").as_bytes(), &[]);
    assert_eq!(pasted.mailed().len(), 4, "{}", pasted.output);
}
