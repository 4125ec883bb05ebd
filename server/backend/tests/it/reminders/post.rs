//! A server for mail and one for robots, as far as tests need them: they take down what comes and answer as they are told.

use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the server for mail does with the next mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes it.
    Take,
    /// Is busy: 451.
    Busy,
    /// Refuses it for good, naming the address: 550.
    Refuse,
    /// Takes it, and goes away without a word.
    HangUp,
    /// Takes it, and never says so.
    Silent,
}

/// Where a conversation with the server for mail stops: it keeps the line and says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Before the first word.
    AtOnce,
    /// When a mail begins.
    AtMail,
}

/// A mail that came.
#[derive(Clone, Debug)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// Its `Message-ID`.
    pub id: String,
    /// What it says.
    pub text: String,
}

#[derive(Default)]
struct Letters {
    /// All that came whole, whatever was answered.
    came: Vec<Mail>,
    moods: VecDeque<Mood>,
    /// How often somebody called.
    called: usize,
    /// How many mails were begun.
    begun: usize,
    silences: VecDeque<Silence>,
}

/// A server for mail on a port of its own.
#[derive(Clone)]
pub struct MailServer {
    pub port: u16,
    inner: Arc<Mutex<Letters>>,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), inner: Arc::default() };
        let inner = Arc::clone(&server.inner);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // whoever hangs up ends only that conversation
                tokio::spawn(converse(stream, Arc::clone(&inner)));
            }
        });
        server
    }

    /// Where nobody listens.
    pub async fn nowhere() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { port: listener.local_addr().unwrap().port(), inner: Arc::default() }
    }

    /// The next mails are met so; those behind them are taken.
    pub fn moods(&self, moods: impl IntoIterator<Item = Mood>) {
        self.inner.lock().unwrap().moods.extend(moods);
    }

    /// The next conversations stop so; those behind them go on.
    pub fn silences(&self, silences: impl IntoIterator<Item = Silence>) {
        self.inner.lock().unwrap().silences.extend(silences);
    }

    /// How often somebody called.
    pub fn called(&self) -> usize {
        self.inner.lock().unwrap().called
    }

    /// How many mails were begun, whether they came or not.
    pub fn begun(&self) -> usize {
        self.inner.lock().unwrap().begun
    }

    /// What came since this was last asked.
    pub fn came(&self) -> Vec<Mail> {
        std::mem::take(&mut self.inner.lock().unwrap().came)
    }

    /// How many came since then.
    pub fn number(&self) -> usize {
        self.inner.lock().unwrap().came.len()
    }
}

async fn converse(stream: TcpStream, inner: Arc<Mutex<Letters>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let silence = {
        let mut inner = inner.lock().unwrap();
        inner.called += 1;
        inner.silences.pop_front()
    };
    if silence == Some(Silence::AtOnce) {
        return std::future::pending().await;
    }
    stream.write_all(b"220 mail.test ready\r\n").await?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let word = line.split([' ', ':', '\r']).next().unwrap_or_default().to_uppercase();
        let answer: &[u8] = match word.as_str() {
            "EHLO" => b"250-mail.test\r\n250 8BITMIME\r\n",
            "MAIL" => {
                inner.lock().unwrap().begun += 1;
                if silence == Some(Silence::AtMail) {
                    return std::future::pending().await;
                }
                b"250 fine\r\n"
            }
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                b"250 fine\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let raw = body(&mut stream).await?;
                let mood = {
                    let mut inner = inner.lock().unwrap();
                    inner.came.push(mail(&to, &raw));
                    inner.moods.pop_front().unwrap_or(Mood::Take)
                };
                match mood {
                    Mood::Take => b"250 taken\r\n",
                    Mood::Busy => b"451 try later\r\n",
                    Mood::Refuse => {
                        let answer = format!("550 no such box <{to}>\r\n");
                        stream.write_all(answer.as_bytes()).await?;
                        continue;
                    }
                    Mood::HangUp => return Ok(()),
                    Mood::Silent => std::future::pending::<&[u8]>().await,
                }
            }
            _ => b"250 fine\r\n",
        };
        stream.write_all(answer).await?;
    }
}

/// The lines up to the lonely dot.
async fn body(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(raw);
        }
        if line == ".\r\n" {
            return Ok(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn mail(to: &str, raw: &str) -> Mail {
    let (head, text) = raw.split_once("\r\n\r\n").unwrap();
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_lowercase().starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let text = match header("content-transfer-encoding:").as_str() {
        "base64" => {
            let joined: String = text.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(joined).unwrap()).unwrap()
        }
        "quoted-printable" => quoted(text),
        _ => text.to_owned(),
    };
    Mail { to: to.to_owned(), id: header("message-id:"), text }
}

/// Quoted-printable as bytes, then as text.
fn quoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        match (first, others) {
            (b'=', [a, b, behind @ ..]) => {
                let hex = String::from_utf8(vec![*a, *b]).unwrap();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                rest = behind;
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A request that a robot got.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub target: String,
    /// The body.
    pub body: serde_json::Value,
}

/// A robot on a port of its own.
#[derive(Clone)]
pub struct RobotServer {
    pub port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
}

/// What a robot answers when nothing else was said.
const FINE: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

impl RobotServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, asked: Arc::default(), answers: Arc::default() };
        let kept = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, kept.clone()));
            }
        });
        server
    }

    /// The next answers; those behind them are fine.
    pub fn answers(&self, answers: impl IntoIterator<Item = &'static str>) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// What came since this was last asked.
    pub fn came(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

async fn answer(stream: TcpStream, server: RobotServer) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut target, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        if let Some(number) = line.to_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().unwrap();
        } else if target.is_empty() {
            target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        } else if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let body = serde_json::from_slice(&body).unwrap();
    server.asked.lock().unwrap().push(Asked { target, body });
    let said = server.answers.lock().unwrap().pop_front().unwrap_or(FINE);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{said}",
        said.len()
    );
    stream.write_all(answer.as_bytes()).await
}
