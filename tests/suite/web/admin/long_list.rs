//! The readers of a long list are found without reading all of it.

use std::fmt::Write as _;

use super::{DRAFT, start_admin};

#[tokio::test]
async fn reader_at_any_place_is_found() {
    let preview = start_admin(None).await;
    let rows = (1..=1_700).fold("email,first_name,category\n".to_owned(), |mut rows, number| {
        let category = if number % 3 == 0 { "away" } else { "here" };
        writeln!(rows, "reader{number}@example.org,R{number},{category}").unwrap();
        rows
    });
    preview.import_members(&rows).await;
    preview.write(&DRAFT.replace("to: members", "to: members\nwhere: category != \"away\""));
    let mut names = vec!["Ann".to_owned(), "Ben".to_owned()];
    names.extend((1..=1_700).filter(|number| number % 3 != 0).map(|number| format!("R{number}")));
    let total = names.len();
    assert_eq!(total, 1_136);
    for place in [1, 2, 499, 500, 501, 502, 1_000, 1_001, total - 1, total, total + 5] {
        let page = preview.get(&format!("draft/spring?view=text&reader={place}")).await.body;
        let name = &names[place.min(total) - 1];
        assert!(page.contains(&format!("Dear {name},")), "{place}: not {name}: {page}");
    }
    let found = preview.get("draft/spring?view=text&find=r1700").await.body;
    assert!(found.contains("Dear R1700,"), "{found}");
}

#[tokio::test]
async fn long_list_is_read_again_once_somebody_was_changed() {
    let preview = start_admin(None).await;
    let rows = (1..=5_100).fold("email,first_name\n".to_owned(), |mut rows, number| {
        writeln!(rows, "reader{number}@example.org,R{number}").unwrap();
        rows
    });
    preview.import_members(&rows).await;
    let shown = async || preview.get("draft/spring?view=text&reader=5102").await.body;
    let page = shown().await;
    assert!(page.contains("All 5,102 will receive this") && page.contains("Dear R5100,"), "{page}");
    // Another program takes somebody off: the next page does not read everybody for it.
    preview.leave("reader7@example.org").await;
    let page = shown().await;
    assert!(page.contains("All 5,102 will receive this"), "{page}");
    let taken_off = preview.post("members/1/off", b"list=members").await;
    assert_eq!(taken_off.status, 303, "{}", taken_off.body);
    let page = shown().await;
    assert!(page.contains("All 5,100 will receive this") && page.contains("Dear R5100,"), "{page}");
}
