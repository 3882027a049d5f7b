import TestSupport
import Testing

@testable import Prometheus

@Suite struct ProcessFiguresTests {
    @Test func `The kernel's line is read whatever the command is called`() throws {
        let text =
            "42 (a ) b (c) S 1 42 42 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 7 0 900 123456789 321 18446744073709551615"
        let status = try #require(ProcessStatus(text: text))
        #expect(status.cpuTicks == 300 && status.threads == 7 && status.startTicks == 900)
        #expect(status.virtualBytes == 123_456_789 && status.residentPages == 321)
        #expect(ProcessStatus(text: "42 (cut") == nil && ProcessStatus(text: "42 (cut) S 1") == nil)
    }

    @Test func `This process has memory, descriptors, threads and a start`() throws {
        let metrics = PrometheusMetrics(ProcessFigures.families)
        metrics.collect(ProcessFigures.collect(into:))
        let exposition = try Exposition(bytes: metrics.exposition())
        for family in ProcessFigures.families {
            #expect((exposition.value(family.name) ?? -1) >= 0, "\(family.name)")
        }
        #expect((exposition.value("process_resident_memory_bytes") ?? 0) > 1_000_000)
        #expect((exposition.value("process_open_fds") ?? 0) >= 3)
        #expect((exposition.value("process_start_time_seconds") ?? 0) > 1_700_000_000)
    }
}
