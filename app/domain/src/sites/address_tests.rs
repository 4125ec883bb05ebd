use super::*;
use proptest::prelude::*;

#[test]
fn doors_have_one_set_of_words() {
    for (address, expected) in [
        ("茅台路500弄12号302室", vec!["500弄", "12号", "302室"]),
        ("茅台路500-12-302", vec!["500弄", "12号", "302室"]),
        ("茅台路500弄12-302", vec!["500弄", "12号", "302室"]),
        ("茅台路五百弄十二幢三〇二", vec!["500弄", "12号", "302室"]),
        ("仙霞路475", vec!["475号"]),
        ("仙霞路475-2", vec!["475号", "2室"]),
        ("仙霞路475号3楼", vec!["475号"]),
        ("天山路30号甲", vec![]),
        ("仙霞路", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(door_words(address), expected, "{address}");
    }
}

#[test]
fn one_door_written_in_many_ways_has_one_key() {
    for (key, forms) in [
        (
            "茅台路|500-12-302",
            &[
                "茅台路500弄12号302室",
                "茅台路５００弄１２号３０２",
                "茅台路500-12-302",
                "茅台路 500 弄 12 号 302 室",
                "茅台路500弄12号楼302",
                "茅台路500弄12#302",
                "茅台路500弄12幢302室",
                "茅台路500弄12栋302房",
                "茅台路500弄012号0302室",
                "茅台路500弄茅台古北苑12号302室",
                "茅台路500弄12號302室（近芙蓉江路120号）",
                "茅台路500弄12号（302室）",
                "茅台路五百弄十二号三〇二室",
                "上海市长宁区茅台路500弄12号302室",
                "上海长宁区仙霞新村街道茅台路500弄12号302室",
                "茅台路500弄—12—302",
            ][..],
        ),
        (
            "茅台路|500-12-2-302",
            &["茅台路500弄12号2单元302室", "茅台路500弄12幢二单元302", "茅台路500-12-2-302"][..],
        ),
        ("天山5村|12-302", &["天山五村12号302室", "天山5村12号302", "天山５村１２－３０２"][..]),
        ("仙霞路|475", &["仙霞路475号", "仙霞路四百七十五号", "仙霞路475", "仙霞路475号东侧"][..]),
        ("仙霞路|475甲", &["仙霞路475号甲", "仙霞路475甲号"][..]),
        ("芙蓉江公寓|a-1203", &["芙蓉江公寓A座1203室", "芙蓉江公寓 Ａ座 １２０３"][..]),
        ("百色路|105", &["百色路105号", "百色路一百零五号", "百色路一〇五号"][..]),
        ("三林路|10", &["三林路十号", "三林路10号"][..]),
        ("中山西路", &["中山西路", "中山西路（东侧）"][..]),
        ("", &["", "  ", "（无）"][..]),
    ] {
        for form in forms {
            assert_eq!(address_key(form), key, "{form}");
        }
    }
}

#[test]
fn other_doors_have_other_keys() {
    for (a, b) in [
        ("茅台路500弄12号302室", "茅台路500弄12号303室"),
        ("茅台路500弄12号302室", "茅台路500弄13号302室"),
        ("茅台路500弄1号2302室", "茅台路500弄12号302室"),
        ("茅台路500弄12号302室", "芙蓉江路500弄12号302室"),
        ("天山五村12号", "天山四村12号"),
        ("仙霞路475号", "仙霞路475号甲"),
        ("上海路12号", "路12号"),
        ("长宁路12号", "路12号"),
    ] {
        assert_ne!(address_key(a), address_key(b), "{a} {b}");
    }
}

#[test]
fn names() {
    for (name, key) in [
        ("老王餐饮", "老王餐饮"),
        ("上海老王餐饮有限公司", "老王餐饮"),
        ("上海市老王餐饮有限责任公司", "老王餐饮"),
        ("老王餐饮（上海）有限公司", "老王餐饮"),
        ("上海老王餐饮有限公司（茅台路店）", "老王餐饮有限公司茅台路店"),
        ("老王餐饮有限公司第一分公司", "老王餐饮有限公司第一分公司"),
        (" ＫＴＶ－８８ ", "ktv88"),
        ("上海", "上海"),
        ("有限公司", "有限公司"),
        ("（）", ""),
    ] {
        assert_eq!(name_key(name), key, "{name}");
    }
}

fn door<'a>(kind: SiteKind, name: &'a str, address: &'a str) -> Door<'a> {
    Door { kind, name, address }
}

#[test]
fn how_alike_two_records_are() {
    use Likeness::{Different, Likely, Same};
    let home = |name, address| door(SiteKind::Household, name, address);
    let shop = |name, address| door(SiteKind::SmallUnit, name, address);
    for (a, b, expected) in [
        (home("502室", "茅台路500弄12号502室"), home("张家", "茅台路500-12-502"), Same),
        (home("502室", "茅台路500弄12号502室"), home("502室", "茅台路500弄12号"), Different),
        (home("x", "茅台路500弄302号"), home("x", "茅台路500号302室"), Likely),
        (shop("老王餐饮", "仙霞路475号"), shop("上海老王餐饮有限公司", "仙霞路４７５号"), Same),
        (shop("老王餐饮", "仙霞路475号"), shop("老王餐饮店", "仙霞路475号"), Likely),
        (shop("老王餐饮", "仙霞路475号"), shop("小李理发", "仙霞路475号"), Different),
        (shop("老王餐饮", "仙霞路475号"), shop("老王餐饮", "仙霞路475号102室"), Likely),
        (shop("全家便利店", "仙霞路475号"), shop("全家便利店", "茅台路20号"), Different),
        (shop("老王餐饮", ""), shop("老王餐饮有限公司", " "), Likely),
        (shop("老王餐饮", "仙霞路"), shop("老王餐饮", "仙霞路"), Different),
        (shop("老王餐饮", "仙霞路475号"), door(SiteKind::LpgUnit, "老王餐饮", "仙霞路475号"), Likely),
        (shop("", "仙霞路475号"), shop("", "仙霞路475号"), Different),
    ] {
        assert_eq!(likeness(a, b), expected, "{a:?} {b:?}");
        assert_eq!(likeness(b, a), expected, "{b:?} {a:?}");
    }
}

#[test]
fn building_and_room_of_their_own_columns_complete_the_address() {
    for (address, building, room, whole) in [
        ("茅台路500弄", Some("12号"), Some("302室"), "茅台路500弄12号302室"),
        ("茅台路500弄", Some("12"), Some("302"), "茅台路500弄12-302"),
        ("茅台路500弄12号", Some("12号"), Some("302"), "茅台路500弄12号302"),
        ("茅台路500弄12号302室", Some("12号"), Some("302室"), "茅台路500弄12号302室"),
        ("茅台路500弄12号302室", Some("12"), Some("302"), "茅台路500弄12号302室"),
        ("茅台路500-12-302", Some("12"), Some("302"), "茅台路500-12-302"),
        // the same number, but of something else
        ("茅台路12弄", Some("12号"), Some("12室"), "茅台路12弄12号12室"),
        ("茅台路500弄12号", None, Some("12"), "茅台路500弄12号12"),
        ("茅台路100号", Some("东楼"), None, "茅台路100号东楼"),
        ("茅台路100号东楼", Some("东楼"), None, "茅台路100号东楼"),
        ("茅台路100号", Some(" "), None, "茅台路100号"),
    ] {
        assert_eq!(whole_address(address, building, room), whole);
    }
    let key = |room| address_key(&whole_address("茅台路500弄", Some("12号"), Some(room)));
    assert_eq!(key("302室"), "茅台路|500-12-302");
    assert_ne!(key("302室"), key("303室"));
}

#[test]
fn a_record_taken_apart_knows_its_keys() {
    let room = Likened::of(door(SiteKind::SmallUnit, "上海老王餐饮有限公司", "茅台路500弄12号302室"));
    assert_eq!(room.address_key(), "茅台路|500-12-302");
    assert_eq!(room.shorter_keys(), ["茅台路|500", "茅台路|500-12"]);
    assert_eq!(room.name_key(), "老王餐饮");
    assert!(!room.is_home());
}

fn wide(text: &str) -> String {
    let widen = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(widen).collect()
}

proptest! {
    /// Widths, blanks, separators and left out units never tell one door from another; another number always does.
    #[test]
    fn the_way_of_writing_does_not_matter(
        lane in 1u32..3000, number in 1u32..300, room in 1u32..3000, other in 1u32..3000,
        blank in prop::sample::select(vec!["", " ", "　"]),
        building in prop::sample::select(vec!["号", "号楼", "幢", "栋", "#", "-"]),
        end in prop::sample::select(vec!["室", "", "房"]),
    ) {
        let plain = format!("茅台路{lane}弄{number}号{room}室");
        let written = format!("茅台路{blank}{lane}弄{blank}{number}{building}{blank}{room}{end}");
        let key = address_key(&plain);
        prop_assert_eq!(&address_key(&written), &key);
        prop_assert_eq!(&address_key(&wide(&written)), &key);
        let neighbour = address_key(&format!("茅台路{lane}弄{number}号{other}室"));
        prop_assert_eq!(neighbour == key, other == room);
    }

    /// Nothing that anybody types does harm.
    #[test]
    fn any_text_has_a_key(text in "\\PC{0,60}", more in "[一二十百千〇0-9弄号室甲村（）() A-]{0,30}") {
        let both = format!("{text}{more}");
        let first = door(SiteKind::SmallUnit, &text, &both);
        let second = door(SiteKind::Household, &more, &more);
        prop_assert_eq!(likeness(first, second), likeness(second, first));
        let _ = name_key(&both);
    }
}
