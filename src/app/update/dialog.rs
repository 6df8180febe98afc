//! The commands of editors and dialogs: accept, cancel, choose.

use super::super::App;
use super::super::command::{Command, Effect};
use super::super::field::Field;
use super::super::mode::{Confirm, Mode, PickerKind, Prompt, PromptKind};
use super::form::form_moves;
use super::picker::longer;

/// Lines that PgUp and PgDn move by in lists.
pub(super) const PAGE: usize = 10;

impl App {
    pub(super) fn dialog(&mut self, command: Command) -> Vec<Effect> {
        if let Mode::Form(form) = &mut self.mode
            && form_moves(form, command)
        {
            return Vec::new();
        }
        if let Some(field) = self.mode.field()
            && field.run(command)
        {
            return self.typed();
        }
        match &self.mode {
            Mode::Words(_) => self.words_command(command),
            Mode::Cell(_) => self.cell_command(command),
            Mode::Prompt(_) => return self.prompt_command(command),
            Mode::Picker(_) => return self.picker_command(command),
            Mode::Form(_) => self.form_command(command),
            // What scrolls it is an action of its own.
            Mode::Help(_) if command == Command::Cancel => self.mode = Mode::Explore,
            Mode::Confirm(confirm) => {
                let then = match command {
                    Command::Yes => Some(confirm.yes.then.clone()),
                    Command::No => Some(confirm.no.then.clone()),
                    Command::Cancel => {
                        self.saving = None;
                        self.leave_orphans();
                        None
                    }
                    _ => return Vec::new(),
                };
                self.mode = Mode::Explore;
                return then.map_or_else(Vec::new, |then| self.go_on(then));
            }
            Mode::Help(_) | Mode::Explore => {}
        }
        Vec::new()
    }

    /// After the text of a field has changed.
    pub(super) fn typed(&mut self) -> Vec<Effect> {
        match &mut self.mode {
            Mode::Words(_) => self.typed_words(),
            Mode::Prompt(prompt) => {
                prompt.problem = None;
                if prompt.kind == PromptKind::SaveAs {
                    return vec![Effect::Complete(prompt.field.text().to_owned())];
                }
            }
            Mode::Picker(picker) => {
                picker.chosen = 0;
                picker.moved = false;
                if picker.kind == PickerKind::Open {
                    return vec![Effect::Complete(picker.field.text().to_owned())];
                }
                return self.preview();
            }
            Mode::Form(form) => form.problem = None,
            Mode::Cell(_) | Mode::Explore | Mode::Help(_) | Mode::Confirm(_) => {}
        }
        Vec::new()
    }

    fn prompt_command(&mut self, command: Command) -> Vec<Effect> {
        let Mode::Prompt(prompt) = &mut self.mode else {
            return Vec::new();
        };
        match command {
            Command::Cancel => {
                self.mode = Mode::Explore;
                self.saving = None;
            }
            Command::Complete => {
                if let Some(longer) = longer(prompt.field.text(), &prompt.paths) {
                    prompt.field.replace(&longer);
                    return self.typed();
                }
            }
            Command::Accept => {
                let text = prompt.field.text().trim().to_owned();
                let result = match prompt.kind {
                    PromptKind::SaveAs => return self.save_as(&text),
                    PromptKind::Base => self.set_base(&text),
                    PromptKind::Scale => self.set_scale(&text),
                    PromptKind::Title => self.set_title(text),
                };
                match (result, &mut self.mode) {
                    (Ok(()), mode) => *mode = Mode::Explore,
                    (Err(problem), Mode::Prompt(prompt)) => prompt.problem = Some(problem),
                    (Err(_), _) => {}
                }
            }
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn prompt(&mut self, kind: PromptKind, text: &str) {
        self.mode = Mode::Prompt(Prompt {
            kind,
            field: Field::selected(text),
            problem: None,
            paths: Vec::new(),
        });
    }

    pub(super) fn ask(&mut self, confirm: Confirm) {
        self.mode = Mode::Confirm(confirm);
    }
}
