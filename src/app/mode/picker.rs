//! Lists to choose from: the palette, themes, files.

use std::path::PathBuf;

use super::super::command::{Explore, Target};
use super::super::edit::paths::is_folder;
use super::super::field::Field;
use super::super::help::Page;
use super::super::lesson::chosen::ChosenLesson;

/// A list to choose from, filtered by the typed text.
#[derive(Debug)]
pub struct Picker {
    pub kind: PickerKind,
    pub field: Field,
    pub all: Vec<Item>,
    /// The index of the selected item among those that match.
    pub chosen: usize,
    /// Whether the selection has moved since the text last changed.
    pub moved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickerKind {
    Palette,
    /// `before` is the theme that Cancel restores.
    Themes {
        before: String,
    },
    Open,
    Lessons,
}

impl PickerKind {
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::Palette => "Palette",
            Self::Themes { .. } => "Theme",
            Self::Open => "Open",
            Self::Lessons => "Lessons",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub label: String,
    /// Its keys, or a remark.
    pub detail: String,
    /// Other words that it is found by.
    pub also: &'static [&'static str],
    /// Whether it does something in the current state.
    pub applies: bool,
    pub choice: Choice,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    Command(Explore),
    Help(Page),
    Theme(String),
    Open(Target),
    Lesson(ChosenLesson),
}

/// Where an item contains a typed word; the best match first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// The name starts with it.
    Start,
    /// A word of the name starts with it.
    NameStart,
    Name,
    Key,
    /// Another word starts with it.
    OtherStart,
    Other,
}

impl Item {
    /// The best match of a typed word, with the other word that contains it.
    fn find(&self, part: &str) -> Option<(Match, Option<&'static str>)> {
        let is_key = || self.detail.split(' ').any(|key| key.to_lowercase() == part);
        match starts_word(&self.label, part) {
            Some(_) if self.label.to_lowercase().starts_with(part) => {
                return Some((Match::Start, None));
            }
            Some(true) => return Some((Match::NameStart, None)),
            Some(false) => return Some((Match::Name, None)),
            None if is_key() => return Some((Match::Key, None)),
            None => {}
        }
        let others = self.also.iter().filter_map(|other| {
            let starts = starts_word(other, part)?;
            let found = if starts {
                Match::OtherStart
            } else {
                Match::Other
            };
            Some((found, Some(*other)))
        });
        others.min()
    }
}

/// Whether a word of the text starts with `part`, which is in lower case; `None` if the text does not contain it.
fn starts_word(text: &str, part: &str) -> Option<bool> {
    let text = text.to_lowercase();
    let mut starts = text
        .match_indices(part)
        .map(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
        .peekable();
    starts.peek()?;
    Some(starts.any(|starts| starts))
}

impl Picker {
    /// The items that contain every typed word, the best matches first. For `Open`, the list already holds the completions
    /// of the typed path.
    pub(crate) fn items(&self) -> Vec<&Item> {
        self.found().into_iter().map(|(item, _)| item).collect()
    }

    /// The items that contain every typed word, each with the other word that it was found by, if any.
    pub(crate) fn found(&self) -> Vec<(&Item, Option<&'static str>)> {
        let typed = self.field.text().to_lowercase();
        let parts: Vec<&str> = match self.kind {
            PickerKind::Open => Vec::new(),
            _ => typed.split_whitespace().collect(),
        };
        let find = |item| {
            let found: Option<Vec<_>> = parts.iter().map(|part| Item::find(item, part)).collect();
            // The worst match decides.
            Some((item, found?.into_iter().max()))
        };
        let mut found: Vec<_> = self.all.iter().filter_map(find).collect();
        found.sort_by_key(|(_, found)| found.map(|(found, _)| found));
        let other =
            |found: Option<(Match, Option<&'static str>)>| found.and_then(|(_, other)| other);
        found
            .into_iter()
            .map(|(item, found)| (item, other(found)))
            .collect()
    }

    pub(crate) fn item(&self) -> Option<&Item> {
        self.items().get(self.chosen).copied()
    }

    /// A line on the selected lesson; none in other lists.
    pub(crate) fn about(&self) -> Option<&str> {
        let chosen = self.item().map(|item| &item.choice);
        (self.kind == PickerKind::Lessons).then_some(match chosen {
            Some(Choice::Lesson(chosen)) => &chosen.lesson.about,
            _ => "",
        })
    }

    /// What Enter accepts: until the selection moves in the list, the typed path or the example of the typed name; otherwise
    /// the selected item. A typed folder gets the separator that opens it.
    pub(crate) fn accepted(&self) -> Option<Choice> {
        let typed = self.field.text().trim();
        let item = || self.item().map(|item| item.choice.clone());
        if self.kind != PickerKind::Open || self.moved || typed.is_empty() || is_folder(typed) {
            return item();
        }
        let named = |label: &str| self.all.iter().find(|item| item.label == label);
        let folder = format!("{typed}{}", std::path::MAIN_SEPARATOR);
        let found = named(typed).or_else(|| named(&folder));
        let found = found.or_else(|| named(&format!("example {typed}")));
        Some(found.map_or_else(
            || Choice::Open(Target::File(PathBuf::from(typed))),
            |item| item.choice.clone(),
        ))
    }
}
