import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Invoices
import WebAPI

extension QueryRouter {
    /// The invoices of a person's own orders.
    func addInvoiceRoutes() {
        router.get("/api/orders/{reference}/invoice", access: .customer) { [context] request, call in
            let mode = ReadMode(request, context.levels.validity)
            let format = InvoiceFormat(accepting: request.headers)
            let reference = try call.reference("reference", to: Entity.Order.self)
            let invoice = try await ShowInvoice(context: context).page(
                reference, as: format, of: try call.signedIn.user, mode)
            var response = try context.responses.make(
                invoice.map { $0?.document }, for: request, mode, to: .oneUser, contentType: format.contentType)
            response.headers[.vary] = "Accept"
            if let number = invoice.value?.number {
                // Digits and a hyphen: nothing in it needs RFC 6266's encodings.
                response.headers[.contentDisposition] = "inline; filename=\"invoice-\(number).\(format.suffix)\""
            }
            if format == .html { response.headers[.contentSecurityPolicy] = Self.invoicePolicy }
            return response
        }
    }

    /// The page may have its style sheet and nothing else (CSP Level 3).
    private static let invoicePolicy: String = {
        let hash = Data(SHA256.hash(data: Data(InvoiceHTML.style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"
    }()
}
