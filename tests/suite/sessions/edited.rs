//! Saving rewrites only what changed: comments, order, blank lines and formatting of everything else are preserved.

use attn_tui::model::{Encoding, Head, Linear, Mask, Scale, Stage};
use attn_tui::store::{RecoveryTable, Session};
use ndarray::{Array1, Axis, array};
use proptest::prelude::*;

use super::round_trip::{plain_session, session};

/// A handwritten file.
const HANDWRITTEN: &str = r#"# Cats, by hand.
version = 1
words = ['I', "love", "c\u0061ts"]  # tokens

# Two numbers each.
embedding = [ # x, y
  [ 1.50, 0 ],   # I
  # the verb
  [1e3, -0x0_0],
  [0x1F, 1_000.0],
]

[attention]   # how
temperature = 2   # warm
# no mask

# The only head.
[[heads]]
w_q = [[1, 0],
       [0, 1]]
b_q = [0.0, 0.0,] # none

# How it was looked at.
[view]
step = "weights" # the best
theme = 'dark'
# the end
"#;

fn handwritten() -> String {
    HANDWRITTEN.replace("-0x0_0", "0x0_0")
}

/// The lines that differ: `-` old, `+` new.
#[track_caller]
pub fn changes(text: &str, change: impl FnOnce(&mut Session)) -> Vec<String> {
    let mut session = Session::parse(text).unwrap();
    change(&mut session);
    let new = session.to_toml();
    assert_eq!(Session::parse(&new).as_ref(), Ok(&session), "{new}");
    diff(text, &new)
}

pub fn diff(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<_>, Vec<_>) = (old.split('\n').collect(), new.split('\n').collect());
    // The longest common subsequence, from the end.
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut changes) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && common[i + 1][j] >= common[i][j + 1] {
            changes.push(format!("-{}", old[i]));
            i += 1;
        } else {
            changes.push(format!("+{}", new[j]));
            j += 1;
        }
    }
    changes
}

#[test]
fn saving_an_unchanged_session_changes_nothing() {
    let text = handwritten();
    for text in [
        text.clone(),
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        text.trim_end().to_owned(),
    ] {
        assert_eq!(Session::parse(&text).unwrap().to_toml(), text);
    }
}

#[test]
fn changing_a_number_changes_nothing_else_in_the_file() {
    let text = handwritten();
    assert_eq!(
        changes(&text, |session| session.inputs.embedding[[0, 1]] = 2.0),
        ["-  [ 1.50, 0 ],   # I", "+  [ 1.50, 2 ],   # I"]
    );
    assert_eq!(
        changes(&text, |session| session.inputs.embedding[[0, 1]] = -0.0),
        ["-  [ 1.50, 0 ],   # I", "+  [ 1.50, -0.0 ],   # I"]
    );
    assert_eq!(
        changes(&text, |session| session.inputs.embedding[[1, 0]] = 0.25),
        ["-  [1e3, 0x0_0],", "+  [0.25, 0x0_0],"]
    );
    assert_eq!(
        changes(&text, |session| session.inputs.heads[0]
            .q
            .bias
            .as_mut()
            .unwrap()[1] = 1.0),
        ["-b_q = [0.0, 0.0,] # none", "+b_q = [0.0, 1.0,] # none"]
    );
}

#[test]
fn settings_are_changed_in_place_or_added_to_their_table() {
    let text = handwritten();
    assert_eq!(
        changes(&text, |session| {
            session.title = "Cats".to_owned();
            session.inputs.words[0] = "you".to_owned();
            session.inputs.attention.temperature = 0.5;
            session.inputs.attention.scale = Scale::Divisor(3.0);
            session.inputs.attention.mask = Mask::Causal;
            session.inputs.position.encoding = Encoding::None;
            session.view.step = Some(Stage::Scores);
            session.view.row = Some(1);
            session.view.theme = None;
        }),
        [
            "-words = ['I', \"love\", \"c\\u0061ts\"]  # tokens",
            "+title = \"Cats\"",
            "+words = ['you', \"love\", \"c\\u0061ts\"]  # tokens",
            "+[position]",
            "+encoding = \"none\"",
            "+",
            "-temperature = 2   # warm",
            "+scale = 3.0",
            "+temperature = 0.5   # warm",
            "+mask = \"causal\"",
            "-step = \"weights\" # the best",
            "-theme = 'dark'",
            "+step = \"scores\" # the best",
            "+row = 1",
        ]
    );
    // A key that returns to its default stays in the file.
    assert_eq!(
        changes(&text, |session| session.inputs.attention.temperature = 1.0),
        ["-temperature = 2   # warm", "+temperature = 1   # warm"]
    );
}

#[test]
fn inline_tables_and_dotted_keys_are_preserved() {
    let text = "version = 1\nwords = [\"a\"]\nembedding = [[1]]\nposition.base = 5 # b\n\
        attention = { mask = \"none\" } # c\nheads = [{ b_q = [1] }, {}] # d\n";
    assert_eq!(
        changes(text, |session| {
            session.inputs.position.added = true;
            session.inputs.attention.temperature = 2.0;
            session.inputs.heads[1].k.bias = Some(array![1.0]);
            session.inputs.heads.push(Head::default());
        }),
        [
            "-attention = { mask = \"none\" } # c",
            "-heads = [{ b_q = [1] }, {}] # d",
            "+position.added = true",
            "+attention = { mask = \"none\", temperature = 2.0 } # c",
            "+heads = [{ b_q = [1] }, { b_k = [1.0] }, {}] # d",
        ]
    );
}

#[test]
fn adding_or_removing_words_touches_only_their_rows() {
    let text = handwritten();
    assert_eq!(
        changes(&text, |session| {
            session.inputs.words.insert(1, "do".to_owned());
            let rows = array![[1.5, 0.0], [7.0, 0.125], [1000.0, 0.0], [31.0, 1000.0]];
            session.inputs.embedding = rows;
        }),
        [
            "-words = ['I', \"love\", \"c\\u0061ts\"]  # tokens",
            "+words = ['I', 'do', \"love\", \"c\\u0061ts\"]  # tokens",
            "+  [ 7.0, 0.125 ],",
        ]
    );
    assert_eq!(
        changes(&text, |session| {
            session.inputs.words.remove(1);
            session.inputs.embedding.remove_index(Axis(0), 1);
        }),
        [
            "-words = ['I', \"love\", \"c\\u0061ts\"]  # tokens",
            "+words = ['I', \"c\\u0061ts\"]  # tokens",
            "-  [1e3, 0x0_0],",
        ]
    );
    assert_eq!(
        changes(&text, |session| {
            session.inputs.words.truncate(1);
            session.inputs.embedding = array![[1.5, 0.0]];
        }),
        [
            "-words = ['I', \"love\", \"c\\u0061ts\"]  # tokens",
            "+words = ['I']  # tokens",
            "-  [1e3, 0x0_0],",
            "-  [0x1F, 1_000.0],",
        ]
    );
}

#[test]
fn rows_follow_their_words() {
    let text = handwritten();
    assert_eq!(
        changes(&text, |session| {
            session.inputs.words = ["love", "cats", "you"].map(String::from).to_vec();
            session.inputs.embedding = array![[1000.0, 0.5], [31.0, 1000.0], [1.5, 0.0]];
        }),
        [
            "-words = ['I', \"love\", \"c\\u0061ts\"]  # tokens",
            "+words = [\"love\", \"c\\u0061ts\", \"you\"]  # tokens",
            "-  [ 1.50, 0 ],   # I",
            "-  [1e3, 0x0_0],",
            "+  [1e3, 0.5],",
            "+  [1.5, 0.0],",
        ]
    );
}

#[test]
fn heads_keep_their_comments_when_others_are_added_or_removed() {
    let text = handwritten();
    assert_eq!(
        changes(&text, |session| session.inputs.heads.push(Head::default())),
        ["+[[heads]]", "+"]
    );
    assert_eq!(
        changes(&text, |session| {
            session.inputs.heads[0].k = Linear {
                weight: Some(array![[1.0, 2.0], [3.0, 4.0]]),
                bias: None,
            };
            session.inputs.heads[0].q.bias = None;
        }),
        [
            "-b_q = [0.0, 0.0,] # none",
            "+w_k = [",
            "+  [1.0, 2.0],",
            "+  [3.0, 4.0],",
            "+]",
        ]
    );
    let two = text.replace(
        "# How",
        "# The second head.\n[[heads]]\nb_v = [1, 2]\n\n# How",
    );
    assert_eq!(
        changes(&two, |session| drop(session.inputs.heads.remove(0))),
        [
            "-# The only head.",
            "-[[heads]]",
            "-w_q = [[1, 0],",
            "-       [0, 1]]",
            "-b_q = [0.0, 0.0,] # none",
            "-",
        ]
    );
}

#[test]
fn a_recovery_file_keeps_comments_and_saving_drops_its_table() {
    let text = handwritten();
    let mut table = RecoveryTable {
        path: Some("/cats.toml".into()),
        saved_at: 7,
        stamp: None,
    };
    let written = Session::parse(&text).unwrap().to_recovery_toml(&table);
    let lines = [
        "+[recovery]",
        "+path = \"/cats.toml\"",
        "+saved_at = 7",
        "+",
    ];
    assert_eq!(diff(&text, &written), lines);
    // The explorer that restored it writes it again.
    let restored = Session::parse(&written).unwrap();
    table.saved_at = 8;
    let again = restored.to_recovery_toml(&table);
    assert_eq!(diff(&written, &again), ["-saved_at = 7", "+saved_at = 8"]);
    assert_eq!(restored.to_toml(), text);
}

/// Writes a session in a random style, with comments everywhere.
struct Writer {
    random: u64,
    comments: usize,
    text: String,
}

impl Writer {
    fn roll(&mut self, sides: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 16) % sides
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn comment(&mut self) {
        self.comments += 1;
        let comment = format!("#c{} [\"'{{,", self.comments);
        self.push(&comment);
    }

    fn blanks(&mut self) {
        let blanks = ["", "", " ", "  ", "\t"][self.roll(5) as usize];
        self.push(blanks);
    }

    fn end_line(&mut self) {
        self.blanks();
        if self.roll(4) == 0 {
            self.comment();
        }
        self.push("\n");
    }

    /// A gap between lines: a comment of its own is surrounded by blank lines.
    fn gap(&mut self) {
        match self.roll(4) {
            0 => self.push("\n"),
            1 => {
                self.push("\n# loose\n\n");
            }
            2 => {
                self.blanks();
                self.comment();
                self.push("\n");
            }
            _ => {}
        }
    }

    /// White space in an array.
    fn space(&mut self) {
        match self.roll(6) {
            0 => self.end_line(),
            1 => {
                self.end_line();
                self.gap();
                self.push("  ");
            }
            _ => self.blanks(),
        }
    }

    fn string(&mut self, text: &str) {
        let is_plain = !text.contains(|c: char| c.is_control() || matches!(c, '\'' | '"' | '\\'));
        let written = match self.roll(5) {
            0 if is_plain => format!("'{text}'"),
            1 if is_plain => format!("\"\"\"{text}\"\"\""),
            2 if is_plain => format!("'''\n{text}'''"),
            _ if self.roll(3) == 0 || text.contains(char::is_control) => {
                let units = text.chars().map(|c| format!("\\U{:08x}", u32::from(c)));
                format!("\"{}\"", units.collect::<String>())
            }
            _ => toml::Value::from(text).to_string(),
        };
        self.push(&written);
    }

    fn number(&mut self, number: f64) {
        let is_whole = number.fract() == 0.0 && number.abs() < 1e6;
        let is_plain = is_whole && number.is_sign_positive();
        let written = match self.roll(5) {
            0 if is_whole => format!("{number}"),
            1 if is_plain => format!("{:#x}", number as u64),
            2 if is_plain => format!("+{number}.0_0"),
            3 => format!("{number:e}"),
            _ => format!("{number:?}"),
        };
        self.push(&written);
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.push("[");
        self.space();
        let mut items = items.into_iter().peekable();
        while let Some(item) = items.next() {
            write(self, item);
            self.space();
            if items.peek().is_some() || self.roll(2) == 0 {
                self.push(",");
                self.space();
            }
        }
        self.push("]");
    }

    fn value(&mut self, value: &toml::Value) {
        match value {
            toml::Value::String(text) => self.string(text),
            toml::Value::Float(number) => self.number(*number),
            toml::Value::Array(items) => self.list(items, |writer, item| writer.value(item)),
            toml::Value::Table(table) => {
                self.push("{ ");
                for (i, (key, value)) in table.iter().enumerate() {
                    self.push(if i > 0 { ", " } else { "" });
                    self.key(key);
                    self.value(value);
                }
                self.push(" }");
            }
            other => self.push(&other.to_string()),
        }
    }

    fn key(&mut self, key: &str) {
        match self.roll(4) {
            0 => self.push(&format!("\"{key}\"")),
            1 => self.push(&format!("'{key}'")),
            _ => self.push(key),
        }
        self.blanks();
        self.push("=");
        self.blanks();
    }

    fn line(&mut self, prefix: &str, key: &str, value: &toml::Value) {
        self.gap();
        self.blanks();
        self.push(prefix);
        self.key(key);
        self.value(value);
        self.end_line();
    }

    fn section(&mut self, header: &str, table: &toml::Table) {
        self.gap();
        self.push(header);
        self.end_line();
        let mut entries: Vec<_> = table.iter().collect();
        let turn = self.roll(entries.len().max(1) as u64) as usize;
        entries.rotate_left(turn);
        let mut inside = Vec::new();
        for (key, value) in entries {
            match (value.as_table(), self.roll(3)) {
                (Some(table), 0) => inside.push((key, table)),
                (Some(table), 1) => {
                    for (inner, value) in table {
                        self.line(&format!("{key}."), inner, value);
                    }
                }
                _ => self.line("", key, value),
            }
        }
        for (key, table) in inside {
            self.section(&header.replace(" ]", &format!(".{key} ]")), table);
        }
    }

    fn document(mut self, session: &Session) -> String {
        let plain: toml::Table = Session::to_toml(session).parse().unwrap();
        let (mut sections, mut root) = (Vec::new(), Vec::new());
        for (key, value) in &plain {
            let is_table = value.is_table() || key == "heads";
            match self.roll(if is_table { 4 } else { 1 }) {
                0 => root.push((key, value)),
                1 if value.is_table() => root.push((key, value)),
                _ => sections.push((key, value)),
            }
        }
        let turn = self.roll(root.len() as u64) as usize;
        root.rotate_left(turn);
        for (key, value) in root {
            match value.as_table() {
                Some(table) if self.roll(2) == 0 => {
                    for (inner, value) in table {
                        self.line(&format!("{key}."), inner, value);
                    }
                }
                _ => self.line("", key, value),
            }
        }
        let turn = self.roll(sections.len().max(1) as u64) as usize;
        sections.rotate_left(turn);
        for (key, value) in sections {
            match value {
                toml::Value::Table(table) => self.section(&format!("[ {key} ]"), table),
                toml::Value::Array(tables) => {
                    for table in tables {
                        self.section(&format!("[[{key}]]"), table.as_table().unwrap());
                    }
                }
                _ => {}
            }
        }
        self.gap();
        if self.random.is_multiple_of(3) {
            self.text = self.text.replace('\n', "\r\n");
        }
        self.text
    }
}

fn randomly_formatted(session: &Session, random: u64) -> String {
    let writer = Writer {
        random: random | 1,
        comments: 0,
        text: String::new(),
    };
    writer.document(session)
}

fn bits(session: &Session) -> String {
    // `==` does not distinguish 0.0 from -0.0; debug output does.
    format!("{session:?}")
}

fn comments(text: &str) -> Vec<&str> {
    let lines = text.lines();
    lines
        .filter_map(|line| line.find("#c").map(|at| line[at..].trim_end()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_document_can_be_edited_into_any_other_session(old in session(), new in session(), random in any::<u64>()) {
        let text = randomly_formatted(&old, random);
        let mut session = Session::parse(&text).map_err(|problem| TestCaseError::fail(format!("{problem}\n{text}")))?;
        prop_assert_eq!(bits(&session), bits(&old), "{}", text);
        prop_assert_eq!(session.to_toml(), text.as_str());
        session.title.clone_from(&new.title);
        session.inputs.clone_from(&new.inputs);
        session.view.clone_from(&new.view);
        let written = session.to_toml();
        match Session::parse(&written) {
            Ok(read) => prop_assert_eq!(bits(&read), bits(&new), "{}\n-----\n{}", text, written),
            Err(problem) => prop_assert!(false, "{problem}\n{text}\n-----\n{written}"),
        }
    }

    #[test]
    fn small_changes_keep_every_comment_and_other_line(
        old in session(), random in any::<u64>(), picks in prop::collection::vec((any::<prop::sample::Index>(), -9.0..9.0_f64), 1..4)
    ) {
        prop_assume!(old.inputs.d_model() > 0);
        let text = randomly_formatted(&old, random);
        let mut session = Session::parse(&text).unwrap();
        for (index, number) in &picks {
            let n = session.inputs.embedding.len();
            *session.inputs.embedding.iter_mut().nth(index.index(n)).unwrap() = *number;
        }
        let written = session.to_toml();
        let read = Session::parse(&written).map_err(|problem| TestCaseError::fail(format!("{problem}\n{written}")))?;
        prop_assert_eq!(bits(&read), bits(&session));
        prop_assert_eq!(comments(&written), comments(&text));
        let removed = diff(&text, &written).iter().filter(|line| line.starts_with('-')).count();
        prop_assert!(removed <= picks.len(), "{}", written);
        prop_assert_eq!(written.lines().count(), text.lines().count());
    }

    #[test]
    fn adding_and_removing_words_keeps_every_other_comment(old in plain_session(), random in any::<u64>(), at in any::<prop::sample::Index>()) {
        let mut old = old;
        old.inputs.attention.mask = Mask::None;
        let text = randomly_formatted(&old, random);
        let mut session = Session::parse(&text).unwrap();
        let inputs = &mut session.inputs;
        let at = at.index(inputs.words.len() + 1);
        inputs.words.insert(at, "new".to_owned());
        let row = Array1::from_elem(inputs.embedding.ncols(), 0.5);
        let (before, after) = inputs.embedding.view().split_at(Axis(0), at);
        inputs.embedding = ndarray::concatenate![Axis(0), before, row.insert_axis(Axis(0)), after];
        let written = session.to_toml();
        let read = Session::parse(&written).map_err(|problem| TestCaseError::fail(format!("{problem}\n{text}\n-----\n{written}")))?;
        prop_assert_eq!(bits(&read), bits(&session));
        prop_assert_eq!(comments(&written), comments(&text));
        // Remove them again.
        let mut session = read;
        session.inputs.words.remove(at);
        session.inputs.embedding.remove_index(Axis(0), at);
        let back = session.to_toml();
        let read = Session::parse(&back).map_err(|problem| TestCaseError::fail(format!("{problem}\n{written}\n-----\n{back}")))?;
        prop_assert_eq!(bits(&read), bits(&old));
        prop_assert_eq!(comments(&back), comments(&text));
    }
}
