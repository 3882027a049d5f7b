import DequeModule
import Reactor

extension Connection {
    /// How many point reads share a sync at most: the server answers none of them before it has run all of them.
    private static let maximumSharing = 16

    /// Puts commands in libpq's buffer, in their order, with as few syncs as may be; `flush` sends them.
    func send(all commands: [PendingStatement]) {
        for pending in commands where !sendSharingSync(pending) {
            sendSharedSync()
            send(pending)
        }
        sendSharedSync()
    }

    /// Sends a point read that the server has prepared, without its sync; false if the command is not one.
    private func sendSharingSync(_ pending: PendingStatement) -> Bool {
        guard let handle, !pending.isSettled, case .autocommit(let statement) = pending.command,
            statement.isPointRead, let key = statement.preparedKey, let name = prepared.name(of: key)
        else { return false }
        sharing += 1
        append(
            InFlight(pending: pending, preparedKey: key, endsWithSync: false),
            isSent: handle.sendExecute(statement, name: name))
        if sharing == Self.maximumSharing { sendSharedSync() }
        return true
    }

    /// Ends the point reads that were sent without a sync, if there are any.
    private func sendSharedSync() {
        guard sharing > 0, let handle else { return }
        sharing = 0
        inFlight[inFlight.count - 1].endsWithSync = true
        if !handle.sendSync() { lose(because: "a sync could not be sent: \(handle.errorMessage)") }
    }

    /// Puts a command in libpq's buffer, with a sync of its own; `flush` sends it.
    func send(_ pending: PendingStatement, isRepetition: Bool = false) {
        guard let handle else {
            answered()
            return settings.onUnsent(pending)
        }
        // Within a transaction everything is sent, or what follows would run without its BEGIN.
        if pending.command.isAutocommit, pending.isSettled { return answered() }
        var entry = InFlight(pending: pending, isRepetition: isRepetition)
        let isSent =
            switch pending.command {
            case .autocommit(let statement):
                send(statement, through: handle, entry: &entry) && handle.sendSync()
            case .transactional(let statement, let opening):
                (opening.map { handle.sendUnprepared($0.begin) } ?? true)
                    && send(statement, through: handle, entry: &entry, after: opening == nil ? 0 : 1)
                    && handle.sendSync()
            case .script(let text):
                inFlight.isEmpty && handle.exitPipeline() && handle.sendScript(text)
            }
        append(entry, isSent: isSent)
    }

    private func append(_ entry: InFlight, isSent: Bool) {
        if inFlight.isEmpty { lastProgress = .now }
        inFlight.append(entry)
        // Set anew, for the earlier one.
        if let alarm = deadlineAlarm, entry.pending.deadline < alarm.moment { deadlineAlarm = nil }
        if !isSent { lose(because: "a statement could not be sent: \(handle?.errorMessage ?? "")") }
    }

    private func send(
        _ statement: Statement, through handle: ConnectionHandle, entry: inout InFlight, after commands: Int = 0
    ) -> Bool {
        guard let key = statement.preparedKey else { return handle.sendUnprepared(statement) }
        switch prepared.lookUp(key) {
        case .full:
            return handle.sendUnprepared(statement)
        case .prepared(let name):
            entry.preparedKey = key
            return handle.sendExecute(statement, name: name)
        case .new(let name):
            entry.preparedKey = key
            entry.commandsBeforePrepare = commands
            return handle.sendPrepare(statement, name: name) && handle.sendExecute(statement, name: name)
        }
    }

    /// Sends what libpq has buffered, now and, if the socket is full, when it is writable again.
    func flush() {
        guard let handle else { return }
        switch handle.flush() {
        case .done:
            writeWatch = nil
        case .pending:
            if let writeWatch { return writeWatch.rearm() }
            writeWatch = watch(handle, until: .writable) { $0.flush() }
            if writeWatch == nil { lose(because: "no file descriptor is left") }
        case .broken:
            // What the server said before it hung up is still to be read.
            receive()
        }
    }
}
