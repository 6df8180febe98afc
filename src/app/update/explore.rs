//! Dispatches the commands of the explorer itself; views and copying.

use super::super::command::{Command, Effect, Explore, Lesson};
use super::super::edit::cells;
use super::super::edit::side::{Side, words_of};
use super::super::help::Help;
use super::super::mode::{Mode, PromptKind};
use super::super::{App, MatrixView, Shown, copy, keys, step};
use super::{Outcome, PAGE, READ_ONLY};
use crate::model::{Cell, Place, Stage, cell_name};
use crate::store::Layout;
use crate::store::text::shortened;

impl App {
    pub(super) fn explore(&mut self, command: Explore) -> Outcome {
        if self.is_read_only() && command.changes() {
            return Err(READ_ONLY.into());
        }
        match command {
            Explore::NextStep => self.next_step(),
            Explore::PreviousStep => self.previous_step(),
            Explore::GoToStep(index) => self.go_to_step(index),
            Explore::NextPane => self.focus_pane(true),
            Explore::PreviousPane => self.focus_pane(false),
            Explore::Move(direction) => self.move_selection(direction),
            // Words are laid out side by side.
            Explore::FirstColumn if words_of(self.document.cursor.place).is_some() => {
                self.move_to(|_, _| (0, 0));
            }
            Explore::LastColumn if words_of(self.document.cursor.place).is_some() => {
                self.move_to(|_, last| last);
            }
            Explore::FirstColumn => self.move_to(|(row, _), _| (row, 0)),
            Explore::LastColumn => self.move_to(|(row, _), (_, columns)| (row, columns)),
            Explore::FirstRow => self.move_to(|(_, column), _| (0, column)),
            Explore::LastRow => self.move_to(|(_, column), (rows, _)| (rows, column)),
            Explore::PageUp => self.page(false, PAGE),
            Explore::PageDown => self.page(true, PAGE),
            Explore::Edit => return self.edit_here(),
            Explore::EditWords => self.edit_words(Side::Queries),
            Explore::EditSource => self.edit_words(Side::Source),
            Explore::Claims => self.edit_claims(),
            Explore::NextClaim => return self.next_claim(),
            Explore::Practise => return self.toggle_practice(),
            Explore::Guess => self.begin_guess(),
            Explore::ShowArithmetic => self.show_arithmetic(),
            Explore::Play => self.play(),
            Explore::Slower | Explore::Faster => self.change_speed(command == Explore::Faster),
            Explore::Nudge(tenths) => return self.nudge(tenths),
            Explore::TogglePositions => return self.toggle_positions(),
            Explore::CycleMask => return self.cycle_mask(),
            Explore::ToggleCell => return self.toggle_cell(),
            Explore::CycleScale => return self.cycle_scale(),
            Explore::LowerTemperature => return self.step_temperature(false),
            Explore::RaiseTemperature => return self.step_temperature(true),
            Explore::Settings => self.open_settings("scale"),
            Explore::Shape => self.open_shape(),
            Explore::Pin => self.pin_session(),
            Explore::ToggleBaseline => return self.toggle_baseline(),
            Explore::Shuffle => return self.shuffle(),
            Explore::PreviousHead => self.turn_head(false),
            Explore::NextHead => self.turn_head(true),
            Explore::Fill => return self.open_fill(),
            Explore::Undo => return self.undo_or_redo(false),
            Explore::Redo => return self.undo_or_redo(true),
            // The session of a lesson may be changed, but not saved.
            Explore::Save | Explore::SaveAs if self.settings.read_only => {
                return Err(READ_ONLY.into());
            }
            Explore::Save => return self.save(None),
            Explore::SaveAs => return self.ask_for_path(None),
            Explore::Open if self.lesson.is_some() => {
                let leave = keys::key_of(Command::Lesson(Lesson::Leave));
                return Err(format!("leave the lesson first, with {leave}").into());
            }
            Explore::Open => return self.open_picker(),
            Explore::Lessons => self.open_lessons(),
            Explore::CopyCell => return self.copy_cell(),
            Explore::CopyMatrix => return Ok(self.copy_matrix()),
            Explore::Export => self.open_export(),
            Explore::Themes => self.open_themes(),
            Explore::Palette => self.open_palette(),
            Explore::NextView => self.next_view(),
            Explore::NextLayout => self.next_layout(),
            Explore::Title => self.prompt(PromptKind::Title, &self.document.session.title.clone()),
            Explore::Help => self.mode = Mode::Help(Help::default()),
            Explore::Mouse => return Ok(self.toggle_mouse()),
            Explore::Suspend => return Ok(self.suspend()),
            Explore::Redraw => return Ok(self.after_backup(Effect::Redraw)),
            Explore::Quit => return self.quit(),
        }
        Ok(Vec::new())
    }

    fn turn_head(&mut self, forward: bool) {
        if self.document.inputs().heads.len() > 1 {
            self.select_head(forward);
        } else {
            let shape = keys::key_of(Command::Explore(Explore::Shape));
            self.say(format!("there is only one head; {shape} adds more"));
        }
    }

    fn toggle_mouse(&mut self) -> Vec<Effect> {
        let on = !self.settings.mouse;
        self.settings.mouse = on;
        self.say(if on { "mouse on" } else { "mouse off" });
        self.after_backup(Effect::Mouse(on))
    }

    fn suspend(&mut self) -> Vec<Effect> {
        // A stopped process may never continue.
        let mut effects = self.write_recovery();
        let mouse = self.settings.mouse;
        effects.push(Effect::Suspend { mouse });
        effects
    }

    /// Shows the next layout that there is room for.
    fn next_layout(&mut self) {
        let layout = match self.on_screen.layout.next() {
            Layout::All if !self.on_screen.has_room_for_all => Layout::Step,
            layout => layout,
        };
        self.document.session.view.layout = Some(layout);
        self.say(match layout {
            Layout::All => "all: every pane",
            Layout::Step => {
                "step: this matrix, what it is computed from, and the other steps as thumbnails"
            }
            Layout::Alone => "alone: this matrix",
        });
    }

    /// Shows the selected matrix in its next view. The last view of the positions is their similarity.
    fn next_view(&mut self) {
        let (place, view) = (self.document.cursor.place, self.on_screen.view);
        let [position, similarity] = [Stage::Position, Stage::Similarity].map(Place::Stage);
        let views = self.views_of(place);
        let after = views.iter().skip_while(|other| **other != view).nth(1);
        // Where it opened as a picture by itself, its numbers have not been seen.
        let (inputs, head) = (self.document.inputs(), self.document.cursor.head);
        let has_similarity = Stage::Similarity.exists(inputs, head);
        let is_automatic = view == MatrixView::Picture && self.view(place).is_none();
        let after = after.or(is_automatic.then_some(&MatrixView::Numbers));
        let (next, view) = match (after, views.first()) {
            (Some(after), _) => (place, *after),
            (None, Some(_)) if place == position && has_similarity => {
                (similarity, self.views_of(similarity)[0])
            }
            (None, Some(_)) if place == similarity => (position, self.views_of(position)[0]),
            (None, Some(first)) => (place, *first),
            (None, None) => {
                return self.say(format!(
                    "the words have one view; go to a matrix, such as the {}",
                    step::with_key(Stage::Embedding)
                ));
            }
        };
        // The similarity opens in the view that fits.
        if next == place || next == position {
            self.views.insert(next, view);
        }
        self.document.cursor.place = next;
        self.say(match (next, view) {
            // A sine without its cosine is not rotated by a distance.
            (next, _) if next == similarity => match self.document.inputs().d_model() % 2 {
                0 => "similarity: PE·PEᵀ, which depends only on the distance",
                _ => "similarity: PE·PEᵀ, which with an odd d_model depends on more than the distance",
            },
            (next, MatrixView::Numbers) if next == position => "positions as numbers and bars",
            (_, MatrixView::Numbers) => "numbers",
            (_, MatrixView::Picture) => "picture: the whole matrix",
            (_, MatrixView::Heads) => "the weights of every head",
            (_, MatrixView::Curves) => "curves: each column over the positions",
            (_, MatrixView::Clocks) => "clocks: each pair of dimensions as a hand, turned by its angle",
            (_, MatrixView::Distance) => "by distance: what this score would be at every distance",
        });
    }

    /// The name of a cell, as in the arithmetic pane.
    pub(super) fn name_of(&self, cell: Cell) -> String {
        cell_name(&self.document.session.inputs, cell)
    }

    /// Backs up unsaved changes before an effect that writes to the terminal, since a stalled one may block.
    pub(super) fn after_backup(&mut self, effect: Effect) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.needs_recovery_write() {
            effects = self.write_recovery();
        }
        effects.push(effect);
        effects
    }

    fn copy_cell(&mut self) -> Outcome {
        let cell = self.document.cursor.cell();
        let name = self.name_of(cell);
        let (text, what) = match self.shown(cell) {
            Some(Shown::Hidden) => return Err(format!("not copied: {name} is hidden").into()),
            Some(Shown::Absent) => {
                return Err(format!("not copied: the baseline has no {name}").into());
            }
            Some(Shown::Number(value)) => {
                (cells::typed(value), format!("{name} in full precision"))
            }
            Some(Shown::Difference(value)) => {
                let what = format!("the difference to the baseline of {name} in full precision");
                (cells::typed(value), what)
            }
            None => {
                let side = words_of(cell.place).unwrap_or(Side::Queries);
                let word = side.words(self.document.inputs()).get(cell.row);
                let word = word.cloned().unwrap_or_default();
                let what = format!("the word \"{}\"", shortened(&word));
                (word, what)
            }
        };
        Ok(self.after_backup(Effect::Copy { text, what }))
    }

    fn copy_matrix(&mut self) -> Vec<Effect> {
        let document = &self.document;
        let cursor = &document.cursor;
        let (text, what) = if let Some(side) = words_of(cursor.place) {
            (
                side.words(document.inputs()).join(" "),
                "the words".to_owned(),
            )
        } else if let Some(copied) = self.copy_in_format() {
            copied
        } else {
            let table = copy::table(self, cursor.place, self.settings.digits());
            (table, copy::name(self, cursor.place) + ", tab-separated")
        };
        self.after_backup(Effect::Copy { text, what })
    }
}
