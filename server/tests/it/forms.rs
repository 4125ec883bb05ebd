//! Plain forms, as a browser sends them before the program has loaded or without it: the page holds the form, the
//! answer sends the browser on (303), and the page that follows says what was done or what is wrong, beside what
//! was typed.

use crate::{
    stage::{Answer, HTML, Stage, Visitor, play},
    support::world::{PASSWORD, noon},
};
use domain::{
    actor::Actor,
    hazards::{HazardDetail, HazardState, Status},
    ids::HazardId,
};
use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, REFERER},
    multipart::{Form, Part},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::io::Cursor;

/// The form of a page that is sent to `action`, as far as its hidden fields go.
pub fn hidden(page: &Answer, action: &str) -> Vec<(String, String)> {
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let form = page
        .body
        .split("<form ")
        .skip(1)
        .map(|form| form.split("</form>").next().unwrap())
        .find(|form| form.split('>').next().unwrap().contains(&format!("action=\"{action}\"")))
        .unwrap_or_else(|| panic!("no form for {action} in {}", page.body));
    assert!(form.split('>').next().unwrap().contains("method=\"post\""), "{form}");
    inputs(form)
        .filter(|tag| tag.contains("type=\"hidden\""))
        .map(|tag| (attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap_or_default()))
        .collect()
}

fn inputs(html: &str) -> impl Iterator<Item = &str> {
    html.split("<input ").skip(1).map(|tag| tag.split('>').next().unwrap())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    Some(rest.split('"').next()?.replace("&amp;", "&"))
}

/// What is ticked on a page under a name.
fn ticked(page: &Answer, name: &str) -> Vec<String> {
    inputs(&page.body)
        .filter(|tag| tag.contains("type=\"checkbox\"") && tag.contains("checked"))
        .filter(|tag| attribute(tag, "name").as_deref() == Some(name))
        .map(|tag| attribute(tag, "value").unwrap())
        .collect()
}

/// Fills in the form on the page of a hazard and sends it; the page that follows.
async fn press(
    person: &Visitor,
    hazard: HazardId,
    action: &str,
    typed: &[(&str, &str)],
    photo: Option<Vec<u8>>,
) -> Answer {
    let page = format!("/hazards/{hazard}");
    let target = format!("/do/hazards/{hazard}/{action}");
    let mut form = Form::new();
    for (name, value) in hidden(&person.page(&page).await, &target) {
        form = form.text(name, value);
    }
    for (name, value) in typed {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    if let Some(photo) = photo {
        let part = Part::bytes(photo).file_name("photo.jpg").mime_str("image/jpeg").unwrap();
        form = form.part("photos", part);
    }
    let sent = person.request(Method::POST, &target).header(ACCEPT, HTML).multipart(form);
    let answer = Answer::of(sent).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page.as_str()), "{}", answer.body);
    assert_eq!(answer.body, "", "a redirect shows nothing");
    person.page(&page).await
}

fn assert_says(page: &Answer, words: &str) {
    assert!(page.body.contains(words), "{words:?} is not in {}", page.body);
}

async fn state(person: &Visitor, hazard: HazardId) -> HazardState {
    person.get(&format!("/api/v1/hazards/{hazard}")).await.data::<HazardDetail>().state
}

fn jpeg() -> Vec<u8> {
    jpeg_of(64)
}

/// A picture of this width.
fn jpeg_of(width: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image::RgbImage::new(width, 48).write_to(&mut file, image::ImageFormat::Jpeg).unwrap();
    file.into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_says_what_is_wrong_and_then_leads_on() {
    play(async |stage| {
        stage.give_password(&stage.world.office).await;
        let office = stage.stranger();
        let asked = office.page("/hazards?status=closed").await;
        assert_eq!(asked.location(), "/sign-in?next=%2Fhazards%3Fstatus%3Dclosed");
        let page = office.page(asked.location()).await;
        let next = hidden(&page, "/do/sign-in");
        assert_eq!(next, [("next".to_owned(), "/hazards?status=closed".to_owned())]);

        let refused = office.sign_in("office", "not the password", &next[0].1).await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER);
        let page = office.page(refused.location()).await;
        assert_says(&page, "账号或密码不正确。");
        assert_says(&page, "value=\"office\"");
        assert!(!page.body.contains("not the password"), "a password is never shown again");

        let next = hidden(&page, "/do/sign-in");
        let done = office.sign_in("office", PASSWORD, &next[0].1).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/hazards?status=closed"));
        assert_eq!(office.page(done.location()).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hazard_is_brought_to_its_end_by_forms_alone() {
    play(async |stage| {
        let world = &stage.world;
        let hazard = world.find(noon("2023-06-15"), |_| {}).await;
        let office = stage.enter(&world.office).await;
        let inspector = stage.enter(&world.inspector).await;

        let assignee = world.inspector.user.to_string();
        let page = press(&office, hazard, "assign", &[("assignee", &assignee), ("note", "")], None).await;
        assert_says(&page, "已办理。");
        assert_eq!(state(&office, hazard).await.status, Status::Assigned);

        let page = press(&inspector, hazard, "rectify", &[("note", "已清理㐂")], Some(jpeg())).await;
        assert_says(&page, "已清理㐂");
        let detail: HazardDetail = office.get(&format!("/api/v1/hazards/{hazard}")).await.data();
        assert_eq!(detail.state.status, Status::Rectified);
        assert_eq!(detail.photos_after.len(), 1);
        assert_says(&page, &format!("/files/{}", detail.photos_after[0].id));

        let passed = [("item_0_passed", "1"), ("item_1_passed", "1"), ("item_2_passed", "1"), ("note", "")];
        let page = press(&office, hazard, "review", &passed, None).await;
        assert_says(&page, "已办理。");
        assert_eq!(state(&office, hazard).await.status, Status::Closed);
        let again = office.page(&format!("/hazards/{hazard}")).await;
        assert!(!again.body.contains("已办理。"), "it is said once");
    })
    .await;
}

/// A hazard with the inspector, who has it on the screen.
async fn assigned(stage: &Stage) -> (HazardId, Visitor) {
    let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await;
    stage.world.assign(noon("2023-06-16"), hazard).await;
    (hazard, stage.enter(&stage.world.inspector).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_form_shows_why_beside_what_was_typed() {
    play(async |stage| {
        let (hazard, inspector) = assigned(stage).await;
        let typed = [("until", "2020-01-01"), ("reason", "等配件 <b>㐂𠮷</b> \"引号\"")];
        let page = press(&inspector, hazard, "ask_extension", &typed, None).await;
        assert_says(&page, "有内容需要修改，请看下面标出的各项。");
        assert_says(&page, "id=\"hazard-ask_extension-until-problem\"");
        assert_says(&page, "value=\"2020-01-01\"");
        assert_says(&page, "等配件 &lt;b&gt;㐂𠮷&lt;/b&gt;");
        assert!(!page.body.contains("<b>㐂"), "what was typed is text, never markup");
        assert!(state(&inspector, hazard).await.extension.is_none());

        let empty = press(&inspector, hazard, "ask_extension", &[("until", ""), ("reason", " ")], None).await;
        assert_says(&empty, "请填写。");
        let malformed = [("until", "morgen"), ("reason", "等配件")];
        assert_says(&press(&inspector, hazard, "ask_extension", &malformed, None).await, "格式不正确。");
        let far = [("until", "+262142-12-31"), ("reason", "等配件")];
        assert_says(&press(&inspector, hazard, "ask_extension", &far, None).await, "2199-12-31");
        let fine = [("until", "2099-01-01"), ("reason", "等配件")];
        assert_says(&press(&inspector, hazard, "ask_extension", &fine, None).await, "已办理。");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_drawn_over_the_photos_of_a_form_is_kept_with_them() {
    play(async |stage| {
        let (hazard, inspector) = assigned(stage).await;
        let arrow = r#"[{"arrow":{"from":[100,900],"to":[500,500]}}]"#;
        let rectify = async |marks: &str| {
            let typed = [("note", "已清理㐂"), ("photo_marks", marks)];
            press(&inspector, hazard, "rectify", &typed, Some(jpeg())).await
        };
        let page = rectify("[{").await;
        assert_says(&page, "已清理㐂");
        assert_eq!(state(&inspector, hazard).await.status, Status::Assigned, "it cannot be read");
        // the second one is of no photo
        rectify(&format!("[{arrow},{arrow}]")).await;
        let detail: HazardDetail = inspector.get(&format!("/api/v1/hazards/{hazard}")).await.data();
        assert_eq!((detail.state.status, detail.photos_after.len()), (Status::Rectified, 1));
        assert_eq!(serde_json::to_string(&detail.photos_after[0].layer).unwrap(), arrow);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_is_none_costs_no_typed_word() {
    play(async |stage| {
        let (hazard, inspector) = assigned(stage).await;
        let text = b"no picture, though its name says so".to_vec();
        let page = press(&inspector, hazard, "rectify", &[("note", "已清理楼道👩‍🚒")], Some(text)).await;
        assert_says(&page, "只接受 JPEG、PNG 或 WebP 图片。");
        assert_says(&page, "已清理楼道👩‍🚒");
        assert_eq!(state(&inspector, hazard).await.status, Status::Assigned);
        let page = press(&inspector, hazard, "rectify", &[("note", &"字".repeat(10_000))], None).await;
        assert_says(&page, "最多 2000 字，现在 10000 字。");
        assert_says(&page, &"字".repeat(10_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_photos_of_a_refused_form_need_not_be_chosen_again() {
    play(async |stage| {
        let (hazard, inspector) = assigned(stage).await;
        let too_long = "字".repeat(10_000);
        let page = press(&inspector, hazard, "rectify", &[("note", &too_long)], Some(jpeg())).await;
        assert_says(&page, "最多 2000 字，现在 10000 字。");
        assert_says(&page, "已收到 1 张照片");
        let kept = ticked(&page, "photo_ids");
        assert_eq!(kept.len(), 1, "{}", page.body);
        let thumb = format!("/files/{}/thumb", kept[0]);
        assert_says(&page, &thumb);
        assert_eq!(inspector.get(&thumb).await.status, StatusCode::OK);
        // the forms beside it were not sent
        assert_eq!(page.body.matches("name=\"photo_ids\"").count(), 1);

        // refused again, with another photo: both are kept
        let again = [("note", too_long.as_str()), ("photo_ids", kept[0].as_str())];
        let page = press(&inspector, hazard, "rectify", &again, Some(jpeg_of(65))).await;
        let both = ticked(&page, "photo_ids");
        assert_eq!((both.len(), both.contains(&kept[0])), (2, true));

        // one of them was taken out
        let corrected = [("note", "已清理"), ("photo_ids", kept[0].as_str())];
        let page = press(&inspector, hazard, "rectify", &corrected, None).await;
        assert_says(&page, "已办理。");
        let detail: HazardDetail = inspector.get(&format!("/api/v1/hazards/{hazard}")).await.data();
        let after: Vec<String> = detail.photos_after.iter().map(|photo| photo.id.to_string()).collect();
        assert_eq!((detail.state.status, after), (Status::Rectified, kept));
        assert_eq!(ticked(&page, "photo_ids"), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_an_old_page_is_told_that_somebody_was_quicker() {
    play(async |stage| {
        let world = &stage.world;
        let hazard = world.find(noon("2023-06-15"), |_| {}).await;
        let office = stage.enter(&world.office).await;
        let target = format!("/do/hazards/{hazard}/assign");
        let mut old = hidden(&office.page(&format!("/hazards/{hazard}")).await, &target);
        world.assign(noon("2023-06-16"), hazard).await;
        old.push(("assignee".into(), world.neighbour.user.to_string()));
        let old: Vec<(&str, &str)> = old.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = office.submit(&target, &old).await;
        assert_says(&office.page(answer.location()).await, "别人刚刚修改了这条记录");
        assert_eq!(state(&office, hazard).await.assignee, Some(world.inspector.user));
        assert_eq!(office.submit_json(&target, &old).await.code().as_str(), "stale");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_somebody_who_may_not_is_refused_in_words() {
    play(async |stage| {
        let hazard = stage.world.find(noon("2023-06-15"), |_| {}).await;
        let leader = stage.enter(&stage.world.leader).await;
        let target = format!("/do/hazards/{hazard}/void");
        let fields = [
            ("id", "0190f5a0-0000-7000-8000-000000000001"),
            ("reason", "false_alarm"),
            ("note", "没有这回事"),
        ];
        let page = leader.page(&format!("/hazards/{hazard}")).await;
        assert!(!page.body.contains(&target), "no form for what cannot be done");
        let answer = leader.submit(&target, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_says(&leader.page(answer.location()).await, "您的角色不能进行这项操作。");
        assert_eq!(state(&leader, hazard).await.status, Status::Registered);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_are_addresses() {
    play(async |stage| {
        let world = &stage.world;
        let fire = world.find(noon("2023-06-15"), |_| {}).await;
        let gas = world.find(noon("2023-06-16"), |f| f.category = domain::hazards::Category::Gas).await;
        let office = stage.enter(&world.office).await;
        let page = office.page("/hazards").await;
        assert_says(&page, "method=\"get\"");
        let seen = |page: &Answer, id: HazardId| page.body.contains(&format!("/hazards/{id}"));
        assert!(seen(&page, fire) && seen(&page, gas), "{}", page.body);
        // what the browser makes of the form: every field, also those left empty
        let page = office.page("/hazards?q=&category=gas&from=&to=&area=&sort=newest").await;
        assert!(!seen(&page, fire) && seen(&page, gas), "{}", page.body);
        let page = office.page("/hazards?q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E4%BA%8B").await;
        assert!(!seen(&page, fire) && !seen(&page, gas), "{}", page.body);
        let page = office.page("/rates?from=2023-06-01&to=2023-06-30").await;
        assert_says(&page, "0/2");
    })
    .await;
}

/// The lines of the audit log about revealing something.
async fn reveals(stage: &Stage) -> Vec<backend::entities::audit_entry::Model> {
    use backend::entities::audit_entry::{Column, Entity};
    let revealing = Entity::find().filter(Column::Action.contains("reveal"));
    revealing.all(stage.world.state.db.read()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn personal_data_is_shown_once_for_a_reason_that_stays() {
    play(async |stage| {
        let phone = "13812345678";
        let office = stage.enter(&stage.world.office).await;
        let page = format!("/sites/{}", stage.world.shop);
        let target = format!("/do{page}/reveal");
        let masked = office.page(&page).await;
        assert!(!masked.body.contains(phone), "{}", masked.body);
        hidden(&masked, &target);
        let refused = office.submit(&target, &[("reason", "  ")]).await;
        let told = office.page(refused.location()).await;
        assert_says(&told, "请填写。");
        assert!(!told.body.contains(phone) && reveals(stage).await.is_empty());

        let done = office.submit(&target, &[("reason", "电话联系整改")]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, page.as_str()));
        assert_says(&office.page(&page).await, phone);
        assert!(!office.page(&page).await.body.contains(phone), "shown once");
        let lines = reveals(stage).await;
        assert_eq!(lines.len(), 1);
        assert!(lines[0].detail.to_string().contains("电话联系整改"), "{:?}", lines[0]);
        assert_eq!(lines[0].actor_login, "office");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_is_added_by_a_form() {
    play(async |stage| {
        let office: &Actor = &stage.world.office;
        let office = stage.enter(office).await;
        let id = uuid::Uuid::now_v7().to_string();
        let mut fields =
            vec![("id", id.as_str()), ("kind", "small_unit"), ("name", ""), ("address", "新路1号㐂")];
        let from = office.request(Method::POST, "/do/sites").header(ACCEPT, HTML);
        let from = from.header(REFERER, format!("{}/sites?q=x", office.base)).form(&fields);
        let refused = Answer::of(from).await;
        assert_eq!((refused.status, refused.location()), (StatusCode::SEE_OTHER, "/sites?q=x"));
        assert_says(&office.page(refused.location()).await, "有内容需要修改");
        fields[2].1 = "新店𠮷";
        fields.push(("area", "310105008001"));
        let done = office.submit("/do/sites", &fields).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, format!("/sites/{id}").as_str()));
        let page = office.page(done.location()).await;
        assert_says(&page, "场所已保存。");
        assert_says(&page, "新店𠮷");
        // sent twice: the same site
        let again = office.submit("/do/sites", &fields).await;
        assert_eq!(again.location(), done.location());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_is_corrected_by_a_form() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let page = format!("/sites/{}", stage.world.shop);
        let form = format!("{page}/change");
        assert_says(&office.page(&page).await, &format!("/do{form}"));
        let long = "长".repeat(10_000);
        let refused = office.submit(&format!("/do{form}"), &[("name", &*long), ("status", "active")]).await;
        assert_eq!((refused.status, refused.location()), (StatusCode::SEE_OTHER, page.as_str()));
        assert_says(&office.page(&page).await, "有内容需要修改");
        let fields =
            [("name", "𠮷㐂面馆"), ("address", " "), ("contact_phone", ""), ("status", "closed_down")];
        let done = office.submit(&format!("/do{form}"), &fields).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, page.as_str()));
        let shown = office.page(&page).await;
        for words in ["场所已保存。", "𠮷㐂面馆", "已关停"] {
            assert_says(&shown, words);
        }
        // who may only look has no form, and who reads on sees the new name at once
        let leader = stage.enter(&stage.world.leader).await;
        let shown = leader.page(&page).await;
        assert_says(&shown, "𠮷㐂面馆");
        assert!(!shown.body.contains(&form), "a form for somebody who may not");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_is_placed_by_a_form() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let page = format!("/sites/{}", stage.world.tower);
        let form = format!("/do{page}/change");
        // half a pair, and no number
        for (fields, field) in
            [([("lon", "121.3924"), ("lat", "")], "lat"), ([("lon", "东"), ("lat", "31")], "lon")]
        {
            let refused = office.submit(&form, &fields).await;
            assert_eq!(refused.location(), page);
            let shown = office.page(&page).await;
            assert_says(&shown, &format!("#site-change-{field}"));
            assert!(!shown.body.contains("site-change-belonging"), "asked of nobody who was not told why");
        }
        // in the outline of another committee: somebody says what follows
        let mut fields = vec![("lon", "121.3917"), ("lat", "31.213"), ("datum", "wgs84")];
        office.submit(&form, &fields).await;
        let shown = office.page(&page).await;
        for words in ["这个位置按边界在", "仍归原居委会", "121.3917"] {
            assert_says(&shown, words);
        }
        fields.push(("belonging", "stays"));
        office.submit(&form, &fields).await;
        let shown = office.page(&page).await;
        for words in ["场所已保存。", "121.39170, 31.21300"] {
            assert_says(&shown, words);
        }
        // as Amap says it: half a kilometre away
        let amap = [("lon", "121.3924"), ("lat", "31.2106"), ("datum", "gcj02"), ("belonging", "stays")];
        office.submit(&form, &amap).await;
        let shown = office.page(&page).await;
        assert_says(&shown, "场所已保存。");
        assert!(!shown.body.contains("121.39240, 31.21060"), "taken as it stood");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_language_is_switched_by_a_form() {
    play(async |stage| {
        let visitor = stage.stranger();
        let page = visitor.page("/sign-in").await;
        assert_says(&page, "lang=\"zh");
        let next = hidden(&page, "/do/locale");
        assert_eq!(next, [("next".to_owned(), "/sign-in".to_owned())]);
        let answer = visitor.submit("/do/locale", &[("next", "/sign-in"), ("lang", "en")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
        assert_says(&visitor.page("/sign-in").await, "<html lang=\"en\"");
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
        {
            let answer = visitor.submit("/do/locale", &[("next", elsewhere), ("lang", "zh")]).await;
            assert_eq!(answer.location(), "/", "{elsewhere}");
        }
        let answer = visitor.submit("/do/locale", &[("lang", "klingon")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
