//! S3-compatible storage: what is configured of it, and the way there.
//!
//! Requests go by the HTTP client that the rest of the program has, over rustls and ring with the roots of the Mozilla CA
//! programme.

use super::StorageError;
use crate::config::{self, BucketIn};
use async_trait::async_trait;
use http_body_util::BodyExt;
use object_store::{
    BackoffConfig, ClientOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
        HttpService,
    },
};
use reqwest::{Body, Client, Url, redirect::Policy};
use secrecy::ExposeSecret;
use std::time::Duration;

/// The region where none is configured: most servers but Amazon's take it, whatever they are.
const USUAL_REGION: &str = "us-east-1";

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Longest silence of the other side. There is no limit to the whole: a picture goes on as slowly as it is fetched from here.
const SILENCE: Duration = Duration::from_secs(30);

/// A request of somebody waits behind this, so it is tried again a few times and not for minutes.
const RETRY: RetryConfig = RetryConfig {
    backoff: BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(2),
        base: 2.0,
    },
    max_retries: 4,
    retry_timeout: Duration::from_secs(45),
};

/// Bucket and prefix of `s3://bucket/prefix`; `None` when it is no such address. The prefix may be empty and has no slash at
/// its ends.
pub(crate) fn bucket_of(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("s3://")?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    let named = (3..=63).contains(&bucket.len())
        && bucket.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
        && bucket.starts_with(|c: char| c.is_ascii_alphanumeric());
    // nothing that would be written in another way in an address
    let plain = |part: &str| {
        let letters = part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        letters && !part.is_empty() && part != "." && part != ".."
    };
    (named && (prefix.is_empty() || prefix.split('/').all(plain))).then_some((bucket, prefix))
}

/// What is opened of a bucket.
pub(super) struct Opened {
    /// The store.
    pub store: AmazonS3,
    /// What all names begin with, without a slash at the end; may be empty.
    pub prefix: String,
    /// Scheme and host that a browser would fetch from.
    pub origin: String,
}

/// Makes the store ready; nothing is asked of it yet.
pub(super) fn open(config: &config::Storage) -> Result<Opened, StorageError> {
    let (bucket, prefix) =
        bucket_of(&config.url).ok_or_else(|| StorageError::UnknownAddress(config.url.clone()))?;
    let region = config.region.as_deref().unwrap_or(USUAL_REGION);
    let endpoint = match &config.endpoint {
        Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
        None => format!("https://s3.{region}.amazonaws.com"),
    };
    let origin = match config.bucket_in {
        BucketIn::Path => endpoint,
        BucketIn::Host => endpoint.replacen("://", &format!("://{bucket}."), 1),
    };
    let unencrypted = origin.starts_with("http://");
    let store = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(region)
        .with_endpoint(origin.as_str())
        .with_virtual_hosted_style_request(config.bucket_in == BucketIn::Host)
        .with_allow_http(unencrypted)
        .with_access_key_id(config.access_key.as_str())
        .with_secret_access_key(config.secret_key.expose_secret())
        // one at a time, which every server of the protocol knows
        .with_disable_bulk_delete(true)
        .with_retry(RETRY)
        .with_http_connector(Connector { unencrypted })
        .build()
        .map_err(|error| StorageError::Unusable { key: "storage.url", why: error.to_string() })?;
    Ok(Opened { store, prefix: prefix.to_owned(), origin })
}

/// Makes the client.
#[derive(Debug)]
struct Connector {
    unencrypted: bool,
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .https_only(!self.unencrypted)
            // the storage of another region says so, and is not followed there
            .redirect(Policy::none())
            .build()
            .map_err(|error| object_store::Error::Generic { store: "S3", source: Box::new(error) })?;
        Ok(HttpClient::new(Way(client)))
    }
}

/// The client, as the store calls it.
#[derive(Debug)]
struct Way(Client);

#[async_trait]
impl HttpService for Way {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string())
            .map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        let in_one = body.as_bytes().cloned();
        *request.body_mut() = Some(match in_one {
            Some(bytes) => Body::from(bytes),
            None => Body::wrap(body),
        });
        let answer = self.0.execute(request).await.map_err(told)?;
        let (parts, body) = http::Response::<Body>::from(answer).into_parts();
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::new(body.map_err(told))))
    }
}

/// What went wrong on the way, by which the store decides whether it tries again. Of an error that is none of these nobody knows
/// whether the request came there: it is sent again only if that does no harm.
fn told(error: reqwest::Error) -> HttpError {
    let kind = if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_builder() {
        HttpErrorKind::Unknown
    } else {
        HttpErrorKind::Interrupted
    };
    HttpError::new(kind, error.without_url())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(endpoint: Option<&str>, bucket_in: BucketIn) -> String {
        let config = config::Storage {
            url: "s3://xunan/of/office/".into(),
            endpoint: endpoint.map(Into::into),
            region: Some("cn-east".into()),
            bucket_in,
            access_key: "name".into(),
            secret_key: "hush".to_owned().into(),
            allow_http: false,
            signed_links: false,
        };
        let opened = open(&config).unwrap();
        assert_eq!(opened.prefix, "of/office");
        assert!(!format!("{:?}", opened.store).contains("hush"));
        opened.origin
    }

    #[test]
    fn where_a_bucket_is() {
        assert_eq!(origin(None, BucketIn::Path), "https://s3.cn-east.amazonaws.com");
        assert_eq!(origin(None, BucketIn::Host), "https://xunan.s3.cn-east.amazonaws.com");
        assert_eq!(origin(Some("http://[::1]:8333/"), BucketIn::Path), "http://[::1]:8333");
        assert_eq!(origin(Some("https://oss.example.cn"), BucketIn::Host), "https://xunan.oss.example.cn");
    }

    #[test]
    fn buckets_and_prefixes() {
        assert_eq!(bucket_of("s3://xunan"), Some(("xunan", "")));
        assert_eq!(bucket_of("s3://xunan/"), Some(("xunan", "")));
        assert_eq!(bucket_of("s3://xu-n.an/a/B_c.d/"), Some(("xu-n.an", "a/B_c.d")));
        for bad in ["xunan", "s3:xunan", "s3://xunan/a//b", "s3://xunan/..", "s3://-un", "s3://x y z"] {
            assert_eq!(bucket_of(bad), None, "{bad}");
        }
    }
}
