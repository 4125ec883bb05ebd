//! What others are told of an issued summary.

/// The text for a group chat (WeCom 企业微信, DingTalk 钉钉): which one, its number, where it is read. No figures and nobody's name: a
/// group chat is kept by others. `title` is that of the paper; without an address people know where to look.
pub fn announced(title: &str, number: &str, address: Option<&str>) -> String {
    let place = address.map(|address| format!("\n{address}")).unwrap_or_default();
    format!("{title}已签发，文号：{number}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_the_summary_and_where_it_is() {
        let (title, number) = ("仙霞新村街道2023年6月安全工作小结", "仙霞安结〔2023〕6号");
        assert_eq!(
            announced(title, number, Some("https://xunan.example.cn/summaries/7")),
            "仙霞新村街道2023年6月安全工作小结已签发，文号：仙霞安结〔2023〕6号\nhttps://xunan.example.cn/summaries/7"
        );
        assert!(announced(title, number, None).ends_with("6号"));
    }
}
