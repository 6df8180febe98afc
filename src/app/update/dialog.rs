//! The commands of dialogs and editors, and the answers to questions.

use super::super::App;
use super::super::command::{Answer, Dialog, Effect, Explore};
use super::super::edit::paths;
use super::super::field::Field;
use super::super::help::Help;
use super::super::mode::{Mode, PickerKind, Prompt, PromptKind, Question};
use super::Outcome;
use crate::store::Overwrite;

impl App {
    pub(super) fn dialog(&mut self, command: Dialog) -> Outcome {
        match &self.mode {
            Mode::Words(_) => self.words_command(command),
            Mode::Cell(_) => self.cell_command(command),
            Mode::Guess(_) => self.guess_command(command),
            Mode::Claims(_) => self.claims_command(command),
            Mode::Play => self.close(),
            Mode::Prompt(_) => self.prompt_command(command),
            Mode::Picker(_) => self.picker_command(command),
            Mode::Form(_) => self.form_command(command),
            Mode::Help(_) => self.help_command(command),
            Mode::Question(_) | Mode::Explore => Ok(Vec::new()),
        }
    }

    /// Closes the help or turns its page. Scrolling is a separate action.
    fn help_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Help(Help { page, .. }) = self.mode else {
            return Ok(Vec::new());
        };
        let page = match command {
            Dialog::Cancel => return self.close(),
            Dialog::NextChoice => page.next(true),
            Dialog::PreviousChoice => page.next(false),
            _ => return Ok(Vec::new()),
        };
        self.mode = Mode::Help(Help { page, scrolled: 0 });
        Ok(Vec::new())
    }

    /// Closes the dialog or the editor.
    pub(super) fn close(&mut self) -> Outcome {
        self.mode = Mode::Explore;
        Ok(Vec::new())
    }

    /// Reacts to a change of the text field.
    pub(super) fn typed(&mut self) -> Outcome {
        match &mut self.mode {
            Mode::Words(_) => return self.typed_words(),
            Mode::Prompt(prompt) => {
                prompt.problem = None;
                if prompt.kind.is_path() {
                    return Ok(vec![Effect::Complete(prompt.field.text().to_owned())]);
                }
            }
            Mode::Picker(picker) => {
                picker.chosen = 0;
                picker.moved = false;
                if picker.kind == PickerKind::Open {
                    return Ok(vec![Effect::Complete(picker.field.text().to_owned())]);
                }
                return self.preview();
            }
            Mode::Form(form) => form.edited(),
            Mode::Claims(editor) => editor.problem = None,
            Mode::Cell(_)
            | Mode::Guess(_)
            | Mode::Play
            | Mode::Explore
            | Mode::Help(_)
            | Mode::Question(_) => {}
        }
        Ok(Vec::new())
    }

    fn prompt_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Prompt(prompt) = &mut self.mode else {
            return Ok(Vec::new());
        };
        match command {
            Dialog::Cancel => self.close(),
            Dialog::Complete => {
                if let Some(prefix) = paths::common_prefix(prompt.field.text(), &prompt.paths) {
                    prompt.field.replace(&prefix);
                    return self.typed();
                }
                if prompt.kind.is_path() && prompt.paths.is_empty() {
                    return Err("no path starts like this".into());
                }
                Ok(Vec::new())
            }
            Dialog::Accept => self.accept_prompt(),
            _ => Ok(Vec::new()),
        }
    }

    fn accept_prompt(&mut self) -> Outcome {
        let Mode::Prompt(prompt) = &self.mode else {
            return Ok(Vec::new());
        };
        let text = prompt.field.text().trim().to_owned();
        if let PromptKind::SaveAs { then } = &prompt.kind {
            return self.save_as(&text, then.clone());
        }
        if prompt.kind == PromptKind::Claims {
            if text.is_empty() {
                return Err("type a file name".into());
            }
            return Ok(vec![Effect::ReadClaims(text.into())]);
        }
        if prompt.field.text() != prompt.before {
            self.set_title(text)?;
        } else {
            self.say_unchanged("the title is the same");
        }
        self.close()
    }

    pub(super) fn prompt(&mut self, kind: PromptKind, text: &str) {
        let field = Field::selected(text);
        self.mode = Mode::Prompt(Prompt {
            kind,
            before: field.text().to_owned(),
            field,
            problem: None,
            paths: Vec::new(),
        });
    }

    /// Answers the open question. Answers that it does not offer do nothing.
    pub(super) fn answer(&mut self, answer: Answer) -> Outcome {
        let Mode::Question(question) = &mut self.mode else {
            return Ok(Vec::new());
        };
        if !question.offers(answer) {
            return Ok(Vec::new());
        }
        let question = question.clone();
        self.mode = Mode::Explore;
        // What is saved or discarded is the own session, not that of a lesson.
        if matches!(question, Question::Unsaved { .. }) && answer != Answer::Cancel {
            self.leave_lesson();
        }
        match (question, answer) {
            (Question::Unsaved { then }, Answer::Save) => self.save(Some(then)),
            (Question::Unsaved { then }, Answer::Discard) => Ok(self.proceed(then)),
            (Question::Overwrite { path, then, .. }, Answer::Overwrite) => {
                Ok(self.overwrite(path, then))
            }
            (Question::Overwrite { then, .. }, Answer::SaveAs) => self.ask_for_path(then),
            (Question::Replace(mut request), Answer::Overwrite) => {
                request.overwrite = Overwrite::Always;
                Ok(vec![Effect::Export(request)])
            }
            (Question::Replace(_), _) => {
                self.return_to_export();
                Ok(Vec::new())
            }
            (Question::Recovery { .. }, Answer::Restore) => Ok(vec![Effect::RestoreOrphan]),
            (Question::Recovery { mut orphans }, Answer::Discard) => {
                orphans.remove(0);
                self.ask_about(orphans);
                Ok(vec![Effect::DiscardOrphan])
            }
            (Question::Recovery { .. }, _) => Ok(vec![Effect::ReleaseOrphans]),
            _ => Ok(Vec::new()),
        }
    }

    /// Runs a command chosen in the palette.
    pub(super) fn run_chosen(&mut self, command: Explore) -> Outcome {
        self.mode = Mode::Explore;
        self.explore(command)
    }
}
