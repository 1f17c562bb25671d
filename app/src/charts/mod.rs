//! Data drawn as SVG.
