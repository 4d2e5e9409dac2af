//! What was last looked at, by draft and list.

use circular::database::review_snapshots;
use circular::model::ReviewSnapshot;

use super::{at, list};
use crate::engine::on_both;

on_both! {
    async fn later_review_replaces_earlier(ground) {
        let database = &ground.database;
        let list = list(database, "members").await;
        let mut work = database.begin_write().await.unwrap();
        assert_eq!(review_snapshots::get(&mut work, "spring", list.id).await.unwrap(), None);
        let first = ReviewSnapshot { draft: [1; 32], templates: [2; 32], settings: [3; 32], recipients: [4; 32], recipient_count: 140 };
        review_snapshots::upsert(&mut work, "spring", list.id, &first, at(1)).await.unwrap();
        assert_eq!(review_snapshots::get(&mut work, "spring", list.id).await.unwrap(), Some(first));
        let second = ReviewSnapshot { recipients: [5; 32], recipient_count: 141, ..first };
        review_snapshots::upsert(&mut work, "spring", list.id, &second, at(2)).await.unwrap();
        assert_eq!(review_snapshots::get(&mut work, "spring", list.id).await.unwrap(), Some(second));
        assert_eq!(review_snapshots::get(&mut work, "summer", list.id).await.unwrap(), None);
        work.commit().await.unwrap();
    }
}
