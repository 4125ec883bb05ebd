//! The log of a running server: it says what was asked for, and nothing of whom it was about.

use super::{PASSWORD, exits, import, installed};
use reqwest::{
    Client, StatusCode,
    header::{ACCEPT, ORIGIN},
    redirect::Policy,
};
use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

/// What nobody who reads the log is to learn, also not as it stands in an address.
const SECRETS: [&str; 6] =
    ["欧阳小明", "%E6%AC%A7%E9%98%B3", "13812345678", "13987654321", "502室", "correct horse"];

/// A server, which ends with the test.
struct Running {
    child: Child,
    base: String,
    /// Kept open, because the server may say more.
    _said: BufReader<ChildStdout>,
}

impl Running {
    /// Starts it with a log that tells as much as it can.
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
            .args(["--data-dir", "data", "serve", "--listen", "127.0.0.1:0"])
            .current_dir(dir)
            .env_remove("DATABASE_URL")
            .env("XUNAN__SERVER__LOG", "info,xunan_server=debug,backend=debug,app=debug")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let base = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "the server does not say where it is");
            if let Some((_, address)) = line.split_once("http://") {
                break format!("http://{}", address.trim());
            }
        };
        Self { child, base, _said: said }
    }

    /// Ends it, and gives what it logged.
    fn end(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // it may have ended already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn the_log_names_nobody() {
    let home = installed();
    let dir = home.path();
    let rows = "名称,地址,类型,居委会,联系人,联系电话\n\
                欧阳小明,仙霞路700弄43号502室,居民户,310105008001,欧阳小明,13812345678\n";
    fs::write(dir.join("table.csv"), rows).unwrap();
    assert!(exits(dir, 0, &import("sites", &[]), "").contains("1 imported."));
    let server = Running::start(dir);
    let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
    let get = async |path: &str| {
        let asked = client.get(format!("{}{path}", server.base)).header(ACCEPT, "application/json");
        asked.send().await.unwrap().status()
    };
    let send = async |path: &str, fields: &[(&str, &str)]| {
        let asked = client.post(format!("{}{path}", server.base)).header(ORIGIN, &server.base);
        asked.header(ACCEPT, "application/json").form(fields).send().await.unwrap().status()
    };
    // a phone typed where the name belongs, with a password
    let wrong = [("login", "13987654321"), ("password", "correct horse 43"), ("next", "/")];
    assert!(send("/do/sign-in", &wrong).await.is_client_error());
    let right = [("login", "boss"), ("password", PASSWORD.trim_end()), ("next", "/")];
    assert!(!send("/do/sign-in", &right).await.is_client_error());
    // the household is found by its name, and by its phone it is not
    for path in
        ["/api/v1/sites?q=欧阳小明", "/api/v1/tables/sites.csv?q=欧阳小明", "/api/v1/sites?q=13812345678"]
    {
        assert_eq!(get(path).await, StatusCode::OK, "{path}");
    }
    // what is refused for a field, and a page that is not there
    let twin = [("name", "欧阳小明"), ("address", "502室"), ("contact_phone", "13812345678")];
    assert!(send("/do/sites", &twin).await.is_client_error());
    assert!(get("/api/v1/nothing?q=欧阳小明").await.is_client_error());
    let log = server.end();
    for said in ["answered", "/api/v1/sites", "/do/sites", "/do/sign-in"] {
        assert!(log.contains(said), "nothing of {said}: {log}");
    }
    for secret in SECRETS {
        assert!(!log.contains(secret), "the log tells {secret}: {log}");
    }
}
