import Daemon
import Domain
import Logging
import Media
import Postgres
import WebAPI

/// What the routes of images work with: the program that decodes, the line at it, the store.
struct ImageWorkshop: Sendable {
    let settings: ImageSettings
    let store: any MediaStore
    private let program: ImageProgram
    private let line: WaitingLine
    private let logger: Logger

    init(_ settings: ImageSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        store = FileMediaStore(folder: settings.mediaDirectory)
        program = ImageProgram(settings)
        line = WaitingLine(atOnce: settings.workers, waiting: settings.queue, patience: settings.deadline)
    }

    /// What removes files that are no longer shown.
    func sweep(_ database: Database) -> MediaSweep {
        MediaSweep(database: database, store: store, retention: settings.retention)
    }

    /// Throws `unavailable` where no image can be taken, before anything is read.
    func requireProgram() throws(Problem) {
        guard !program.isInstalled else { return }
        logger.error("\(ImageProgram.missing)")
        throw Problem(.unavailable, detail: "This host cannot take images at the moment.", retryAfter: 60)
    }

    /// Decodes what was sent as a file. Throws `validation` for what is not an image that is taken, `busy` when too many
    /// are waiting.
    func renditions(of bytes: ArraySlice<UInt8>) async throws -> Renditions {
        let header: ImageHeader
        do {
            header = try ImageHeader.read(bytes, maximumPixels: settings.maximumPixels)
        } catch {
            throw Problem.invalid("file", error.description)
        }
        do {
            return try await line.take { try await Renditions.make(of: Array(bytes), header, program) }
        } catch is WaitingLine.Refused {
            throw Problem(.busy, detail: "Too many images at the moment.", retryAfter: 5)
        } catch let failure as ImageProgram.Failure {
            throw problem(failure, header.format)
        }
    }

    private func problem(_ failure: ImageProgram.Failure, _ format: ImageFormat) -> Problem {
        switch failure {
        case .missing: Problem(.unavailable, detail: "This host cannot take images at the moment.", retryAfter: 60)
        case .notDecoded: .invalid("file", "is a \(format.name) image that cannot be decoded: it is cut off or damaged")
        case .tookTooLong: .invalid("file", "is a \(format.name) image that takes too long to decode")
        }
    }

    /// Puts files into the store. Their rows are first: from then on, nobody takes them for idle. Throws `unavailable`
    /// when the store does not take them.
    func keep(_ renditions: Renditions, _ database: Database) async throws {
        let files = renditions.all
        let statement: Statement = """
            INSERT INTO media_files (name, size)
            SELECT DISTINCT name, size FROM unnest(\(files.map(\.name.description)), \(files.map(\.bytes.count)))
                AS file (name, size)
            ORDER BY name
            ON CONFLICT (name) DO UPDATE SET idle_since = clock_timestamp()
            """
        try await database.execute(statement.prepared("announce_media"))
        do {
            for file in files { try await store.put(file.bytes, as: file.name) }
        } catch {
            if error is CancellationError { throw error }
            logger.error("an image could not be stored", metadata: ["error": "\(error)"])
            throw Problem(.unavailable, detail: "The image could not be stored.", retryAfter: 5)
        }
    }

    /// An image as products hold it.
    func image(_ id: ImageID, alt: String, _ renditions: Renditions) -> ProductImage {
        ProductImage(
            id: id, url: url(renditions.full), alt: alt, width: renditions.full.width, height: renditions.full.height,
            sizes: renditions.sizes.map { .init(url: url($0), width: $0.width, height: $0.height) })
    }

    private func url(_ file: Renditions.Rendition) -> String { settings.mediaURL + file.name.description }
}
