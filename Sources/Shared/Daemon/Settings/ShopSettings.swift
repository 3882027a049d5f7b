import Domain

/// What all of a shop's processes must be told alike.
package enum ShopSettings {
    /// The shop's one currency.
    package static func currency(_ settings: inout SettingsReader) -> Currency {
        settings.value("CURRENCY", default: "USD", expecting: "an ISO 4217 code such as USD") { Currency(code: $0) }
    }

    /// The folder of the products' images. All hosts have to see the same one.
    package static func mediaDirectory(_ settings: inout SettingsReader) -> String {
        settings.text("MEDIA_DIR", default: "media")
    }
}
