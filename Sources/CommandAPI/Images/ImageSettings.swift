import Daemon

/// What an uploaded image may cost, and where images go.
struct ImageSettings: Sendable {
    /// The folder of the images, which every host sees.
    let mediaDirectory: String
    /// What the URLs of images begin with, up to the file's name.
    let mediaURL: String
    /// Bytes of a file (413 past it).
    let maximumBytes: Int
    /// Pixels of an image (422 past it).
    let maximumPixels: Int
    /// Images that are worked on at once, and how many more may wait (503 past it).
    let workers: Int
    let queue: Int
    /// How long one run of the image program may take, in time and in processor time.
    let deadline: Duration
    /// How long a file is kept that no product shows.
    let retention: Duration

    /// Where the image program is looked for: folders with colons between them.
    let programPath: String

    init(_ settings: inout SettingsReader) {
        mediaDirectory = ShopSettings.mediaDirectory(&settings)
        mediaURL = settings.value(
            "MEDIA_URL", default: "/media/", expecting: "a path or an http(s) URL, with a slash at its end"
        ) { text in
            let isAddress = text.hasPrefix("/") || text.hasPrefix("https://") || text.hasPrefix("http://")
            return isAddress && text.hasSuffix("/") && !text.contains { $0.isWhitespace || $0 == "\"" } ? text : nil
        }
        maximumBytes = settings.bytes("IMAGE_BYTES", default: "5M", in: 1_024...64 << 20)
        maximumPixels = settings.integer("IMAGE_PIXELS", default: 50_000_000, in: 1...268_435_456)
        workers = settings.integer("IMAGE_WORKERS", default: 2, in: 1...64)
        queue = settings.integer("IMAGE_QUEUE", default: 16, in: 0...1_000)
        deadline = settings.seconds("IMAGE_DEADLINE", default: 10, in: 1...60)
        programPath = settings.text("PATH", default: "/usr/bin:/bin")
        retention = settings.seconds("MEDIA_RETENTION", default: 86_400, in: 0...31_536_000)
    }
}
