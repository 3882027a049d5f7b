import CPango

/// The fonts that Pango knows through fontconfig, with what it has loaded of them. It belongs to one serial executor.
final class FontMap {
    private let map: UnsafeMutablePointer<PangoFontMap>

    init() { map = pango_cairo_font_map_new() }

    deinit { g_object_unref(map) }

    /// The caller owns it.
    func makeContext() -> OpaquePointer { pango_font_map_create_context(map) }
}
