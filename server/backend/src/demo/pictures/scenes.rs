//! One scene for each category: the hazard as it was found, and the same place after it was rectified.

use super::{
    super::dice::Dice,
    canvas::{Canvas, Colour, HEIGHT, WIDTH, darker},
};
use domain::hazards::Category;
use image::RgbImage;

const CARDBOARD: Colour = [176, 130, 80];
const STEEL: Colour = [120, 128, 138];
const RED: Colour = [196, 44, 36];
const GREEN: Colour = [40, 140, 80];
const BLACK: Colour = [34, 34, 38];
const WOOD: Colour = [150, 106, 66];
const GLASS: Colour = [160, 196, 216];
const BRICK: Colour = [166, 92, 70];

/// Draws it. `rectified` leaves the hazard out and shows what was done instead.
pub(super) fn draw(dice: &mut Dice, category: Category, rectified: bool) -> RgbImage {
    let tint = dice.between(-14, 14) as i32;
    let shift = dice.between(-24, 24) as i32;
    let wall = darker([206, 204, 196], tint);
    let mut c = Canvas::room(wall, darker([138, 132, 124], -tint), 200 + shift / 4);
    match category {
        Category::Fire => corridor(&mut c, shift, rectified),
        Category::Gas => stove(&mut c, shift, rectified),
        Category::Electricity => wires(&mut c, shift, rectified),
        Category::Ebike => bikes(&mut c, shift, rectified),
        Category::Building => crack(&mut c, shift, rectified),
        Category::Falling => balcony(&mut c, shift, rectified),
        Category::IllegalStructure => shed(&mut c, shift, rectified),
        Category::GroupRental => bunks(&mut c, shift, rectified),
        Category::ChessRoom => tables(&mut c, shift, rectified),
        Category::WorkSafety => scaffold(&mut c, shift, rectified),
        Category::Food => shelf(&mut c, shift, rectified),
        Category::Lpg => cylinders(&mut c, shift, rectified),
        Category::Flood => drain(&mut c, shift, rectified),
        Category::Other => manhole(&mut c, shift, rectified),
    }
    c.into_image()
}

/// A door at the end of a corridor, boxes in the way, an extinguisher at the wall.
fn corridor(c: &mut Canvas, shift: i32, rectified: bool) {
    c.line((0, 270), (140, 190), 3, [110, 106, 100]);
    c.line((WIDTH, 270), (260, 190), 3, [110, 106, 100]);
    c.block(150 + shift / 2, 70, 100, 130, [98, 126, 108]);
    c.block(158 + shift / 2, 80, 84, 14, GREEN);
    c.disc(236 + shift / 2, 140, 4, STEEL);
    c.block(330, 170, 22, 60, RED);
    c.disc(341, 166, 8, BLACK);
    if !rectified {
        for (x, y, w, h) in [(70, 180, 80, 70), (96, 120, 60, 60), (170, 200, 70, 60), (236, 190, 50, 70)] {
            c.crate_at(x + shift, y, w, h, CARDBOARD);
        }
        c.block(150 + shift, 150, 26, 60, WOOD);
    }
}

/// A stove with two burners, a hose below it.
fn stove(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(0, 190, WIDTH, 24, [88, 90, 96]);
    c.block(90 + shift, 150, 220, 44, [60, 62, 68]);
    for x in [145, 255] {
        c.ring(x + shift, 168, 24, 6, STEEL);
        c.disc(x + shift, 168, 8, if rectified { BLACK } else { [60, 110, 210] });
    }
    c.block(180 + shift, 40, 40, 60, [226, 226, 228]);
    let hose: Colour = if rectified { STEEL } else { [210, 120, 40] };
    c.bow(
        (120, 214),
        (if rectified { 150 } else { 40 }, 320),
        (60, 214),
        if rectified { 6 } else { 9 },
        hose,
    );
    c.block(40, 206, 30, 14, [230, 180, 40]);
    if rectified {
        c.disc(330, 90, 14, [240, 240, 240]);
        c.disc(330, 90, 5, GREEN);
    }
}

/// A socket strip with tangled wires, later in a conduit.
fn wires(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(60, 60 + shift / 2, 70, 90, [228, 228, 222]);
    c.block(70, 70 + shift / 2, 50, 10, BLACK);
    if rectified {
        c.block(128, 100, 220, 10, [235, 235, 235]);
        c.block(338, 100, 10, 110, [235, 235, 235]);
        c.block(322, 204, 44, 26, [235, 235, 235]);
    } else {
        for (i, colour) in [BLACK, RED, [230, 200, 60], BLACK, [60, 80, 160]].into_iter().enumerate() {
            let i = i as i32;
            c.bow(
                (130, 90 + 10 * i),
                (200 + 20 * i + shift, 280 - 24 * i),
                (340 - 12 * i, 150 + 14 * i),
                4,
                colour,
            );
        }
        c.block(230 + shift, 210, 130, 26, [240, 240, 236]);
        for x in 0..4 {
            c.block(242 + shift + x * 30, 218, 12, 10, BLACK);
        }
    }
}

/// Bicycles in a hall and a wire from above; later an empty hall with a sign.
fn bikes(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(40, 60, 70, 140, [120, 136, 150]);
    c.ring(330, 90, 34, 7, RED);
    c.line((308, 68), (352, 112), 7, RED);
    if rectified {
        c.block(180, 80, 60, 40, GREEN);
        return;
    }
    c.bow((220 + shift, 0), (140 + shift, 160), (190 + shift, 215), 3, BLACK);
    for x in [120, 240] {
        let x = x + shift;
        c.ring(x, 240, 28, 5, BLACK);
        c.ring(x + 84, 240, 28, 5, BLACK);
        c.line((x, 240), (x + 40, 200), 6, RED);
        c.line((x + 40, 200), (x + 84, 240), 6, RED);
        c.line((x + 70, 190), (x + 84, 240), 5, STEEL);
        c.block(x + 18, 188, 34, 10, BLACK);
        c.block(x + 34, 206, 26, 22, [60, 60, 120]);
    }
}

/// A crack in a wall, later plastered.
fn crack(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(270, 50, 90, 100, GLASS);
    c.block(312, 50, 6, 100, [240, 240, 240]);
    if rectified {
        c.block(110 + shift, 20, 60, 230, [224, 222, 216]);
        return;
    }
    let mut from = (140 + shift, 10);
    for (dx, dy) in [(14, 34), (-20, 40), (26, 30), (-10, 46), (22, 40), (-16, 50)] {
        let to = (from.0 + dx, from.1 + dy);
        c.line(from, to, 4, [70, 64, 60]);
        c.line(to, (to.0 + dx * 2, to.1 + 12), 2, [90, 84, 78]);
        from = to;
    }
    c.block(120 + shift, 236, 90, 10, [180, 176, 168]);
}

/// Flower pots outside a railing.
fn balcony(c: &mut Canvas, shift: i32, rectified: bool) {
    for row in 0..8 {
        for column in 0..9 {
            c.block(column * 46 + (row % 2) * 20, row * 26, 44, 24, darker(BRICK, (row * 3) % 20));
        }
    }
    c.block(60, 60, 280, 90, GLASS);
    c.block(40, 150, 320, 10, STEEL);
    for x in 0..14 {
        c.block(46 + x * 23, 150, 5, 60, STEEL);
    }
    c.block(40, 206, 320, 8, STEEL);
    if !rectified {
        for x in [80, 150, 230, 300] {
            c.block(x + shift / 2, 122, 34, 30, [170, 84, 48]);
            c.disc(x + 17 + shift / 2, 108, 18, GREEN);
        }
    }
}

/// A shed of corrugated sheets against a house.
fn shed(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(0, 0, 150, 220, [190, 176, 150]);
    c.block(40, 60, 50, 60, GLASS);
    if rectified {
        c.block(150, 212, 250, 8, GREEN);
        c.disc(220 + shift, 190, 26, GREEN);
        c.disc(320 + shift, 196, 20, darker(GREEN, 20));
        return;
    }
    for x in 0..18 {
        let colour = if x % 2 == 0 { [70, 120, 180] } else { [60, 104, 160] };
        c.block(150 + shift / 2 + x * 11, 110, 11, 130, colour);
    }
    c.line((140 + shift / 2, 112), (356 + shift / 2, 84), 10, STEEL);
    c.block(210 + shift / 2, 160, 40, 80, BLACK);
}

/// Bunk beds in a partitioned room.
fn bunks(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(290, 50, 80, 80, GLASS);
    if rectified {
        c.block(60, 190, 180, 40, WOOD);
        c.block(60, 150, 20, 60, WOOD);
        return;
    }
    for x in [20, 160] {
        let x = x + shift / 2;
        for y in [110, 200] {
            c.block(x, y, 120, 12, STEEL);
            c.block(x + 4, y - 18, 112, 18, [90, 110, 160]);
            c.block(x + 8, y - 26, 30, 12, [230, 230, 230]);
        }
        c.block(x, 60, 7, 200, STEEL);
        c.block(x + 113, 60, 7, 200, STEEL);
    }
    c.block(146 + shift / 2, 20, 6, 240, [216, 200, 170]);
}

/// Game tables under smoke.
fn tables(c: &mut Canvas, shift: i32, rectified: bool) {
    if !rectified {
        for (x, y) in [(110, 60), (180, 40), (250, 66), (310, 48)] {
            c.disc(x + shift, y, 26, [222, 222, 224]);
        }
    }
    for x in if rectified { &[][..] } else { &[60, 230][..] } {
        let x = x + shift / 2;
        c.block(x, 180, 110, 12, GREEN);
        c.block(x + 10, 192, 8, 60, WOOD);
        c.block(x + 92, 192, 8, 60, WOOD);
        for tile in 0..7 {
            c.block(x + 12 + tile * 12, 172, 9, 8, [240, 238, 226]);
        }
    }
    c.block(20, 40, 60, 26, RED);
    if rectified {
        c.block(120, 120, 160, 80, [230, 230, 226]);
        c.block(130, 150, 140, 8, GREEN);
    }
}

/// Scaffolding without a guard rail; later with net and rail.
fn scaffold(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(80, 0, 240, 220, [170, 168, 160]);
    for x in 0..5 {
        c.block(70 + shift / 3 + x * 62, 0, 6, 240, [180, 150, 60]);
    }
    for y in [60, 130, 200] {
        c.block(66 + shift / 3, y, 260, 8, WOOD);
        if rectified {
            c.block(66 + shift / 3, y - 30, 260, 4, [230, 200, 40]);
            c.block(66 + shift / 3, y - 26, 260, 22, [70, 140, 90]);
        }
    }
    if !rectified {
        c.disc(200 + shift, 96, 10, [230, 190, 150]);
        c.block(190 + shift, 106, 20, 24, [60, 80, 150]);
        c.crate_at(250, 106, 30, 24, CARDBOARD);
    }
}

/// A kitchen shelf with cans.
fn shelf(c: &mut Canvas, shift: i32, rectified: bool) {
    for (row, y) in [70, 140, 210].into_iter().enumerate() {
        c.block(40, y, 320, 8, STEEL);
        for n in 0..8 {
            let gone = rectified && (n + row) % 3 == 0;
            let colour = [[190, 70, 50], [220, 190, 80], [90, 140, 90], [200, 200, 196]][(n + row) % 4];
            if !gone {
                c.block(52 + n as i32 * 38 + shift / 8, y - 36, 24, 36, colour);
                c.block(52 + n as i32 * 38 + shift / 8, y - 24, 24, 8, [240, 240, 236]);
            }
        }
    }
    if !rectified {
        c.disc(300, 250, 14, [110, 96, 60]);
    }
}

/// Gas cylinders beside a flame; later one, chained, outdoors.
fn cylinders(c: &mut Canvas, shift: i32, rectified: bool) {
    let places: &[i32] = if rectified { &[180] } else { &[90, 160, 230] };
    for x in places {
        let x = x + shift;
        c.block(x, 140, 54, 96, [150, 156, 160]);
        c.disc(x + 27, 142, 27, [150, 156, 160]);
        c.block(x + 17, 104, 20, 16, STEEL);
        c.block(x + 8, 176, 38, 14, [210, 60, 50]);
    }
    if rectified {
        c.line((140, 190), (290, 190), 4, BLACK);
        c.block(20, 40, 90, 120, [150, 190, 170]);
    } else {
        c.block(310, 190, 70, 50, BLACK);
        for x in [326, 345, 364] {
            c.disc(x, 182, 8, [80, 130, 230]);
        }
    }
}

/// A basement entrance under water; later with a barrier.
fn drain(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(90, 40, 220, 170, [70, 74, 80]);
    c.line((90, 210), (0, HEIGHT), 6, [100, 98, 94]);
    c.line((310, 210), (WIDTH, HEIGHT), 6, [100, 98, 94]);
    if rectified {
        c.block(80, 180, 240, 16, [230, 180, 40]);
        c.block(80, 196, 240, 12, STEEL);
        for x in 0..6 {
            c.disc(100 + x * 40, 226, 20, [196, 180, 140]);
        }
    } else {
        for y in 0..6 {
            c.line(
                (40 - y * 6, 220 + y * 12),
                (360 + y * 6, 220 + y * 12 + shift / 8),
                7,
                [86, 110 + y as u8 * 4, 128],
            );
        }
        for (x, y) in [(150, 240), (230, 226), (290, 262)] {
            c.disc(x + shift, y, 6, [120, 110, 50]);
        }
    }
}

/// An open manhole; later covered.
fn manhole(c: &mut Canvas, shift: i32, rectified: bool) {
    c.block(0, 130, WIDTH, 170, [112, 112, 114]);
    for x in 0..6 {
        c.block(x * 74, 146, 44, 5, [220, 220, 214]);
    }
    c.disc(200 + shift, 220, 52, [80, 80, 84]);
    if rectified {
        c.disc(200 + shift, 220, 46, STEEL);
        for y in 0..5 {
            c.block(170 + shift, 192 + y * 13, 60, 4, darker(STEEL, 30));
        }
    } else {
        c.disc(200 + shift, 220, 46, BLACK);
        c.disc(290 + shift, 244, 40, STEEL);
    }
}
