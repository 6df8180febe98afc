//! Colour perception: light, contrast, difference, colour blindness. Implemented from the definitions, without the
//! program's own functions.

use ratatui::style::Color;

pub type Light = [f64; 3];

/// A colour as linear light, with xterm's values for the 256 colours; `None` for the terminal's own text and
/// background, which are unknown.
pub fn light(color: Color) -> Option<Light> {
    let index = match color {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some([r, g, b].map(to_linear)),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(xterm(index).map(to_linear))
}

/// xterm's default palette (256colres.pl and XTerm-col.ad of its source).
pub fn xterm(index: u8) -> [u8; 3] {
    let hex: u32 = match index {
        0..16 => [
            0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
            0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
        ][usize::from(index)],
        16..232 => {
            let digit = |place: u32| {
                let level = (u32::from(index) - 16) / place % 6;
                if level == 0 { 0 } else { 55 + 40 * level }
            };
            digit(36) << 16 | digit(6) << 8 | digit(1)
        }
        232.. => 0x010101 * (8 + 10 * (u32::from(index) - 232)),
    };
    let [_, r, g, b] = hex.to_be_bytes();
    [r, g, b]
}

pub fn to_linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

pub fn luminance([r, g, b]: Light) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// WCAG 2 contrast, 1 to 21.
pub fn contrast(a: Light, b: Light) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

/// CIE L*a*b* under D65.
pub fn lab(light: Light) -> [f64; 3] {
    let xyz = [
        (0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]) / 0.9505,
        luminance(light),
        (0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]) / 1.089,
    ];
    let [x, y, z] = xyz.map(|value: f64| {
        if value > 0.008856 {
            value.cbrt()
        } else {
            7.787 * value + 16.0 / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// OKLab (Ottosson 2020), where distances are alike for dark and light colours.
pub fn oklab([r, g, b]: Light) -> [f64; 3] {
    let times = |rows: [[f64; 3]; 3], v: [f64; 3]| {
        rows.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    };
    let xyz = times(
        [
            [0.4124, 0.3576, 0.1805],
            [0.2126, 0.7152, 0.0722],
            [0.0193, 0.1192, 0.9505],
        ],
        [r, g, b],
    );
    let cones = times(
        [
            [0.8189330101, 0.3618667424, -0.1288597137],
            [0.0329845436, 0.9293118715, 0.0361456387],
            [0.0482003018, 0.2643662691, 0.6338517070],
        ],
        xyz,
    );
    times(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ],
        cones.map(f64::cbrt),
    )
}

/// Distance in OKLab: about 0.02 is just noticeable side by side.
pub fn distance(a: Light, b: Light) -> f64 {
    let (a, b) = (oklab(a), oklab(b));
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

/// CIE 1976 colour difference: about 2 is just noticeable, 10 is obvious.
pub fn difference(a: Light, b: Light) -> f64 {
    let (a, b) = (lab(a), lab(b));
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

/// Normal vision, and vision without red or green cones (Machado, Oliveira, Fernandes 2009, severity 1).
pub const EYES: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "common",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "protanopia",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ),
];

pub fn seen(eye: &[[f64; 3]; 3], light: Light) -> Light {
    eye.map(|row| (row[0] * light[0] + row[1] * light[1] + row[2] * light[2]).clamp(0.0, 1.0))
}
