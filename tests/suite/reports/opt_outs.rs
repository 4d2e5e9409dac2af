//! People who opted out elsewhere, as columns, states and file names say it: who is mailed, and what is said.

use super::Imported;

const ANN: &str = "ann@example.org";
const BEN: &str = "ben@example.org";

/// Imports two people of whom a column says this, and returns whether each is mailed.
fn mailed(column: &str, ann: &str, ben: &str) -> (bool, bool, Imported) {
    let file = format!("email,{column}\n{ANN},{ann}\n{BEN},{ben}\n");
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    let is_mailed = |address| imported.mailed().contains(&address);
    (is_mailed(ANN), is_mailed(BEN), imported)
}

#[test]
fn marked_person_is_left_out_and_said() {
    for (column, ann, ben) in [
        ("state", "active", "cancelled"),
        ("state", "active", "complained"),
        ("state", "active", "bounced"),
        ("State", "Active", "Unsubscribed"),
        ("status", "active", "inactive"),
        ("status", "active", "soft bounce"),
        ("Status", "Active", "Expired"),
        ("status", "Subscribed", "Unsubscribed (admin)"),
        ("Email Marketing", "Yes", "No"),
        ("Email Marketing", "Subscribed", "Unsubscribed"),
        ("Email Marketing Consent", "SUBSCRIBED", "NOT_SUBSCRIBED"),
        ("Subscription", "subscribed", "unsubscribed"),
        ("Subscription", "Yes", "No"),
        ("Email preference", "HTML", "None"),
        ("ARCHIVE_TIME", "", "2024-05-01 10:00:00"),
        ("Email hard bounce reason", "", "UNKNOWN_USER"),
        ("Blocked", "", "yes"),
        ("Inactive", "0", "1"),
        ("Deleted", "0", "1"),
        ("deactivated", "", "2024-05-01"),
        ("cancelled_at", "", "2024-05-01T10:00:00Z"),
        ("bounce_count", "0", "5"),
        ("attributes.blocklisted", "false", "true"),
        ("Double opt-in status", "confirmed", "pending"),
        ("type", "regular", "unsubscribed"),
        ("Abgemeldet", "", "x"),
        ("Baja", "", "sí"),
        ("Can email", "Yes", "No"),
        ("Email OK", "Y", "N"),
        ("Contact by email", "Yes", "No"),
        ("receive_mail", "1", "0"),
        ("can_be_emailed", "1", "0"),
        ("marketing_permissions", "1", "0"),
        ("bounce", "", "hard"),
        ("Email preference", "HTML", "Post only"),
        ("Communication preferences", "email", "none"),
        ("Died", "", "2020-01-01"),
        ("Date of death", "", "01.02.2019"),
        ("Cancelado", "", "si"),
        ("delivery_status", "enabled", "bymember"),
        ("Status", "Active", "Lapsed"),
    ] {
        let (is_ann, is_ben, imported) = mailed(column, ann, ben);
        assert!(is_ann && !is_ben, "{column}={ben}: {}", imported.output);
        imported.says(&[&format!("`{column}` in 1 row"), "--opted-out subscribe", "--not-opted-out"]);
    }
}

#[test]
fn harmless_value_is_imported() {
    for (column, ann, ben) in [
        ("On hold", "Book reserved", ""),
        ("deleted_at", "\\N", "NULL"),
        ("deleted_at", "0000-00-00 00:00:00", "0000-00-00"),
        ("deleted_at", "0001-01-01T00:00:00Z", "null"),
        ("Unsubscribed", "never", "no"),
        ("Unsubscribed", "0", "false"),
        ("bounce_count", "0", "0"),
        ("State", "Texas", "NSW"),
        ("Blocked off seats", "12", "yes"),
        ("Cancelled meetings", "3", "1"),
        ("active_subscription", "false", "true"),
        ("Payment status", "cancelled", "pending"),
        ("Membership status", "Current", "Life member"),
        ("SMS Opt Out", "yes", "no"),
        ("Do Not Phone", "1", "1"),
        ("Notes", "rang about the bus", "pays by cheque"),
        ("Gift Aid consent", "yes", "no"),
        ("Newsletter editor", "yes", "no"),
        ("Photo consent", "yes", "no"),
        ("Printed newsletter", "yes", "no"),
        ("Seats left", "1", "0"),
        ("Left", "", "no"),
        ("Newsletter", "yes", "yes"),
        ("OPTIN_TIME", "2019-01-01", ""),
    ] {
        let (is_ann, is_ben, imported) = mailed(column, ann, ben);
        assert!(is_ann && is_ben, "{column}: {}", imported.output);
        assert!(!imported.output.err.contains("opted out"), "{column}: {}", imported.output);
    }
}

#[test]
fn doubtful_value_is_imported_and_said() {
    for (column, ben) in [
        ("Membership status", "Expired"),
        ("Membership status", "cancelled"),
        ("Notes", "unsubscribed in 2019"),
        ("Bemerkung", "hat sich abgemeldet"),
        ("Tags", "student; Unsubscribed"),
        ("Notes", "does not want emails"),
        ("Notes", "please remove from list"),
        ("Left", "2019-02-01"),
        ("Resigned", "yes"),
        ("Ausgetreten", "x"),
        ("Austritt", "01.02.2019"),
        ("Member status", "Left"),
        ("Membership status", "Resigned"),
    ] {
        let (is_ann, is_ben, imported) = mailed(column, "", ben);
        assert!(is_ann && is_ben, "{column}={ben}: {}", imported.output);
        imported.says(&[
            &format!("`{column}` may mean that people opted out, in 1 row, first in line 3: `{ben}`"),
            &format!("--map \"{column}=opted_out\""),
        ]);
        let file = format!("email,{column}\n{ANN},\n{BEN},{ben}\n");
        let mapped = Imported::bytes("a.csv", file.as_bytes(), &["--map", &format!("{column}=opted_out")]);
        assert_eq!(mapped.mailed(), [ANN], "{column}={ben}: {}", mapped.output);
    }
}

#[test]
fn people_of_whom_a_consent_column_says_nothing_are_said() {
    for (column, yes) in [("Newsletter", "x"), ("Subscribed", "TRUE"), ("confirmed_at", "2019-06-01 10:00:00")] {
        let (is_ann, is_ben, imported) = mailed(column, yes, "");
        assert!(is_ann && is_ben, "{column}: {}", imported.output);
        imported.says(&[
            &format!("`{column}` says yes or nothing, and nothing in 1 row, first in line 3"),
            &format!("--map \"{column}=opted_out\""),
        ]);
        let file = format!("email,{column}\n{ANN},{yes}\n{BEN},\n");
        let mapped = Imported::bytes("a.csv", file.as_bytes(), &["--map", &format!("{column}=opted_out")]);
        assert_eq!(mapped.mailed(), [ANN], "{column}: {}", mapped.output);
    }
}

#[test]
fn consent_to_something_unknown_leaves_a_doubt() {
    for column in ["Bus tour consent", "Prize draw opt in"] {
        let (is_ann, is_ben, imported) = mailed(column, "yes", "no");
        assert!(is_ann && is_ben, "{column}: {}", imported.output);
        imported.says(&[&format!("`{column}` may mean that people opted out, in 1 row, first in line 3: `no`")]);
    }
}

#[test]
fn column_can_be_declared_to_be_about_something_else() {
    let file = format!("email,Blocked,unsubscribed\n{ANN},yes,no\n{BEN},no,yes\n");
    let imported = Imported::bytes("a.csv", file.as_bytes(), &["--not-opted-out", "blocked"]);
    assert_eq!(imported.mailed(), [ANN], "{}", imported.output);
    let unknown = Imported::bytes("a.csv", file.as_bytes(), &["--not-opted-out", "Blokked"]);
    unknown.says(&["`a.csv` has no column `Blokked`: did you mean `Blocked`?"]);
}

#[test]
fn own_state_column_is_no_sign_of_another_program() {
    let file = "email,state,joined_at\nann@example.org,confirmed,2019-06-01\nben@example.org,unsubscribed,2019-06-01\n";
    let imported = Imported::bytes("unsubscribed.csv", file.as_bytes(), &[]);
    assert_eq!(imported.mailed(), [ANN], "{}", imported.output);
    imported.says(&["1 off the list by the file and left out"]);
    let file = "email,state,joined_at,unsubscribed_at\nann@example.org,confirmed,2019-06-01,2018-01-01\n";
    let restored = Imported::bytes("members.csv", file.as_bytes(), &[]);
    assert_eq!(restored.mailed(), [ANN], "{}", restored.output);
    assert!(!restored.output.err.contains("opted out"), "{}", restored.output);
}

#[test]
fn file_name_leaves_everybody_out() {
    for name in [
        "nonsubscribed_email_audience_export_1f.csv",
        "non-subscribed.csv",
        "unsubscribed.csv",
        "cleaned.csv",
        "bounces.csv",
        "désinscrits.csv",
        "Abgemeldete.csv",
        "bajas.csv",
        "disiscritti.csv",
        "uitgeschreven.csv",
    ] {
        let imported = Imported::bytes(name, b"email,Newsletter\nann@example.org,yes\n", &[]);
        assert!(imported.mailed().is_empty(), "{name}: {}", imported.output);
        imported.says(&["the file's name says so", "--opted-out subscribe"]);
    }
    for name in ["members_cleaned.csv", "members without unsubscribed.csv", "Baja California.csv"] {
        let imported = Imported::bytes(name, b"email\nann@example.org\n", &[]);
        assert_eq!(imported.mailed(), [ANN], "{name}: {}", imported.output);
    }
}
