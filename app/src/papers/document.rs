//! A document on the screen: the same blocks as in Word and PDF.

use crate::ui::{
    layer::{Fit, drawing},
    table::whole,
};
use domain::{
    papers::{Align, Block, Document, Photo, Table},
    photos::shapes::Frame,
};
use leptos::prelude::*;

/// The sheet of a paper.
pub fn sheet(document: Document) -> AnyView {
    sheet_in("zh-CN", document)
}

/// The sheet of a document in a language, named as the attribute `lang` names it.
pub fn sheet_in(lang: &'static str, document: Document) -> AnyView {
    let blocks = document.blocks.into_iter().map(block).collect_view();
    view! {
        <article class="paper document" lang=lang>
            {blocks}
        </article>
    }
    .into_any()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Title(text) => view! { <h2>{text}</h2> }.into_any(),
        Block::Number(text) => view! { <p class="document-number">{text}</p> }.into_any(),
        Block::Heading { level: 1, text } => view! { <h3>{text}</h3> }.into_any(),
        Block::Heading { text, .. } => view! { <h4>{text}</h4> }.into_any(),
        Block::Paragraph { text, align } => {
            let class = match align {
                Align::Justified => "document-text",
                Align::Left => "document-left",
                Align::Right => "document-right",
            };
            view! { <p class=class>{text}</p> }.into_any()
        }
        Block::Table(rows) => table(rows).into_any(),
        // the picture itself is in the files: what it leads to is the caption's to say
        Block::Picture(picture) => view! { <p class="document-number">{picture.caption}</p> }.into_any(),
        Block::Photos(photos) => {
            let figures = photos.into_iter().map(|photo| figure(photo).into_any()).collect_view();
            view! { <div class="document-photos">{figures}</div> }.into_any()
        }
        Block::Signature(lines) => {
            let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
            view! { <div class="document-signature">{lines}</div> }.into_any()
        }
    }
}

/// A photo as the records have it: the paper's own picture of it is in the files.
fn figure(photo: Photo) -> impl IntoView {
    let (source, caption) = (format!("/files/{}/thumb", photo.file), photo.caption);
    let words = caption.clone();
    let marks = drawing(&photo.layer, Frame::of(photo.pixels.0, photo.pixels.1), Fit::Whole);
    view! {
        <figure>
            <div class="document-photo">
                <img src=source alt=words loading="lazy" />
                {marks}
            </div>
            <figcaption>{caption}</figcaption>
        </figure>
    }
}

fn table(table: Table) -> impl IntoView {
    let Table { head, rows, .. } = table;
    let labels = head.clone();
    let head = head.into_iter().map(|text| view! { <th scope="col">{text}</th> }).collect_view();
    let row = |cells: Vec<String>| {
        // on a phone a row is a card, and says what its cells are
        let labels = labels.iter().cloned().chain(std::iter::repeat(String::new()));
        let cells = cells.into_iter().zip(labels);
        let cells = cells.map(|(text, label)| {
            let class = whole(&text);
            view! {
                <td class=class data-label=label>
                    {text}
                </td>
            }
        });
        let cells = cells.collect_view();
        view! { <tr>{cells}</tr> }
    };
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="document-table">
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
