//! Lines that begin a section of claims: a stage's name, or another that people have for it.

use super::super::problem::quoted;
use crate::model::{HeadId, Inputs, Stage, counted, stages};

/// What people call stages apart from their names and symbols, as [`bare`] leaves it.
const ALSO: &[(&str, Stage)] = &[
    ("x0", Stage::Embedding),
    ("embeddings", Stage::Embedding),
    ("wordembeddings", Stage::Embedding),
    ("positionalencoding", Stage::Position),
    ("positionalencodings", Stage::Position),
    ("positionencoding", Stage::Position),
    ("positions", Stage::Position),
    ("inputs", Stage::Input),
    ("query", Stage::Q),
    ("queries", Stage::Q),
    ("key", Stage::K),
    ("keys", Stage::K),
    ("value", Stage::V),
    ("values", Stage::V),
    ("score", Stage::Scores),
    ("rawscores", Stage::Scores),
    ("attentionscores", Stage::Scores),
    ("scaledscores", Stage::Scaled),
    ("scaledattentionscores", Stage::Scaled),
    ("maskedscores", Stage::Masked),
    ("softmax", Stage::Weights),
    ("softmaxqkt/√dk", Stage::Weights),
    ("weight", Stage::Weights),
    ("attention", Stage::Weights),
    ("attentionweights", Stage::Weights),
    ("attentionmatrix", Stage::Weights),
    ("context", Stage::Head),
    ("contextvector", Stage::Head),
    ("contextvectors", Stage::Head),
    ("softmaxqkt/√dkv", Stage::Head),
    ("concatenated", Stage::Concat),
    ("outputs", Stage::Output),
    ("attentionoutput", Stage::Output),
];

/// A line that begins a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading<'t> {
    /// The stage's, or another that people have for it.
    name: &'t str,
    /// As it is written, from 1.
    head: Option<&'t str>,
}

impl<'t> Heading<'t> {
    pub(super) fn of(line: &'t str, inputs: &Inputs) -> Option<Self> {
        let text = line.trim();
        let bare = text.trim_start_matches('#').trim().trim_end_matches(':');
        let is_marked = bare.len() < text.len();
        if let Some(heading) = Self::caption(bare) {
            return Some(heading);
        }
        let (name, head) = Self::parts(bare, is_marked)?;
        let heading = Self { name, head };
        // Titles of columns are indented, and a word of the session may be a stage's name.
        let is_title = line.starts_with(char::is_whitespace) && is_word(inputs, name);
        let are_words = || name.split_whitespace().all(|word| is_word(inputs, word));
        let is_heading =
            is_marked || is_stage(name) && !is_title || named(name).is_some() && !are_words() || {
                let is_one = !name.contains(char::is_whitespace);
                let is_misspelt = head.is_some() || !is_word(inputs, name);
                is_one && is_misspelt && nearest(name).is_some()
            };
        is_heading.then_some(heading)
    }

    /// The name, and the head or what else stands after a stage's name.
    fn parts(bare: &'t str, is_marked: bool) -> Option<(&'t str, Option<&'t str>)> {
        let first = bare.split_whitespace().next()?;
        let rest = bare[first.len()..].trim();
        // `head 2`, of the stage `head`.
        let is_head = first.eq_ignore_ascii_case("head");
        if is_head && !rest.is_empty() && !rest.contains(char::is_whitespace) {
            return Some((first, Some(rest)));
        }
        if let Some((before, number)) = bare.rsplit_once(char::is_whitespace)
            && let Some((name, head)) = before.trim_end().rsplit_once(char::is_whitespace)
            && head.eq_ignore_ascii_case("head")
        {
            return Some((name.trim_end(), Some(number)));
        }
        match is_marked && is_stage(first) && named(bare).is_none() && !rest.is_empty() {
            true => Some((first, Some(rest))),
            false => Some((bare, None)),
        }
    }

    /// From `attn-tui print`: `scores · Q·Kᵀ · head 1 of 2 · 3 × 3`, `words · 3`.
    fn caption(text: &'t str) -> Option<Self> {
        let mut parts = text.split(" · ");
        let name = parts
            .next()
            .filter(|name| !name.contains(char::is_whitespace))?;
        let last = parts.clone().last()?;
        let is_size = |part: &str| part.trim().parse::<usize>().is_ok();
        if !last.split(" × ").all(is_size) {
            return None;
        }
        let head = parts.find_map(|part| part.strip_prefix("head ")?.split(" of ").next());
        Some(Self { name, head })
    }

    /// Whether the next line has words.
    pub(super) fn is_of_words(&self) -> bool {
        named(self.name).is_some_and(|stage| !stage.has_numbers())
    }

    /// The stage that it names, and the head; `None` for words.
    pub(super) fn stage(&self, inputs: &Inputs) -> Result<Option<(Stage, HeadId)>, String> {
        let known = || {
            let names = stages(inputs).filter(|stage| stage.has_numbers());
            names.map(Stage::name).collect::<Vec<_>>().join(", ")
        };
        let Some(stage) = named(self.name) else {
            let name = quoted(self.name);
            return Err(match nearest(self.name) {
                Some(near) => format!("there is no stage {name}; did you mean {near}?"),
                None => format!("there is no stage {name}; this session has: {}", known()),
            });
        };
        if !stage.has_numbers() {
            return Ok(None);
        }
        let (name, heads) = (stage.name(), inputs.heads.len());
        let number = match self.head {
            None => 1,
            Some(text) => match text.parse::<usize>() {
                Ok(number) if (1..=heads).contains(&number) => number,
                Ok(_) => {
                    let heads = counted(heads, "head");
                    return Err(format!("there is no head {text}: this session has {heads}"));
                }
                Err(_) => {
                    let text = quoted(text);
                    return Err(format!(
                        "expected \"{name} head N\", found {text} after the stage"
                    ));
                }
            },
        };
        let head = HeadId::from(number - 1);
        let stage = stage.of_session(inputs, head);
        if stage.exists(inputs, head) {
            return Ok(Some((stage, head)));
        }
        let is_of_other = stages(inputs).any(|other| other.name() == name);
        Err(match is_of_other {
            true => format!("head {number} has no stage \"{name}\""),
            false => format!("this session has no stage \"{name}\"; it has: {}", known()),
        })
    }
}

fn is_stage(name: &str) -> bool {
    Stage::named(&name.to_ascii_lowercase()).is_some_and(|stage| !stage.is_view())
}

/// Whether it is a word of the session.
pub(super) fn is_word(inputs: &Inputs, name: &str) -> bool {
    let words = inputs.words.iter().chain(inputs.key_words());
    words.into_iter().any(|word| word == name)
}

/// The stage of a name, a symbol, or what people call it, in whatever case.
fn named(name: &str) -> Option<Stage> {
    let is_stage = |stage: &Stage| !stage.is_view();
    let lowercase = name.to_ascii_lowercase();
    if let Some(stage) = Stage::named(&lowercase).filter(is_stage) {
        return Some(stage);
    }
    // `x 0` is a row of numbers.
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    if name.split_whitespace().any(is_number) {
        return None;
    }
    let name = bare(name);
    let has_symbol = |stage: &Stage| !name.is_empty() && bare(stage.symbol()) == name;
    let also = || ALSO.iter().find(|(also, _)| *also == name);
    let symbol = Stage::computed().find(has_symbol);
    symbol.or_else(|| also().map(|(_, stage)| *stage))
}

/// A name or formula without what people write in different ways: `QK^T`, `Q·Kᵀ` and `q @ k.T` are `qkt`.
fn bare(name: &str) -> String {
    let name = name.to_lowercase().replace("sqrt", "√").replace('₀', "0");
    let name = name.replace(['ᵀ', '⊤'], "t");
    let is_passed_over = |c: char| c.is_whitespace() || "·⋅*×@^_.-{}()\\$".contains(c);
    name.replace(is_passed_over, "")
}

/// What a name differs from by a slip of the keys: a stage's name, or what people call it.
fn nearest(name: &str) -> Option<&'static str> {
    const MOST: usize = 2;
    let (lowercase, bare) = (name.to_ascii_lowercase(), bare(name));
    // Half of a short name differs from another by so much. The lengths alone rule out a very long one.
    let errors = |written: &str, known: &str| {
        let is_like = known.len() > 2 * MOST && known.len().abs_diff(written.len()) <= MOST;
        is_like.then(|| strsim::levenshtein(written, known))
    };
    let names = Stage::computed().map(Stage::name);
    let names = names.filter_map(|known| Some((errors(&lowercase, known)?, known)));
    let also = ALSO.iter();
    let also = also.filter_map(|(also, stage)| Some((errors(&bare, also)?, stage.name())));
    let (errors, known) = names.chain(also).min_by_key(|(errors, _)| *errors)?;
    (errors <= MOST).then_some(known)
}
