//! `make test` reads its numbers out of reports; these are such reports, good and bad.

#![allow(clippy::unwrap_used, reason = "clippy allows it in tests, but not in the functions they share")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where the scripts lie now: a kept build may have been made in another place.
fn scripts() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the package lies");
    PathBuf::from(package).join("scripts/lib")
}

/// Runs a counting function of `scripts/lib/count.sh` on a report.
fn count(function: &str, report: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("report");
    fs::write(&file, report).unwrap();
    call(function, &file)
}

fn call(function: &str, file: &Path) -> String {
    let script = format!(r#"set -euo pipefail; source "$1/count.sh"; {function} "$2""#);
    let output =
        Command::new("bash").args(["-c", &script, "bash"]).arg(scripts()).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn nextest_counts_failures_and_errors() {
    let report = r#"<?xml version="1.0"?>
<testsuites name="nextest-run" tests="12" failures="2" errors="1" uuid="x" time="0.1">
    <testsuite name="domain" tests="12" disabled="0" errors="1" failures="2">
        <testcase name="rate::of_nothing" classname="domain" time="0.001">
        </testcase>
        <testcase name="rate::of_a_month" classname="domain" time="0.002">
            <failure message="thread panicked" type="test failure">left: 1</failure>
            <system-out>&lt;failure and another</system-out>
        </testcase>
    </testsuite>"#;
    assert_eq!(count("count_junit", report), "9 3\nrate::of_a_month");
}

#[test]
fn cargo_test_sums_over_its_binaries() {
    let report = "\
running 3 tests
test rate::of_nothing ... ok
test rate::of_a_month ... FAILED
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
";
    assert_eq!(count("count_cargo_test", report), "7 2\nrate::of_a_month");
}

#[test]
fn playwright_counts_errors_outside_of_stories() {
    let report =
        r#"{"stats":{"expected":5,"unexpected":1,"flaky":0,"skipped":2},"errors":[{"message":"no server"}]}"#;
    assert_eq!(count("count_playwright", report), "5 2\nno server");
}

#[test]
fn playwright_names_the_story_its_screen_and_what_it_missed() {
    let report = r#"{"stats":{"expected":1,"unexpected":1,"flaky":0,"skipped":0},"errors":[],"suites":[{"suites":[{"specs":[
        {"file":"a.spec.ts","title":"goes","tests":[{"projectName":"desk","status":"expected","results":[{}]}]},
        {"file":"a.spec.ts","title":"stops","tests":[{"projectName":"phone","status":"unexpected","results":[
            {"error":{"message":"\u001b[31mError: no row\u001b[39m\nmore\n- Array []\n+   \"/desk: 待\",","location":{"line":7}}}]}]}]}]}]}"#;
    let told = r#"a.spec.ts [phone] stops (line 7): Error: no row | - Array [] | +   "/desk: 待","#;
    assert_eq!(count("count_playwright", report), format!("1 1\n{told}"));
}

#[test]
fn node_counts_cancelled_tests_as_failed() {
    let report = "ok 1 - goes\nnot ok 2 - stops\n# tests 5\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 0\n";
    assert_eq!(count("count_tap", report), "3 2\nstops");
}

#[test]
fn a_report_that_is_not_there_or_not_one_counts_nothing() {
    for function in ["count_junit", "count_cargo_test", "count_playwright", "count_tap"] {
        assert_eq!(call(function, Path::new("/nonexistent/report")), "0 0", "{function}");
        assert_eq!(count(function, "killed"), "0 0", "{function}");
    }
}

/// A step is never better than its exit code, and a suite of which no test was counted has not passed.
#[test]
fn a_step_that_fails_without_saying_so_counts_as_failed() {
    let scripts = scripts();
    let run = |steps: &str| {
        let script =
            format!(r#"set -uo pipefail; source "$1/screen.sh"; source "$1/tally.sh"; {steps}; sum_up"#);
        let output = Command::new("bash").args(["-c", &script, "bash"]).arg(&scripts).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (text.lines().last().unwrap_or_default().to_owned(), output.status.success())
    };
    assert_eq!(run("check a true; check b false"), ("1 passed, 1 failed".into(), false));
    assert_eq!(run("n() { echo 3 0; }; suite a n true"), ("3 passed, 0 failed".into(), true));
    assert_eq!(run("n() { echo 3 0; }; suite a n false"), ("3 passed, 1 failed".into(), false));
    assert_eq!(run("n() { echo 3 2; }; suite a n false"), ("3 passed, 2 failed".into(), false));
    assert_eq!(run("two() { false; true; }; check a two"), ("0 passed, 1 failed".into(), false));
    assert_eq!(run("n() { echo 0 0; }; suite a n true"), ("0 passed, 1 failed".into(), false));
    assert_eq!(run("n() { printf '3 1\\nb\\n'; }; suite a n false"), ("3 passed, 1 failed".into(), false));
}
