//! Parses and plays a demo tape in the subset of the VHS language (<https://github.com/charmbracelet/vhs>) that the
//! tape uses. Unknown commands are errors with their line, so that the tape cannot drift from its test.
//!
//! VHS records a shell in a browser's terminal. Here the program runs in a pseudo-terminal of the same size, and the
//! player stands in for the shell: it recognises the line that enters a fresh folder, which it already has, and the
//! line that calls the program, which it runs with the arguments written there. It does not sleep: where the viewer is
//! given time to look, it waits until the screen is quiet and records it.

use std::collections::BTreeMap;

use super::pty::{Call, End, Terminal, key_bytes};

/// The line that enters an empty folder.
const FRESH_FOLDER: &str = "cd $(mktemp -d) && clear";

/// Settings that only affect the look of the recording.
const LOOKS: [&str; 5] = ["Shell", "FontFamily", "Theme", "TypingSpeed", "CursorBlink"];
/// Settings that determine the terminal's size, in pixels.
const SIZES: [&str; 5] = ["Width", "Height", "Padding", "FontSize", "LetterSpacing"];

/// Key names of a tape, and their names in the explorer.
const KEYS: [(&str, &str); 9] = [
    ("Enter", "Enter"),
    ("Escape", "Esc"),
    ("Tab", "Tab"),
    ("Space", "Space"),
    ("Backspace", "Backspace"),
    ("Up", "Up"),
    ("Down", "Down"),
    ("Left", "Left"),
    ("Right", "Right"),
];

#[derive(Debug, PartialEq)]
enum Command {
    Type(String),
    Key { name: &'static str, count: usize },
    Ctrl(char),
    Sleep,
    WaitScreen(String),
    Hide,
    Show,
}

/// A parsed tape.
#[derive(Debug)]
pub struct Tape {
    /// The file that VHS records to.
    pub output: String,
    /// Programs that must be installed.
    pub requires: Vec<String>,
    environment: Vec<(String, String)>,
    sizes: BTreeMap<String, f64>,
    commands: Vec<(usize, Command)>,
    /// Seconds per key, where a command does not say otherwise.
    typing_speed: f64,
    /// Seconds that the recording takes, without waiting for the screen.
    pub lasts: f64,
}

/// A screen that the viewer is given time to look at.
pub struct Still {
    /// The line of the tape.
    pub line: usize,
    pub screen: String,
}

/// The outcome of playing a tape.
pub struct Played {
    pub stills: Vec<Still>,
    pub end: End,
}

impl Tape {
    /// Parses a tape: one command per line, comments after `#` on their own lines.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut tape = Self {
            output: String::new(),
            requires: Vec::new(),
            environment: Vec::new(),
            sizes: BTreeMap::new(),
            commands: Vec::new(),
            typing_speed: 0.05,
            lasts: 0.0,
        };
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                tape.read(index + 1, line)
                    .map_err(|problem| format!("line {}: {problem}: {line}", index + 1))?;
            }
        }
        for name in SIZES {
            if !tape.sizes.contains_key(name) {
                return Err(format!("the tape does not set {name}"));
            }
        }
        Ok(tape)
    }

    fn read(&mut self, number: usize, line: &str) -> Result<(), String> {
        let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        let (name, speed) = head.split_once('@').unwrap_or((head, ""));
        let (name, plus) = name.split_once('+').unwrap_or((name, ""));
        let speed = match speed {
            "" => self.typing_speed,
            speed => duration(speed)?,
        };
        if matches!(head, "Output" | "Require" | "Set" | "Env") && !self.commands.is_empty() {
            return Err("must come before the first command".into());
        }
        let command = match (name, plus) {
            ("Output", "") => {
                self.output = argument(rest)?.into();
                return Ok(());
            }
            ("Require", "") => {
                self.requires.push(argument(rest)?.into());
                return Ok(());
            }
            ("Set", "") => return self.set(rest),
            ("Env", "") => {
                let (name, value) = rest.split_once(' ').ok_or("a value is missing")?;
                self.environment.push((name.into(), quoted(value)?.into()));
                return Ok(());
            }
            ("Type", "") => Command::Type(quoted(rest)?.into()),
            ("Ctrl", letter) if letter.len() == 1 && rest.is_empty() => {
                let letter = letter.chars().next().filter(char::is_ascii_alphabetic);
                Command::Ctrl(letter.ok_or("not a letter")?)
            }
            ("Sleep", "") => {
                self.lasts += duration(rest)?;
                Command::Sleep
            }
            ("Wait", "Screen") => Command::WaitScreen(plain_pattern(rest)?),
            ("Hide", "") if rest.is_empty() => Command::Hide,
            ("Show", "") if rest.is_empty() => Command::Show,
            (name, "") => {
                let key = KEYS.iter().find(|(key, _)| *key == name);
                let (_, name) = key.ok_or("unknown command")?;
                let count = match rest {
                    "" => 1,
                    count => count.parse().map_err(|_| "not a count")?,
                };
                Command::Key { name, count }
            }
            _ => return Err("unknown command".into()),
        };
        let keys = match &command {
            Command::Type(text) => text.chars().count(),
            Command::Key { count, .. } => *count,
            _ => 0,
        };
        self.lasts += keys as f64 * speed;
        self.commands.push((number, command));
        Ok(())
    }

    fn set(&mut self, rest: &str) -> Result<(), String> {
        let (name, value) = rest.split_once(' ').ok_or("a value is missing")?;
        let value = value.trim();
        if SIZES.contains(&name) {
            let pixels = value.parse().map_err(|_| "not a number of pixels")?;
            self.sizes.insert(name.into(), pixels);
            return Ok(());
        }
        match name {
            "TypingSpeed" => {
                self.typing_speed = duration(value)?;
                Ok(())
            }
            "CursorBlink" if matches!(value, "true" | "false") => Ok(()),
            "Shell" | "FontFamily" | "Theme" => {
                argument(value.trim_matches('"')).map(|_| ()).or_else(|_| {
                    // Names of fonts and themes may contain spaces.
                    quoted(value).map(|_| ())
                })
            }
            _ if LOOKS.contains(&name) => Err("not a value of that setting".into()),
            _ => Err("unknown setting".into()),
        }
    }

    /// Columns and rows of the recorded terminal, which is the area inside the padding. A cell of JetBrains Mono, the
    /// default font of VHS, is 0.6 wide and 1.32 high per unit of font size.
    pub fn size(&self) -> (u16, u16) {
        let size = |name: &str| self.sizes[name];
        let room = |name: &str| size(name) - 2.0 * size("Padding");
        let width = 0.6 * size("FontSize") + size("LetterSpacing");
        let height = 1.32 * size("FontSize");
        (
            (room("Width") / width) as u16,
            (room("Height") / height) as u16,
        )
    }

    /// Plays the tape to its end, where the program must exit too.
    pub fn play(&self) -> Result<Played, String> {
        let mut player = Player {
            tape: self,
            typed: String::new(),
            program: None,
            hidden: false,
            stills: Vec::new(),
        };
        for (line, command) in &self.commands {
            player
                .play(*line, command)
                .map_err(|problem| format!("line {line}: {problem}"))?;
        }
        let program = player.program.ok_or("the program was not called")?;
        Ok(Played {
            stills: player.stills,
            end: program.end(),
        })
    }
}

struct Player<'a> {
    tape: &'a Tape,
    /// The text on the shell's line.
    typed: String,
    program: Option<Terminal>,
    hidden: bool,
    stills: Vec<Still>,
}

impl Player<'_> {
    fn play(&mut self, line: usize, command: &Command) -> Result<(), String> {
        match command {
            Command::Hide => self.hidden = true,
            Command::Show => self.hidden = false,
            Command::Type(text) => match &mut self.program {
                Some(program) => program.type_text(text),
                None => self.typed.push_str(text),
            },
            Command::Key { name, count } => {
                for _ in 0..*count {
                    self.press(name)?;
                }
            }
            Command::Ctrl(letter) => self.press(&format!("Ctrl-{letter}"))?,
            Command::Sleep => {
                if let (Some(program), false) = (&self.program, self.hidden) {
                    program.settle();
                    self.stills.push(Still {
                        line,
                        screen: program.screen(),
                    });
                }
            }
            Command::WaitScreen(text) => {
                let program = self.program.as_ref().ok_or("no program to wait for")?;
                program.wait_for(text);
            }
        }
        Ok(())
    }

    fn press(&mut self, key: &str) -> Result<(), String> {
        match (&mut self.program, key) {
            (Some(program), _) => {
                program.send(&key_bytes(key).ok_or("not a key")?);
                if key == "Esc" {
                    // Escape and the next key at once would be Alt and that key.
                    program.settle();
                }
                Ok(())
            }
            (None, "Enter") => {
                let typed = std::mem::take(&mut self.typed);
                self.run(&typed)
            }
            (None, _) => Err(format!("the shell line does not accept {key}")),
        }
    }

    /// Runs a line as the shell would.
    fn run(&mut self, typed: &str) -> Result<(), String> {
        if typed == FRESH_FOLDER {
            return Ok(());
        }
        let mut words = typed.split(' ');
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=".contains(c);
        if words.next() != Some("attn-tui") || !typed.chars().all(|c| c == ' ' || plain(c)) {
            return Err(format!("unknown shell line: {typed}"));
        }
        let arguments: Vec<&str> = words.collect();
        let (columns, rows) = self.tape.size();
        let mut call = Call::new(&arguments).size(columns, rows);
        for (name, value) in &self.tape.environment {
            call = call.env(name, value);
        }
        self.program = Some(call.start());
        Ok(())
    }
}

/// A time such as `80ms`, `2s`, `0.5`.
/// A time in seconds.
fn duration(text: &str) -> Result<f64, String> {
    let (number, unit) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(number), _) => (number, 1e-3),
        (None, number) => (number.unwrap_or(text), 1.0),
    };
    match number.parse::<f64>() {
        Ok(time) if time > 0.0 => Ok(time * unit),
        _ => Err(format!("not a time: {text:?}")),
    }
}

/// A single word.
fn argument(text: &str) -> Result<&str, String> {
    match text {
        "" => Err("a value is missing".into()),
        text if text.contains(char::is_whitespace) => Err("more than one value".into()),
        text => Ok(text),
    }
}

/// Text in one of the quotes of a tape, which have no escapes.
fn quoted(text: &str) -> Result<&str, String> {
    ['"', '\'', '`']
        .iter()
        .find_map(|&quote| {
            text.strip_prefix(quote)?
                .strip_suffix(quote)
                .zip(Some(quote))
        })
        .filter(|(inside, quote)| !inside.contains(*quote))
        .map(|(inside, _)| inside)
        .ok_or_else(|| "expected a text in quotes".into())
}

/// The text that a regular expression matches, if it matches only one.
fn plain_pattern(pattern: &str) -> Result<String, String> {
    let inside = pattern
        .strip_prefix('/')
        .and_then(|pattern| pattern.strip_suffix('/'))
        .ok_or("expected a pattern between slashes")?;
    let mut text = String::new();
    let mut characters = inside.chars();
    while let Some(c) = characters.next() {
        text.push(
            match c {
                '\\' => characters.next().filter(char::is_ascii_punctuation),
                c => Some(c).filter(|c| !"./*+?()|[]{}^$".contains(*c)),
            }
            .ok_or("only plain text can be waited for")?,
        );
    }
    Ok(text)
}
