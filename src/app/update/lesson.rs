//! Lessons: starting, turning pages, answering, leaving.

use super::super::command::{Effect, Explore, Lesson, Refusal};
use super::super::field::Field;
use super::super::lesson::{self, ChosenLesson, Parked, RunningLesson};
use super::super::mode::{CellEditor, Choice, Item, Mode, Picker, PickerKind};
use super::super::{App, Command, Document, Origin, keys};
use super::Outcome;
use crate::model::{Cell, Place};
use crate::store::lesson::{Ask, built_in};
use tui_textarea::{Input, Key};

impl App {
    /// Offers the lessons, from the first that is not finished.
    pub(super) fn open_lessons(&mut self) {
        let file = self.file_lesson.clone();
        let built_in = built_in::all().iter();
        let built_in = built_in.filter_map(|lesson| ChosenLesson::built_in(lesson.name));
        let all: Vec<Item> = file
            .into_iter()
            .chain(built_in)
            .map(|chosen| Item {
                label: chosen.lesson.title.clone(),
                detail: self.state_of(&chosen),
                also: &[],
                applies: true,
                choice: Choice::Lesson(chosen),
            })
            .collect();
        let is_unfinished = |item: &Item| match &item.choice {
            Choice::Lesson(chosen) => {
                let progress = self.progress.get(&chosen.key);
                progress.is_none_or(|progress| !progress.finished)
            }
            _ => false,
        };
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Lessons,
            field: Field::new(""),
            chosen: all.iter().position(is_unfinished).unwrap_or_default(),
            all,
            moved: false,
        });
    }

    /// Says on the first start that there are lessons, after what else there is to say.
    pub(super) fn welcome(&mut self) {
        let lessons = keys::key_of(Command::Explore(Explore::Lessons));
        let minutes = built_in::all()
            .first()
            .map_or(0, |first| first.lesson.minutes);
        let line =
            format!("New here? {lessons} opens the lessons; the first takes {minutes} minutes.");
        self.notify_after(line);
    }

    /// Says something after what there is to say already.
    fn notify_after(&mut self, line: String) {
        match &mut self.message {
            Some(message) => message.text = format!("{}; {line}", message.text),
            None => self.say(line),
        }
    }

    /// How long a lesson takes, and how far the reader has come: `8 min, page 3 of 9`.
    fn state_of(&self, chosen: &ChosenLesson) -> String {
        let minutes = chosen.lesson.minutes;
        let pages = chosen.lesson.pages.len();
        match self.progress.get(&chosen.key) {
            None => format!("{minutes} min"),
            Some(progress) if progress.finished => format!("{minutes} min, finished"),
            Some(progress) => format!("{minutes} min, page {} of {pages}", progress.page),
        }
    }

    /// Starts a lesson, or resumes it where the reader was. The session in view waits until the lesson is left.
    pub(super) fn start_lesson(&mut self, chosen: ChosenLesson) -> Outcome {
        if matches!(self.mode, Mode::Question(_)) {
            // The question is about the own session. The lesson is the first of the list then.
            let lessons = keys::key_of(Command::Explore(Explore::Lessons));
            self.file_lesson = Some(chosen);
            self.notify_after(format!("once this is answered, {lessons} opens the lesson"));
            return Ok(Vec::new());
        }
        let page = self.first_page(&chosen);
        let session = (*chosen.lesson.pages[page].session).clone();
        let origin = Origin::Lesson(chosen.name.clone());
        let document = Document::new(session, origin)
            .map_err(|problem| format!("{}: {problem}", chosen.name))?;
        let mut effects = Vec::new();
        if self.needs_recovery_write() {
            effects = self.write_recovery();
        }
        self.unpark();
        let own = Parked {
            document: std::mem::replace(&mut self.document, document),
            views: std::mem::take(&mut self.views),
            practice: self.practice.take(),
            claims: std::mem::take(&mut self.claims),
            baseline: self.baseline.take(),
        };
        if !chosen.is_built_in() {
            self.file_lesson = Some(chosen.clone());
        }
        self.lesson = Some(Box::new(RunningLesson::new(chosen, page, own)));
        self.mode = Mode::Explore;
        self.turn_to(page)?;
        let leave = keys::key_of(Command::Lesson(Lesson::Leave));
        self.notify_after(format!("your session waits; {leave} returns to it"));
        Ok(effects)
    }

    /// Puts the own document back where the lesson's was.
    fn unpark(&mut self) {
        if let Some(lesson) = self.lesson.take() {
            let own = lesson.own;
            (self.document, self.views) = (own.document, own.views);
            (self.practice, self.claims) = (own.practice, own.claims);
            self.baseline = own.baseline;
        }
    }

    pub(super) fn leave_lesson(&mut self) {
        if self.lesson.is_some() {
            self.unpark();
            let name = self.document.origin.name();
            let lessons = keys::key_of(Command::Explore(Explore::Lessons));
            self.say(format!("back in {name}; {lessons} resumes the lesson"));
        }
    }

    pub(super) fn lesson_command(&mut self, command: Lesson) -> Outcome {
        match command {
            Lesson::NextPage => return self.next_page(),
            Lesson::PreviousPage => return self.previous_page(),
            Lesson::Leave => self.leave_lesson(),
            Lesson::Answer => self.open_answer()?,
            // Only the layout knows whether there is anything to scroll.
            Lesson::TextUp | Lesson::TextDown => {}
        }
        Ok(Vec::new())
    }

    fn next_page(&mut self) -> Outcome {
        let Some(lesson) = &mut self.lesson else {
            return Ok(Vec::new());
        };
        if lesson.open_ask().is_some() && !lesson.is_warned {
            lesson.warn();
            return Ok(Vec::new());
        }
        if lesson.is_last() {
            let leave = keys::key_of(Command::Lesson(Lesson::Leave));
            let lessons = keys::key_of(Command::Explore(Explore::Lessons));
            self.say(format!(
                "this was the last page; {leave} returns to your session, {lessons} lists the lessons"
            ));
            return Ok(Vec::new());
        }
        let page = lesson.page + 1;
        self.turn_to(page)
    }

    fn previous_page(&mut self) -> Outcome {
        match self.lesson.as_ref().map(|lesson| lesson.page) {
            Some(0) => self.say("already at the first page"),
            Some(page) => return self.turn_to(page - 1),
            None => {}
        }
        Ok(Vec::new())
    }

    /// Shows a page: its session, which can be undone, its matrix, and its cell.
    fn turn_to(&mut self, index: usize) -> Outcome {
        let Some(lesson) = &mut self.lesson else {
            return Ok(Vec::new());
        };
        (lesson.page, lesson.scrolled, lesson.is_warned) = (index, 0, false);
        let page = lesson.current();
        let place = Place::Stage(page.stage);
        let (head, row, column, view) = (page.head, page.row, page.column, page.view);
        let inputs = page.session.inputs.clone();
        self.set_inputs(&format!("page {}", index + 1), inputs)?;
        match view {
            Some(view) => self.views.insert(place, view),
            None => self.views.remove(&place),
        };
        let cell = self.document.cursor.cell_in(place);
        let (row, column) = (row.unwrap_or(cell.row), column.unwrap_or(cell.column));
        self.go_to_cell(Cell::new(place, head, row, column));
        Ok(Vec::new())
    }

    /// Chooses an answer by its digit.
    pub(super) fn choose_by(&mut self, input: &Input) -> Outcome {
        let digit = match input.key {
            Key::Char(digit) => digit.to_digit(10).unwrap_or_default() as usize,
            _ => 0,
        };
        let Some(lesson) = &mut self.lesson else {
            return Ok(Vec::new());
        };
        if let Some(Ask::Choice {
            choices, answer, ..
        }) = lesson.open_ask()
        {
            match digit.checked_sub(1).and_then(|index| choices.get(index)) {
                Some(_) if digit - 1 == *answer => lesson.complete(lesson::PageOutcome::Done),
                Some(_) => lesson.miss(digit.to_string()),
                None => {
                    let count = choices.len();
                    return Err(format!("answer with a number from 1 to {count}").into());
                }
            }
        }
        Ok(Vec::new())
    }

    /// Opens the field for the number that is asked for, over its cell.
    pub(super) fn open_answer(&mut self) -> Result<(), Refusal> {
        let asked = self.lesson.as_ref().and_then(|lesson| lesson.asked_cell());
        let Some(cell) = asked else {
            return Ok(());
        };
        if self.document.value(cell).is_none() {
            let text = "the session has changed and does not have this number now; undo that, or turn the page";
            return Err(text.into());
        }
        self.go_to_cell(cell);
        let field = Field::new("");
        self.mode = Mode::Guess(CellEditor { field, cell });
        Ok(())
    }

    /// Says that the question of the page has been answered.
    pub(super) fn say_answered(&mut self) {
        let next = keys::key_of(Command::Lesson(Lesson::NextPage));
        self.say(format!("already answered; {next} goes on"));
    }

    /// Takes a number that was typed for the one that is asked for.
    pub(super) fn answer_with(&mut self, typed: String, is_right: bool) {
        if let Some(lesson) = &mut self.lesson {
            if is_right {
                lesson.complete(lesson::PageOutcome::Done);
            } else {
                lesson.miss(typed);
            }
        }
    }

    /// Whether this is the number that a lesson asks for.
    pub(super) fn is_asked_for(&self, cell: Cell) -> bool {
        let lesson = self.lesson.as_ref();
        lesson.is_some_and(|lesson| lesson.asked_cell() == Some(cell))
    }

    /// Completes the page if the session is now as it asks, and records how far the reader has come.
    pub(super) fn follow_lesson(&mut self) -> Option<Effect> {
        let lesson = self.lesson.as_mut()?;
        let is_done = match lesson.open_ask() {
            // While words are typed, the session is a preview.
            _ if matches!(self.mode, Mode::Words(_)) => false,
            Some(Ask::Task(task)) => task.is_done(self.document.inputs()),
            Some(Ask::Goal(goal)) => {
                let value = self.document.value(goal.cell);
                value.is_some_and(|value| goal.is_reached(value))
            }
            _ => false,
        };
        if is_done {
            lesson.complete(lesson::PageOutcome::Done);
        }
        let (key, mut progress) = (lesson.chosen.key.clone(), lesson.progress());
        let before = self.progress.get(&key).copied();
        progress.finished |= before.is_some_and(|before| before.finished);
        if before == Some(progress) {
            return None;
        }
        self.progress.insert(key.clone(), progress);
        (!self.settings.read_only).then_some(Effect::RecordProgress(key, progress))
    }
}
