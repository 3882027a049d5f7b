import Hummingbird
import JSON
import WebAPI

/// An answer that holds a secret: it is given once and stored nowhere.
enum SecretAnswer {
    static func make(_ readAfter: ReadAfter, _ members: (inout JSONWriter) -> Void) -> Response {
        var response = JSONResponse.make { json in json.object(members) }
        readAfter.add(to: &response)
        return response
    }
}
