//! The commands of editors and dialogs: accept, cancel, choose.

use std::path::PathBuf;

use super::super::App;
use super::super::command::{Command, Effect};
use super::super::edit::{cells, fill, shape, words};
use super::super::mode::{
    Choice, Confirm, Form, FormKind, FormValue, Item, Mode, Picker, PickerKind, PromptKind,
};
use crate::model::{Cell, Encoding, Place, Scale, Stage};
use crate::store::session::{MAX_DIMENSIONS, MAX_HEADS, MAX_WORDS};

/// Lines that PgUp and PgDn move by in lists.
const PAGE: usize = 10;

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
            Mode::Help(_) => self.help_command(command),
            Mode::Confirm(confirm) => {
                let then = match command {
                    Command::Yes => Some(confirm.yes.then.clone()),
                    Command::No => Some(confirm.no.then.clone()),
                    Command::Cancel => None,
                    _ => return Vec::new(),
                };
                self.mode = Mode::Explore;
                return then.map_or_else(Vec::new, |then| self.go_on(then));
            }
            Mode::Explore => {}
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

    /// The stages follow the sentence as it is typed; while it cannot be shown they stay as they were.
    pub(super) fn typed_words(&mut self) {
        let Mode::Words(editor) = &self.mode else {
            return;
        };
        let typed = words::split(editor.field.text());
        let problem = if typed.is_empty() {
            Some("a sentence needs at least one word: Esc brings the old ones back".into())
        } else if typed.len() > MAX_WORDS {
            Some(format!("at most {MAX_WORDS} words, not {}", typed.len()))
        } else {
            let after = words::replace(&editor.before, typed);
            self.show(after).err()
        };
        if let Some(problem) = problem {
            self.refuse(problem);
        }
    }

    fn words_command(&mut self, command: Command) {
        match command {
            Command::Accept | Command::AcceptAndNext => {
                self.typed_words();
                // What cannot be shown is not accepted: the editor stays, with the reason.
                if self.message.is_some() {
                    return;
                }
                if let Mode::Words(editor) = std::mem::replace(&mut self.mode, Mode::Explore) {
                    let after = std::mem::replace(&mut self.session.inputs, *editor.before);
                    self.change_to("words", after);
                }
                if command == Command::AcceptAndNext {
                    self.cursor.place = Place::Stage(Stage::Embedding);
                    self.settle();
                }
            }
            Command::Cancel => {
                if let Mode::Words(editor) = std::mem::replace(&mut self.mode, Mode::Explore) {
                    // They could be shown before.
                    if let Err(problem) = self.show(*editor.before) {
                        self.refuse(problem);
                    }
                }
            }
            _ => {}
        }
    }

    fn cell_command(&mut self, command: Command) {
        let Mode::Cell(editor) = &self.mode else {
            return;
        };
        match command {
            Command::Accept | Command::AcceptAndNext => {
                let cell = editor.cell;
                let value = match cells::parse(editor.field.text()) {
                    Ok(value) => value,
                    Err(problem) => return self.refuse(problem),
                };
                let numbers = cells::with_same_word(&self.session.inputs, cell, value);
                let what = self.name_of(cell);
                self.write(&what, &numbers, None);
                // What cannot be computed is refused in place.
                if self
                    .message
                    .as_ref()
                    .is_some_and(|message| message.is_error)
                {
                    return;
                }
                self.mode = Mode::Explore;
                if command == Command::AcceptAndNext {
                    self.select_next(cell);
                    self.edit_cell();
                }
            }
            Command::Cancel => self.mode = Mode::Explore,
            _ => {}
        }
    }

    /// The cell after that one: along the row, then the next row, and from the last to the first.
    fn select_next(&mut self, cell: Cell) {
        let (rows, columns) = self.shape(cell.place);
        let next = (cell.row * columns + cell.column + 1) % (rows * columns).max(1);
        self.cursor
            .select(cell.place, next / columns.max(1), next % columns.max(1));
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
                    PromptKind::Title => {
                        self.set_title(text);
                        Ok(())
                    }
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

    fn set_base(&mut self, text: &str) -> Result<(), String> {
        let none = text == "none";
        let base = if none {
            self.session.inputs.position.base
        } else {
            positive(text)?
        };
        self.change("positions", |inputs| {
            inputs.position.base = base;
            inputs.position.encoding = if none {
                Encoding::None
            } else {
                Encoding::Sinusoidal
            };
        });
        Ok(())
    }

    fn set_scale(&mut self, text: &str) -> Result<(), String> {
        let scale = match text {
            "sqrt_d_k" | "√d_k" => Scale::SqrtDk,
            "none" => Scale::None,
            _ => Scale::Divisor(
                positive(text).map_err(|problem| format!("{problem}; or sqrt_d_k, or none"))?,
            ),
        };
        self.change("scale", |inputs| inputs.attention.scale = scale);
        Ok(())
    }

    fn picker_command(&mut self, command: Command) -> Vec<Effect> {
        let Mode::Picker(picker) = &mut self.mode else {
            return Vec::new();
        };
        let last = picker.items().len().saturating_sub(1);
        match command {
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
                    self.settings.theme.clone_from(&before);
                    return vec![Effect::Theme(before)];
                }
                return Vec::new();
            }
            Command::Accept => return self.pick(),
            _ => return Vec::new(),
        }
        self.preview()
    }

    /// A theme that is chosen in the list is shown at once.
    fn preview(&mut self) -> Vec<Effect> {
        let Mode::Picker(picker) = &self.mode else {
            return Vec::new();
        };
        match picker.item().map(|item| item.choice.clone()) {
            Some(Choice::Theme(name)) if name != self.settings.theme => {
                self.settings.theme.clone_from(&name);
                vec![Effect::Theme(name)]
            }
            _ => Vec::new(),
        }
    }

    fn pick(&mut self) -> Vec<Effect> {
        let Mode::Picker(picker) = &self.mode else {
            return Vec::new();
        };
        let typed = picker.field.text().trim().to_owned();
        match picker.item().map(|item| item.choice.clone()) {
            Some(Choice::Command(command)) => {
                self.mode = Mode::Explore;
                self.explore(command)
            }
            Some(Choice::Theme(name)) => {
                self.mode = Mode::Explore;
                self.session.view.theme = Some(name);
                Vec::new()
            }
            Some(Choice::Path(path)) if path.to_string_lossy().ends_with('/') => {
                if let Mode::Picker(picker) = &mut self.mode {
                    picker.field.replace(&path.to_string_lossy());
                }
                self.typed()
            }
            Some(Choice::Path(path)) => self.open_path(path),
            None if picker.kind == PickerKind::Open && !typed.is_empty() => {
                self.open_path(PathBuf::from(typed))
            }
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
            }
            _ => {}
        }
    }

    pub(super) fn open_picker(&mut self) -> Vec<Effect> {
        self.mode = Mode::Picker(Picker {
            kind: PickerKind::Open,
            field: super::super::field::Field::new(""),
            all: recent_items(&self.recent),
            chosen: 0,
        });
        // What lies here is offered as well.
        vec![Effect::Complete(String::new())]
    }

    fn form_command(&mut self, command: Command) {
        let Mode::Form(form) = &self.mode else {
            return;
        };
        match command {
            Command::Cancel => self.mode = Mode::Explore,
            Command::Accept => {
                let result = match form.kind {
                    FormKind::Shape { from } => {
                        wanted_shape(form, from).and_then(|to| self.reshape(from, to))
                    }
                    FormKind::Fill { place, head } => {
                        wanted_fill(form).and_then(|fill| self.fill(place, head, fill))
                    }
                };
                match (result, &mut self.mode) {
                    (Ok(()), mode) => *mode = Mode::Explore,
                    (Err(problem), Mode::Form(form)) => form.problem = Some(problem),
                    (Err(_), _) => {}
                }
            }
            _ => {}
        }
    }

    fn reshape(&mut self, from: shape::Shape, to: shape::Shape) -> Result<(), String> {
        let after = shape::reshape(&self.session.inputs, from, to);
        after.check().map_err(|problem| problem.to_string())?;
        self.change_to("shape", after);
        self.refused()
    }

    fn fill(&mut self, place: Place, head: usize, fill: fill::Fill) -> Result<(), String> {
        let numbers = fill::numbers(&self.session.inputs, place, head, fill);
        let text = match fill {
            fill::Fill::Random(seed) => {
                self.seed = seed.wrapping_add(1);
                format!("filled with random numbers, seed {seed}")
            }
            fill::Fill::Identity => "filled with the identity".into(),
            fill::Fill::Zeros => "filled with zeros".into(),
        };
        if self.write("fill", &numbers, None) {
            self.say(text);
        }
        self.refused()
    }

    /// The reason why the last change was refused, for a dialog to show in itself.
    fn refused(&mut self) -> Result<(), String> {
        match self.message.take_if(|message| message.is_error) {
            Some(message) => Err(message.text),
            None => Ok(()),
        }
    }

    fn help_command(&mut self, command: Command) {
        let Mode::Help(scrolled) = &mut self.mode else {
            return;
        };
        match command {
            Command::Previous => *scrolled = scrolled.saturating_sub(1),
            Command::Next => *scrolled += 1,
            Command::PreviousPage => *scrolled = scrolled.saturating_sub(PAGE),
            Command::NextPage => *scrolled += PAGE,
            Command::Cancel => self.mode = Mode::Explore,
            _ => {}
        }
    }

    pub(super) fn ask(&mut self, confirm: Confirm) {
        self.mode = Mode::Confirm(confirm);
    }
}

/// Moves between the fields of a form and between the options of a choice; says whether the command did that.
fn form_moves(form: &mut Form, command: Command) -> bool {
    let count = form.fields.len().max(1);
    match command {
        Command::Previous => form.focus = (form.focus + count - 1) % count,
        Command::Next => form.focus = (form.focus + 1) % count,
        Command::PreviousChoice | Command::NextChoice => {
            let forward = command == Command::NextChoice;
            match form
                .fields
                .get_mut(form.focus)
                .map(|field| &mut field.value)
            {
                Some(FormValue::Choice { options, chosen }) => {
                    let count = options.len().max(1);
                    *chosen = (*chosen + if forward { 1 } else { count - 1 }) % count;
                }
                Some(FormValue::Text(field)) => {
                    field.run(if forward {
                        Command::CursorRight
                    } else {
                        Command::CursorLeft
                    });
                }
                None => {}
            }
        }
        _ => return false,
    }
    true
}

fn wanted_shape(form: &Form, from: shape::Shape) -> Result<shape::Shape, String> {
    let size = |label: &str, most: usize| -> Result<usize, String> {
        let text = form.value(label);
        match text.parse::<usize>() {
            Ok(size) if (1..=most).contains(&size) => Ok(size),
            _ => Err(format!(
                "{label}: expected a whole number from 1 to {most}, found \"{text}\""
            )),
        }
    };
    let d_model = size("d_model", MAX_DIMENSIONS)?;
    let heads = size("heads", MAX_HEADS)?;
    let mut d_k = size("d_k", MAX_DIMENSIONS)?;
    let mut d_v = size("d_v", MAX_DIMENSIONS)?;
    // Where Q, K and V are the input itself, they grow with it, unless a width of their own is asked for.
    if d_k == from.d_k && from.d_k == from.d_model && from.implied {
        d_k = d_model;
    }
    if d_v == from.d_v && from.d_v == from.d_model && from.implied {
        d_v = d_model;
    }
    Ok(shape::Shape {
        d_model,
        heads,
        d_k,
        d_v,
        biases: form.value("biases") == "yes",
        d_out: match form.value("output projection") {
            "yes" => Some(size("d_out", MAX_DIMENSIONS)?),
            _ => None,
        },
        implied: from.implied,
    })
}

fn wanted_fill(form: &Form) -> Result<fill::Fill, String> {
    match form.value("fill") {
        "identity" => Ok(fill::Fill::Identity),
        "zeros" => Ok(fill::Fill::Zeros),
        _ => {
            let text = form.value("seed");
            let seed = text.parse().map_err(|_| {
                format!("seed: expected a whole number from 0 on, found \"{text}\"")
            })?;
            Ok(fill::Fill::Random(seed))
        }
    }
}

fn positive(text: &str) -> Result<f64, String> {
    let number = cells::parse(text)?;
    if number > 0.0 {
        Ok(number)
    } else {
        Err(format!("expected a number > 0, found \"{text}\""))
    }
}

/// The longest beginning that all paths share, where it is longer than what is typed.
fn longer(typed: &str, paths: &[String]) -> Option<String> {
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
