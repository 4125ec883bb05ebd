//! The server on a port of its own, and those who visit it.

use crate::support::{
    TestDb,
    world::{PASSWORD, World},
};
use backend::{
    config::{Config, Sources},
    ctx::State,
    db::Db,
    people,
    storage::{Durability, Storage},
};
use domain::{
    actor::{Actor, Role},
    fault::{Code, Fault},
    ids::UserId,
};
use reqwest::{
    Client, Method, RequestBuilder, StatusCode,
    header::{ACCEPT, HeaderMap, HeaderName, HeaderValue, LOCATION, ORIGIN},
    multipart::{Form, Part},
    redirect::Policy,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{net::SocketAddr, path::Path};
use tokio::{net::TcpListener, task::JoinHandle};
use uuid::Uuid;
use xunan_server::http::{self, Web, site::Site};

/// The media type of programs.
pub const JSON: &str = "application/json";
/// What a browser says it accepts when it opens a page.
pub const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// The store of photos, in the folder of a stage.
const FILES: &str = "files";

/// A running server with the small world behind it.
pub struct Stage {
    /// Who and what there is.
    pub world: World,
    /// What the handlers share.
    pub web: Web,
    /// The address, without a slash at the end.
    pub base: String,
    server: JoinHandle<()>,
    folder: tempfile::TempDir,
}

/// Runs a story on a server over SQLite.
pub async fn play(story: impl AsyncFnOnce(&Stage)) {
    play_with(&[], story).await;
}

/// The same with settings changed.
pub async fn play_with(settings: &[(&str, &str)], story: impl AsyncFnOnce(&Stage)) {
    let db = TestDb::sqlite().await;
    db.tell(async |db| {
        let stage = Stage::open(&db, settings).await;
        story(&stage).await;
    })
    .await;
}

impl Stage {
    /// Starts the server on a database.
    pub async fn open(db: &Db, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join(FILES);
        let storage = Storage::open_with(files.to_str().unwrap(), Durability::Relaxed).unwrap();
        Self::start(db, settings, folder, storage).await
    }

    /// The same with photos elsewhere than in the folder of the stage.
    pub async fn over(db: &Db, storage: Storage) -> Self {
        Self::start(db, &[], tempfile::tempdir().unwrap(), storage).await
    }

    async fn start(db: &Db, settings: &[(&str, &str)], folder: tempfile::TempDir, storage: Storage) -> Self {
        let mut world = World::new(db).await;
        world.state.storage = storage;
        // many sign in from one address here
        let usual = [("sign_in.per_address_per_minute", "1000"), ("sign_in.per_login_per_minute", "1000")];
        let overrides = usual.iter().chain(settings).map(|(k, v)| ((*k).into(), (*v).into())).collect();
        let config = Config::from_sources(Sources { overrides, ..Sources::default() }).unwrap();
        // pages without their browser side: nothing in these tests runs scripts
        let web = Web::new(world.state.clone(), config, Site::at(folder.path()));
        let (base, server) = serve(&web).await;
        Self { world, web, base, server, folder }
    }

    /// Another server with its own memory, beside this one.
    pub async fn another(&self, state: State) -> Another {
        let web = Web::new(state, self.web.config.clone(), Site::at(self.folder.path()));
        let (base, server) = serve(&web).await;
        Another { base, server }
    }

    /// How many files lie in the store of photos.
    pub fn files(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.folder.path().join(FILES))
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Visitor {
        let http = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Visitor { http, base: self.base.clone() }
    }

    /// Lets an account of the world sign in with [`PASSWORD`].
    pub async fn give_password(&self, actor: &Actor) {
        people::service::set_password(&self.world.state, &actor.login, PASSWORD.into()).await.unwrap();
    }

    /// The account, signed in.
    pub async fn enter(&self, actor: &Actor) -> Visitor {
        self.give_password(actor).await;
        let visitor = self.stranger();
        let answer = visitor.sign_in(&actor.login, PASSWORD, "/").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.location(), "/", "{} is not let in", actor.login);
        visitor
    }

    /// Another account.
    pub async fn add_person(&self, login: &str, role: Role, area: &str) -> Actor {
        let actor = Actor {
            user: UserId(Uuid::now_v7()),
            login: login.into(),
            name: format!("{login} 某"),
            role,
            area: area.parse().unwrap(),
        };
        let person = people::service::AddPerson {
            id: actor.user,
            login: actor.login.clone(),
            name: actor.name.clone(),
            role,
            area: actor.area.clone(),
            phone: None,
            locale: "zh".into(),
        };
        people::service::add(&self.world.state, person, PASSWORD.into()).await.unwrap();
        actor
    }
}

/// Serves on a port of its own.
async fn serve(web: &Web) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let service = http::router(web).into_make_service_with_connect_info::<SocketAddr>();
    (base, tokio::spawn(async move { axum::serve(listener, service).await.unwrap() }))
}

/// A second server, as behind a balancer.
pub struct Another {
    base: String,
    server: JoinHandle<()>,
}

impl Another {
    /// The same browser, whose requests go to this server; its cookies are those of the machine.
    pub fn reached_by(&self, visitor: &Visitor) -> Visitor {
        Visitor { base: self.base.clone(), ..visitor.clone() }
    }
}

impl Drop for Another {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// One browser or program with its cookies. It says of itself that it is a page of this site.
#[derive(Clone)]
pub struct Visitor {
    http: Client,
    /// The server's address.
    pub base: String,
}

impl Visitor {
    /// A request that says nothing about where it comes from.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// A request of a page of this site.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header(ORIGIN, &self.base)
    }

    /// Opens a page.
    pub async fn page(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).header(ACCEPT, HTML)).await
    }

    /// Asks for data.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).header(ACCEPT, JSON)).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        Answer::of(self.request(Method::POST, path).header(ACCEPT, JSON).json(body)).await
    }

    /// Sends a plain form as a browser does.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).header(ACCEPT, HTML).form(fields)).await
    }

    /// Sends a plain form as a program does.
    pub async fn submit_json(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).header(ACCEPT, JSON).form(fields)).await
    }

    /// Sends the sign-in form.
    pub async fn sign_in(&self, login: &str, password: &str, next: &str) -> Answer {
        self.submit("/do/sign-in", &[("login", login), ("password", password), ("next", next)]).await
    }

    /// Sends a photo.
    pub async fn upload(&self, id: Uuid, name: &str, file: Vec<u8>) -> Answer {
        let file = Part::bytes(file).file_name(name.to_owned()).mime_str("image/jpeg").unwrap();
        let form = Form::new().text("id", id.to_string()).text("kind", "before").part("file", file);
        Answer::of(self.request(Method::POST, "/api/v1/files").header(ACCEPT, JSON).multipart(form)).await
    }
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The body as text; what is no text is replaced.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Sends the request.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Self { status, headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: impl Into<HeaderName>) -> &str {
        self.headers.get(name.into()).map(HeaderValue::to_str).transpose().unwrap().unwrap_or_default()
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.header(LOCATION)
    }

    /// The data, when all went well.
    pub fn data<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    /// The data as plain JSON.
    pub fn json(&self) -> Value {
        self.data()
    }

    /// The refusal, with the status that belongs to it.
    pub fn fault(&self) -> Fault {
        let value: Value = serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"));
        // a server function wraps it
        let fault = value.get("fault").cloned().unwrap_or(value);
        let fault: Fault = serde_json::from_value(fault).unwrap_or_else(|_| panic!("{self:?}"));
        assert_eq!(self.status.as_u16(), fault.code.status(), "{}", self.body);
        fault
    }

    /// The code of the refusal.
    pub fn code(&self) -> Code {
        self.fault().code
    }

    /// The refused fields as `name: code`.
    pub fn fields(&self) -> Vec<String> {
        self.fault().fields.iter().map(|f| format!("{}: {}", f.field, f.code)).collect()
    }
}
