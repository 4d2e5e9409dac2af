//! People whose address changed, and the lookup of people who opted out elsewhere, on both engines.

use std::io::Cursor;

use circular::import::{ImportOptions, OptOutPolicy, find_opted_out_members, inspect};
use circular::model::{Address, List, SubscriptionState};
use circular::subscription::{self, FieldValues, SubscriberEdit};

use super::{at, find, import, import_with, list, state};
use crate::engine::{TestDatabase, on_both};

const OPTED_OUT: &str =
    "email,unsubscribed_at\nann@example.org,2019-06-01\nben@example.org,\ncy@example.org,2019-06-01\n";

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// Gives a person a new address.
async fn move_to(ground: &TestDatabase, from: &str, to: &str) {
    let (new, fields) = (address(to), FieldValues::new());
    let edit = SubscriberEdit { address: Some(&new), fields: &fields };
    subscription::edit_subscriber(&ground.database, &address(from), edit, false, at(5)).await.unwrap();
}

/// Returns the addresses of the people on a list who opted out according to a file.
async fn opted_out_members(ground: &TestDatabase, members: &List, file: &str) -> (u64, Vec<String>) {
    let options = ImportOptions::named("old.csv");
    let inspection = inspect(&ground.database, Cursor::new(file.as_bytes().to_vec()), options).await.unwrap();
    let (_, found) = find_opted_out_members(&ground.database, members, inspection).await.unwrap();
    (found.count, found.addresses.iter().map(Address::to_string).collect())
}

on_both! {
    async fn opted_out_members_are_found(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\nAnn@example.org\nben@example.org\n").await;
        assert_eq!(opted_out_members(ground, &members, OPTED_OUT).await, (1, vec!["ann@example.org".to_owned()]));
        move_to(ground, "ann@example.org", "ann@new.example.org").await;
        assert_eq!(opted_out_members(ground, &members, OPTED_OUT).await, (1, vec!["ann@new.example.org".to_owned()]));
        let report = import(&ground.database, &members, OPTED_OUT).await;
        assert_eq!((report.opted_out, report.former_addresses, report.unchanged), (1, 1, 1), "{report:?}");
        let suppress = ImportOptions { opt_outs: OptOutPolicy::Suppress, ..ImportOptions::named("old.csv") };
        import_with(&ground.database, &members, OPTED_OUT, suppress).await;
        let ann = find(&ground.database, "ann@new.example.org").await.unwrap();
        assert_eq!(state(&ground.database, &members, ann.id).await, Some(SubscriptionState::Suppressed));
        assert_eq!(opted_out_members(ground, &members, OPTED_OUT).await, (0, Vec::new()));
    }

    async fn former_address_is_not_imported(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\nann@example.org\n").await;
        move_to(ground, "ann@example.org", "ann@new.example.org").await;
        let report = import(&ground.database, &members, "email\nANN@example.org\ndi@example.org\n").await;
        assert_eq!((report.new, report.former_addresses), (1, 1), "{report:?}");
        let former = &report.former[0];
        assert_eq!((former.line, former.present.as_str()), (2, "ann@new.example.org"));
        assert!(find(&ground.database, "ann@example.org").await.is_none());
        move_to(ground, "ann@new.example.org", "ann@example.org").await;
        let report = import(&ground.database, &members, "email\nann@example.org\n").await;
        assert_eq!((report.unchanged, report.former_addresses), (1, 0), "{report:?}");
    }
}
