//! Filters in the address: one text form for pages, forms, the map and the server functions.

use domain::listing::Filter;

/// A filter from a query (`a=1&b=2`, percent-encoded, with or without `?`).
pub fn parse<F: Filter>(query: &str) -> F {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).into_owned().collect();
    F::from_pairs(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())))
}

/// The first value of a name in a query.
pub fn value(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The query of a filter, percent-encoded, without `?`; empty for no filter.
pub fn text<F: Filter>(filter: &F) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(filter.to_pairs()).finish()
}

/// The address of a list with a filter.
pub fn href<F: Filter>(path: &str, filter: &F) -> String {
    address(path, filter.to_pairs())
}

/// The address of a page with the pairs of its query, percent-encoded.
pub fn address<K: AsRef<str>, V: AsRef<str>>(path: &str, pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs::<_, K, V>(pairs).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::listing::HazardFilter;

    #[test]
    fn a_filter_survives_the_address() {
        let query = "status=registered%2Cassigned&q=%E6%A5%BC%E9%81%93&in_map=1";
        let filter: HazardFilter = parse(query);
        assert_eq!(filter.common.q.as_deref(), Some("楼道"));
        assert_eq!(text(&filter), query);
        assert_eq!(href("/hazards", &filter), format!("/hazards?{query}"));
        assert_eq!(href("/hazards", &HazardFilter::default()), "/hazards");
    }
}
