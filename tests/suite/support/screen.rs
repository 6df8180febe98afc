//! An explorer drawing to a buffer: the program's own loop, driven by a line of keys.
//!
//! Keys are written as in the key table, separated by spaces: `n n Enter Ctrl-R Alt-+`. Besides keys there are
//! `text:0.5` (types each character), `paste:…`, `size:80x24`, `click:12,7`, `wheel:up`, `wheel:down` and `pause` (long
//! enough for unsaved changes to be kept for recovery). Single quotes hold text with spaces: `text:'I love dogs'`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use attn_tui::app::field::Field;
use attn_tui::app::lesson::ChosenLesson;
use attn_tui::app::mode::FormValue;
use attn_tui::app::{Action, App, Mode, Origin, Settings, Shown, keys, update};
use attn_tui::model::{Inputs, Place, Stage, Trace};
use attn_tui::store::lesson::Lesson;
use attn_tui::store::{Folders, Session, document, examples};
use attn_tui::term::{self, Event, Events, Host, Multiplexer};
use attn_tui::ui::look::{Depth, Look};
use ndarray::Array2;
use ratatui::Terminal;
use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use tui_textarea::{Input, Key};
use unicode_width::UnicodeWidthStr;

use super::folder::Folder;

/// An explorer with its own temporary folders and files.
pub struct Explorer {
    pub app: App,
    pub host: Host,
    terminal: Terminal<Screen>,
    size: Rc<Cell<Size>>,
    has_quit: bool,
    files: Folder,
}

impl Explorer {
    /// The numbers of a stage of the first head.
    pub fn numbers(&self, stage: Stage) -> Array2<f64> {
        let document = &self.app.document;
        let matrix = document.trace.stage(document.inputs(), stage, 0);
        matrix.expect("a stage of numbers").to_array()
    }

    /// An explorer on a session, at 80×24 with 16 colours.
    pub fn new(session: Session, origin: Origin) -> Self {
        let files = Folder::new();
        let folder = |name: &str| files.path().join("home").join(name);
        let host = Host {
            folders: Some(Folders {
                config: folder("config"),
                themes: folder("themes"),
                state: folder("state"),
            }),
            recovery: None,
            depth: Depth::Ansi16,
            ascii: false,
            can_write: true,
            multiplexer: Multiplexer::None,
            terminal: || Box::new(Recorder),
            suspend: |_| Ok(()),
        };
        let settings = Settings {
            themes: host.theme_names(),
            ..Settings::default()
        };
        let size = Rc::new(Cell::new(Size::new(80, 24)));
        let mut explorer = Self {
            app: App::new(session, origin, settings).unwrap(),
            host,
            terminal: Terminal::new(Screen::new(&size)).unwrap(),
            size,
            has_quit: false,
            files,
        };
        explorer.press("");
        explorer
    }

    /// An explorer on a built-in example.
    pub fn example(name: &str) -> Self {
        let session = examples::get(name).unwrap().session();
        Self::new(session, Origin::Example(name.into()))
    }

    /// An explorer on inputs without a file.
    pub fn on(inputs: Inputs) -> Self {
        Self::new(Session::new("", inputs), Origin::Stdin)
    }

    /// An explorer on the text of a session file.
    pub fn toml(text: &str) -> Self {
        let session = Session::parse(text).unwrap_or_else(|problem| panic!("{problem}"));
        Self::new(session, Origin::Stdin)
    }

    /// Opens a file in the explorer's folder, as the command line does.
    pub fn open(&mut self, name: &str) -> &mut Self {
        let path = self.path(name);
        let document::Opened { session, stamp, .. } = document::open(&path).unwrap();
        let settings = self.app.settings.clone();
        self.app = App::new(
            session,
            Origin::File {
                path: path.clone(),
                stamp: Some(stamp),
            },
            settings,
        )
        .unwrap();
        self.app.recent = self.host.recent(Some(&path));
        self.press("")
    }

    /// Starts a built-in lesson.
    pub fn lesson(&mut self, name: &str) -> &mut Self {
        self.start(ChosenLesson::built_in(name).expect("a built-in lesson"))
    }

    /// Starts the lesson of this text.
    pub fn lesson_text(&mut self, text: &str) -> &mut Self {
        let lesson = Lesson::parse(text).unwrap_or_else(|problem| panic!("{problem}"));
        let path = self.path("lesson.toml");
        self.start(ChosenLesson::from_file(&path, lesson))
    }

    fn start(&mut self, lesson: ChosenLesson) -> &mut Self {
        update(&mut self.app, Action::StartLesson(lesson));
        self.press("")
    }

    pub fn depth(&mut self, depth: Depth) -> &mut Self {
        self.host.depth = depth;
        self.press("")
    }

    pub fn theme(&mut self, name: &str) -> &mut Self {
        self.app.settings.theme = name.into();
        self.press("")
    }

    pub fn ascii(&mut self) -> &mut Self {
        self.host.ascii = true;
        self.press("")
    }

    pub fn read_only(&mut self) -> &mut Self {
        self.app.settings.read_only = true;
        self.press("")
    }

    /// Handles the events one at a time, drawing after each.
    #[track_caller]
    pub fn press(&mut self, keys: &str) -> &mut Self {
        self.run(script(keys), false)
    }

    /// Queues all events at once.
    #[track_caller]
    pub fn burst(&mut self, keys: &str) -> &mut Self {
        self.run(script(keys), true)
    }

    /// Runs the program's loop until the events run out or it quits.
    #[track_caller]
    fn run(&mut self, steps: VecDeque<Step>, queued: bool) -> &mut Self {
        assert!(!self.has_quit, "the explorer has quit");
        let look = self.look();
        let mut events = Script {
            steps,
            queued,
            ended: false,
            size: Rc::clone(&self.size),
        };
        term::run(
            &mut self.terminal,
            &mut events,
            &mut self.app,
            look,
            &mut self.host,
        )
        .unwrap();
        self.has_quit = !events.ended;
        self
    }

    /// The look of the chosen theme, or the default if it is broken, as at startup.
    pub fn look(&self) -> Look {
        self.host
            .look(&self.app.settings.theme)
            .unwrap_or_else(|_| self.host.default_look())
    }

    pub fn has_quit(&self) -> bool {
        self.has_quit
    }

    /// The number of frames drawn.
    pub fn draws(&self) -> usize {
        self.terminal.backend().draws
    }

    /// The number of frames drawn for these events, all queued at once.
    pub fn draws_for(&mut self, keys: &str) -> usize {
        // The loop draws once when it starts, even without events.
        let before = self.burst("").draws();
        self.burst(keys).draws() - before - 1
    }

    pub fn buffer(&self) -> &Buffer {
        self.terminal.backend().inner.buffer()
    }

    /// The position of the terminal's cursor, if it is visible.
    pub fn shown_cursor(&self) -> Option<Position> {
        let screen = &self.terminal.backend().inner;
        screen.cursor_visible().then(|| screen.cursor_position())
    }

    /// The position of the terminal's cursor, if it is hidden.
    pub fn hidden_cursor(&self) -> Option<Position> {
        let screen = &self.terminal.backend().inner;
        (!screen.cursor_visible()).then(|| screen.cursor_position())
    }

    /// The lines of the screen without trailing spaces.
    pub fn text(&self) -> String {
        lines(self.buffer())
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect()
    }

    /// Whether a line of the screen contains `text`.
    pub fn shows(&self, text: &str) -> bool {
        self.text().lines().any(|line| line.contains(text))
    }

    /// The message in the last line; empty if there is none.
    pub fn message(&self) -> &str {
        self.app
            .message
            .as_ref()
            .map_or("", |message| message.text.as_str())
    }

    /// Everything sent to the terminal besides frames since the last call.
    pub fn sequences(&self) -> String {
        RECORDED.with_borrow_mut(std::mem::take)
    }

    /// The path of a file in the explorer's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// The session in a file of the explorer's folder.
    pub fn saved(&self, name: &str) -> Session {
        document::open(&self.path(name)).unwrap().session
    }

    /// The selected number.
    pub fn value(&self) -> f64 {
        match self.app.shown(self.app.document.cursor.cell()) {
            Some(Shown::Number(number)) => number,
            shown => panic!("not a number: {shown:?}"),
        }
    }

    pub fn inputs(&self) -> &Inputs {
        self.app.document.inputs()
    }

    /// A word's row of the embedding.
    pub fn row(&self, word: usize) -> Vec<f64> {
        self.inputs().embedding.row(word).to_vec()
    }

    /// Asserts the invariants that hold after every event.
    #[track_caller]
    pub fn assert_consistent(&self) {
        let app = &self.app;
        let inputs = app.document.inputs();
        assert_eq!(inputs.check(), Ok(()), "the inputs fit together");
        assert_eq!(
            Trace::compute(inputs).as_ref(),
            Ok(&app.document.trace),
            "the trace is computed from the inputs"
        );
        assert!(
            app.document.cursor.head.number < inputs.heads.len(),
            "the selected head exists"
        );
        let exists = |stage: &Stage| stage.exists(inputs, app.document.cursor.head);
        let stages = Stage::ALL.into_iter().filter(exists).map(Place::Stage);
        for place in stages.chain([app.document.cursor.place]) {
            let (rows, columns) = app.document.shape(place);
            let cell = app.document.cursor.cell_in(place);
            assert!(
                cell.row < rows && cell.column < columns,
                "the selection {cell:?} is inside {rows}×{columns}"
            );
        }
        assert_eq!(
            app.document.labels.len(),
            inputs.n(),
            "every word has a label"
        );
        if let Some(field) = text_field(&app.mode) {
            assert_eq!(field.area().lines().len(), 1, "a field is one line");
        }
    }
}

/// The open text field.
fn text_field(mode: &Mode) -> Option<&Field> {
    match mode {
        Mode::Words(editor) => Some(&editor.field),
        Mode::Cell(editor) | Mode::Guess(editor) => Some(&editor.field),
        Mode::Prompt(prompt) => Some(&prompt.field),
        Mode::Picker(picker) => Some(&picker.field),
        Mode::Form(form) => match &form.fields[form.focus].value {
            FormValue::Text(field) => Some(field),
            FormValue::Choice { .. } => None,
        },
        Mode::Explore | Mode::Play | Mode::Claims(_) | Mode::Help(_) | Mode::Question(_) => None,
    }
}

/// The lines of a buffer as a terminal shows them: cells covered by a wide character are skipped.
pub fn lines(buffer: &Buffer) -> impl Iterator<Item = String> {
    let Rect { width, height, .. } = buffer.area;
    (0..height).map(move |y| {
        let mut line = String::new();
        let mut covered = 0;
        for x in 0..width {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            covered = symbol.width().saturating_sub(1);
        }
        line
    })
}

thread_local! {
    static RECORDED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Records everything sent to the terminal besides frames.
struct Recorder;

impl io::Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        RECORDED.with_borrow_mut(|all| all.push_str(&String::from_utf8_lossy(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Clone, Debug)]
enum Step {
    Event(Event),
    Size(u16, u16),
    /// Long enough for unsaved changes to be kept.
    Pause,
}

/// The events of a test. A resize takes effect when its event is read, as in a real terminal.
struct Script {
    steps: VecDeque<Step>,
    queued: bool,
    ended: bool,
    size: Rc<Cell<Size>>,
}

impl Events for Script {
    fn next(&mut self) -> io::Result<Option<Event>> {
        loop {
            match self.steps.pop_front() {
                Some(Step::Event(event)) => return Ok(Some(event)),
                Some(Step::Size(width, height)) => {
                    self.size.set(Size::new(width, height));
                    return Ok(Some(Event::Resize));
                }
                // The program did not wait, so there is no pause.
                Some(Step::Pause) => {}
                None => {
                    self.ended = true;
                    return Ok(None);
                }
            }
        }
    }

    fn is_queued(&mut self) -> io::Result<bool> {
        Ok(self.queued && !matches!(self.steps.front(), None | Some(Step::Pause)))
    }

    fn wait(&mut self, _: Duration) -> io::Result<bool> {
        // An event is infallible ready, unless the next step is a pause.
        let pauses = matches!(self.steps.front(), Some(Step::Pause));
        if pauses {
            self.steps.pop_front();
        }
        Ok(!pauses)
    }
}

/// Parses a line of keys.
#[track_caller]
fn script(keys: &str) -> VecDeque<Step> {
    let mut steps = VecDeque::new();
    let mut rest = keys.trim_start();
    while !rest.is_empty() {
        let (word, after) = first_word(rest);
        steps.extend(parse_word(word));
        rest = after.trim_start();
    }
    steps
}

/// Splits off the first word, which ends at a space or at the quote that closes one after a colon.
fn first_word(keys: &str) -> (&str, &str) {
    let quoted = keys.find(":'").map(|colon| colon + 2);
    let blank = keys.find(char::is_whitespace).unwrap_or(keys.len());
    match quoted {
        Some(start) if start <= blank => {
            let length = keys[start..].find('\'').expect("a closing quote");
            keys.split_at(start + length + 1)
        }
        _ => keys.split_at(blank),
    }
}

#[track_caller]
fn parse_word(word: &str) -> Vec<Step> {
    let key = |input| vec![Step::Event(Event::Key(input))];
    if word == "pause" {
        return vec![Step::Pause];
    }
    let Some((kind, what)) = word.split_once(':').filter(|(kind, _)| !kind.is_empty()) else {
        let input = keys::chord(word).unwrap_or_else(|| panic!("there is no key {word}"));
        return key(input);
    };
    let what = what
        .strip_prefix('\'')
        .and_then(|what| what.strip_suffix('\''))
        .unwrap_or(what);
    let numbers = |between| -> (u16, u16) {
        let (a, b) = what.split_once(between).expect("two numbers");
        (a.parse().unwrap(), b.parse().unwrap())
    };
    match kind {
        "text" => what
            .chars()
            .map(|c| Input {
                key: Key::Char(c),
                ..Input::default()
            })
            .flat_map(key)
            .collect(),
        "paste" => vec![Step::Event(Event::Paste(what.to_owned()))],
        "size" => {
            let (width, height) = numbers('x');
            vec![Step::Size(width, height)]
        }
        "click" => {
            let (x, y) = numbers(',');
            vec![Step::Event(Event::Click(Position::new(x, y)))]
        }
        "wheel" => vec![Step::Event(Event::Scroll {
            down: what == "down",
        })],
        _ => panic!("there is no {kind}: in a line of keys"),
    }
}

/// A buffer that counts its draws and follows the size that the test sets.
struct Screen {
    inner: TestBackend,
    size: Rc<Cell<Size>>,
    draws: usize,
}

impl Screen {
    fn new(size: &Rc<Cell<Size>>) -> Self {
        let Size { width, height } = size.get();
        Self {
            inner: TestBackend::new(width, height),
            size: Rc::clone(size),
            draws: 0,
        }
    }

    /// The buffer, resized to the terminal's current size.
    fn inner(&mut self) -> &mut TestBackend {
        let Size { width, height } = self.size.get();
        let area = self.inner.buffer().area;
        if (area.width, area.height) != (width, height) {
            self.inner.resize(width, height);
        }
        &mut self.inner
    }
}

/// Converts the result of an infallible operation.
fn infallible<T>(result: Result<T, std::convert::Infallible>) -> io::Result<T> {
    match result {
        Ok(value) => Ok(value),
    }
}

impl Backend for Screen {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a ratatui::buffer::Cell)>,
    {
        self.draws += 1;
        infallible(self.inner().draw(content))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        infallible(self.inner.hide_cursor())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        infallible(self.inner.show_cursor())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        infallible(self.inner.get_cursor_position())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        infallible(self.inner.set_cursor_position(position))
    }

    fn clear(&mut self) -> io::Result<()> {
        infallible(self.inner().clear())
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        infallible(self.inner().clear_region(clear_type))
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size.get())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        infallible(self.inner().window_size())
    }

    fn flush(&mut self) -> io::Result<()> {
        infallible(self.inner.flush())
    }
}

/// Writes a file as another program would.
pub fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}
