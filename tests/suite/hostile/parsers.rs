//! Every parser, fed hostile text.

use std::fs;
use std::path::{Path, PathBuf};

use attn_tui::app::edit::cells;
use attn_tui::app::edit::side::Side;
use attn_tui::app::edit::words;
use attn_tui::model::Trace;
use attn_tui::store::{
    Config, Folders, Problem, Recovery, RecoveryTable, Session, Stamp, StoreError, document,
    examples, recent, recovery, themes,
};
use attn_tui::ui::look::{Depth, Look, Theme, ThemeProblem};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::texts::{bytes, hostile, line};
use super::{check, is_safe_to_show};
use crate::support::folder::Folder;
use crate::support::screen::write;

fn sessions() -> Vec<String> {
    let examples = examples::all().iter();
    examples
        .map(|example| example.session().to_toml())
        .collect()
}

/// Checks an error message: the position in the text, what is wrong there, and what was expected.
fn has_position(text: &str, problem: &Problem) -> Result<(), TestCaseError> {
    is_safe_to_show(&problem.to_string())?;
    let line = text.split('\n').nth(problem.line - 1);
    prop_assert!(line.is_some(), "no line {}", problem.line);
    let columns = line.map_or(0, |line| line.chars().count());
    // One past the last line if the text ends too soon.
    prop_assert!(
        (1..=columns + 1).contains(&problem.column),
        "no column {} in {:?}",
        problem.column,
        line
    );
    let message = &problem.message;
    let kinds = ["expected", "unknown key; ", "not valid TOML: "];
    prop_assert!(kinds.iter().any(|kind| message.contains(kind)), "{message}");
    Ok(())
}

#[test]
fn sessions_round_trip_or_are_rejected_with_a_position() {
    check("session", 1500, &hostile(sessions()), |text| {
        match Session::parse(&text) {
            Err(problem) => has_position(&text, &problem),
            Ok(session) => {
                prop_assert_eq!(session.inputs.check(), Ok(()));
                let written = session.to_toml();
                let again = Session::parse(&written);
                // Compare debug output: `==` does not distinguish 0.0 from -0.0.
                prop_assert_eq!(
                    format!("{:?}", again),
                    format!("{:?}", Ok::<_, Problem>(&session))
                );
                // Overflow is an error too.
                if let Err(problem) = Trace::compute(&session.inputs) {
                    is_safe_to_show(&problem.to_string())?;
                }
                Ok(())
            }
        }
    });
}

#[test]
fn configurations_are_read_or_rejected_with_a_position() {
    let files = vec![
        "theme = \"dark\"\ncolor = \"256\"\nascii = true\nmouse = false\ndigits = 3\n".to_owned(),
        "# mine\ndigits = 0\n".to_owned(),
    ];
    check(
        "configuration",
        1500,
        &hostile(files),
        |text| match Config::parse(&text) {
            Err(problem) => has_position(&text, &problem),
            Ok(config) => {
                prop_assert!(config.digits.is_none_or(|digits| digits <= 10));
                Ok(())
            }
        },
    );
}

#[test]
fn themes_are_read_or_rejected_with_a_position() {
    let files = ["dark", "terminal", "mono"]
        .map(|name| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("themes/{name}.toml")))
        .map(|path| fs::read_to_string(path).unwrap());
    check(
        "theme",
        800,
        &(hostile(files.to_vec()), line()),
        |(text, name)| match Theme::parse(&format!("{name}.toml"), &text) {
            Err(ThemeProblem::Broken { problem, file }) => {
                has_position(&text, &problem)?;
                is_safe_to_show(&ThemeProblem::Broken { problem, file }.to_string())
            }
            Err(problem) => Err(TestCaseError::fail(problem.to_string())),
            Ok(theme) => {
                for depth in [
                    Depth::TrueColor,
                    Depth::Indexed256,
                    Depth::Ansi16,
                    Depth::None,
                ] {
                    let look = Look::new(&theme, depth, false);
                    for value in [-1.0, 0.0, 0.5, 1.0, f64::NAN, f64::INFINITY] {
                        let _ = (look.weight(value), look.signed(value));
                    }
                }
                is_safe_to_show(&Theme::load(&name, None).unwrap_err().to_string())
            }
        },
    );
}

fn folders(root: &Path) -> Folders {
    Folders {
        config: root.join("config"),
        themes: root.join("themes"),
        state: root.join("state"),
    }
}

#[test]
fn files_that_are_not_text_are_rejected_with_a_position() {
    let root = Folder::new();
    let path = root.path().join("it.toml");
    check("bytes of a file", 300, &bytes(sessions()), |bytes| {
        fs::write(&path, &bytes).unwrap();
        match document::open(&path) {
            Ok(opened) => {
                let session = opened.session;
                prop_assert!(Session::parse(&session.to_toml()) == Ok(session));
                Ok(())
            }
            Err(problem) => {
                is_safe_to_show(&problem.to_string())?;
                let is_content = matches!(problem, StoreError::Content { .. });
                prop_assert!(is_content, "{}", problem);
                Ok(())
            }
        }
    });
}

#[test]
fn orphans_are_offered_or_reported_and_stay() {
    let root = Folder::new();
    let folders = folders(root.path());
    let recovery = Recovery::begin(&folders, "1-1", None).unwrap();
    let slot = recovery.slot();
    let session = examples::default().session();
    let kept = |path: Option<&str>| {
        let table = RecoveryTable {
            path: path.map(PathBuf::from),
            saved_at: 7,
            stamp: Some(Stamp::of(b"cats")),
        };
        slot.write(&session, &table).unwrap();
        fs::read_to_string(slot.path()).unwrap()
    };
    let files = vec![kept(None), kept(Some("/s/\"a\\b\"\n\u{1b}猫.toml"))];
    let left = slot.path().with_file_name("2-1.toml");
    slot.delete().unwrap();
    check("recovery", 300, &bytes(files), |bytes| {
        fs::write(&left, &bytes).unwrap();
        let found = recovery::scan(&folders, None);
        for problem in &found.problems {
            is_safe_to_show(&problem.to_string())?;
        }
        for lost in &found.orphans {
            prop_assert!(Session::parse(&lost.session.to_toml()).as_ref() == Ok(&lost.session));
        }
        drop(found);
        // Files that were not offered are not discarded.
        prop_assert_eq!(fs::read(&left).unwrap(), bytes);
        Ok(())
    });
}

#[test]
fn recent_files_are_read_or_start_empty() {
    let root = Folder::new();
    let folders = folders(root.path());
    recent::add(&folders, Path::new("/s/\"a\\b\"\n\u{1b}猫.toml")).unwrap();
    recent::add(&folders, Path::new("/s/cats.toml")).unwrap();
    let file = folders.state.join("recent.toml");
    let files = vec![fs::read_to_string(&file).unwrap()];
    check(
        "recent files",
        300,
        &(bytes(files), line()),
        |(bytes, name)| {
            fs::write(&file, &bytes).unwrap();
            let before = recent::load(&folders);
            prop_assert!(before.len() <= 20);
            let path = PathBuf::from("/s").join(name);
            recent::add(&folders, &path).unwrap();
            let others = before.into_iter().filter(|other| *other != path);
            let after: Vec<_> = [path.clone()].into_iter().chain(others).take(20).collect();
            prop_assert_eq!(recent::load(&folders), after);
            Ok(())
        },
    );
}

#[test]
fn theme_files_of_any_name_are_listed_and_read() {
    let root = Folder::new();
    let folders = folders(root.path());
    fs::create_dir(&folders.themes).unwrap();
    check("names of themes", 200, &line(), |name| {
        let path = folders.themes.join(format!("{name}.toml"));
        let mut taken = name.len() < 200 && !name.contains(['/', '\\', '\0']);
        if taken {
            write(&path, "roles = 1");
        } else {
            taken = false;
        }
        prop_assert_eq!(themes::names(&folders).contains(&name), taken);
        prop_assert_eq!(themes::read(&folders, &name).unwrap().is_some(), taken);
        if taken {
            fs::remove_file(path).unwrap();
        }
        Ok(())
    });
}

#[test]
fn typed_numbers_round_trip_or_are_refused_in_one_line() {
    let number = prop_oneof![
        line(),
        "[-+−]{0,2}[0-9]{0,400}[.,]{0,2}[0-9]{0,30}([eE][-+−]?[0-9]{0,8})?",
    ];
    check("typed numbers", 1000, &number, |text| {
        match cells::parse(&text) {
            Err(problem) => is_safe_to_show(&problem),
            Ok(number) => {
                prop_assert!(number.is_finite());
                let again = cells::parse(&cells::typed(number));
                prop_assert_eq!(again.map(f64::to_bits), Ok(number.to_bits()));
                for tenths in [1, -1, 10, -10] {
                    prop_assert!(!cells::nudged(number, tenths).is_nan());
                }
                Ok(())
            }
        }
    });
}

#[test]
fn typed_words_are_valid_in_a_file() {
    let sentence = vec(line(), 0..6).prop_map(|lines| lines.concat());
    check("typed words", 500, &sentence, |sentence| {
        let words = words::split(&sentence);
        if words.is_empty() {
            return Ok(());
        }
        let mut session = examples::default().session();
        session.inputs = words::replace(&session.inputs, Side::Queries, words);
        prop_assert_eq!(Session::parse(&session.to_toml()), Ok(session));
        Ok(())
    });
}

/// Input that makes a recursive parser recurse deeply, or compare long text.
#[test]
fn deep_nesting_and_long_input_are_handled() {
    const MUCH: usize = 200_000;
    let texts = [
        format!("words = {}", "[".repeat(MUCH)),
        format!("words = {}{}", "[".repeat(MUCH), "]".repeat(MUCH)),
        format!("a{} = 1", ".a".repeat(MUCH)),
        format!("[a{}]", ".a".repeat(MUCH)),
        format!("[[a{}]]", ".a".repeat(MUCH)),
        format!("words = {}", "{a=".repeat(MUCH)),
        format!("words = {{{}}}", "a.".repeat(MUCH)),
        format!("{} = 1", "k".repeat(2 * MUCH)),
        format!("words = \"{}\"", "\\u001b".repeat(MUCH)),
        format!("version = {}", "9".repeat(MUCH)),
        format!("version = 0x{}", "f".repeat(MUCH)),
        format!("version = 1.{}", "9".repeat(MUCH)),
        format!("version = 1e{}", "9".repeat(MUCH)),
        "\n".repeat(MUCH),
        "[[heads]]\n".repeat(MUCH / 10),
        "\"\"\"".repeat(MUCH),
    ];
    for text in texts {
        let problems = [
            Session::parse(&text).map(|_| ()),
            Config::parse(&text).map(|_| ()),
            Theme::parse("x.toml", &text)
                .map(|_| ())
                .map_err(|problem| match problem {
                    ThemeProblem::Broken { problem, .. } => problem,
                    ThemeProblem::Unknown { name } => panic!("{name}"),
                }),
        ];
        let start: String = text.chars().take(30).collect();
        for problem in problems {
            if let Err(problem) = problem {
                has_position(&text, &problem).unwrap_or_else(|error| panic!("{start}: {error}"));
            }
        }
        let _ = words::split(&text);
    }
}
