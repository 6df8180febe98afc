//! Bytes in reads of any size against the events that they mean.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use ratatui::layout::Position;

use super::*;
use crate::app::keys::chord;

/// A parser with its own clock, used as the loop uses it.
struct Clocked {
    parser: Parser,
    now: Instant,
    events: VecDeque<Event>,
}

impl Clocked {
    fn new() -> Self {
        Self {
            parser: Parser::default(),
            now: Instant::now(),
            events: VecDeque::new(),
        }
    }

    /// Reads bytes after a pause.
    fn read(&mut self, pause: Duration, bytes: &[u8]) {
        self.pause(pause);
        self.parser.advance(bytes, self.now, &mut self.events);
    }

    fn pause(&mut self, pause: Duration) {
        self.now += pause;
        if self.parser.deadline().is_some_and(|at| at <= self.now) {
            self.parser.expire(&mut self.events);
        }
    }

    /// All events so far, once nothing more arrives.
    fn events(mut self) -> Vec<Event> {
        self.pause(LONG);
        assert_eq!(self.parser.deadline(), None, "no timer at rest");
        self.events.into()
    }
}

/// Longer than any sequence may pause.
const LONG: Duration = Duration::from_secs(10);
/// Shorter than any sequence may pause.
const SHORT: Duration = Duration::from_millis(10);

/// The events of reads that follow each other at once.
fn events(reads: &[&[u8]]) -> Vec<Event> {
    let mut clocked = Clocked::new();
    for bytes in reads {
        clocked.read(SHORT, bytes);
    }
    clocked.events()
}

/// The keys of these names.
#[track_caller]
fn keys(names: &str) -> Vec<Event> {
    let key = |name| Event::Key(chord(name).unwrap_or_else(|| panic!("{name} is no key")));
    names.split_whitespace().map(key).collect()
}

/// Sequences and the keys that they are.
const KEYS: [(&str, &str); 65] = [
    ("n", "n"),
    ("G", "G"),
    ("é", "é"),
    ("→", "→"),
    ("🦀", "🦀"),
    (" ", "Space"),
    ("\r", "Enter"),
    ("\t", "Tab"),
    ("\x7f", "Backspace"),
    ("\x08", "Ctrl-h"),
    ("\n", "Ctrl-j"),
    ("\x12", "Ctrl-r"),
    ("\x1a", "Ctrl-z"),
    ("\x1c", "Ctrl-4"),
    ("\x1b+", "Alt-+"),
    ("\x1bb", "Alt-b"),
    ("\x1bé", "Alt-é"),
    ("\x1b\x7f", "Alt-Backspace"),
    ("\x1b\r", "Alt-Enter"),
    ("\x1b[A", "Up"),
    ("\x1b[B", "Down"),
    ("\x1b[C", "Right"),
    ("\x1b[D", "Left"),
    ("\x1bOA", "Up"),
    ("\x1bOD", "Left"),
    ("\x1b[1;5C", "Ctrl-Right"),
    ("\x1b[5D", "Ctrl-Left"),
    ("\x1bO5C", "Ctrl-Right"),
    ("\x1b[1;3A", "Alt-Up"),
    ("\x1b[1;2B", "Shift-Down"),
    ("\x1b[1;69C", "Ctrl-Right"),
    ("\x1b[1;1:2C", "Right"),
    ("\x1b[H", "Home"),
    ("\x1b[1~", "Home"),
    ("\x1b[7~", "Home"),
    ("\x1bOH", "Home"),
    ("\x1b[F", "End"),
    ("\x1b[4~", "End"),
    ("\x1b[8~", "End"),
    ("\x1bOF", "End"),
    ("\x1b[3~", "Delete"),
    ("\x1b[3;5~", "Ctrl-Delete"),
    ("\x1b[5~", "PgUp"),
    ("\x1b[6~", "PgDn"),
    ("\x1b[Z", "Shift-Tab"),
    ("\x1b[1;2Z", "Shift-Tab"),
    ("\x1bOM", "Enter"),
    ("\x1bOk", "+"),
    ("\x1bOp", "0"),
    ("\x1b[110u", "n"),
    ("\x1b[110;5u", "Ctrl-n"),
    ("\x1b[97;2u", "A"),
    ("\x1b[49:33;2u", "!"),
    ("\x1b[27u", "Esc"),
    ("\x1b[13;2u", "Shift-Enter"),
    ("\x1b[9;2u", "Shift-Tab"),
    ("\x1b[57399u", "0"),
    ("\x1b[57414u", "Enter"),
    ("\x1b[57417u", "Left"),
    ("\x1b[57426u", "Delete"),
    ("\x1b[110;1:1u", "n"),
    ("\x1b[27;5;105~", "Ctrl-i"),
    ("\x1b[27;2;65~", "A"),
    ("\x1b[27;3;43~", "Alt-+"),
    ("\x1b[27;5;9~", "Ctrl-Tab"),
];

/// Sequences that are no event: replies, reports and keys without a use.
const IGNORED: [&str; 31] = [
    "\x1b[?64;1;2c",
    "\x1b[>0;276;0c",
    "\x1b[12;40R",
    "\x1b[?2026;2$y",
    "\x1b[?1u",
    "\x1b[8;40;120t",
    "\x1b[0n",
    "\x1b[?997;1n",
    "\x1b[I",
    "\x1b[O",
    "\x1b[2~",
    "\x1b[15~",
    "\x1b[15;5~",
    "\x1bOP",
    "\x1b[[A",
    "\x1b[1;2P",
    "\x1b[201~",
    "\x1b[110;1:3u",
    "\x1b[1;1:3C",
    "\x1b[57358u",
    "\x1b[57425u",
    "\x1b[1114112u",
    "\x1b[99999999999999999999u",
    "\x1b[<0;4;5m",
    "\x1b[<32;4;5M",
    "\x1b[<0;0;5M",
    "\x1b[<;;M",
    "\x1b[M#!!",
    "\x1b]\x07",
    "\x1bP\x1b\\",
    "\x1b]11;rgb:1c1c/6b6b/2222\x1b\\",
];

#[test]
fn every_form_of_a_key_is_that_key() {
    for (bytes, name) in KEYS {
        assert_eq!(events(&[bytes.as_bytes()]), keys(name), "{bytes:?}");
    }
}

#[test]
fn replies_and_reports_are_no_events() {
    for bytes in IGNORED {
        assert_eq!(events(&[bytes.as_bytes()]), [], "{bytes:?}");
    }
}

#[test]
fn clicks_and_wheel_in_every_form() {
    let click = Event::Click(Position::new(3, 4));
    let cases = [
        ("\x1b[<0;4;5M", click.clone()),
        ("\x1b[<16;4;5M", click.clone()),
        ("\x1b[32;4;5M", click.clone()),
        ("\x1b[M $%", click),
        ("\x1b[<64;4;5M", Event::Scroll { down: false }),
        ("\x1b[<65;4;5M", Event::Scroll { down: true }),
        ("\x1b[Ma$%", Event::Scroll { down: true }),
    ];
    for (bytes, event) in cases {
        assert_eq!(events(&[bytes.as_bytes()]), [event], "{bytes:?}");
    }
}

#[test]
fn escape_is_a_key_only_where_nothing_follows_in_time() {
    assert_eq!(events(&[b"\x1b"]), keys("Esc"));
    assert_eq!(events(&[b"\x1b\x1b"]), keys("Esc Esc"));
    assert_eq!(events(&[b"\x1b", b"\x1b[C"]), keys("Esc Right"));
    assert_eq!(events(&[b"\x1b", b"b"]), keys("Alt-b"));
    let mut clocked = Clocked::new();
    clocked.read(SHORT, b"\x1b");
    clocked.read(ESCAPE, b"[C");
    assert_eq!(clocked.events(), keys("Esc [ C"));
}

#[test]
fn an_introducer_without_a_sequence_is_alt_and_a_key() {
    for name in ["[", "O", "P", "X", "]", "^", "_"] {
        let bytes = format!("\x1b{name}");
        let alt = keys(&format!("Alt-{name}"));
        assert_eq!(events(&[bytes.as_bytes()]), alt);
        for (next, key) in [
            ("\r", "Enter"),
            ("\x1b[C", "Right"),
            ("\x1b\x1b", "Esc Esc"),
        ] {
            let bytes = format!("\x1b{name}{next}");
            let expected = [alt.clone(), keys(key)].concat();
            assert_eq!(events(&[bytes.as_bytes()]), expected, "{bytes:?}");
        }
    }
}

#[test]
fn what_cannot_go_on_ends_a_sequence_and_counts() {
    for begin in [
        "\x1b[12",
        "\x1b[<0;3",
        "\x1b[M!",
        "\x1bO5",
        "\x1b]11;rgb",
        "\x1bP>|x",
        "\x1b_G",
    ] {
        for (next, key) in [
            ("\r", "Enter"),
            ("\x1b[C", "Right"),
            ("\x1b\x1b", "Esc Esc"),
        ] {
            let bytes = format!("{begin}{next}");
            assert_eq!(events(&[bytes.as_bytes()]), keys(key), "{bytes:?}");
        }
    }
    assert_eq!(events(&[b"\xc3n"]), keys("n"));
    assert_eq!(events(&[b"\x9bn\x80\xff\xc0"]), keys("n"));
    // The letter is the end of a sequence that somebody else cut short.
    assert_eq!(events(&[b"\x1b[12\x1b[1;5", b"C"]), keys("Ctrl-Right"));
}

#[test]
fn a_person_who_keeps_typing_is_heard_again_soon() {
    let begins = [
        "\x1b]", "\x1bP", "\x1b]11;", "\x1b[", "\x1b[1;", "\x1bO", "\x1b[M", "\x1b",
    ];
    for begin in begins {
        let mut clocked = Clocked::new();
        clocked.read(SHORT, begin.as_bytes());
        let mut tries = 0;
        while !clocked.events.ends_with_key("é") {
            tries += 1;
            assert!(tries <= 11, "{begin:?}");
            clocked.read(STRING / 10, "é".as_bytes());
        }
    }
}

trait EndsWithKey {
    fn ends_with_key(&self, name: &str) -> bool;
}

impl EndsWithKey for VecDeque<Event> {
    fn ends_with_key(&self, name: &str) -> bool {
        self.back() == keys(name).first()
    }
}

#[test]
fn every_string_has_the_whole_time() {
    // From its introducer, not from the ESC before it or from an earlier string.
    let mut clocked = Clocked::new();
    clocked.read(SHORT, b"\x1b");
    clocked.read(SHORT, b"]11;r");
    clocked.read(STRING - SHORT, b"gb:1\x07\x1b]12;");
    clocked.read(STRING - SHORT, b"rgb:2\x07");
    assert_eq!(clocked.events(), []);
}

#[test]
fn long_strings_are_swallowed_up_to_a_bound() {
    let reads = |length: usize| {
        let mut clocked = Clocked::new();
        clocked.read(SHORT, b"\x1b]52;c;");
        // Slower than a string without bursts may be.
        for chunk in b"A".repeat(length).chunks(4096) {
            clocked.read(STRING / 2, chunk);
        }
        clocked.read(SHORT, b"\x1b\\n");
        clocked.events()
    };
    assert_eq!(reads(500_000), keys("n"));
    // The first byte too many ends it, after "52;c;" and that many letters.
    let beyond = reads(MAX_STRING - 5 + 1 + 2);
    assert_eq!(beyond, keys("A A Alt-\\ n"));
    let endless = events(&[b"\x1b[", &[b'1'; 10_000]]);
    assert_eq!(endless.len(), 10_000 - (MAX_SEQUENCE - 2));
}

#[test]
fn a_paste_is_one_event_whatever_it_holds() {
    let text = "q\x1b[C\x1b]11;?\x07\x1b[20é".repeat(20_000);
    let bytes = format!("\x1b[200~{text}\x1b[201~n");
    let mut expected = vec![Event::Paste(text.clone())];
    expected.extend(keys("n"));
    let chunks: Vec<&[u8]> = bytes.as_bytes().chunks(4095).collect();
    assert_eq!(events(&chunks), expected);
    // Line ends, and bytes that are no text.
    let paste = |text: &str| vec![Event::Paste(text.to_owned())];
    assert_eq!(
        events(&[b"\x1b[200~1\t2\r3\r\n4\n\x1b[201~"]),
        paste("1\t2\n3\n4\n")
    );
    assert_eq!(events(&[b"\x1b[200~\xff\x1b[201~"]), paste("\u{fffd}"));
    assert_eq!(events(&[b"\x1b[200~\x1b[201~"]), paste(""));
    // One without an end is not lost.
    assert_eq!(events(&[b"\x1b[200~1\t2"]), paste("1\t2"));
}

/// A piece of the stream: its bytes, and what they mean.
#[derive(Clone, Debug)]
struct Piece {
    bytes: Vec<u8>,
    events: Vec<Event>,
    /// Nothing follows in time.
    pause: bool,
}

impl Piece {
    fn new(bytes: impl Into<Vec<u8>>, events: Vec<Event>) -> Self {
        Self {
            bytes: bytes.into(),
            events,
            pause: false,
        }
    }
}

fn piece() -> impl Strategy<Value = Piece> {
    let key = select(&KEYS[..]).prop_map(|(bytes, name)| Piece::new(bytes, keys(name)));
    let escape = Just(Piece {
        pause: true,
        ..Piece::new("\x1b", keys("Esc"))
    });
    let ignored = select(&IGNORED[..]).prop_map(|bytes| Piece::new(bytes, Vec::new()));
    let string = (
        select(&["]", "P", "X", "^", "_"][..]),
        "[ -~é→]{1,20}",
        any::<bool>(),
    );
    let string = string.prop_map(|(kind, text, bell)| {
        let end = if bell && kind == "]" {
            "\x07"
        } else {
            "\x1b\\"
        };
        Piece::new(format!("\x1b{kind}{text}{end}"), Vec::new())
    });
    let paste =
        "([ -~é→\t\n]|\x1b\\[2?0?)*".prop_filter("no end", |text| !text.contains("\x1b[201~"));
    let paste = paste.prop_map(|text| {
        let bytes = format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r"));
        Piece::new(bytes, vec![Event::Paste(text)])
    });
    prop_oneof![4 => key, 1 => escape, 2 => ignored, 2 => string, 1 => paste]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn reads_may_end_anywhere(pieces in vec((piece(), vec(any::<Index>(), 0..6)), 1..12)) {
        let mut clocked = Clocked::new();
        let mut expected = Vec::new();
        let mut read = Vec::new();
        for (piece, cuts) in pieces {
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(piece.bytes.len())).collect();
            cuts.sort_unstable();
            for (at, byte) in piece.bytes.iter().enumerate() {
                if cuts.contains(&at) {
                    clocked.read(SHORT, &read);
                    read.clear();
                }
                read.push(*byte);
            }
            expected.extend(piece.events);
            if piece.pause {
                clocked.read(SHORT, &read);
                read.clear();
                clocked.pause(LONG);
            }
        }
        clocked.read(SHORT, &read);
        prop_assert_eq!(clocked.events(), expected);
    }

    #[test]
    fn any_bytes_end_in_the_ground_state(
        reads in vec((vec(prop_oneof![any::<u8>(), select(&b"\x1b[]OPM0123;~\\\x07"[..])], 0..40), 0..2000_u64), 0..20)
    ) {
        let mut clocked = Clocked::new();
        for (bytes, pause) in reads {
            clocked.read(Duration::from_millis(pause), &bytes);
            let deadline = clocked.parser.deadline();
            prop_assert!(deadline.is_none_or(|at| at <= clocked.now + PASTE));
            prop_assert_eq!(deadline.is_none(), clocked.parser.state == State::Ground);
        }
        clocked.pause(LONG);
        clocked.read(SHORT, b"n");
        prop_assert!(clocked.events.ends_with_key("n"));
        prop_assert_eq!(clocked.parser.state, State::Ground);
    }
}
