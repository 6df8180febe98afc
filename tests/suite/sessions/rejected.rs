//! Invalid files and their exact error messages.

use attn_tui::model::Head;
use attn_tui::store::{Session, examples};
use proptest::{prelude::*, sample};

use super::START;

fn error(text: &str) -> String {
    match Session::parse(text) {
        Ok(session) => panic!("accepted: {text}\n{session:?}"),
        Err(problem) => problem.to_string(),
    }
}

#[test]
fn invalid_files_are_rejected_with_line_key_and_expectation() {
    let whole: &[(&str, &str)] = &[
        ("", "1: version: expected 1, found nothing"),
        (
            "version = 1\n",
            "1: words: expected a list of words, found nothing",
        ),
        (
            "version = 2\nwords = [\"a\"]\nembeddings = 3",
            "1: version: expected 1, the only supported version, found 2",
        ),
        (
            "version = \"1\"\n",
            "1: version: expected 1, the only supported version, found \"1\"",
        ),
        (
            "version = 1.0\n",
            "1: version: expected 1, the only supported version, found 1.0",
        ),
        (
            "version = 1\nwords = [\"a\"]\n",
            "1: embedding: expected rows of numbers, from which head 1 is made, found none",
        ),
        (
            "version = 1\nwords = \"a b\"\nembedding = [[1]]",
            "2: words: expected a list of words, found \"a b\"",
        ),
        (
            "version = 1\nwords = []\nembedding = [[1]]",
            "2: words: expected at least one word, found an empty list",
        ),
        (
            "version = 1\nwords = [\"a\", \"\"]\nembedding = [[1]]",
            "2: words[1]: expected a word, found an empty string",
        ),
        (
            "version = 1\nwords = [\"a\",\n\"b c\"]\nembedding = [[1]]",
            "3: words[1]: expected a word without white space, which separates words, found \"b c\"",
        ),
        (
            "version = 1\nwords = [\"a\u{a0}b\"]\nembedding = [[1]]",
            "2: words[0]: expected a word without white space, which separates words, found \"a b\"",
        ),
        (
            "version = 1\nwords = [\"a\\u001b[2J\"]\nembedding = [[1]]",
            "2: words[0]: expected a word without control characters, found \"a\\u{1b}[2J\"",
        ),
        (
            "version = 1\nwords = [\"a\u{202e}b\"]\nembedding = [[1]]",
            "2: words[0]: expected a word without characters that change the writing direction, found \"a\\u{202e}b\"",
        ),
        (
            "version = 1\nwords = [\"a\", 2]\nembedding = [[1]]",
            "2: words[1]: expected a word in quotes, found 2",
        ),
        (
            "version = 1\ntitle = 3\nwords = [\"a\"]\nembedding = [[1]]",
            "2: title: expected text in quotes, found 3",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = 3",
            "3: embedding: expected rows of numbers, found 3",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = []",
            "3: embedding: expected at least one row, found an empty list",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [[]]",
            "3: embedding[0]: expected a row of numbers, found an empty list",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [1, 2]",
            "3: embedding[0]: expected a row of numbers, found 1",
        ),
        (
            "version = 1\nwords = [\"a\", \"b\", \"c\"]\nembedding = [\n[1, 2, 3],\n[1, 2, 3],\n  [1, 2],\n]",
            "6: embedding[2]: expected 3 numbers as in the first row, found 2",
        ),
        (
            "version = 1\nwords = [\"a\", \"b\"]\nembedding = [[1, 2]]",
            "3: embedding: expected one row per word: 2, found 1",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [[1, \"2\"]]",
            "3: embedding[0][1]: expected a number, found \"2\"",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [[1,\n inf]]",
            "4: embedding[0][1]: expected a finite number, found inf",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [[-nan]]",
            "3: embedding[0][0]: expected a finite number, found -nan",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [[1e309]]",
            "3: embedding[0][0]: expected a number below 1.8e308, found 1e309",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [[1_0\u{1b}c\u{9b}31m]]",
            "3: embedding[0][0]: expected a number, found 10\\u{1b}c\\u{9b}31m",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembedding = [[true]]",
            "3: embedding[0][0]: expected a number, found true",
        ),
        (
            "version = 1\nversion = 1",
            "2: not valid TOML: duplicate key",
        ),
        (
            "version = 1\nwords = [\"a\"\nembedding = [[1]]",
            "3: not valid TOML: missing comma between array elements, expected `,`",
        ),
        (
            "version = 1\nwords = ['a]",
            "2: not valid TOML: unclosed array, expected `]`",
        ),
        (
            "hello",
            "1: not valid TOML: key with no value, expected `=`",
        ),
        (
            "version = 1\nwords = [\"a\"]\nembeding = [[1]]",
            "3: embeding: unknown key; did you mean embedding?",
        ),
    ];
    let ends: &[(&str, &str)] = &[
        (
            "colour = 1",
            "4: colour: unknown key; expected one of version, title, words, embedding, source, position, attention, heads, output, block, view, practice, recovery",
        ),
        (
            "\"\\u001b[2J\" = 1",
            "4: \\u{1b}[2J: unknown key; expected one of version, title, words, embedding, source, position, attention, heads, output, block, view, practice, recovery",
        ),
        (
            "[position]\nencoding = \"rotation\"",
            "5: position.encoding: expected \"sinusoidal\", \"learned\", \"rotary\", \"alibi\" or \"none\", found \"rotation\"",
        ),
        (
            "[position]\nencoding = 1",
            "5: position.encoding: expected \"sinusoidal\", \"learned\", \"rotary\", \"alibi\" or \"none\", found 1",
        ),
        (
            "[position]\nadded = 1",
            "5: position.added: expected true or false, found 1",
        ),
        (
            "[position]\nbase = 0",
            "5: position.base: expected a number greater than 0, found 0",
        ),
        (
            "[position]\nbase = -0.5",
            "5: position.base: expected a number greater than 0, found -0.5",
        ),
        (
            "[position]\nbases = 1",
            "5: position.bases: unknown key; did you mean base?",
        ),
        (
            "position = 1",
            "4: position: expected a [position] table, found 1",
        ),
        (
            "[[position]]",
            "4: position: expected a [position] table, found a list",
        ),
        (
            "[attention]\nscale = \"sqrt\"",
            "5: attention.scale: expected \"sqrt_d_k\", \"none\" or a number greater than 0, found \"sqrt\"",
        ),
        (
            "[attention]\nscale = true",
            "5: attention.scale: expected \"sqrt_d_k\", \"none\" or a number greater than 0, found true",
        ),
        (
            "[attention]\nscale = 0",
            "5: attention.scale: expected a number greater than 0, found 0",
        ),
        (
            "[attention]\nscale = inf",
            "5: attention.scale: expected a finite number, found inf",
        ),
        (
            "[attention]\ntemperature = 0.0",
            "5: attention.temperature: expected a number greater than 0, found 0.0",
        ),
        (
            "[attention]\ntemperature = \"warm\"",
            "5: attention.temperature: expected a number, found \"warm\"",
        ),
        (
            "[attention]\nmask = \"future\"",
            "5: attention.mask: expected \"none\", \"causal\" or rows of booleans, found \"future\"",
        ),
        (
            "[attention]\nmask = true",
            "5: attention.mask: expected \"none\", \"causal\" or rows of booleans, found true",
        ),
        (
            "[attention]\nmask = [[true, 1], [true, true]]",
            "5: attention.mask[0][1]: expected true or false, found 1",
        ),
        (
            "[attention]\nmask = [[true], [true, true]]",
            "5: attention.mask[1]: expected 1 boolean as in the first row, found 2",
        ),
        (
            "[attention]\nmask = [[true, false]]",
            "5: attention.mask: expected 2 × 2, a row and a column per word, found 1 × 2",
        ),
        (
            "[attention]\ntemprature = 1.0",
            "5: attention.temprature: unknown key; did you mean temperature?",
        ),
        (
            "[heads]\nw_q = [[1]]",
            "4: heads: expected [[heads]] tables, found a table",
        ),
        (
            "heads = [1]",
            "4: heads[0] (head 1): expected a [[heads]] table, found 1",
        ),
        (
            "[[heads]]\nw_k = [[1, 2]]",
            "5: heads[0].w_k (head 1): expected 2 rows, one per input number, found 1",
        ),
        (
            "[[heads]]\n[[heads]]\nw_v = [[1], [2], [3]]",
            "6: heads[1].w_v (head 2): expected 2 rows, one per input number, found 3",
        ),
        (
            "[[heads]]\nw_q = [[1], [2]]",
            "5: heads[0].w_q (head 1): expected 2 columns, because the missing w_k is the identity, found 1",
        ),
        (
            "[[heads]]\nw_q = [[1], [2]]\nw_k = [[1, 2], [3, 4]]",
            "6: heads[0].w_k (head 1): expected 1 column, as many as w_q has, found 2",
        ),
        (
            "[[heads]]\nb_q = [1]",
            "5: heads[0].b_q (head 1): expected 2 numbers, one per column of w_q, found 1",
        ),
        (
            "[[heads]]\nb_q = [1, nan]",
            "5: heads[0].b_q[1] (head 1): expected a finite number, found nan",
        ),
        (
            "[[heads]]\nb_q = [[1, 2]]",
            "5: heads[0].b_q[0] (head 1): expected a number, found a list",
        ),
        (
            "[[heads]]\nwq = [[1]]",
            "5: heads[0].wq (head 1): unknown key; did you mean w_q?",
        ),
        (
            "[[heads]]\nw_o = [[1]]",
            "5: heads[0].w_o (head 1): unknown key; did you mean w_q?",
        ),
        (
            "[output]\nw_o = [[1, 2, 3]]",
            "5: output.w_o: expected 2 rows, one per input number, found 1",
        ),
        (
            "[output]\nb_o = [1, 2, 3]",
            "5: output.b_o: expected 2 numbers, one per column of w_o, found 3",
        ),
        (
            "[recovery]\npath = \"/a.toml\"",
            "4: recovery.saved_at: expected seconds since 1970, found nothing",
        ),
        (
            "[recovery]\nsaved_at = -1",
            "5: recovery.saved_at: expected a whole number, at least 0, found -1",
        ),
        (
            "[recovery]\nsaved_at = 1\nstamp = \"99aa\"",
            "6: recovery.stamp: expected 32 hexadecimal digits in quotes, found \"99aa\"",
        ),
        (
            "[recovery]\nsaved_at = 1\npath = 2",
            "6: recovery.path: expected a path in quotes, found 2",
        ),
        (
            "[recovery]\nsaved = 1",
            "5: recovery.saved: unknown key; expected one of path, saved_at, stamp",
        ),
        (
            "[practice]\nright_first = -1",
            "5: practice.right_first: expected a whole number from 0 to 4294967295, found -1",
        ),
        (
            "[practice]\nwrong = 1",
            "5: practice.wrong: unknown key; expected one of right_first, right_later, shown",
        ),
        (
            "[view]\nstep = \"softmax\"",
            "5: view.step: expected the name of a stage, such as \"weights\", found \"softmax\"",
        ),
        (
            "[view]\nhead = 0",
            "5: view.head: expected a whole number, at least 1, found 0",
        ),
        (
            "[view]\nrow = -1",
            "5: view.row: expected a whole number, at least 0, found -1",
        ),
        (
            "[view]\ncolumn = 1.5",
            "5: view.column: expected a whole number, at least 0, found 1.5",
        ),
        (
            "[view]\ncolour = \"dark\"",
            "5: view.colour: unknown key; expected one of step, head, row, column, query, key, layout, theme",
        ),
    ];
    let files = whole
        .iter()
        .map(|&(text, message)| (text.to_owned(), message));
    let ends = ends
        .iter()
        .map(|&(end, message)| (format!("{START}{end}"), message));
    for (text, message) in files.chain(ends) {
        assert_eq!(error(&text), message, "{text}");
    }
}

#[test]
fn exceeding_a_limit_is_rejected_with_the_limit() {
    let list = |cell: &str, count: usize| format!("[{}]", vec![cell; count].join(","));
    let session = |words: usize, width: usize, end: &str| {
        let row = list("0", width);
        let (words, rows) = (list("\"a\"", words), list(&row, words));
        format!("version = 1\nwords = {words}\nembedding = {rows}\n{end}")
    };
    assert!(Session::parse(&session(1024, 1, "")).is_ok());
    assert_eq!(
        error(&session(1025, 1, "")),
        "2: words: expected at most 1024 words, found 1025"
    );
    let long = |letters: usize| {
        format!(
            "version = 1\nwords = [\"{}\"]\nembedding = [[1]]",
            "猫".repeat(letters)
        )
    };
    assert!(Session::parse(&long(1000)).is_ok());
    assert_eq!(
        error(&long(1001)),
        "2: words[0]: expected a word of at most 1000 characters, found 1001"
    );
    assert_eq!(
        error(&session(
            1,
            1,
            &format!("title = \"{}\"", "t".repeat(100_000))
        )),
        "4: title: expected a title of at most 1000 characters, found 100000"
    );
    assert!(Session::parse(&session(1, 1024, "")).is_ok());
    assert_eq!(
        error(&session(1, 1025, "")),
        "3: embedding: expected rows of at most 1024, found 1025"
    );
    let wide = format!("[[heads]]\nw_v = [{}]", list("0", 1025));
    assert_eq!(
        error(&session(1, 1, &wide)),
        "5: heads[0].w_v (head 1): expected rows of at most 1024, found 1025"
    );
    assert!(Session::parse(&session(1, 1, &"[[heads]]\n".repeat(64))).is_ok());
    assert_eq!(
        error(&session(1, 1, &"[[heads]]\n".repeat(65))),
        "4: heads: expected at most 64 heads, found 65"
    );
}

#[test]
fn short_files_that_demand_too_much_are_rejected() {
    let list = |cell: &str, count: usize| format!("[{}]", vec![cell; count].join(","));
    let session = |words: usize, end: &str| {
        let (words, rows) = (list("\"a\"", words), list("[0]", words));
        format!("version = 1\nwords = {words}\nembedding = {rows}\n{end}")
    };
    // A head of 1024 words computes 4 · 1024² + 4 · 1024 numbers; the limit is 64 · 1024².
    assert!(Session::parse(&session(1024, &"[[heads]]\n".repeat(15))).is_ok());
    assert_eq!(
        error(&session(1024, &"[[heads]]\n".repeat(16))),
        "1: expected heads of at most 67108864 computed numbers together, found 67174400; use fewer words or heads"
    );
    // Neither too many rows nor too wide: only the total exceeds the limit.
    let crowd = format!(
        "version = 1\nwords = [\"a\"]\nembedding = {}",
        list(&list("0", 1024), 12 * 1024)
    );
    assert_eq!(
        error(&crowd),
        "1: expected a session, which has at most 8388608 numbers"
    );
    // Values other than numbers take memory too.
    for (piece, times) in [("\n", 34 << 20), ("x=1\n", 1 << 20), ("[[a]]\n", 1 << 20)] {
        let crowd = piece.repeat(times);
        let message = error(&crowd);
        let expected = "1: expected a file of at most 33554432 tokens and blanks, found ";
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn punctuation_in_words_and_comments_does_not_count_as_values() {
    let word = format!("\"\\\"{}\"", "=".repeat(900));
    let words = vec![word.as_str(); 1024].join(",");
    let rows = vec![format!("[{}]", vec!["0"; 32].join(",")); 1024].join(",");
    let text = format!(
        "# {}\nversion = 1\nwords = [{words}]\nembedding = [{rows}]\n",
        "[".repeat(1 << 20)
    );
    assert!(text.matches(['=', '[']).count() > 1 << 20);
    let session = Session::parse(&text).unwrap();
    assert_eq!(Session::parse(&session.to_toml()).unwrap(), session);
}

#[test]
fn quoted_input_in_errors_is_shortened() {
    let long = "k".repeat(1000);
    let shown = format!("{}…", "k".repeat(40));
    assert_eq!(
        error(&format!("{START}[view]\n{long} = 1")),
        format!(
            "5: view.{shown}: unknown key; expected one of step, head, row, column, query, key, layout, theme"
        )
    );
    assert_eq!(
        error(&format!("{START}[view]\nstep = \"{long}\"")),
        format!(
            "5: view.step: expected the name of a stage, such as \"weights\", found \"{shown}\""
        )
    );
}

/// Accidental damage to a file: pieces removed, pieces inserted.
fn damaged() -> impl Strategy<Value = String> {
    let texts: Vec<_> = examples::all()
        .iter()
        .map(|example| example.session().to_toml())
        .collect();
    let pieces = [
        "[",
        "]",
        "]]",
        ",",
        "\"",
        "'",
        "=",
        ".",
        "-",
        "1e999",
        "nan",
        "true",
        "{",
        "}",
        "\n",
        "#",
        "\\u",
        "[[heads]]\n",
        "w_q = ",
        "[output]\n",
        "mask = ",
        "\u{0}",
        "猫",
        "\u{feff}",
        "1979-05-27",
        "0x",
        "words",
    ];
    let edit = (
        any::<sample::Index>(),
        0..12_usize,
        sample::select(pieces.to_vec()),
    );
    let edits = prop::collection::vec(edit, 1..4);
    (sample::select(texts), edits).prop_map(|(text, edits)| {
        let mut text: Vec<char> = text.chars().collect();
        for (place, cut, piece) in edits {
            let start = place.index(text.len());
            let end = (start + cut).min(text.len());
            text.splice(start..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damaged_files_are_read_or_rejected_at_one_of_their_lines(text in damaged()) {
        match Session::parse(&text) {
            Ok(mut session) => {
                prop_assert_eq!(session.to_toml(), text.as_str());
                session.inputs.embedding[[0, 0]] = 0.125;
                session.inputs.heads.push(Head::default());
                if session.inputs.check().is_err() {
                    session.inputs.heads.pop();
                }
                session.view.row = Some(3);
                let written = session.to_toml();
                prop_assert_eq!(Session::parse(&written), Ok(session), "{}", written);
            }
            Err(problem) => {
                let lines = text.split('\n').count();
                prop_assert!((1..=lines).contains(&problem.line), "{}", problem);
                prop_assert!(problem.column >= 1);
                prop_assert!(!problem.message.contains(char::is_control));
                prop_assert!(!problem.key.contains(char::is_control));
            }
        }
    }
}
