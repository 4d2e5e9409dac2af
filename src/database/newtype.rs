//! Ids in statements and rows: each is bound and read as its number.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Type};

use crate::model::{
    AccountId, AnswerId, ConsentTextId, DomainQueueId, IssueId, ListId, RequestId, RunId, SubscriberId, ViewId,
    WebhookEventId,
};

macro_rules! as_number {
    ($($id:ty),*) => {$(
        impl<DB: Database> Type<DB> for $id
        where
            i64: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <i64 as Type<DB>>::type_info()
            }

            fn compatible(given: &DB::TypeInfo) -> bool {
                <i64 as Type<DB>>::compatible(given)
            }
        }

        impl<'q, DB: Database> Encode<'q, DB> for $id
        where
            i64: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                self.get().encode_by_ref(buffer)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $id
        where
            i64: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                i64::decode(value).map(Self::new)
            }
        }
    )*};
}

as_number!(
    ListId,
    SubscriberId,
    IssueId,
    RunId,
    DomainQueueId,
    RequestId,
    ConsentTextId,
    AccountId,
    AnswerId,
    ViewId,
    WebhookEventId
);
