//! Signing in.

mod page;

pub use page::SignInPage;

/// The address of the sign-in page.
pub const PATH: &str = "/sign-in";

/// The name of the form, for its [`Flash`](crate::flash::Flash).
pub const FORM: &str = "sign-in";

/// The sign-in page that leads on to `next` afterwards. `next` is a path of this site; the handler of the form
/// checks that again.
pub fn href(next: &str) -> String {
    if next == "/" || next.is_empty() {
        return PATH.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("{PATH}?{query}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_way_back_is_escaped() {
        assert_eq!(super::href("/"), "/sign-in");
        assert_eq!(super::href("/hazards?q=楼&x=1"), "/sign-in?next=%2Fhazards%3Fq%3D%E6%A5%BC%26x%3D1");
    }
}
