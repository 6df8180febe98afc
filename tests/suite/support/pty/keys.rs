//! Maps key names, as the key table writes them, to the bytes a terminal sends.

/// The bytes a terminal sends for a key.
pub fn key_bytes(name: &str) -> Option<Vec<u8>> {
    if let Some(key) = name.strip_prefix("Alt-") {
        let mut bytes = key_bytes(key)?;
        bytes.insert(0, 0x1b);
        return Some(bytes);
    }
    if let Some(key) = name.strip_prefix("Ctrl-") {
        return match key.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => Some(vec![letter & 0x1f]),
            _ => None,
        };
    }
    let bytes: &[u8] = match name {
        "Enter" => b"\r",
        "Tab" => b"\t",
        "Shift-Tab" => b"\x1b[Z",
        "Esc" => b"\x1b",
        "Space" => b" ",
        "Backspace" => b"\x7f",
        "Delete" => b"\x1b[3~",
        "Up" => b"\x1b[A",
        "Down" => b"\x1b[B",
        "Right" => b"\x1b[C",
        "Left" => b"\x1b[D",
        "Home" => b"\x1b[H",
        "End" => b"\x1b[F",
        "PgUp" => b"\x1b[5~",
        "PgDn" => b"\x1b[6~",
        _ if name.chars().count() == 1 => name.as_bytes(),
        _ => return None,
    };
    Some(bytes.to_vec())
}
