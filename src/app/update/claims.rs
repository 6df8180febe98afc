//! Checking claims: typed or pasted into an editor, or read from a file.

use std::collections::HashSet;

use super::super::App;
use super::super::claims::Claims;
use super::super::command::{Command, Dialog, Effect, Explore};
use super::super::field::Field;
use super::super::mode::{ClaimsEditor, Mode, PromptKind};
use super::super::{keys, step};
use super::Outcome;
use crate::model::claims::Verdict;
use crate::model::{Cell, Stage};
use crate::store::StoreError;

impl App {
    /// Opens the editor with what was claimed before, or else with the heading of the selected stage.
    pub(super) fn edit_claims(&mut self) {
        let text = match (&self.claims.draft, self.claims.text.as_str()) {
            (Some(draft), _) => draft.clone(),
            (None, "") => self.claims_heading(),
            (None, text) => text.to_owned(),
        };
        self.mode = Mode::Claims(ClaimsEditor {
            field: Field::with_lines(&text),
            problem: None,
        });
    }

    fn claims_heading(&self) -> String {
        let stage = step::stage_of(self.document.cursor.place);
        let stage = if stage.has_numbers() {
            stage
        } else {
            Stage::Scores
        };
        let heads = self.document.inputs().heads.len();
        let head = match stage.per_head() && heads > 1 {
            true => format!(" head {}", self.document.cursor.head.number + 1),
            false => String::new(),
        };
        format!("# {}{head}\n", stage.name())
    }

    pub(super) fn claims_command(&mut self, command: Dialog) -> Outcome {
        let Mode::Claims(editor) = &self.mode else {
            return Ok(Vec::new());
        };
        let text = editor.field.lines();
        match command {
            Dialog::Accept => return self.check_claims(text),
            Dialog::Cancel => {
                // What was typed is still there the next time.
                self.claims.draft = Some(text);
                return self.close();
            }
            Dialog::Complete => {
                self.claims.draft = Some(text);
                self.prompt(PromptKind::Claims, "");
                return Ok(vec![Effect::Complete(String::new())]);
            }
            _ => {}
        }
        Ok(Vec::new())
    }

    fn check_claims(&mut self, text: String) -> Outcome {
        let is_blank = text.lines().all(|line| line.trim().is_empty());
        if is_blank {
            self.claims = Claims::default();
            self.say("no numbers are claimed any more");
            return self.close();
        }
        let claims = Claims::read(text, &self.document);
        if claims.is_empty() {
            let problem = claims.problems.first().cloned();
            return Err(problem
                .unwrap_or_else(|| "no numbers are claimed".to_owned())
                .into());
        }
        self.claims = claims;
        self.mode = Mode::Explore;
        let first = self.open_claims().next().map(|(cell, _)| cell);
        let wrong = self
            .first_claim(Verdict::Wrong)
            .or(self.first_claim(Verdict::Carried));
        if let Some(cell) = wrong.or(first) {
            self.go_to_cell(cell);
        }
        let [next, edit] = [Explore::NextClaim, Explore::Claims]
            .map(|command| keys::key_of(Command::Explore(command)));
        let next = match wrong {
            Some(_) => format!("; {next} goes to the next that is not right, {edit} edits them"),
            None => String::new(),
        };
        let text = format!("{}{next}", self.claims_summary());
        match self.claims.problems.first() {
            Some(problem) => Err(format!("{}; not read: {problem}", self.claims_summary()).into()),
            None => {
                self.say(text);
                Ok(Vec::new())
            }
        }
    }

    fn first_claim(&self, verdict: Verdict) -> Option<Cell> {
        let mut cells = self.open_claims();
        cells
            .find(|(_, other)| *other == verdict)
            .map(|(cell, _)| cell)
    }

    pub(super) fn go_to_cell(&mut self, cell: Cell) {
        let document = &mut self.document;
        if cell.place.per_head() {
            document.cursor.head = cell.head;
        }
        document.cursor.select(cell.place, cell.row, cell.column);
        // The magnitudes are those of the head.
        document.refresh();
    }

    /// Goes to the next claimed number that is not right; after the last one, to the first.
    pub(super) fn next_claim(&mut self) -> Outcome {
        let not_right = self
            .open_claims()
            .filter(|(_, verdict)| *verdict != Verdict::Right);
        // Two claims about one cell are one place to go to.
        let mut seen = HashSet::new();
        let cells = not_right.map(|(cell, _)| cell);
        let cells: Vec<Cell> = cells.filter(|cell| seen.insert(*cell)).collect();
        let here = self.document.cursor.cell();
        let after = cells
            .iter()
            .position(|cell| *cell == here)
            .map_or(0, |index| index + 1);
        match cells.get(after).or(cells.first()) {
            Some(cell) => self.go_to_cell(*cell),
            None if self.claims.is_empty() => {
                let edit = keys::key_of(Command::Explore(Explore::Claims));
                return Err(format!("no numbers are claimed; {edit} checks some").into());
            }
            None => {
                let edit = keys::key_of(Command::Explore(Explore::Claims));
                self.say(format!("{}; {edit} edits them", self.claims_summary()));
            }
        }
        Ok(Vec::new())
    }

    /// Checks the claims of a file, after those that were being typed.
    pub(super) fn claims_read(&mut self, result: Result<String, StoreError>) -> Outcome {
        let mut text = result.map_err(|problem| problem.to_string())?;
        let typed = self.claims.draft.take().unwrap_or_default();
        if typed != self.claims.text && typed.trim() != self.claims_heading().trim() {
            text = format!("{}\n{text}", typed.trim_end());
        }
        self.mode = Mode::Claims(ClaimsEditor {
            field: Field::with_lines(&text),
            problem: None,
        });
        self.check_claims(text)
    }

    /// Keeps the report in step with the session.
    pub(super) fn recheck_claims(&mut self) {
        self.claims.check(&self.document);
    }
}
