import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import QueryAPI

@Suite("The short way to the kernel")
struct DirectWriterTests {
    @Test("bytes arrive whole and in order, whichever way each takes", arguments: [1, 2, 3] as [UInt64])
    func order(seed: UInt64) async throws {
        try await SmallSender.run { sender in
            let total = try await sender.channel.eventLoop.submit {
                try Self.writePieces(sender.channel, seed: seed)
            }.get()
            #expect((1..<total).contains(sender.detour.bytes), "seed \(seed)")
            #expect(try sender.client.read(total) == Self.pattern(0, total), "seed \(seed)")
        }
    }

    @Test("the short way is open again once NIO has written all it held")
    func reopened() async throws {
        try await SmallSender.run { sender in
            let channel = sender.channel
            let writer = try await channel.eventLoop.submit {
                NIOLoopBoundBox(DirectWriter(channel), eventLoop: channel.eventLoop)
            }.get()
            let whole = Self.pattern(0, 500_000)
            try await channel.eventLoop.submit {
                let rest = writer.value.send(ByteBuffer(bytes: whole))
                #expect(rest.map { $0.readableBytes > 0 && $0.readableBytes < whole.count } == true)
                if let rest { channel.writeAndFlush(rest, promise: nil) }
                // What NIO holds goes first.
                #expect(writer.value.send(ByteBuffer(bytes: [1])) == ByteBuffer(bytes: [1]))
            }.get()
            #expect(try sender.client.read(whole.count) == whole)
            try await channel.eventLoop.submit {
                #expect(writer.value.send(ByteBuffer(bytes: [2])) == nil)
            }.get()
            #expect(try sender.client.read(1) == [2])
        }
    }

    @Test("what NIO was given but has not sent yet is not overtaken")
    func unflushed() async throws {
        try await SmallSender.run { sender in
            let channel = sender.channel
            try await channel.eventLoop.submit {
                var writer = DirectWriter(channel)
                #expect(writer.send(ByteBuffer(bytes: [1])) == nil)
                writer.giveWay()
                channel.write(ByteBuffer(bytes: [2]), promise: nil)
                let rest = writer.send(ByteBuffer(bytes: [3]))
                #expect(rest == ByteBuffer(bytes: [3]))
                if let rest { channel.writeAndFlush(rest, promise: nil) }
            }.get()
            #expect(try sender.client.read(3) == [1, 2, 3])
        }
    }

    @Test("nothing is sent on a connection that was closed, nor where there is no socket")
    func closed() async throws {
        try await SmallSender.run { sender in
            let channel = sender.channel
            try await channel.eventLoop.submit {
                var writer = DirectWriter(channel)
                #expect(writer.send(ByteBuffer(bytes: [1])) == nil)
                channel.close(promise: nil)
                #expect(writer.send(ByteBuffer(bytes: [2])) == ByteBuffer(bytes: [2]))
            }.get()
            #expect(try sender.client.readAll() == [1])
        }
        var writer = DirectWriter(EmbeddedChannel())
        #expect(writer.send(ByteBuffer(bytes: [1])) == ByteBuffer(bytes: [1]))
    }

    /// Writes pieces of all sizes, more than the kernel takes, some of them through NIO from the start.
    private static func writePieces(_ channel: any Channel, seed: UInt64) throws -> Int {
        var random = SeededGenerator(seed: seed)
        var writer = DirectWriter(channel)
        var total = 0
        while total < 300_000 {
            let piece = ByteBuffer(bytes: pattern(total, Int.random(in: 1...20_000, using: &random)))
            total += piece.readableBytes
            if Int.random(in: 0..<8, using: &random) == 0 {
                writer.giveWay()
                channel.write(piece, promise: nil)
                if Bool.random(using: &random) { channel.flush() }
            } else if let rest = writer.send(piece) {
                channel.writeAndFlush(rest, promise: nil)
            }
        }
        channel.flush()
        return total
    }

    /// No two stretches of it are alike for long.
    private static func pattern(_ start: Int, _ count: Int) -> [UInt8] {
        (start..<start + count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }
}
