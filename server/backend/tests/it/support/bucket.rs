//! Buckets of S3-compatible storage, when `TEST_S3_URL` names a server with one that may be written to (`make test` sets it):
//! `http://key:secret@host:port/bucket`.

#![allow(dead_code, reason = "every file of tests uses its own part of it")]

use backend::{
    config::{self, BucketIn},
    storage::Storage,
};
use uuid::Uuid;

/// How a place of its own in the bucket is configured. `None`, with a note, when there is no server to test with.
pub fn config() -> Option<config::Storage> {
    let Ok(url) = std::env::var("TEST_S3_URL") else {
        println!("not run: TEST_S3_URL is not set");
        return None;
    };
    let (scheme, rest) = url.split_once("://").unwrap();
    let (key, place) = rest.split_once('@').unwrap();
    let ((name, secret), (host, bucket)) = (key.split_once(':').unwrap(), place.split_once('/').unwrap());
    Some(config::Storage {
        url: format!("s3://{bucket}/{}", Uuid::now_v7()),
        endpoint: Some(format!("{scheme}://{host}")),
        region: None,
        bucket_in: BucketIn::Path,
        access_key: name.to_owned(),
        secret_key: secret.to_owned().into(),
        allow_http: true,
        signed_links: false,
    })
}

/// A place of its own in the bucket, ready to be used.
pub async fn open() -> Option<Storage> {
    let storage = Storage::of(&config()?).unwrap();
    storage.check().await.unwrap();
    Some(storage)
}
