//! The lists to choose from: palette, themes, files.

use std::path::PathBuf;

use super::super::command::{Command, Effect};
use super::super::field::Field;
use super::super::mode::{Choice, Item, Mode, Picker, PickerKind, is_folder};
use super::super::{App, keys, step};
use super::dialog::PAGE;

impl App {
    pub(super) fn open_themes(&mut self) {
        let all: Vec<Item> = self
            .settings
            .themes
            .iter()
            .map(|name| Item {
                label: name.clone(),
                detail: String::new(),
                choice: Choice::Theme(name.clone()),
            })
            .collect();
        let chosen = all
            .iter()
            .position(|item| item.label == self.settings.theme);
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Themes {
                before: self.settings.theme.clone(),
            },
            field: Field::new(""),
            all,
            chosen: chosen.unwrap_or_default(),
            moved: false,
        });
    }

    pub(super) fn open_palette(&mut self) {
        let all = keys::TABLE
            .iter()
            .filter(|binding| binding.context == keys::Context::Explore)
            .filter(|binding| !matches!(binding.command, Command::Move(_) | Command::Palette))
            // What has nothing to do now says so when it is taken; what read-only forbids is not offered.
            .filter(|binding| !(self.settings.read_only && binding.command.changes()))
            .map(|binding| Item {
                label: match binding.command {
                    Command::GoToStep(index) => format!("go to step {}", step::labels()[index]),
                    _ => binding.name.into(),
                },
                detail: binding
                    .keys
                    .iter()
                    .map(|key| keys::display(key))
                    .collect::<Vec<_>>()
                    .join(" "),
                choice: Choice::Command(binding.command),
            })
            .collect();
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Palette,
            field: Field::new(""),
            all,
            chosen: 0,
            moved: false,
        });
    }

    pub(super) fn open_picker(&mut self) -> Vec<Effect> {
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Open,
            field: super::super::field::Field::new(""),
            all: recent_items(&self.recent),
            chosen: 0,
            moved: false,
        });
        // What lies here is offered as well.
        vec![Effect::Complete(String::new())]
    }

    pub(super) fn picker_command(&mut self, command: Command) -> Vec<Effect> {
        let Mode::Picker(picker) = &mut self.mode else {
            return Vec::new();
        };
        let last = picker.items().len().saturating_sub(1);
        // Where what is typed is meant, and no item of the list, the first step is into the list.
        let into_list = picker.taken() != picker.item().map(|item| item.choice.clone());
        match command {
            Command::Next if into_list => picker.chosen = 0,
            Command::Previous => picker.chosen = picker.chosen.checked_sub(1).unwrap_or(last),
            Command::Next => {
                picker.chosen = if picker.chosen < last {
                    picker.chosen + 1
                } else {
                    0
                }
            }
            Command::PreviousPage => picker.chosen = picker.chosen.saturating_sub(PAGE),
            Command::NextPage => picker.chosen = (picker.chosen + PAGE).min(last),
            Command::Complete => {
                let paths: Vec<String> = picker.all.iter().map(|item| item.label.clone()).collect();
                if let Some(longer) = longer(picker.field.text(), &paths) {
                    picker.field.replace(&longer);
                    return self.typed();
                }
                return Vec::new();
            }
            Command::Cancel => {
                let before = picker.kind.clone();
                self.mode = Mode::Explore;
                if let PickerKind::Themes { before } = before
                    && before != self.settings.theme
                {
                    return vec![Effect::Theme(before)];
                }
                return Vec::new();
            }
            Command::Accept => return self.pick(),
            _ => return Vec::new(),
        }
        picker.moved = !picker.items().is_empty();
        self.preview()
    }

    /// A theme that is chosen in the list is shown at once; where it is broken, the one before stays.
    pub(super) fn preview(&mut self) -> Vec<Effect> {
        let Mode::Picker(picker) = &self.mode else {
            return Vec::new();
        };
        match picker.item().map(|item| item.choice.clone()) {
            Some(Choice::Theme(name)) if name != self.settings.theme => vec![Effect::Theme(name)],
            _ => Vec::new(),
        }
    }

    fn pick(&mut self) -> Vec<Effect> {
        let Mode::Picker(picker) = &self.mode else {
            return Vec::new();
        };
        match picker.taken() {
            Some(Choice::Command(command)) => {
                self.mode = Mode::Explore;
                self.explore(command)
            }
            // One that could not be shown says so once more.
            Some(Choice::Theme(name)) if name != self.settings.theme => vec![Effect::Theme(name)],
            Some(Choice::Theme(name)) => {
                self.mode = Mode::Explore;
                self.say(format!(
                    "theme {name}: saving the session keeps it; theme in config.toml is for all"
                ));
                self.document.session.view.theme = Some(name);
                Vec::new()
            }
            Some(Choice::Path(path)) if is_folder(&path.to_string_lossy()) => {
                if let Mode::Picker(picker) = &mut self.mode {
                    picker.field.replace(&path.to_string_lossy());
                }
                self.typed()
            }
            Some(Choice::Path(path)) => self.open_path(path),
            None => Vec::new(),
        }
    }

    /// Paths that begin with what was typed have been found.
    pub(super) fn completed(&mut self, typed: &str, paths: Vec<String>) {
        match &mut self.mode {
            Mode::Prompt(prompt) if prompt.field.text() == typed => prompt.paths = paths,
            Mode::Picker(picker)
                if picker.kind == PickerKind::Open && picker.field.text() == typed =>
            {
                let recent = if typed.is_empty() {
                    recent_items(&self.recent)
                } else {
                    Vec::new()
                };
                let found = paths.into_iter().map(|path| path_item(path, ""));
                picker.all = recent.into_iter().chain(found).collect();
                picker.chosen = 0;
                picker.moved = false;
            }
            _ => {}
        }
    }
}

/// The longest beginning that all paths share, where it is longer than what is typed.
pub(super) fn longer(typed: &str, paths: &[String]) -> Option<String> {
    let mut shared = paths.first()?.as_str();
    for path in paths {
        while !path.starts_with(shared) {
            let (end, _) = shared.char_indices().next_back()?;
            shared = &shared[..end];
        }
    }
    (shared.len() > typed.len()).then(|| shared.to_owned())
}

fn recent_items(recent: &[PathBuf]) -> Vec<Item> {
    recent
        .iter()
        .map(|path| path_item(path.to_string_lossy().into_owned(), "recent"))
        .collect()
}

fn path_item(path: String, detail: &str) -> Item {
    Item {
        choice: Choice::Path(PathBuf::from(&path)),
        label: path,
        detail: detail.into(),
    }
}
