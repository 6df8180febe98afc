//! The pickers: palette, themes, files.

use std::path::PathBuf;

use super::super::command::{Command, Dialog, Effect, Explore, Target};
use super::super::edit::paths::{common_prefix, is_folder};
use super::super::field::Field;
use super::super::help::{Help, Page};
use super::super::keys::Context;
use super::super::mode::{Choice, Item, Mode, Picker, PickerKind};
use super::super::{App, keys};
use super::{Outcome, PAGE};
use crate::model::Step;
use crate::store::examples;

impl App {
    pub(super) fn open_themes(&mut self) {
        let all: Vec<Item> = self
            .settings
            .themes
            .iter()
            .map(|name| Item {
                label: name.clone(),
                detail: String::new(),
                also: &[],
                applies: true,
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
        let commands = keys::TABLE
            .iter()
            .filter(|binding| binding.context == Context::Explore)
            // Commands that do not apply now are offered, and say why; those that read-only forbids are not.
            .filter(|binding| !(self.is_read_only() && binding.changes))
            .filter_map(|binding| match binding.command {
                Command::Explore(Explore::Move(_) | Explore::Palette) => None,
                Command::Explore(command) => Some((binding, command)),
                _ => None,
            })
            .map(|(binding, command)| Item {
                label: match command {
                    Explore::GoToStep(index) => {
                        format!("jump to step {}", Step::ALL[index].label())
                    }
                    _ => binding.name.into(),
                },
                detail: binding.shown_keys(),
                also: binding.also,
                applies: (binding.applies)(self),
                choice: Choice::Command(command),
            });
        let pages = Page::ALL.into_iter().skip(1).map(|page| Item {
            label: format!("help on {}", page.title()),
            detail: String::new(),
            also: page.also(),
            applies: true,
            choice: Choice::Help(page),
        });
        let all = commands.chain(pages).collect();
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Palette,
            field: Field::new(""),
            all,
            chosen: 0,
            moved: false,
        });
    }

    pub(super) fn open_picker(&mut self) -> Outcome {
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Open,
            field: Field::new(""),
            all: recent_items(&self.recent),
            chosen: 0,
            moved: false,
        });
        // The files of the current folder are offered as well.
        Ok(vec![Effect::Complete(String::new())])
    }

    pub(super) fn picker_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Picker(picker) = &mut self.mode else {
            return Ok(Vec::new());
        };
        let last = picker.items().len().saturating_sub(1);
        // While Enter would accept the typed path, the first move selects the first item.
        let into_list = picker.accepted() != picker.item().map(|item| item.choice.clone());
        match command {
            Dialog::Next if into_list => picker.chosen = 0,
            Dialog::Previous => picker.chosen = picker.chosen.checked_sub(1).unwrap_or(last),
            Dialog::Next => {
                picker.chosen = if picker.chosen < last {
                    picker.chosen + 1
                } else {
                    0
                }
            }
            Dialog::PreviousPage => picker.chosen = picker.chosen.saturating_sub(PAGE),
            Dialog::NextPage => picker.chosen = (picker.chosen + PAGE).min(last),
            Dialog::Complete => {
                let is_path = |item: &&Item| matches!(item.choice, Choice::Open(Target::File(_)));
                let paths = picker.all.iter().filter(is_path);
                let paths: Vec<String> = paths.map(|item| item.label.clone()).collect();
                if let Some(prefix) = common_prefix(picker.field.text(), &paths) {
                    picker.field.replace(&prefix);
                    return self.typed();
                }
                return Ok(Vec::new());
            }
            Dialog::Cancel => {
                let before = picker.kind.clone();
                self.mode = Mode::Explore;
                if let PickerKind::Themes { before } = before
                    && before != self.settings.theme
                {
                    return Ok(vec![Effect::Theme(before)]);
                }
                return Ok(Vec::new());
            }
            Dialog::Accept => return self.pick(),
            _ => return Ok(Vec::new()),
        }
        picker.moved = !picker.items().is_empty();
        self.preview()
    }

    /// Previews the selected theme.
    pub(super) fn preview(&mut self) -> Outcome {
        let Mode::Picker(picker) = &self.mode else {
            return Ok(Vec::new());
        };
        match picker.item().map(|item| item.choice.clone()) {
            Some(Choice::Theme(name)) if name != self.settings.theme => {
                Ok(vec![Effect::Theme(name)])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn pick(&mut self) -> Outcome {
        let Mode::Picker(picker) = &self.mode else {
            return Ok(Vec::new());
        };
        match picker.accepted() {
            Some(Choice::Command(command)) => self.run_chosen(command),
            Some(Choice::Help(page)) => {
                self.mode = Mode::Help(Help { page, scrolled: 0 });
                Ok(Vec::new())
            }
            // Its preview failed; trying again shows the error again.
            Some(Choice::Theme(name)) if name != self.settings.theme => {
                Ok(vec![Effect::Theme(name)])
            }
            Some(Choice::Theme(name)) => {
                self.mode = Mode::Explore;
                self.say(format!(
                    "theme {name}: save to keep it in this session, or set it in config.toml for all sessions"
                ));
                self.own_mut().session.view.theme = Some(name);
                Ok(Vec::new())
            }
            Some(Choice::Open(Target::File(path))) if is_folder(&path.to_string_lossy()) => {
                if let Mode::Picker(picker) = &mut self.mode {
                    picker.field.replace(&path.to_string_lossy());
                }
                self.typed()
            }
            Some(Choice::Open(target)) => self.open(target),
            Some(Choice::Lesson(lesson)) => self.start_lesson(lesson),
            None => Err("no matches; type something else, or close with Esc".into()),
        }
    }

    /// Offers the paths that complete `typed`.
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
                let all = recent.into_iter().chain(found);
                picker.all = all.chain(example_items(typed)).collect();
                picker.chosen = 0;
                picker.moved = false;
            }
            _ => {}
        }
    }
}

fn recent_items(recent: &[PathBuf]) -> Vec<Item> {
    recent
        .iter()
        .map(|path| path_item(path.to_string_lossy().into_owned(), "recent"))
        .collect()
}

/// The examples whose name or description contains every typed word.
fn example_items(typed: &str) -> impl Iterator<Item = Item> {
    let typed = typed.to_lowercase();
    let items = examples::all().iter().map(|example| Item {
        label: format!("example {}", example.name),
        detail: example.description.into(),
        also: &[],
        applies: true,
        choice: Choice::Open(Target::Example(example.name.into())),
    });
    items.filter(move |item| {
        let text = format!("{} {}", item.label, item.detail).to_lowercase();
        typed.split_whitespace().all(|part| text.contains(part))
    })
}

fn path_item(path: String, detail: &str) -> Item {
    Item {
        choice: Choice::Open(Target::File(PathBuf::from(&path))),
        label: path,
        detail: detail.into(),
        also: &[],
        applies: true,
    }
}
