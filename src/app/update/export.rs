//! Exporting what is on the screen, and copying it in the format that was last exported.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::super::command::{Effect, ExportRequest};
use super::super::mode::{Form, FormField, FormKind, Mode, Question};
use super::super::{App, Origin, copy};
use super::Outcome;
use crate::export::content::all_shown;
use crate::export::{Colors, Content, FORMATS, Format, Holds, Options, Part, Scope, Shown, format};
use crate::model::{Cell, Place, Stage, stages};
use crate::store::{Overwrite, SaveError, visible_path};

/// The fields of the form.
const FILE: &str = "file";
const WHAT: &str = "what";
const HEADS: &str = "heads";
const ARITHMETIC: &str = "arithmetic";
const COLORS: &str = "colours";

const THIS_MATRIX: &str = "this matrix";
const WHAT_OPTIONS: &[&str] = &[THIS_MATRIX, "every stage"];
const HEAD_OPTIONS: &[&str] = &["this one", "all"];
const ARITHMETIC_OPTIONS: &[&str] = &["none", "selected cell", "every cell"];
const SCOPES: [Scope; 3] = [Scope::None, Scope::Selected, Scope::All];
const COLOR_OPTIONS: &[&str] = &["light", "dark"];

/// What the form asks for.
struct Wanted {
    path: PathBuf,
    format: &'static Format,
    parts: Vec<Part>,
    is_whole: bool,
    options: Options,
}

impl App {
    pub(super) fn open_export(&mut self) {
        let ending = self.format.map_or("svg", |format| format.ending);
        let path = format!("{}.{ending}", self.export_stem());
        let place = self.document.cursor.place;
        let mut fields = vec![
            FormField::text(FILE, &path, ""),
            FormField::choice(
                WHAT,
                WHAT_OPTIONS,
                0,
                "A figure or a .csv file holds one matrix, a script or an .npz file the whole session.",
            ),
        ];
        if place.per_head() && self.document.inputs().heads.len() > 1 {
            fields.push(FormField::choice(
                HEADS,
                HEAD_OPTIONS,
                0,
                "Of all heads, a figure has them side by side, and other files one after the other.",
            ));
        }
        fields.push(FormField::choice(
            ARITHMETIC,
            ARITHMETIC_OPTIONS,
            0,
            "In .tex and .md: the worked equation of the selected cell, or of every cell.",
        ));
        fields.push(FormField::choice(
            COLORS,
            COLOR_OPTIONS,
            0,
            "Of .svg and .ans: light for paper, dark for slides and terminals.",
        ));
        self.mode = Mode::Form(Form::new(FormKind::Export, fields));
    }

    /// Returns to the form that asked for a file that exists.
    pub(super) fn return_to_export(&mut self) {
        if let Some(form) = self.waiting_form.take() {
            self.mode = Mode::Form(form);
        }
    }

    /// The name of the session's file or example, and of the selected matrix.
    fn export_stem(&self) -> String {
        let document = &self.document;
        let session = match &document.origin {
            Origin::File { path, .. } => path.file_stem().map(OsStr::to_string_lossy),
            Origin::Example(name) | Origin::Lesson(name) => Some(name.into()),
            _ => None,
        };
        let matrix = match document.cursor.place {
            Place::Stage(stage) if stage.has_numbers() => stage.name(),
            Place::Stage(_) => Stage::Weights.name(),
            Place::Parameter(parameter) => parameter.symbol(),
        };
        format!("{}-{matrix}", session.unwrap_or("session".into()))
    }

    fn wanted_export(&self, form: &Form) -> Result<Wanted, String> {
        let text = form.value(FILE);
        if text.is_empty() {
            return Err("type a file name".to_owned());
        }
        let path = PathBuf::from(text);
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let format = Format::of_ending(ending)
            .ok_or_else(|| format!("expected a name that ends in {}", format::endings(FORMATS)))?;
        let is_every = form.value(WHAT) != THIS_MATRIX;
        if is_every && matches!(format.holds, Holds::Matrix | Holds::Stage) {
            return Err(format!(
                "a .{ending} file holds one stage: choose this matrix"
            ));
        }
        let is_whole = format.is_exact || format.holds == Holds::Session || is_every;
        let inputs = self.document.inputs();
        let parts = if is_whole {
            format.parts(inputs, &[], None)?
        } else {
            let all_heads = form.value(HEADS) == HEAD_OPTIONS[1];
            self.selected_parts(all_heads)
        };
        let is_whole = is_whole && parts.len() >= stages(inputs).count();
        if format.holds == Holds::Matrix && parts.len() > 1 {
            return Err(format!(
                "a .{ending} file holds one matrix: choose this matrix, and this head"
            ));
        }
        let is_hidden = |part: &Part| self.hides(part.place);
        if (format.is_exact || format.holds == Holds::Stage) && parts.iter().any(is_hidden) {
            return Err(format!(
                "numbers are hidden that a .{ending} file would show"
            ));
        }
        let arithmetic = ARITHMETIC_OPTIONS
            .iter()
            .position(|option| *option == form.value(ARITHMETIC));
        let options = Options {
            arithmetic: SCOPES[arithmetic.unwrap_or(0)],
            colors: match form.value(COLORS) {
                "dark" => Colors::Dark,
                _ => Colors::Light,
            },
            ..Options::default()
        };
        Ok(Wanted {
            path,
            format,
            parts,
            is_whole,
            options,
        })
    }

    /// The selected matrix, of the current head or of all that have it. The words have no numbers, so the weights stand for them.
    fn selected_parts(&self, all_heads: bool) -> Vec<Part> {
        let (inputs, cursor) = (self.document.inputs(), &self.document.cursor);
        let place = match cursor.place {
            Place::Stage(stage) if !stage.has_numbers() => Place::Stage(Stage::Weights),
            place => place,
        };
        let heads = inputs.head_ids().filter(|head| match place {
            _ if !place.per_head() => head.number == 0,
            Place::Stage(stage) if all_heads => stage.exists(inputs, *head),
            Place::Parameter(parameter) if all_heads => inputs.block(parameter, *head).is_some(),
            _ => *head == cursor.head,
        });
        heads.map(|head| Part { place, head }).collect()
    }

    /// What the form will write.
    pub(super) fn export_outcome(&self, form: &Form) -> Result<String, String> {
        let wanted = self.wanted_export(form)?;
        Ok(format!("will write: {}", self.in_words(&wanted)))
    }

    fn in_words(&self, wanted: &Wanted) -> String {
        let heads = self.document.inputs().heads.len();
        let ending = wanted.format.ending;
        let what = match wanted.parts.as_slice() {
            _ if wanted.is_whole => "the whole session".to_owned(),
            [part] if part.place.per_head() && heads > 1 => {
                format!(
                    "{} of head {}",
                    copy::name_of(part.place),
                    part.head.number + 1
                )
            }
            [part] => copy::name_of(part.place).to_owned(),
            [part, ..] => format!("{} of all heads", copy::name_of(part.place)),
            [] => String::new(),
        };
        let compared = |part: &Part| self.compared(part.place).is_some();
        let note = match wanted.parts.iter().any(compared) {
            true if wanted.format.is_exact => ", its numbers and not the differences",
            true => ", as differences to the baseline",
            false => "",
        };
        let arithmetic = match wanted.options.arithmetic {
            _ if !wanted.format.has_arithmetic => String::new(),
            Scope::None => String::new(),
            Scope::All => ", with the arithmetic of every cell".to_owned(),
            Scope::Selected => {
                let cell = self.document.cursor.cell();
                format!(", with the arithmetic of {}", self.name_of(cell))
            }
        };
        let is_dark = wanted.format.has_colors && wanted.options.colors == Colors::Dark;
        let dark = if is_dark { ", dark" } else { "" };
        format!("{what}{note}{arithmetic}, as .{ending}{dark}")
    }

    /// Writes what the form asks for.
    pub(super) fn export(&mut self) -> Outcome {
        let Mode::Form(form) = &self.mode else {
            return Ok(Vec::new());
        };
        let wanted = self.wanted_export(form)?;
        let bytes = self.exported_bytes(
            wanted.format,
            &wanted.parts,
            wanted.is_whole,
            &wanted.options,
        );
        let what = self.in_words(&wanted);
        if wanted.format.is_printed {
            // Aligned tables are for people: to programs, tabs say where the cells are, as they do without an export.
            self.format = Some(wanted.format).filter(|format| format.name != "table");
        }
        Ok(vec![Effect::Export(ExportRequest {
            path: wanted.path,
            bytes,
            overwrite: Overwrite::Never,
            what,
        })])
    }

    fn exported_bytes(
        &self,
        format: &Format,
        parts: &[Part],
        is_whole: bool,
        options: &Options,
    ) -> Vec<u8> {
        let document = &self.document;
        let all = all_shown(document.inputs(), &document.trace);
        // Where nothing is hidden or compared, whole rows are read at once.
        let is_plain = !self.is_hiding() && self.comparison().is_none();
        let shown: &dyn Fn(Cell) -> Option<Shown> = match is_plain {
            true => &all,
            false => &|cell| self.shown(cell),
        };
        let content = Content {
            session: &document.session,
            trace: &document.trace,
            parts,
            is_whole,
            shown,
            selected: Some(document.cursor.cell()),
            pair: document.cursor.pair(),
        };
        let mut bytes = Vec::new();
        // Memory can always be written to.
        let _ = (format.write)(&mut bytes, &content, options);
        bytes
    }

    pub(super) fn exported(
        &mut self,
        request: ExportRequest,
        result: Result<(), SaveError>,
    ) -> Outcome {
        let path = visible_path(&request.path);
        match result {
            Ok(()) => {
                self.mode = Mode::Explore;
                self.say(format!("exported to {path}: {}", request.what));
                Ok(Vec::new())
            }
            Err(SaveError::Exists { .. } | SaveError::Changed { .. }) => {
                let question = Mode::Question(Question::Replace(Box::new(request)));
                self.waiting_form = match std::mem::replace(&mut self.mode, question) {
                    Mode::Form(form) => Some(form),
                    _ => None,
                };
                Ok(Vec::new())
            }
            Err(SaveError::Store(problem)) => Err(format!("not exported: {problem}").into()),
        }
    }

    /// The selected matrix in the format that was last exported, and its name; `None` if there is none that can be copied.
    pub(super) fn copy_in_format(&self) -> Option<(String, String)> {
        let format = self.format?;
        let place = self.document.cursor.place;
        let parts = self.selected_parts(false);
        if (format.is_exact || format.holds == Holds::Stage) && self.hides(place) {
            return None;
        }
        let options = Options {
            digits: Some(self.settings.digits()),
            is_document: false,
            ..Options::default()
        };
        let text = self.exported_bytes(format, &parts, false, &options);
        let name = format!("{}, as {}", copy::name(self, place), format.name);
        Some((String::from_utf8(text).ok()?, name))
    }
}
