//! A session: the words and numbers in one TOML file that is easy to read, diff and edit by hand.

mod edit;
mod layout;
mod parts;
mod read;
mod value;
mod write;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Inputs, Stage};

use super::problem::Problem;
use super::stamp::Stamp;

pub use parts::Parts;
pub use read::check_word;
pub(super) use read::{embedded, parts as read_parts};

#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Empty if the file has none.
    pub title: String,
    pub inputs: Inputs,
    pub view: View,
    /// What was worked out in practice.
    pub score: Score,
    source: Source,
}

/// The text that a session was read from, for its comments and layout; absent if it has the program's own layout. Saving need not
/// update it: writing the newest values into the oldest text produces the same file.
#[derive(Clone, Default)]
struct Source(Option<Arc<Document>>);

/// A text and its parsed values.
struct Document {
    text: String,
    session: Session,
    recovery: Option<RecoveryTable>,
}

impl Source {
    fn new(text: String, session: &Session, recovery: Option<&RecoveryTable>) -> Self {
        Self(Some(Arc::new(Document {
            text,
            session: session.clone(),
            recovery: recovery.cloned(),
        })))
    }
}

/// Equality ignores the source text.
impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// How much of the computation the explorer shows at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Every pane.
    All,
    /// The matrix of a step, those that it is computed from, and the other steps as thumbnails.
    Step,
    /// One matrix.
    Alone,
}

impl Layout {
    pub const ALL: [Self; 3] = [Self::All, Self::Step, Self::Alone];

    /// The name in files and on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Step => "step",
            Self::Alone => "alone",
        }
    }

    /// The next one, in the order of [`Layout::ALL`].
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

/// The part of the session that the explorer showed, if known. It need not fit the inputs: the explorer clamps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub step: Option<Stage>,
    /// From 0; the file counts heads from 1, as people do.
    pub head: Option<usize>,
    /// From 0, in the file too.
    pub row: Option<usize>,
    /// From 0, in the file too.
    pub column: Option<usize>,
    /// The selected pair of words: the one that attends. From 0, in the file too.
    pub query: Option<usize>,
    /// The one that is attended to. From 0, in the file too.
    pub key: Option<usize>,
    /// The layout chosen for this session, if any.
    pub layout: Option<Layout>,
    /// The theme chosen for this session, if any.
    pub theme: Option<String>,
}

/// How many hidden numbers were worked out in practice: the `[practice]` table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    pub right_first: usize,
    pub right_later: usize,
    pub shown: usize,
}

impl Score {
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            right_first,
            right_later,
            shown,
        } = self;
        write!(
            f,
            "{right_first} right the first time, {right_later} later, {shown} shown"
        )
    }
}

/// The `[recovery]` table, which makes a session file a recovery file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryTable {
    /// The file that the session belongs to, absolute; `None` if it has none, or if its path is not Unicode.
    pub path: Option<PathBuf>,
    /// Seconds since 1970.
    pub saved_at: u64,
    /// The stamp of that file when the session was read from it or last saved to it.
    pub stamp: Option<Stamp>,
}

/// The largest edited text that is read back before it is saved, in bytes: reading it takes about 10 ms.
const MAX_CHECKED: usize = 256 << 10;

impl Session {
    /// A session with no view yet.
    pub fn new(title: impl Into<String>, inputs: Inputs) -> Self {
        Self {
            title: title.into(),
            inputs,
            view: View::default(),
            score: Score::default(),
            source: Source::default(),
        }
    }

    /// Reads the text of a session file. The result has passed [`Inputs::check`].
    ///
    /// # Errors
    /// If the text is not TOML; a key is unknown or missing; a value has the wrong type, or a number is not finite; rows
    /// are ragged; a shape does not fit; or the session is larger than [`limits`](crate::model::limits) allow.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        Ok(Self::read(text.to_owned())?.0)
    }

    /// Like [`Session::parse`], with the `[recovery]` table if there is one.
    pub(super) fn read(text: String) -> Result<(Self, Option<RecoveryTable>), Problem> {
        let (mut session, recovery) = read::session(&text)?;
        // If there is one already, the session was a string inside this text.
        if session.source.0.is_none() && session.write(recovery.as_ref()) != text {
            session.source = Source::new(text, &session, recovery.as_ref());
        }
        Ok((session, recovery))
    }

    /// The text of the session file: the source text with the changes since, or the program's own layout.
    pub fn to_toml(&self) -> String {
        self.write(None)
    }

    /// The text of the session's recovery file.
    pub fn to_recovery_toml(&self, table: &RecoveryTable) -> String {
        self.write(Some(table))
    }

    fn is_read_from(&self, text: &str) -> bool {
        read::session(text).is_ok_and(|(read, _)| read == *self)
    }

    fn write(&self, recovery: Option<&RecoveryTable>) -> String {
        let new = value::entries(self, recovery);
        match self.source.0.as_deref() {
            Some(source) => {
                let old = value::entries(&source.session, source.recovery.as_ref());
                let edited = edit::document(&source.text, &old, &new);
                // An edited layout is checked as long as that takes no noticeable time.
                if edited.len() > MAX_CHECKED || self.is_read_from(&edited) {
                    edited
                } else {
                    write::document(&new)
                }
            }
            None => write::document(&new),
        }
    }
}
