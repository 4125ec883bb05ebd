//! Sources of the map library that no map of ours reaches: each is replaced by one that has the same names and nothing
//! behind them. They are a tenth of it.

use anyhow::{Result, ensure};
use std::{fmt::Write, fs, path::Path};

/// The sources, in the library's folder `src`, with what others import of them.
const CODE: [(&str, &[&str]); 26] = [
    // the globe: our maps are flat
    ("geo/projection/globe_projection.ts", &["GlobeProjection"]),
    ("geo/projection/globe_transform.ts", &["createGlobeTransform"]),
    ("geo/projection/globe_camera_helper.ts", &["GlobeCameraHelper"]),
    ("geo/projection/vertical_perspective_projection.ts", &["VerticalPerspectiveProjection"]),
    ("geo/projection/vertical_perspective_transform.ts", &["createVerticalPerspectiveTransform"]),
    ("geo/projection/vertical_perspective_camera_helper.ts", &["VerticalPerspectiveCameraHelper"]),
    // kinds of layers
    ("style/style_layer/hillshade_style_layer.ts", &["HillshadeStyleLayer", "isHillshadeStyleLayer"]),
    ("style/style_layer/color_relief_style_layer.ts", &["ColorReliefStyleLayer", "isColorReliefStyleLayer"]),
    (
        "style/style_layer/fill_extrusion_style_layer.ts",
        &["FillExtrusionStyleLayer", "isFillExtrusionStyleLayer"],
    ),
    (
        "style/style_layer/custom_style_layer.ts",
        &["CustomStyleLayer", "isCustomStyleLayer", "validateCustomStyleLayer"],
    ),
    ("data/bucket/fill_extrusion_bucket.ts", &["FillExtrusionBucket"]),
    ("webgl/draw/draw_hillshade.ts", &["drawHillshade"]),
    ("webgl/draw/draw_color_relief.ts", &["drawColorRelief"]),
    ("webgl/draw/draw_fill_extrusion.ts", &["drawFillExtrusion"]),
    ("webgl/draw/draw_custom.ts", &["drawCustom"]),
    // heights
    ("render/terrain.ts", &["Terrain"]),
    ("webgl/render_to_texture.ts", &["RenderToTexture"]),
    ("webgl/draw/draw_terrain.ts", &["drawDepth", "drawTerrain", "drawTerrainHeightMap"]),
    ("data/dem_data.ts", &["DEMData", "packDEMData"]),
    // kinds of sources
    ("source/raster_dem_tile_source.ts", &["RasterDEMTileSource"]),
    ("source/raster_dem_tile_worker_source.ts", &["RasterDEMTileWorkerSource"]),
    ("source/image_source.ts", &["ImageSource"]),
    ("source/video_source.ts", &["VideoSource"]),
    ("source/canvas_source.ts", &["CanvasSource"]),
    // vector tiles of another encoding: no source of ours asks for that, so theirs are read as MVT
    ("source/vector_tile_mlt.ts", &["MLTVectorTile"]),
    // our maps say themselves where they come from
    ("ui/control/attribution_control.ts", &["AttributionControl", "defaultAttributionControlOptions"]),
];

/// What draws them on the graphics card.
const SHADERS: [&str; 9] = [
    "_projection_globe",
    "color_relief",
    "fill_extrusion",
    "fill_extrusion_pattern",
    "hillshade",
    "hillshade_prepare",
    "terrain",
    "terrain_depth",
    "terrain_height",
];

/// Takes them out of the library's sources.
///
/// # Errors
/// When this version of it has no such source, or it cannot be written.
pub fn leave_out(sources: &Path) -> Result<()> {
    for (name, exports) in CODE {
        replace(sources, name, &stub(exports))?;
    }
    for name in SHADERS {
        for part in ["fragment", "vertex"] {
            replace(sources, &format!("shaders/glsl/{name}.{part}.glsl.g.ts"), "export default '';\n")?;
        }
    }
    Ok(())
}

fn replace(sources: &Path, name: &str, content: &str) -> Result<()> {
    let file = sources.join(name);
    ensure!(file.is_file(), "the map library has no {name} any more");
    Ok(fs::write(file, content)?)
}

/// A source with these names: whether something is of such a kind is always denied, all else says that it is not there.
fn stub(exports: &[&str]) -> String {
    exports.iter().fold(String::new(), |mut stub, name| {
        let says = format!("{{ throw new Error('{name} is left out'); }}");
        // writing into a String cannot fail
        let _ = match name.as_bytes() {
            [b'i', b's', b'A'..=b'Z', ..] => writeln!(stub, "export const {name} = () => false;"),
            [b'A'..=b'Z', ..] => writeln!(stub, "export class {name} {{ constructor() {says} }}"),
            _ => writeln!(stub, "export function {name}() {says}"),
        };
        stub
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::stamp::files;
    use std::{env, path::PathBuf};

    #[test]
    fn what_is_left_out_has_its_names_and_nothing_behind_them() {
        assert_eq!(
            stub(&["TerrainLayer", "isTerrainLayer", "drawTerrain"]),
            "export class TerrainLayer { constructor() { throw new Error('TerrainLayer is left out'); } }\n\
             export const isTerrainLayer = () => false;\n\
             export function drawTerrain() { throw new Error('drawTerrain is left out'); }\n"
        );
    }

    #[test]
    fn another_version_without_such_a_source_is_noticed() {
        assert!(leave_out(tempfile::tempdir().unwrap().path()).is_err());
    }

    #[test]
    fn no_map_of_ours_asks_for_it() {
        let package: PathBuf = env::var_os("CARGO_MANIFEST_DIR").unwrap().into();
        let mut text = String::new();
        for script in files(&package.join("../js/map")).unwrap() {
            text += &fs::read_to_string(script).unwrap();
        }
        for kind in [
            "hillshade",
            "color-relief",
            "fill-extrusion",
            "custom",
            "raster-dem",
            "image",
            "video",
            "canvas",
        ] {
            assert!(!text.contains(&format!("type: \"{kind}\"")), "{kind}");
        }
        for asked in ["projection:", "setProjection", "terrain:", "setTerrain", "encoding:"] {
            assert!(!text.contains(asked), "{asked}");
        }
        assert!(text.contains("attributionControl: false"));
    }
}
