import CPango

/// How a text looks. Sizes are in points.
struct TextStyle {
    var size = 9.0
    var isBold = false
    var ink = Ink.black
    var isAtRight = false
}

/// Sets texts of any script with Pango: shaping, direction, line breaks, and for each character a font that has it. It owns
/// Pango's handles, and belongs to whoever made it.
final class Typesetter {
    private let document: PDFDocument
    private let context: OpaquePointer
    private let layout: OpaquePointer
    private var fonts: [Font: OpaquePointer] = [:]

    private struct Font: Hashable {
        let size: Double
        let isBold: Bool
    }

    /// Preferred from the first on; where none has a character, fontconfig finds one that does.
    private static let families = "Noto Sans,Noto Sans Arabic,Noto Sans Hebrew,sans-serif"

    init(_ document: PDFDocument, fonts map: FontMap, language: String) {
        self.document = document
        context = map.makeContext()
        // One unit of the document is a point.
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_language(context, pango_language_from_string(language))
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(context, 0)
        pango_cairo_update_context(document.cairo, context)
        layout = pango_layout_new(context)
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_single_paragraph_mode(layout, 1)
        let attributes = pango_attr_list_new()
        // A hyphen would look like a part of what is broken.
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        pango_layout_set_attributes(layout, attributes)
        pango_attr_list_unref(attributes)
    }

    deinit {
        for font in fonts.values { pango_font_description_free(font) }
        g_object_unref(UnsafeMutableRawPointer(layout))
        g_object_unref(UnsafeMutableRawPointer(context))
    }

    /// How high a text is when it is set within a width.
    /// - Parameter limit: past it the rest becomes an ellipsis. Only absurd texts get there.
    func height(of text: String, _ style: TextStyle, width: Double, limit: Double) -> Double {
        set(text, style, width: width, limit: limit)
        return size().height
    }

    /// How wide a text is on one line.
    func width(of text: String, _ style: TextStyle) -> Double {
        set(text, style, width: nil, limit: nil)
        return size().width
    }

    /// How far below its top the first line of a text stands.
    func baseline(of text: String, _ style: TextStyle, width: Double) -> Double {
        set(text, style, width: width, limit: nil)
        return Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
    }

    /// Draws a text below a point, within a width. Returns its height.
    @discardableResult
    func draw(_ text: String, _ style: TextStyle, x: Double, y: Double, width: Double, limit: Double) -> Double {
        set(text, style, width: width, limit: limit)
        let height = size().height
        cairo_save(document.cairo)
        // Characters with towers of accents stay in their place.
        cairo_rectangle(document.cairo, x - 3, y - 3, width + 6, height + 6)
        cairo_clip(document.cairo)
        document.setSource(style.ink)
        cairo_move_to(document.cairo, x, y)
        pango_cairo_show_layout(document.cairo, layout)
        cairo_restore(document.cairo)
        return height
    }

    private func set(_ text: String, _ style: TextStyle, width: Double?, limit: Double?) {
        pango_layout_set_font_description(layout, font(style))
        pango_layout_set_width(layout, width.map(Self.units) ?? -1)
        pango_layout_set_ellipsize(layout, limit == nil ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END)
        pango_layout_set_height(layout, limit.map(Self.units) ?? -1)
        let length = Int32(clamping: text.utf8.count)
        // Pango means left and right for text that runs from the left, and the other way round for the rest.
        let isReversed = pango_find_base_dir(text, length) == PANGO_DIRECTION_RTL
        pango_layout_set_alignment(layout, style.isAtRight != isReversed ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT)
        pango_layout_set_text(layout, text, length)
    }

    private func size() -> (width: Double, height: Double) {
        var width: Int32 = 0
        var height: Int32 = 0
        pango_layout_get_size(layout, &width, &height)
        return (Double(width) / Double(PANGO_SCALE), Double(height) / Double(PANGO_SCALE))
    }

    private func font(_ style: TextStyle) -> OpaquePointer? {
        let key = Font(size: style.size, isBold: style.isBold)
        if let font = fonts[key] { return font }
        guard let font = pango_font_description_new() else { return nil }
        pango_font_description_set_family(font, Self.families)
        pango_font_description_set_size(font, Self.units(style.size))
        pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL)
        fonts[key] = font
        return font
    }

    private static func units(_ points: Double) -> Int32 { Int32(clamping: Int(points * Double(PANGO_SCALE))) }
}
