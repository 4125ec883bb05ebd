//! Why a command did not do what it was asked.

use backend::error::Error;
use domain::fault::{Code, Fault};
use sea_orm::DbErr;
use std::{fmt, process::ExitCode};

/// Told to whoever typed the command.
#[derive(Debug)]
pub struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// It could not be done.
    pub fn failed(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: 1 }
    }

    /// Wrong use, or a configuration that cannot be used.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: 2 }
    }

    /// It was done, and what it looked at is not in order.
    pub fn found(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: 3 }
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        self.code.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "server: {}", self.message)
    }
}

impl std::error::Error for Failure {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Fault(fault) => Self::failed(sentence(&fault)),
            Error::Internal(source) => Self::failed(chain(source.as_ref())),
        }
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::failed(format!("the database: {}", chain(&error)))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::failed(error)
    }
}

/// An error with its causes, each said once.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

/// A fault in words, as far as commands can meet it.
fn sentence(fault: &Fault) -> String {
    let fields: Vec<String> = fault
        .fields
        .iter()
        .map(|field| {
            let args: Vec<String> =
                field.args.iter().map(|(name, value)| format!("{name} {value}")).collect();
            let args = if args.is_empty() { String::new() } else { format!(" ({})", args.join(", ")) };
            format!("{}: {}{args}", field.field, field.code.as_str().replace('_', " "))
        })
        .collect();
    match fault.code {
        Code::Invalid if !fields.is_empty() => format!("not accepted: {}", fields.join("; ")),
        Code::NotFound => "there is no such record".to_owned(),
        Code::Busy => "the database is busy; try again shortly".to_owned(),
        code => format!("refused: {}", code.as_str().replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::fault::{FieldCode, FieldFault};

    #[test]
    fn faults_read_as_sentences() {
        let fault = Fault::fields(vec![FieldFault::new("password", FieldCode::TooShort).with("min", 10)]);
        assert_eq!(
            Failure::from(Error::from(fault)).to_string(),
            "server: not accepted: password: too short (min 10)"
        );
    }
}
