//! An SVG as a reader sees it: its texts with the areas that they cover, and its rectangles.

use roxmltree::{Document, Node};
use unicode_width::UnicodeWidthStr;

use crate::themes::vision::{Light, to_linear};

/// Everything that a figure may contain: no scripts, no links, nothing from elsewhere.
const ELEMENTS: [&str; 13] = [
    "svg",
    "title",
    "desc",
    "defs",
    "pattern",
    "linearGradient",
    "stop",
    "g",
    "rect",
    "path",
    "circle",
    "text",
    "line",
];

/// Adobe's widths of Helvetica, from the blank to `~`, in thousandths of the size.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

pub type Point = (f64, f64);

#[derive(Clone, Debug)]
pub struct Text {
    pub content: String,
    pub fill: String,
    pub size: f64,
    /// Where it is placed.
    pub at: Point,
    /// The corners of the area that it covers.
    pub corners: [Point; 4],
}

#[derive(Clone, Debug)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub fill: String,
}

pub struct Picture {
    pub width: f64,
    pub height: f64,
    pub texts: Vec<Text>,
    pub rects: Vec<Rect>,
    /// The fill, or the stroke if there is none, and the data of each path.
    pub paths: Vec<(String, String)>,
    /// The dash pattern of each stroked curve.
    pub dashes: Vec<String>,
    /// The colours of the bar, from its start.
    pub stops: Vec<String>,
    pub title: String,
    pub description: String,
    pub has_hatch: bool,
}

impl Picture {
    /// Reads a figure, and checks what holds for all of them.
    pub fn read(svg: &str) -> Self {
        let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
        let root = document.root_element();
        for node in document.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            assert!(ELEMENTS.contains(&name), "{name}");
            for attribute in node.attributes() {
                let name = attribute.name();
                assert!(name != "href" && !name.starts_with("on"), "{name}");
                let value = attribute.value();
                assert!(
                    !value.contains("url(") || value.starts_with("url(#"),
                    "{value}"
                );
                assert!(!value.contains("NaN") && !value.contains("inf"), "{value}");
            }
        }
        let is_valid = |c: char| !c.is_control() || c == '\n';
        assert!(svg.chars().all(is_valid), "a control character");
        let number = |name| own(&root, name).parse::<f64>().unwrap();
        let (width, height) = (number("width"), number("height"));
        assert_eq!(own(&root, "viewBox"), format!("0 0 {width} {height}"));
        assert_eq!(own(&root, "role"), "img");
        let all = |name: &'static str| {
            let elements = root.descendants().filter(Node::is_element);
            elements.filter(move |node| node.tag_name().name() == name)
        };
        let content = |name| all(name).next().unwrap().text().unwrap_or("").to_owned();
        let in_definitions = |node: &Node<'_, '_>| {
            node.ancestors()
                .any(|node| node.has_tag_name(named("defs")))
        };
        Self {
            width,
            height,
            texts: all("text").map(|node| text(&node)).collect(),
            // The first is the page.
            rects: all("rect")
                .filter(|node| !in_definitions(node))
                .skip(1)
                .map(|node| rect(&node))
                .collect(),
            paths: all("path").map(|node| path(&node)).collect(),
            dashes: all("path")
                .filter(|node| node.attribute("stroke-linejoin").is_some())
                .map(|node| node.attribute("stroke-dasharray").unwrap_or("").to_owned())
                .collect(),
            stops: all("stop")
                .map(|node| own(&node, "stop-color").to_owned())
                .collect(),
            title: content("title"),
            description: content("desc"),
            has_hatch: all("pattern").next().is_some(),
        }
    }

    pub fn contents(&self) -> Vec<&str> {
        self.texts
            .iter()
            .map(|text| text.content.as_str())
            .collect()
    }

    /// The cells of all heatmaps, in order: rectangles that are filled with a colour.
    pub fn cells(&self) -> Vec<&Rect> {
        let is_cell = |rect: &&Rect| rect.fill.starts_with('#');
        self.rects.iter().filter(is_cell).collect()
    }

    /// What is wrong with where texts are: outside the page, or on each other.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (i, text) in self.texts.iter().enumerate() {
            let is_inside =
                |(x, y): &Point| (0.0..=self.width).contains(x) && (0.0..=self.height).contains(y);
            if !text.corners.iter().all(is_inside) {
                let (width, height) = (self.width, self.height);
                faults.push(format!("outside of {width} × {height}: {text:?}"));
            }
            for other in &self.texts[..i] {
                if overlap(&text.corners, &other.corners) {
                    faults.push(format!("on each other: {text:?}, {other:?}"));
                }
            }
        }
        faults
    }
}

fn named(name: &str) -> (&str, &str) {
    ("http://www.w3.org/2000/svg", name)
}

fn own<'a>(node: &Node<'a, '_>, name: &str) -> &'a str {
    let value = node.attribute(name);
    value.unwrap_or_else(|| panic!("{node:?} has no {name}"))
}

/// An attribute of an element or of what it is in.
fn inherited<'a>(node: &Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.ancestors().find_map(|node| node.attribute(name))
}

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name)
        .map_or(0.0, |value| value.parse().unwrap())
}

fn rect(node: &Node<'_, '_>) -> Rect {
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(node, name));
    let fill = own(node, "fill").to_owned();
    Rect {
        x,
        y,
        width,
        height,
        fill,
    }
}

fn path(node: &Node<'_, '_>) -> (String, String) {
    let fill = node.attribute("fill").filter(|fill| *fill != "none");
    let color = fill.unwrap_or_else(|| own(node, "stroke"));
    (color.to_owned(), own(node, "d").to_owned())
}

fn text(node: &Node<'_, '_>) -> Text {
    let content = node.text().unwrap_or("").to_owned();
    let size: f64 = inherited(node, "font-size").unwrap().parse().unwrap();
    let bold = inherited(node, "font-weight") == Some("bold");
    let width = estimate(&content) * size * if bold { 1.08 } else { 1.0 };
    let left = match inherited(node, "text-anchor") {
        Some("middle") => -width / 2.0,
        Some("end") => -width,
        _ => 0.0,
    };
    let (at, angle) = match node.attribute("transform") {
        Some(transform) => placed(transform),
        None => ((number(node, "x"), number(node, "y")), 0.0),
    };
    let (sin, cos) = angle.to_radians().sin_cos();
    let turned = |x: f64, y: f64| (at.0 + x * cos - y * sin, at.1 + x * sin + y * cos);
    // From the baseline: ascenders and descenders.
    let (top, bottom) = (-0.72 * size, 0.21 * size);
    Text {
        corners: [
            turned(left, top),
            turned(left + width, top),
            turned(left + width, bottom),
            turned(left, bottom),
        ],
        fill: inherited(node, "fill").unwrap().to_owned(),
        content,
        size,
        at,
    }
}

/// The place and the angle of `translate(x y) rotate(angle)`.
fn placed(transform: &str) -> (Point, f64) {
    let numbers = transform.split(|c: char| !"0123456789.-".contains(c));
    let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
    let [x, y, angle] = numbers[..] else {
        panic!("{transform}");
    };
    ((x, y), angle)
}

/// The width of a text as a multiple of its size: Helvetica's, and 0.6 for each terminal column of other characters.
fn estimate(text: &str) -> f64 {
    let of_char = |c: char| match u32::from(c)
        .checked_sub(32)
        .map(|c| HELVETICA.get(c as usize))
    {
        Some(Some(width)) => f64::from(*width) / 1000.0,
        _ => 0.6 * c.to_string().width() as f64,
    };
    text.chars().map(of_char).sum()
}

/// Whether two rectangles, turned or not, have more than an edge in common: no line separates them (the separating axis theorem).
fn overlap(a: &[Point; 4], b: &[Point; 4]) -> bool {
    // A text without width covers nothing.
    if a[0] == a[1] || b[0] == b[1] {
        return false;
    }
    let axes = [a, b].into_iter().flat_map(|corners| {
        [(0, 1), (1, 2)].map(|(i, j)| (corners[j].0 - corners[i].0, corners[j].1 - corners[i].1))
    });
    let is_apart = |(x, y): Point| {
        let length = x.hypot(y);
        let range = |corners: &[Point; 4]| {
            let along = corners.map(|corner| (corner.0 * x + corner.1 * y) / length);
            let least = along.into_iter().fold(f64::INFINITY, f64::min);
            (least, along.into_iter().fold(f64::NEG_INFINITY, f64::max))
        };
        let ((a_from, a_to), (b_from, b_to)) = (range(a), range(b));
        a_to <= b_from + 0.05 || b_to <= a_from + 0.05
    };
    !axes.into_iter().any(is_apart)
}

/// A colour like `#08306b` as light.
pub fn light(color: &str) -> Light {
    channels(color).map(to_linear)
}

pub fn channels(color: &str) -> [u8; 3] {
    let digits = color.strip_prefix('#').unwrap_or_else(|| panic!("{color}"));
    let [_, r, g, b] = u32::from_str_radix(digits, 16).unwrap().to_be_bytes();
    [r, g, b]
}

#[test]
fn texts_that_touch_are_found() {
    let svg = |second: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='50' viewBox='0 0 100 50' role='img' fill='#000000' \
             font-size='10'><title/><desc/><rect/><text x='10' y='20'>hello</text>{second}</svg>"
        )
    };
    let faults = |second| Picture::read(&svg(second)).faults().len();
    assert_eq!(faults("<text x='60' y='20'>you</text>"), 0);
    assert_eq!(faults("<text x='20' y='20'>you</text>"), 1);
    assert_eq!(faults("<text x='60' y='20'>wonderful</text>"), 1);
    assert_eq!(
        faults("<text transform='translate(20 30) rotate(-45)'>you</text>"),
        1
    );
    assert_eq!(
        faults("<text transform='translate(50 40) rotate(-45)'>you</text>"),
        0
    );
}
