import ArgumentParser
import Logging
import Testing

@testable import Daemon

@Suite struct SettingOptionsTests {
    private struct Import: ParsableCommand {
        @Argument var file: String
        @Option var stock = 100
        @OptionGroup var settings: SettingOptions
    }

    @Test("settings stand beside a command's own arguments")
    func beside() throws {
        let command = try Import.parse(["shop.csv", "--stock", "5", "--log-level", "debug", "--currency=EUR"])
        #expect(command.file == "shop.csv")
        #expect(command.stock == 5)
        var settings = try command.settings.reader()
        #expect(LogSettings(&settings).level == .debug)
        #expect(settings.text("CURRENCY", default: "USD") == "EUR")
        try settings.finish()
    }
}
