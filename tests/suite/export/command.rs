//! `attn-tui export` and what else hands on, through the real program.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Output, Stdio};

use attn_tui::export::FORMATS;

use crate::support::folder::Folder;
use crate::support::pty::Call;

fn run(folder: &Folder, args: &[&str]) -> Output {
    let call = Call::new(args);
    call.command().current_dir(folder.path()).output().unwrap()
}

/// The output of a successful call.
#[track_caller]
fn done(folder: &Folder, args: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = run(folder, args);
    let error = String::from_utf8_lossy(&stderr);
    assert_eq!((status.code(), error.as_ref()), (Some(0), ""), "{args:?}");
    String::from_utf8_lossy(&stdout).into_owned()
}

/// The message of a call that fails and prints nothing.
#[track_caller]
fn refused(folder: &Folder, args: &[&str]) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = run(folder, args);
    assert_eq!(
        (status.code(), stdout.as_slice()),
        (Some(2), &b""[..]),
        "{args:?}"
    );
    String::from_utf8(stderr).unwrap()
}

fn files(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_ending_chooses_the_format_and_the_same_bytes_go_to_standard_output() {
    let folder = Folder::new();
    for format in FORMATS {
        let file = format!("cats.{}", format.ending);
        assert_eq!(done(&folder, &["export", &file]), "", "a file says nothing");
        let bytes = fs::read(folder.path().join(&file)).unwrap();
        let printed = run(&folder, &["export", "-", "--format", format.name]).stdout;
        assert!(!bytes.is_empty() && bytes == printed, "{file}");
    }
    assert_eq!(files(&folder).len(), FORMATS.len(), "nothing else is left");
}

#[test]
fn an_existing_file_is_replaced_only_with_force() {
    let folder = Folder::new();
    let path = folder.path().join("notes.md");
    fs::write(&path, "mine").unwrap();
    let message = refused(&folder, &["export", "notes.md"]);
    assert_eq!(
        message,
        "attn-tui: notes.md already exists; --force replaces it\n"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    done(&folder, &["export", "notes.md", "--force"]);
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with("# I love cats\n")
    );
    assert_eq!(files(&folder), ["notes.md"]);
}

#[test]
fn invalid_calls_say_what_to_do_and_write_nothing() {
    let folder = Folder::new();
    for (args, message) in [
        (
            &["export", "x.docx"][..],
            "x.docx: expected a name that ends in .txt, ",
        ),
        (
            &["export", "-"],
            "standard output has no ending: choose a format with --format table|",
        ),
        (
            &["export", "x.svg", "--stage", "residual"],
            "this session has no stage \"residual\"; it has: words, ",
        ),
        (
            &["export", "x.svg", "--head", "2"],
            "there is no head 2: the session has 1 head",
        ),
        (
            &["export", "x.svg", "--head", "0"],
            "invalid value '0' for '--head <N>'",
        ),
        (&["export", "nowhere/x.svg"], "cannot write nowhere/x.svg"),
        (&["export", "x.svg", "none.toml"], "cannot read none.toml"),
        (
            &[
                "export",
                "x.tex",
                "--stage",
                "scores",
                "--arithmetic",
                "--cell",
                "I,dogs",
            ],
            "there is no cell \"I,dogs\": expected ROW,COLUMN",
        ),
        (
            &["export", "x.tex", "--arithmetic", "--cell", "0,0"],
            "a cell is in one matrix: choose it with --stage",
        ),
        (
            &["export", "x.csv", "--arithmetic"],
            ".csv files have no arithmetic: expected .md or .tex",
        ),
        (
            &["export", "x.md", "--values", "off"],
            ".md files are not figures: --title, --values, --max and --as are for .svg",
        ),
        (
            &["export", "x.svg", "--theme", "viridis"],
            "the colours of a figure are light or dark",
        ),
        (
            &["export", "x.md", "--screen", "80x24"],
            ".md files cannot hold a screen: expected .txt, .ans or .svg",
        ),
        (
            &["export", "x.svg", "--screen", "80"],
            "invalid value '80' for '--screen <COLUMNSxROWS>'",
        ),
        (
            &["export", "x.svg", "--screen", "80x24", "--keys", "foo"],
            "there is no key \"foo\": expected keys as in attn-tui keys",
        ),
        (
            &["export", "x.svg", "--screen", "80x24", "--keys", "n q"],
            "the keys quit the explorer",
        ),
        (
            &["export", "x.svg", "--screen", "80x24", "--theme", "pink"],
            "there is no theme \"pink\"",
        ),
        (
            &["export", "x.json", "--digits", "2"],
            "json has full precision: leave out --digits",
        ),
        (
            &[
                "print",
                "--stage",
                "scores",
                "--explain",
                "0,0",
                "--format",
                "csv",
            ],
            "--explain prints text, or LaTeX with --format latex, but no csv",
        ),
        (
            &["print", "--plain", "--format", "json"],
            "--plain is a way to print a table",
        ),
    ] {
        let found = refused(&folder, args);
        assert!(
            found.starts_with(&format!("attn-tui: {message}")),
            "{args:?}: {found}"
        );
    }
    assert_eq!(files(&folder), [""; 0]);
}

#[cfg(unix)]
#[test]
fn what_is_not_text_is_kept_from_a_terminal() {
    let end = Call::new(&["export", "-", "--format", "npz"]).start().end();
    let message = "attn-tui: npz is not text: redirect it to a file";
    assert_eq!((end.status, end.screen.trim()), (Some(2), message));
}

#[test]
fn the_session_itself_is_never_replaced() {
    let folder = Folder::new();
    let session = "version = 1\nwords = [\"a\"]\nembedding = [[1]]\n";
    fs::write(folder.path().join("s.toml"), session).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("s.toml", folder.path().join("l.svg")).unwrap();
    for out in ["s.toml", "./s.toml", "l.svg"] {
        let args = ["export", out, "s.toml", "--format", "svg", "--force"];
        let message = refused(&folder, &args);
        assert!(
            message.contains("is the session itself: choose another file"),
            "{message}"
        );
        assert_eq!(
            fs::read_to_string(folder.path().join("s.toml")).unwrap(),
            session
        );
    }
}

#[test]
fn arithmetic_that_nobody_could_read_is_refused() {
    let folder = Folder::new();
    let words: Vec<String> = (0..200).map(|word| format!("\"w{word}\"")).collect();
    let rows = vec!["[1, 2]"; 200].join(", ");
    let session = format!(
        "version = 1\nwords = [{}]\nembedding = [{rows}]\n",
        words.join(", ")
    );
    fs::write(folder.path().join("s.toml"), session).unwrap();
    let message = refused(
        &folder,
        &[
            "export",
            "x.tex",
            "s.toml",
            "--stage",
            "weights",
            "--arithmetic",
        ],
    );
    assert!(
        message.contains("the arithmetic of so many cells is too long: choose one cell"),
        "{message}"
    );
    done(
        &folder,
        &[
            "export",
            "x.tex",
            "s.toml",
            "--stage",
            "weights",
            "--arithmetic",
            "--cell",
            "w3,w4",
        ],
    );
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("x.svg")).unwrap();
    let message = refused(&folder, &["export", "x.svg", "--force"]);
    assert!(message.contains("it is a folder"), "{message}");
    assert_eq!(files(&folder), ["x.svg"]);
}

/// As `attn-tui print | head -1` does.
#[test]
fn a_closed_pipe_is_obeyed_quietly() {
    for args in [
        &["print", "--example", "layer-llama"][..],
        &["export", "-", "--format", "markdown"],
    ] {
        let call = Call::new(args);
        let mut child = call
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let mut error = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut error)
            .unwrap();
        assert_eq!(
            (child.wait().unwrap().code(), error.as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
}

#[test]
fn plain_output_is_one_fact_a_line() {
    let folder = Folder::new();
    let text = done(
        &folder,
        &[
            "print",
            "--plain",
            "--stage",
            "weights",
            "--example",
            "heads",
            "--digits",
            "2",
        ],
    );
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(lines.len(), 2 * 5 * 5, "{text}");
    for line in lines {
        let (name, number) = line.split_once(": ").unwrap();
        assert_eq!(name.split(", ").count(), 4, "{line}");
        assert!(number.parse::<f64>().is_ok(), "{line}");
    }
}

#[test]
fn the_arithmetic_of_a_cell_is_printed() {
    let folder = Folder::new();
    let expected = "scores[I, cats] = Q[I] · K[cats] = 1×1 + 0×1 + 1×0 = 1\n\
                    How well the query of \"I\" matches the key of \"cats\": they agree in dimension 0 alone.\n";
    for cell in ["I,cats", "0,2", " I , 2"] {
        let text = done(&folder, &["print", "--stage", "scores", "--explain", cell]);
        assert_eq!(text, expected, "{cell}");
    }
}

/// A word may hold a comma, and may be a number of another row.
#[test]
fn a_cell_is_found_by_its_words_before_its_numbers() {
    let folder = Folder::new();
    let session = "version = 1\nwords = [\"a,b\", \"0\"]\nembedding = [[1], [2]]\n";
    fs::write(folder.path().join("s.toml"), session).unwrap();
    // Where words are numbers, numbers are words.
    let message = refused(
        &folder,
        &["print", "s.toml", "--stage", "scores", "--explain", "1,1"],
    );
    assert!(
        message.contains("there is no cell \"1,1\": expected ROW,COLUMN, a word and a word"),
        "{message}"
    );
    for (cell, name) in [
        ("a,b,0", "scores[a,b, 0]"),
        ("0,a,b", "scores[0, a,b]"),
        ("0,0", "scores[0, 0]"),
    ] {
        let text = done(
            &folder,
            &["print", "s.toml", "--stage", "scores", "--explain", cell],
        );
        assert!(text.starts_with(&format!("{name} = ")), "{cell}: {text}");
    }
}

#[test]
fn every_command_has_an_example_in_its_help() {
    let folder = Folder::new();
    let help = done(&folder, &["--help"]);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let names = commands
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.contains(&"export") && names.len() > 7, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help").chain([""]) {
        let args: Vec<&str> = [name, "--help"]
            .into_iter()
            .filter(|arg| !arg.is_empty())
            .collect();
        let help = done(&folder, &args);
        assert!(
            help.contains("Example") && help.contains(&format!("  attn-tui {name}")),
            "{name}: {help}"
        );
    }
}
