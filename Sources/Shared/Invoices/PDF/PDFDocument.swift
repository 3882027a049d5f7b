import CPango

/// A PDF being written with Cairo into memory. It owns Cairo's handles, and belongs to whoever made it: never to two
/// threads at once.
final class PDFDocument {
    /// To draw with.
    let cairo: OpaquePointer
    private let surface: OpaquePointer
    private let output: Output

    private final class Output {
        var bytes: [UInt8] = []
    }

    /// - Parameters:
    ///   - width: points, like the height.
    ///   - date: RFC 3339; stands for the time of writing, so that the same document is always the same bytes.
    init(width: Double, height: Double, title: String, author: String, date: String) {
        output = Output()
        surface = cairo_pdf_surface_create_for_stream(
            { closure, data, length in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let output = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
                output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(output).toOpaque(), width, height)
        cairo = cairo_create(surface)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Tandem")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date)
    }

    deinit {
        cairo_destroy(cairo)
        // Writes what is left into `output`, which lives as long as this.
        cairo_surface_destroy(surface)
    }

    func endPage() { cairo_show_page(cairo) }

    /// The whole document; nothing may be drawn after it. Throws when Cairo could not draw or keep something.
    func finish() throws(InvoiceFailure) -> [UInt8] {
        let drawn = cairo_status(cairo)
        cairo_surface_finish(surface)
        let written = cairo_surface_status(surface)
        for status in [drawn, written] where status != CAIRO_STATUS_SUCCESS {
            throw .drawing(String(cString: cairo_status_to_string(status)))
        }
        return output.bytes
    }
}

extension PDFDocument {
    func line(from x: Double, to end: Double, y: Double, width: Double, _ ink: Ink) {
        setSource(ink)
        cairo_set_line_width(cairo, width)
        cairo_move_to(cairo, x, y)
        cairo_line_to(cairo, end, y)
        cairo_stroke(cairo)
    }

    func frame(x: Double, y: Double, width: Double, height: Double, _ ink: Ink) {
        setSource(ink)
        cairo_set_line_width(cairo, 0.75)
        cairo_rectangle(cairo, x, y, width, height)
        cairo_stroke(cairo)
    }

    func setSource(_ ink: Ink) { cairo_set_source_rgb(cairo, ink.red, ink.green, ink.blue) }
}

/// A colour.
struct Ink {
    let red: Double
    let green: Double
    let blue: Double

    static let black = Ink(red: 0.13, green: 0.13, blue: 0.13)
    static let gray = Ink(red: 0.4, green: 0.4, blue: 0.4)
    static let rule = Ink(red: 0.8, green: 0.8, blue: 0.8)
    static let red = Ink(red: 0.69, green: 0, blue: 0.13)
}
