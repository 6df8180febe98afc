//! Scripts for NumPy: what they compute agrees with the trace, for every kind of session, and what does not agree is found.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use attn_tui::model::{Inputs, Mask, Place, Stage, Trace, shape, stages};
use attn_tui::store::{Session, examples};
use ndarray::{Array2, array};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::exported::{Wanted, exported_text};
use crate::support::family;
use crate::support::folder::{Folder, VARIABLE};
use crate::support::needs::Need;
use crate::support::strategies::any_session;

/// Runs each script as a program, and prints a line for it: what it prints, or the message that it ends with.
const RUN_ALL: &str = r#"
import runpy, sys
for path in sys.argv[1:]:
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as end:
        print(end.code)
"#;

/// Python without anything of the user's; warnings are errors.
fn python(folder: &Folder) -> Command {
    let mut command = Command::new("python3");
    command.args(["-I", "-B", "-W", "error"]);
    command.current_dir(folder.path()).env_clear();
    command.env("PATH", env::var_os("PATH").unwrap_or_default());
    command.env("HOME", folder.path());
    command.env("OPENBLAS_NUM_THREADS", "1");
    command.env(VARIABLE, folder.path());
    command
}

fn script(session: &Session) -> String {
    exported_text(session, "python", &Wanted::default())
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The line that each script ends with.
fn run_all(scripts: impl Iterator<Item = String>) -> Vec<String> {
    let folder = Folder::new();
    let mut command = python(&folder);
    command.args(["-c", RUN_ALL]);
    let mut count = 0;
    for script in scripts {
        let name = format!("{count}.py");
        fs::write(folder.path().join(&name), script).unwrap();
        command.arg(name);
        count += 1;
    }
    let output = command.output().unwrap();
    assert_eq!(text(output.stderr), "");
    // Nothing but the scripts is there.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), count);
    let lines: Vec<_> = text(output.stdout).lines().map(String::from).collect();
    assert_eq!(lines.len(), count);
    lines
}

/// What a script says that compares every number which is not given.
fn agreement(inputs: &Inputs) -> String {
    let (mut numbers, mut matrices) = (0, 0);
    for stage in stages(inputs).filter(|stage| stage.has_numbers()) {
        let heads = if stage.per_head() {
            inputs.heads.len()
        } else {
            1
        };
        for head in 0..heads {
            if stage.exists(inputs, head) && !stage.is_given(inputs, head) {
                let (rows, columns) = shape(inputs, Place::Stage(stage), head);
                numbers += rows * columns;
                matrices += 1;
            }
        }
    }
    format!("All {numbers} numbers of {matrices} stages agree.")
}

#[track_caller]
fn assert_all_agree(sessions: &[(String, Session)]) {
    let lines = run_all(sessions.iter().map(|(_, session)| script(session)));
    for ((name, session), line) in sessions.iter().zip(lines) {
        let inputs = &session.inputs;
        assert_eq!(line, agreement(inputs), "{name}: {inputs:?}");
    }
}

/// The reference sessions besides those of the family.
fn plain_references() -> Vec<(String, Session)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reference");
    let files = fs::read_dir(folder).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let sessions = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let session = |path: std::path::PathBuf| {
        let session = Session::parse(&fs::read_to_string(&path).unwrap()).unwrap();
        (path.display().to_string(), session)
    };
    sessions.map(session).collect()
}

fn example(name: &str) -> Session {
    examples::get(name).unwrap().session()
}

#[test]
fn every_number_of_the_references_and_examples_agrees() {
    if !Need::Numpy.is_met() {
        return;
    }
    let mut sessions = plain_references();
    assert!(sessions.len() > 10);
    sessions.extend(family::sessions());
    sessions.extend(
        examples::all()
            .iter()
            .map(|example| (example.name.to_owned(), example.session())),
    );
    assert_all_agree(&sessions);
}

/// Sessions that compute, with numbers from a strategy.
fn random_sessions(number: BoxedStrategy<f64>, count: usize) -> Vec<(String, Session)> {
    let mut runner = TestRunner::deterministic();
    let sessions = any_session(number);
    let random = std::iter::from_fn(|| Some(sessions.new_tree(&mut runner).unwrap().current()));
    let valid = random.filter(|inputs| Trace::compute(inputs).is_ok());
    let session = |inputs| (String::from("random"), Session::new("random", inputs));
    valid.take(count).map(session).collect()
}

#[test]
fn every_number_of_random_sessions_agrees() {
    if Need::Numpy.is_met() {
        assert_all_agree(&random_sessions((-3.0..3.0).boxed(), 60));
    }
}

/// Sums whose terms cancel each other out are as exact as their terms, not as they themselves are; sines as their angles.
#[test]
fn numbers_of_very_different_sizes_agree() {
    if Need::Numpy.is_met() {
        let number = prop_oneof![
            -3.0..3.0,
            -1e-9..1e-9,
            999.0..1001.0,
            -1e6..1e6,
            Just(0.0),
            Just(-1e200),
            Just(1e-200),
            Just(1e100),
        ];
        let mut sessions = random_sessions(number.boxed(), 60);
        for (_, session) in &mut sessions {
            let position = &mut session.inputs.position;
            if position.table.is_none() {
                position.start *= 123_456;
            }
        }
        sessions.retain(|(_, session)| Trace::compute(&session.inputs).is_ok());
        assert_all_agree(&sessions);
    }
}

/// The first number of the block after `opening`, changed by 1e-9 of its size.
fn with_another_number(script: &str, opening: &str) -> String {
    let (before, after) = script.split_once(opening).expect(opening);
    let (settings, numbers) = after.split_once("\"\"\"\n").unwrap();
    let first = numbers.split_whitespace().next().unwrap();
    let number: f64 = first.parse().unwrap();
    let other = number + 1e-9 * number.abs().max(1.0);
    let numbers = numbers.replacen(first, &other.to_string(), 1);
    format!("{before}{opening}{settings}\"\"\"\n{numbers}")
}

#[test]
fn a_number_that_is_not_right_is_found_in_every_stage() {
    if !Need::Numpy.is_met() {
        return;
    }
    for name in ["heads", "layer-2017", "layer-llama", "cross"] {
        let script = script(&example(name));
        let checks = script
            .lines()
            .filter_map(|line| line.split_once(" = check("));
        let stages: Vec<&str> = checks.map(|(stage, _)| stage).collect();
        assert!(stages.len() > 10, "{stages:?}");
        let opening = |stage: &&str| format!("check(\"{stage}\", ");
        let wrong = |stage| with_another_number(&script, &opening(stage));
        let lines = run_all(stages.iter().map(wrong));
        for (stage, line) in stages.iter().zip(lines) {
            let problem = format!("{stage}[0, 0] differs: expected ");
            assert!(line.starts_with(&problem), "{name}, {stage}: {line}");
        }
    }
}

#[test]
fn an_input_an_infinity_and_a_row_that_are_not_right_are_found() {
    if !Need::Numpy.is_met() {
        return;
    }
    let script = script(&example("causal"));
    let (before, masked) = script.split_once("check(\"masked\", ").unwrap();
    let masked = |old, new| format!("{before}check(\"masked\", {}", masked.replacen(old, new, 1));
    let (_, last) = script.split_once("check(\"output\", ").unwrap();
    let row = last.lines().nth(1).unwrap();
    let end = script.rfind(row).unwrap();
    let (kept, left_out) = script.split_at(end);
    let lines = run_all(
        [
            with_another_number(&script, "embedding = matrix("),
            masked("-inf", "0"),
            masked("-inf", "inf"),
            masked("-inf", "nan"),
            format!("{kept}{}", left_out.replacen(row, "", 1)),
        ]
        .into_iter(),
    );
    let problems = [
        "input[0, 0] differs: ",
        "masked[0, 1] differs: expected 0.0, computed -inf",
        "masked[0, 1] differs: expected inf, computed -inf",
        "masked[0, 1] differs: expected nan, computed -inf",
        "output has another shape: ",
    ];
    for (line, problem) in lines.iter().zip(problems) {
        assert!(line.starts_with(problem), "{line}");
    }
}

#[test]
fn it_is_a_program_with_an_exit_status() {
    if !Need::Numpy.is_met() {
        return;
    }
    let folder = Folder::new();
    let run = |script: String| -> Output {
        fs::write(folder.path().join("cats.py"), script).unwrap();
        python(&folder).arg("cats.py").output().unwrap()
    };
    let session = example("cats");
    let right = run(script(&session));
    assert_eq!(text(right.stderr), "");
    assert_eq!(text(right.stdout), agreement(&session.inputs) + "\n");
    assert_eq!(right.status.code(), Some(0));
    let wrong = run(with_another_number(&script(&session), "check(\"scaled\", "));
    assert_eq!(text(wrong.stdout), "");
    let problem = "scaled[0, 0] differs: expected 1.154700539";
    assert!(text(wrong.stderr).starts_with(problem));
    assert_eq!(wrong.status.code(), Some(1));
}

#[test]
fn a_row_that_may_attend_to_nothing_has_weights_of_0() {
    if !Need::Numpy.is_met() {
        return;
    }
    let words = ["a", "b"].map(String::from).to_vec();
    let mut inputs = Inputs::new(words, array![[1.0, 2.0], [3.0, 4.0]]);
    inputs.attention.mask = Mask::Custom(array![[false, false], [true, true]]);
    let trace = Trace::compute(&inputs).unwrap();
    let weights = trace.stage(&inputs, Stage::Weights, 0).unwrap();
    assert_eq!(weights.row(0).as_ref(), [0.0, 0.0]);
    assert_all_agree(&[("masked".into(), Session::new("", inputs))]);
}

#[test]
fn python_reads_the_words_and_the_title_as_they_are() {
    if !Need::Numpy.is_met() {
        return;
    }
    let words = [
        "\"",
        "'",
        "\\",
        "\"\"\"",
        "\\\"",
        "\\n",
        "#",
        "{x}",
        "%s",
        "naïve",
        "猫",
        "👩\u{200d}👧",
        "שלום",
        "مرحبا",
        "\u{202e}abc",
        "\u{feff}",
        "e\u{301}",
        "\u{7f}",
        "𝔸",
    ];
    let titles = [
        "\"\"\"",
        "a title\"",
        "\"\"\"\nimport os\n\"\"\"",
        "\\",
        "\\N{BULLET} \\x41 \\u0041",
        "a\r\nb\rc\tד\0\u{1b}[31m\u{2028}",
        "# \u{202e}fdp",
    ];
    let words: Vec<String> = words.map(String::from).to_vec();
    let embedding = Array2::from_elem((words.len(), 1), 0.5);
    let folder = Folder::new();
    for title in titles {
        let session = Session::new(title, Inputs::new(words.clone(), embedding.clone()));
        let script = script(&session) + "\nimport json\nprint(json.dumps([__doc__, words]))\n";
        assert!(!script.contains(['\u{202e}', '\u{1b}', '\0', '\r', '\u{2028}']));
        fs::write(folder.path().join("words.py"), script).unwrap();
        let output = python(&folder).arg("words.py").output().unwrap();
        assert_eq!(text(output.stderr), "");
        let printed = text(output.stdout);
        let read = printed.lines().last().unwrap();
        let (doc, read): (String, Vec<String>) = serde_json::from_str(read).unwrap();
        assert!(
            doc.starts_with(&format!("{title}\n\nAttention as in ")),
            "{doc}"
        );
        assert_eq!(read, words);
    }
}
