import Foundation

/// nginx with a configuration of its own, for as long as something runs.
struct Nginx: Sendable {
    private static let program = "/usr/sbin/nginx"
    private static let workers = 2

    let port: Int
    let processes: ProcessMeter

    /// Static files: each with the headers that our own answer has, as far as nginx does not make them itself.
    struct File: Sendable {
        let name: String
        let body: String
        let headers: [(name: String, value: String)]

        init(_ name: String, like answer: Answer) {
            self.name = name
            body = answer.text
            headers = answer.fields.filter { !Self.ownFields.contains($0.name.lowercased()) }
        }

        /// nginx makes these itself; the request's id differs each time, and nginx is spared it.
        private static let ownFields: Set<String> = [
            "date", "server", "content-length", "content-type", "connection", "etag", "last-modified", "x-request-id",
        ]
    }

    static func serving<Output: Sendable>(
        _ files: [File], port: Int, folder: String, _ body: @Sendable (Nginx) async throws -> Output
    ) async throws -> Output {
        var locations = ""
        for file in files {
            try file.body.write(toFile: "\(folder)/\(file.name)", atomically: true, encoding: .utf8)
            let headers = file.headers.map { "add_header \($0.name) \"\($0.value)\";" }.joined(separator: " ")
            locations += "location = /\(file.name) { \(headers) }\n"
        }
        let server = """
            root \(folder);
            default_type 'application/json; charset=utf-8';
            open_file_cache max=100;
            open_file_cache_valid 60s;
            keepalive_requests 100000000;
            sendfile on;
            tcp_nopush on;
            \(locations)
            """
        return try await run(server: server, port: port, folder: folder, body)
    }

    /// With Debian's nchan module: `POST /pub/NAME` publishes what sockets at `/sub/NAME` get.
    static func nchan<Output: Sendable>(
        port: Int, folder: String, _ body: @Sendable (Nginx) async throws -> Output
    ) async throws -> Output {
        let server = """
            location ~ /pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 0; }
            location ~ /sub/(\\w+)$ { nchan_subscriber websocket; nchan_channel_id $1; }
            """
        return try await run(
            server: server, http: "nchan_shared_memory_size 128m;",
            modules: ["/usr/lib/nginx/modules/ngx_nchan_module.so"], port: port, folder: folder, body)
    }

    private static func run<Output: Sendable>(
        server: String, http: String = "", modules: [String] = [], port: Int, folder: String,
        _ body: @Sendable (Nginx) async throws -> Output
    ) async throws -> Output {
        let configuration = """
            \(modules.map { "load_module \($0);" }.joined(separator: "\n"))
            daemon off;
            \(geteuid() == 0 ? "user root;" : "")
            worker_processes \(workers);
            worker_rlimit_nofile 20000;
            pid \(folder)/nginx-\(port).pid;
            error_log \(folder)/nginx-\(port).log;
            events { worker_connections 16384; }
            http {
                access_log off;
                client_body_temp_path \(folder)/nginx-\(port)-body;
                \(http)
                server { listen 127.0.0.1:\(port) backlog=4096; \(server) }
            }
            """
        let file = "\(folder)/nginx-\(port).conf"
        try configuration.write(toFile: file, atomically: true, encoding: .utf8)
        // Says what is wrong with it.
        try await Command.run(program, ["-t", "-p", folder, "-c", file])
        return try await Command.during(program, ["-p", folder, "-c", file]) { process in
            try await Waiting.until("nginx listens", within: .seconds(10)) {
                (try? await HTTPConnection.withConnections(1, port: port) { _ in true }) ?? false
            }
            // It listens before its workers are there, whose time is what counts.
            try await Waiting.until("nginx has its workers", within: .seconds(10)) {
                ProcessMeter(withChildrenOf: process).processes.count > workers
            }
            return try await body(Nginx(port: port, processes: ProcessMeter(withChildrenOf: process)))
        }
    }
}
