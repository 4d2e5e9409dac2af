//! Exports of other programs, made anew with invented people: who is mailed afterwards.

use serde_json::json;

use super::Imported;

const ANN: &str = "ann@example.org";
const BEN: &str = "ben@example.org";

#[test]
fn nobody_is_mailed_who_left_another_program() {
    for (file, mailed, says) in [
        ("thunderbird.csv", &[ANN, BEN][..], &["Primary Email   → address"][..]),
        ("evolution.csv", &[ANN, BEN], &["Email 1         → address"]),
        ("google.csv", &[ANN, BEN], &["E-mail 1 - Value        → address", "line 3: has several addresses"]),
        ("abook.csv", &[ANN, BEN], &["line 2: has several addresses", "--map \"name=first_name+last_name\""]),
        ("outlook.csv", &[ANN, BEN], &["Windows-1252", "E-mail Address   → address"]),
        (
            "civicrm.csv",
            &[ANN, BEN],
            &[
                "`Do Not Email` in 1 row",
                "`Is Opt Out` in 1 row",
                "`On Hold` in 1 row",
                "`Is Deceased` in 1 row",
                "4 left out",
            ],
        ),
        ("mailchimp-subscribed.csv", &[ANN, BEN], &["2 joined"]),
        ("mailchimp-unsubscribed.csv", &[], &["`UNSUB_TIME` in 1 row"]),
        ("mailchimp-cleaned.csv", &[], &["`CLEAN_TIME` in 1 row"]),
        ("listmonk.csv", &[ANN], &["`status` in 2 rows"]),
        ("ghost.csv", &[ANN], &["`subscribed_to_emails` in 1 row", "`deleted_at` in 1 row"]),
        (
            "phplist.csv",
            &[ANN],
            &[
                "`Is this subscriber confirmed` in 1 row",
                "`Is this subscriber blacklisted` in 1 row",
                "`Is this account disabled?` in 1 row",
            ],
        ),
        ("substack.csv", &[ANN, BEN], &["`email_disabled` in 1 row"]),
        ("nonsubscribed_email_audience_export_1f2e3d.csv", &[], &["the file's name says so"]),
        ("mailchimp-archived.csv", &[], &["`ARCHIVE_TIME` in 1 row"]),
        ("mailerlite.csv", &[ANN], &["`Status` in 4 rows", "`Unsubscribed` in 1 row"]),
        ("brevo.csv", &[ANN], &["`EMAIL_BLACKLISTED` in 1 row"]),
        ("keila.csv", &[ANN], &["`Status` in 2 rows"]),
        (
            "hubspot.csv",
            &[ANN],
            &[
                "`Unsubscribed from all email` in 1 row",
                "`Email hard bounce reason` in 1 row",
                "`Marketing contact status` in 1 row",
                "3 left out",
            ],
        ),
        (
            "constant-contact.csv",
            &[ANN, "cy@example.org"],
            &["`Email status` in 2 rows", "`Email permission status` in 2 rows", "`Confirmed Opt-Out Date` in 1 row"],
        ),
        ("campaign-monitor.csv", &[ANN], &["`State` in 4 rows"]),
        ("squarespace.csv", &[ANN], &["`Accepts Marketing` in 1 row"]),
        ("wix.csv", &[ANN], &["`Email subscriber status` in 2 rows", "`Email 2` has addresses too"]),
        ("sendy.csv", &[ANN], &["`Status` in 3 rows"]),
        ("sendy-unsubscribed.csv", &[], &["the file's name says so"]),
        ("mautic.csv", &[ANN], &["`doNotContact` in 2 rows"]),
        ("cleverreach.csv", &[ANN], &["`deactivated` in 1 row", "`bounced` in 1 row", "`active` in 1 row"]),
        ("rapidmail.csv", &[ANN], &["`Status` in 3 rows"]),
        ("kit.csv", &[ANN], &["`state` in 4 rows"]),
        (
            "buttondown.csv",
            &[ANN, "ed@example.org"],
            &["`type` in 3 rows", "`unsubscription_date` in 1 row", "`undeliverability_date` in 1 row"],
        ),
        ("beehiiv.csv", &[ANN], &["`status` in 3 rows"]),
    ] {
        let imported = Imported::new(&format!("programs/{file}"), &[]);
        assert_eq!(imported.mailed(), mailed, "{file}: {}", imported.output);
        imported.says(says);
        let everybody = Imported::new(&format!("programs/{file}"), &["--opted-out", "subscribe"]);
        assert!(everybody.mailed().len() >= mailed.len(), "{file}: {}", everybody.output);
    }
}

#[test]
fn names_and_tags_of_other_programs_are_known_fields() {
    let lee = || json!({ "first_name": "Ann", "last_name": "Lee" });
    for (file, expected) in [
        ("thunderbird.csv", lee()),
        ("evolution.csv", lee()),
        ("google.csv", json!({ "first_name": "Ann", "last_name": "Lee", "tags": ["Friends", "myContacts"] })),
        ("abook.csv", json!({ "name": "Ann Lee", "city": "Leeds" })),
        (
            "outlook.csv",
            json!({ "first_name": "Ann", "last_name": "Lee", "tags": ["Members", "Board"], "home_address": "1 High Street Leeds" }),
        ),
        ("civicrm.csv", lee()),
        ("mailchimp-subscribed.csv", json!({ "first_name": "Ann", "last_name": "Lee", "tags": ["Student", "Leeds"] })),
        ("listmonk.csv", json!({ "name": "Ann Lee" })),
        ("ghost.csv", json!({ "name": "Ann Lee", "tags": ["student", "Leeds"] })),
    ] {
        let fields = Imported::new(&format!("programs/{file}"), &[]).fields();
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(fields.get(name), Some(value), "{file}: {name}");
        }
    }
}
