//! Just enough HTTP to sign in and to look at an answer before it is asked for a thousand times.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long an answer is waited for: what is slow is to be measured, not given up.
const PATIENCE: Duration = Duration::from_mins(10);

/// What a browser accepts.
pub const ACCEPT_ENCODING: &str = "gzip, deflate, br";

/// An answer.
pub struct Answer {
    pub status: u16,
    /// Names in lower case; of several with one name the last.
    pub headers: BTreeMap<String, String>,
    /// As it came: possibly compressed.
    pub body: Vec<u8>,
    /// Bytes of all of it, with its head.
    pub size: usize,
}

impl Answer {
    /// Whether it is good.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Rows of a table that came as it is: lines without the headings. No cell may have several.
    pub fn rows(&self) -> u64 {
        // behind the last line there is one more, an empty one
        self.body.split(|byte| *byte == b'\n').count().saturating_sub(2) as u64
    }

    /// The body, unpacked.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn unpacked(&self) -> Result<Vec<u8>> {
        let mut plain = Vec::new();
        match self.headers.get("content-encoding").map(String::as_str) {
            Some("br") => brotli::Decompressor::new(self.body.as_slice(), 4096).read_to_end(&mut plain)?,
            Some("gzip") => flate2::read::GzDecoder::new(self.body.as_slice()).read_to_end(&mut plain)?,
            _ => self.body.as_slice().read_to_end(&mut plain)?,
        };
        Ok(plain)
    }

    /// The body as text; what is none is shown as `�`.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn text(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.unpacked()?).into_owned())
    }
}

/// A person's browser, or a program with a token.
pub struct Client {
    address: SocketAddr,
    /// By what it is known: a header.
    identity: Option<(&'static str, String)>,
    /// Takes answers compressed.
    packed: bool,
}

impl Client {
    /// Of somebody who has not signed in.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, identity: None, packed: true }
    }

    /// Of a program that shows this token.
    pub fn with_token(address: SocketAddr, token: String) -> Self {
        Self { identity: Some(("Authorization", token)), ..Self::new(address) }
    }

    /// The same, but it takes answers as they are.
    pub fn taking_plain(self) -> Self {
        Self { packed: false, ..self }
    }

    /// Signs in.
    ///
    /// # Errors
    /// When the server does not let this person in.
    pub fn sign_in(address: SocketAddr, login: &str, password: &str) -> Result<Self> {
        let form = format!("login={login}&password={password}&next=%2F");
        let more = of_body("application/x-www-form-urlencoded", &form);
        let answer = Self::new(address).send("POST", "/do/sign-in", &more, form.as_bytes())?;
        let cookie = answer.headers.get("set-cookie").and_then(|c| c.split(';').next()).map(str::to_owned);
        let client = Self { identity: cookie.map(|cookie| ("Cookie", cookie)), ..Self::new(address) };
        let me = client.get("/api/v1/me")?;
        if !me.is_ok() {
            bail!("{login} could not sign in: {} and then {}", answer.status, me.status);
        }
        Ok(client)
    }

    /// The headers of every request of this browser, as name and value.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let packed = self.packed.then(|| ("Accept-Encoding", ACCEPT_ENCODING.to_owned()));
        self.identity.iter().cloned().chain(packed).collect()
    }

    /// Fetches an address.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.send("GET", path, "", &[])
    }

    /// Sends something as a program does: what comes of it is told, not shown on a page.
    ///
    /// # Errors
    /// When the server does not answer.
    pub fn post(&self, path: &str, content_type: &str, body: &str) -> Result<Answer> {
        let more = format!("Accept: application/json\r\n{}", of_body(content_type, body));
        self.send("POST", path, &more, body.as_bytes())
    }

    /// Sends JSON and reads JSON.
    ///
    /// # Errors
    /// When the server does not answer, refuses, or answers something else.
    pub fn json(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let body = body.to_string();
        let answer = self.send(method, path, &of_body("application/json", &body), body.as_bytes())?;
        ensure!(answer.is_ok(), "{method} {path} answers {}: {}", answer.status, answer.text()?);
        Ok(serde_json::from_slice(&answer.unpacked()?)?)
    }

    fn send(&self, method: &str, path: &str, more: &str, body: &[u8]) -> Result<Answer> {
        let mut stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(2))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nConnection: close\r\n{more}",
            self.address
        );
        for (name, value) in self.headers() {
            write!(head, "{name}: {value}\r\n")?;
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        parse(&answer).with_context(|| format!("{method} {path}: not an answer"))
    }
}

/// Percent-encoded for a query.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// What stands in a query, read back.
pub fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let code = behind.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The headers of a body.
fn of_body(content_type: &str, body: &str) -> String {
    format!("Content-Type: {content_type}\r\nContent-Length: {}\r\n", body.len())
}

fn parse(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let raw = &answer[end + 4..];
    let chunked = headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked");
    let body = if chunked { joined(raw)? } else { raw.to_vec() };
    Some(Answer { status, headers, body, size: answer.len() })
}

/// The pieces of a chunked body.
fn joined(mut raw: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = raw.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&raw[..end]).ok()?.split(';').next()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(raw.get(end + 2..end + 2 + size)?);
        raw = raw.get(end + 2 + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_can_be_read_back() {
        for text in ["楼道 1%", "310105008:7|2023", "a-b_c"] {
            assert_eq!(unescaped(&escaped(text)), text);
        }
        assert_eq!(unescaped("100%"), "100%");
    }

    #[test]
    fn pieces_are_put_together() {
        let answer = parse(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n",
        )
        .unwrap();
        assert_eq!((answer.status, answer.text().unwrap().as_str()), (200, "abcde"));
        let table = parse(b"HTTP/1.1 200 OK\r\n\r\na,b\r\n1,2\r\n3,4\r\n").unwrap();
        assert_eq!(table.rows(), 2);
        let answer = parse(b"HTTP/1.1 303 See Other\r\nset-cookie: a=b; Path=/\r\n\r\n").unwrap();
        assert_eq!((answer.status, answer.headers["set-cookie"].as_str()), (303, "a=b; Path=/"));
        assert!(parse(b"nonsense").is_none());
    }
}
