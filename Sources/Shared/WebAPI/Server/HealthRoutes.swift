import HTTPTypes
import JSON

extension APIRouter {
    /// `GET /healthz`: 200 while the process answers at all. `GET /readyz`: 200, or 503 naming what is missing.
    package func addHealthRoutes(_ health: HealthState) {
        get("/healthz", access: .public, rate: .unlimited) { _, _ in
            JSONResponse.make { json in json.object { json in json.member("status", "alive") } }
        }
        get("/readyz", access: .public, rate: .unlimited) { _, _ in
            switch health.readiness {
            case .ready: return JSONResponse.make { json in json.object { json in json.member("status", "ready") } }
            case .notReady(let reasons): throw Problem(.unavailable, detail: "Not ready.").with("reasons", reasons)
            }
        }
    }
}
