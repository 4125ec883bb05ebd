//! The built browser side: where it lies, and how its files are handed out.

use super::{Web, headers::StaticFile};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header::CACHE_CONTROL},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::config::LeptosOptions;
use std::path::{Path, PathBuf};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// The name that the browser build gives to its files; the build tool knows it too.
const OUTPUT_NAME: &str = "app";
/// Folder of the files with their content in their names, below the site's root.
const PKG: &str = "pkg";
/// The list of those names.
const HASHES: &str = "hash.txt";

/// Content in the name: the file of a name never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Ask every time whether it changed.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// The built browser side.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder.
    pub root: PathBuf,
    /// Whether there is one: without it pages still work, as plain pages.
    pub is_built: bool,
    /// What Leptos needs to know about it.
    pub options: LeptosOptions,
}

impl Site {
    /// The site of a folder. Where the configured one does not exist, the one beside the binary is taken:
    /// `<folder of the binary>/../site` as the build leaves it, `<folder of the binary>/site` as installed.
    pub fn find(configured: &Path) -> Self {
        let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.to_owned()));
        let places = [
            Some(configured.to_owned()),
            beside.as_ref().map(|dir| dir.join("../site")),
            beside.as_ref().map(|dir| dir.join("site")),
        ];
        let found = places.into_iter().flatten().find(|place| place.join(PKG).is_dir());
        Self::at(found.as_deref().unwrap_or(configured))
    }

    /// The site of exactly this folder.
    pub fn at(root: &Path) -> Self {
        // absolute, because Leptos looks for the list of names beside the binary otherwise
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let hashes = root.join(HASHES);
        let hash_files = hashes.is_file();
        let options = LeptosOptions::builder()
            .output_name(OUTPUT_NAME)
            .site_root(root.to_string_lossy().into_owned())
            .site_pkg_dir(PKG)
            .hash_file(hashes.to_string_lossy().into_owned().into())
            .hash_files(hash_files)
            .build();
        Self { is_built: root.join(PKG).is_dir(), root, options }
    }

    /// The file that is asked for, compressed beforehand where the browser takes that; `None` when there is no
    /// such file.
    async fn file(&self, asked: Request) -> Option<Response> {
        let kept = keeping(asked.uri().path());
        let folder = ServeDir::new(&self.root)
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip();
        let answer = folder.oneshot(asked).await.ok()?;
        if matches!(answer.status(), StatusCode::NOT_FOUND | StatusCode::TEMPORARY_REDIRECT) {
            return None;
        }
        let mut answer = answer.map(Body::new);
        answer.headers_mut().insert(CACHE_CONTROL, kept);
        answer.extensions_mut().insert(StaticFile);
        Some(answer)
    }
}

/// The same question without its body; `None` when it is none that a file answers.
fn asks_for_file(request: &Request) -> Option<Request> {
    let method = request.method();
    if method != Method::GET && method != Method::HEAD {
        return None;
    }
    let mut asked = Request::new(Body::empty());
    asked.method_mut().clone_from(method);
    asked.uri_mut().clone_from(request.uri());
    asked.headers_mut().clone_from(request.headers());
    Some(asked)
}

/// How long a browser may keep the file of a path.
fn keeping(path: &str) -> HeaderValue {
    if path.starts_with("/pkg/") { FOR_EVER } else { ASK }
}

/// Answers files; what is no file is passed on.
pub async fn files_first(State(web): State<Web>, request: Request, next: Next) -> Response {
    if let Some(asked) = asks_for_file(&request)
        && let Some(answer) = web.site.file(asked).await
    {
        return answer;
    }
    if request.uri().path().starts_with("/pkg/") {
        // a script or style that is gone is not a page: a browser would try to run it
        return StatusCode::NOT_FOUND.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_their_content_are_kept_for_ever() {
        assert_eq!(keeping("/pkg/app.0123456789.wasm"), FOR_EVER);
        assert_eq!(keeping("/js/map/view.js"), ASK);
        assert_eq!(keeping("/icon.svg"), ASK);
        assert_eq!(keeping("/vendor/maplibre-gl/maplibre-gl.mjs"), ASK);
    }

    #[test]
    fn a_folder_without_a_build_gives_plain_pages() {
        let dir = tempfile::tempdir().unwrap();
        let site = Site::at(dir.path());
        assert!(!site.is_built);
        assert!(!site.options.hash_files);
        std::fs::create_dir(dir.path().join("pkg")).unwrap();
        std::fs::write(dir.path().join("hash.txt"), "js: 1").unwrap();
        let site = Site::at(dir.path());
        assert!(site.is_built && site.options.hash_files);
        assert!(Path::new(&*site.options.hash_file).is_absolute());
    }
}
