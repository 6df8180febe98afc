//! Exporting what is on the screen, and copying it in the format that was last exported.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::LazyLock;

use super::super::command::{Effect, ExportRequest};
use super::super::mode::{Form, FormField, FormKind, Mode, Question};
use super::super::{App, Origin};
use super::Outcome;
use crate::export::content::all_shown;
use crate::export::{Colors, Content, FORMATS, Format, Holds, Options, Part, Scope, Shown, format};
use crate::model::{Cell, Place, Stage, fixed};
use crate::store::{Overwrite, SaveError, visible_path};

/// The fields of the form.
const FILE: &str = Form::FILE;
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

static WHAT_NOTE: LazyLock<String> = LazyLock::new(|| {
    let matrix =
        format::endings_with(|format| matches!(format.holds, Holds::Matrix | Holds::Stage));
    let session = format::endings_with(|format| format.holds == Holds::Session);
    format!("In {matrix} one matrix, in {session} the whole session.")
});
static ARITHMETIC_NOTE: LazyLock<String> = LazyLock::new(|| {
    let endings = format::endings_with(|format| format.has_arithmetic);
    format!("In {endings}: the worked equation of the selected cell, or of every cell.")
});
static COLORS_NOTE: LazyLock<String> = LazyLock::new(|| {
    let endings = format::endings_with(|format| format.has_colors);
    format!("In {endings}: light for paper, dark for slides and terminals.")
});

/// What the form asks for.
struct Wanted {
    path: PathBuf,
    format: &'static Format,
    parts: Vec<Part>,
    options: Options,
}

impl App {
    pub(super) fn open_export(&mut self) {
        let ending = self.format.map_or("svg", |format| format.ending);
        let path = format!("{}.{ending}", self.export_stem());
        let place = self.document.cursor.place;
        let mut fields = vec![
            FormField::text(FILE, &path, ""),
            FormField::choice(WHAT, WHAT_OPTIONS, 0, &WHAT_NOTE),
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
            &ARITHMETIC_NOTE,
        ));
        fields.push(FormField::choice(COLORS, COLOR_OPTIONS, 0, &COLORS_NOTE));
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
            Origin::File { path, .. } | Origin::Imported(path) => {
                path.file_stem().map(OsStr::to_string_lossy)
            }
            Origin::Example(name) | Origin::Lesson(name) => Some(name.into()),
            Origin::Stdin | Origin::Recovered => None,
        };
        let matrix = self.place_to_export().name();
        format!("{}-{matrix}", session.unwrap_or("session".into()))
    }

    /// The selected matrix. The words have no numbers, so the weights stand for them.
    fn place_to_export(&self) -> Place {
        match self.document.cursor.place {
            Place::Stage(stage) if !stage.has_numbers() => Place::Stage(Stage::Weights),
            place => place,
        }
    }

    fn wanted_export(&self, form: &Form) -> Result<Wanted, String> {
        let text = form.value(FILE);
        if text.is_empty() {
            return Err("type a file name".to_owned());
        }
        let format = form
            .format()
            .ok_or_else(|| format!("expected a name that ends in {}", format::endings(FORMATS)))?;
        let ending = format.ending;
        let is_every = form.value(WHAT) != THIS_MATRIX;
        if is_every && matches!(format.holds, Holds::Matrix | Holds::Stage) {
            return Err(format!(
                ".{ending} files hold one stage: choose this matrix"
            ));
        }
        let parts = if is_every || format.holds == Holds::Session {
            format.parts(self.document.inputs(), &[], None)?
        } else {
            self.selected_parts(form.value(HEADS) == HEAD_OPTIONS[1])
        };
        if format.holds == Holds::Matrix && parts.len() > 1 {
            return Err(format!(".{ending} files hold one matrix: choose this head"));
        }
        self.check_exact(format, &parts)?;
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
        format.check_arithmetic(self.document.inputs(), &parts, options.arithmetic)?;
        let path = PathBuf::from(text);
        Ok(Wanted {
            path,
            format,
            parts,
            options,
        })
    }

    /// Refuses what a format would show of hidden numbers, or would leave out.
    fn check_exact(&self, format: &Format, parts: &[Part]) -> Result<(), String> {
        if !format.is_exact {
            return Ok(());
        }
        let ending = format.ending;
        if parts
            .iter()
            .any(|part| self.hides_of(part.place, part.head))
        {
            let others = format::endings_with(|format| !format.is_exact);
            return Err(format!(
                "numbers are hidden that .{ending} files would show: work them out or show them first, or choose {others}"
            ));
        }
        match parts {
            [
                Part {
                    place: Place::Parameter(_),
                    ..
                },
                ..,
            ] => Err(format!(
                ".{ending} files have no parameters on their own: choose every stage"
            )),
            _ => Ok(()),
        }
    }

    /// The matrix to export, of the current head or of all that have it.
    fn selected_parts(&self, all_heads: bool) -> Vec<Part> {
        let (inputs, cursor) = (self.document.inputs(), &self.document.cursor);
        let place = self.place_to_export();
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
            [] => String::new(),
            [part] if part.place.per_head() && heads > 1 => {
                format!("{} of head {}", part.place.name(), part.head.number + 1)
            }
            [part] => part.place.name().to_owned(),
            [part, others @ ..] if others.iter().all(|other| other.place == part.place) => {
                format!("{} of all heads", part.place.name())
            }
            _ => "the whole session".to_owned(),
        };
        let compared = |part: &Part| self.compared(part.place).is_some();
        let note = match wanted.parts.iter().any(compared) {
            true if wanted.format.is_exact => ", its numbers and not the differences",
            true => ", as differences to the baseline",
            false => "",
        };
        let arithmetic = match wanted.options.arithmetic {
            _ if !wanted.format.has_arithmetic || !note.is_empty() => String::new(),
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

    /// Checks the form, and backs up unsaved changes first.
    pub(super) fn begin_export(&mut self) -> Outcome {
        if let Mode::Form(form) = &self.mode {
            self.wanted_export(form)?;
        }
        Ok(self.after_backup(Effect::BeginExport))
    }

    /// Writes what the form asks for.
    pub(super) fn export(&mut self) -> Outcome {
        let Mode::Form(form) = &self.mode else {
            return Ok(Vec::new());
        };
        let wanted = self.wanted_export(form)?;
        let request = ExportRequest {
            bytes: self.exported_bytes(&wanted),
            what: self.in_words(&wanted),
            ending: wanted.format.ending,
            path: wanted.path,
            session: self.document.origin.read_from().cloned(),
            overwrite: Overwrite::Never,
        };
        Ok(vec![Effect::Export(Box::new(request))])
    }

    fn exported_bytes(&self, wanted: &Wanted) -> Vec<u8> {
        let document = &self.document;
        let all = all_shown(document.inputs(), &document.trace);
        // Where nothing is hidden or compared, whole rows are read at once.
        let is_plain = !self.is_hiding() && self.comparison().is_none();
        let shown: &dyn Fn(Cell) -> Option<Shown> = match is_plain {
            true => &all,
            false => &|cell| self.shown(cell),
        };
        let content = Content {
            hides_some: self.is_hiding(),
            selected: Some(document.cursor.cell()),
            pair: document.cursor.pair(),
            ..Content::new(&document.session, &document.trace, &wanted.parts, shown)
        };
        let mut bytes = Vec::new();
        // Memory can always be written to.
        let _ = (wanted.format.write)(&mut bytes, &content, &wanted.options);
        bytes
    }

    pub(super) fn exported(
        &mut self,
        request: Box<ExportRequest>,
        result: Result<(), SaveError>,
    ) -> Outcome {
        let path = visible_path(&request.path);
        match result {
            Ok(()) => {
                self.mode = Mode::Explore;
                self.waiting_form = None;
                let format = Format::of_ending(request.ending);
                if let Some(format) = format.filter(|format| format.is_printed) {
                    // Aligned tables are for people. Tabs say where the cells are, as they do without an export.
                    self.format = Some(format).filter(|format| format.name != "table");
                }
                self.say(format!("exported to {path}: {}", request.what));
                Ok(Vec::new())
            }
            Err(SaveError::Exists { .. } | SaveError::Changed { .. }) => {
                let question = Mode::Question(Question::Replace(request));
                self.waiting_form = match std::mem::replace(&mut self.mode, question) {
                    Mode::Form(form) => Some(form),
                    _ => None,
                };
                Ok(Vec::new())
            }
            Err(SaveError::Store(problem)) => Err(format!("not exported: {problem}").into()),
        }
    }

    /// The selected matrix in the format that was last exported, and what it is; `None` if there is none that can be copied.
    pub(super) fn copy_in_format(&self) -> Option<(String, String)> {
        let format = self.format?;
        let parts = self.selected_parts(false);
        self.check_exact(format, &parts).ok()?;
        let wanted = Wanted {
            path: PathBuf::new(),
            format,
            options: Options {
                digits: Some(self.digits_to_copy()?),
                is_document: false,
                ..Options::default()
            },
            parts,
        };
        let text = String::from_utf8(self.exported_bytes(&wanted)).ok()?;
        Some((text, self.in_words(&wanted)))
    }

    /// The digits of the screen; of numbers that can be edited so many that pasting restores them. `None` if no number of decimals
    /// does.
    fn digits_to_copy(&self) -> Option<usize> {
        const MOST: usize = 17;
        let (document, digits) = (&self.document, self.settings.digits());
        let place = document.cursor.place;
        if !document.is_editable(place) {
            return Some(digits);
        }
        let (rows, columns) = document.shape(place);
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let mut most = digits;
        for (row, column) in cells {
            let cell = Cell::new(place, document.cursor.head, row, column);
            let number = self.shown(cell)?.number()?;
            let is_whole =
                |digits: &usize| fixed(number, *digits).replace('−', "-").parse() == Ok(number);
            most = (most..=MOST).find(is_whole)?;
        }
        Some(most)
    }
}
