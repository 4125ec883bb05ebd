//! What the package of a Word file says of its parts: their kinds, and which belongs to which.

use super::{HEAD, Shown, escaped};

const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) fn content_types() -> String {
    let parts = [
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("fontTable", "fontTable"),
        ("footer1", "footer"),
        ("footer2", "footer"),
    ]
    .iter()
    .map(|(part, kind)| {
        format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{TYPE}.{kind}+xml\"/>")
    })
    .collect::<Vec<_>>()
    .concat();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
         {parts}</Types>"
    )
}

fn relation_list(relations: &[(String, String, String)]) -> String {
    let one = |(id, kind, target): &(String, String, String)| {
        format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
    };
    format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        relations.iter().map(one).collect::<String>()
    )
}

pub(super) fn package_relations() -> String {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    relation_list(&[
        ("rId1".into(), format!("{RELATION}/officeDocument"), "word/document.xml".into()),
        ("rId2".into(), core.into(), "docProps/core.xml".into()),
    ])
}

pub(super) fn relations(pictures: &[Shown<'_>]) -> String {
    let part =
        |id: &str, kind: &str, target: &str| (id.to_owned(), format!("{RELATION}/{kind}"), target.to_owned());
    let mut all = vec![
        part("rIdStyles", "styles", "styles.xml"),
        part("rIdSettings", "settings", "settings.xml"),
        part("rIdFonts", "fontTable", "fontTable.xml"),
        part("rIdFooter1", "footer", "footer1.xml"),
        part("rIdFooter2", "footer", "footer2.xml"),
    ];
    all.extend(
        pictures
            .iter()
            .zip(1..)
            .map(|(shown, n)| part(&format!("rIdPicture{n}"), "image", &format!("media/{}", shown.name(n)))),
    );
    relation_list(&all)
}

pub(super) fn properties(title: &str) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>zh-CN</dc:language></cp:coreProperties>",
        escaped(title)
    )
}
