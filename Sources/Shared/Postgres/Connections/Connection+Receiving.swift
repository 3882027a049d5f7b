import CLibpq
import DequeModule
import Reactor

extension Connection {
    /// The socket has something to read.
    func receive() {
        guard let handle else { return }
        // With the end of a connection libpq forgets which commands it has sent, but not the answers that it has read: it
        // takes them for those of no command, and a row for none (pqDropConnection, libpq 14 and later).
        guard handle.consumeInput(), !handle.isBroken else { return lose(because: handle.errorMessage) }
        // Two ends in a row mean that libpq has nothing more, whatever we believe to be in flight.
        var ends = 0
        while self.handle != nil, !handle.isBroken, !inFlight.isEmpty, ends < 2, !handle.isBusy {
            if let result = handle.nextResult() {
                ends = 0
                take(result)
            } else {
                ends += 1
                endOfResults(of: handle)
            }
        }
        guard self.handle != nil else { return }
        if handle.isBroken { return lose(because: handle.errorMessage) }
        readWatch?.rearm()
        if inFlight.isEmpty { return drainSoon() }
        flush()
        armDeadline()
    }

    /// A result of the oldest command in flight.
    private func take(_ result: consuming StatementResult) {
        switch result.status {
        case PGRES_PIPELINE_SYNC:
            completeOldest()
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            reply.add(result)
        case PGRES_PIPELINE_ABORTED:
            reply.passOver()
        default:
            guard let error = result.serverError, !result.isFatal else { return lose(because: result.errorMessage) }
            reply.add(error)
        }
    }

    /// In pipeline mode an end follows each command's results, and a sync says when all is done; a script has but this,
    /// and so have point reads that share a sync, but for the last of them.
    private func endOfResults(of handle: ConnectionHandle) {
        guard let oldest = inFlight.first else { return }
        if oldest.pending.command.isScript {
            completeOldest()
            if !handle.enterPipeline() { lose(because: handle.errorMessage) }
        } else if !oldest.endsWithSync, !reply.isEmpty {
            completeOldest()
        }
    }

    /// The oldest command in flight has all its results.
    private func completeOldest() {
        guard let entry = inFlight.popFirst() else { return }
        lastProgress = .now
        let reply = self.reply.take()
        if let refusal = reply.refusal {
            refuse(entry, with: refusal, after: reply.successes)
        } else if reply.isPassedOver {
            // A point read with which it shared its sync failed. It was not run, and is now, with a sync of its own.
            send(entry.pending, isRepetition: entry.isRepetition)
        } else {
            answered()
            reply.deliver(to: entry.pending)
        }
    }

    private func refuse(_ entry: InFlight, with error: ServerError, after successes: Int) {
        if let key = entry.preparedKey, entry.failedToPrepare(after: successes) || entry.hasStalePlan(error) {
            prepared.forget(key)
        }
        // A refused statement had no effect, so that it may be sent again.
        let mayPass = entry.hasStalePlan(error) || error.sqlState == .deadlockDetected
        if entry.pending.command.isAutocommit, mayPass, !entry.isRepetition {
            return send(entry.pending, isRepetition: true)
        }
        answered()
        entry.pending.fail(with: error.sqlState == .queryCanceled ? .deadlineExceeded : .server(error))
    }
}
